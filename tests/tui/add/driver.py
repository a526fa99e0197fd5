"""The modal in which a memory is typed as a page object, in a small app of its own. Nothing here sleeps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from textual.app import App
from textual.events import Key, Paste
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.widgets import Static

from memtui.adapters.base import WriteSupport
from memtui.core.changes import NewMemory
from memtui.core.models import ScopeField
from memtui.core.profile import ServiceKind
from memtui.tui import theme
from memtui.tui.modals.add import AddModal
from memtui.tui.modals.add.form import EntityOffers, Form
from memtui.tui.modals.add.rows import FieldRow, MessageRow
from memtui.tui.modals.add.toggle import Toggle
from memtui.tui.theme import DARK, THEMES
from memtui.tui.widgets.edit_box import EditBox
from memtui.tui.widgets.key_bar import KeyBar
from tests.tui.builder.driver import key_and_character

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LOCAL = WriteSupport(
    max_batch=1000, restores=True, merges_metadata=False, dedupes=False, edits_categories=True,
    has_entities=False, infers=False, takes_immutable=True,
)  # fmt: skip
PLATFORM = WriteSupport(
    max_batch=1000, restores=False, merges_metadata=False, dedupes=True, edits_categories=False,
    has_entities=True, infers=True, takes_immutable=True,
    add_options={
        "custom_instructions": "what the model shall heed while it learns from this",
        "timestamp": "when it was said, in seconds since 1970",
        "custom_categories": "a list of objects, each a name and what belongs there",
        "timezone": "in which dates in the text are read",
    },
)  # fmt: skip
HOSTED = WriteSupport(
    max_batch=1, restores=False, merges_metadata=True, dedupes=False, edits_categories=False,
    has_entities=False, infers=True, takes_immutable=False, scope_fields=("user_id", "agent_id", "run_id"),
)  # fmt: skip
SUPPORT: dict[ServiceKind, WriteSupport] = {"local": LOCAL, "platform": PLATFORM, "selfhosted": HOSTED}
Result = tuple[NewMemory, ...] | None


class Host(App[None]):
    CSS_PATH = str(Path(theme.__file__).parent / "screens" / "browse.tcss")

    def __init__(self, modal: AddModal) -> None:
        super().__init__()
        self.animation_level = "none"
        for look in THEMES:
            self.register_theme(look)
        self.theme = DARK.name
        self.modal = modal
        self.results: list[Result] = []

    def on_mount(self) -> None:
        self.push_screen(self.modal, self.results.append)


class AddDriver:
    """What a person does in the modal, and what they see there."""

    def __init__(self, app: Host, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def idle(self) -> None:
        """Wait until every message is handled and nothing is being looked up."""
        quiet = 0
        async with asyncio.timeout(30):
            while quiet < 2 and self.app.is_running:
                top = self.app.screen
                nodes: list[MessagePump] = [self.app, top, *top.query("*")]
                await self._reached(*(node.call_later for node in nodes))
                await self._reached(self.app.screen.call_after_refresh)
                working = any(not worker.is_finished for worker in self.app.workers)
                if working:
                    await asyncio.sleep(0.001)
                busy = working or any(node.message_queue_size for node in nodes)
                quiet = 0 if busy else quiet + 1

    async def _reached(self, *calls: Callable[[Callable[[], None]], bool]) -> None:
        top = self.app.screen
        for call in calls:
            event = asyncio.Event()
            called = call(event.set)
            while called and not event.is_set() and self.app.screen is top:
                # A part that is closed meanwhile never gets there: look now and then.
                with suppress(TimeoutError):
                    await asyncio.wait_for(event.wait(), 0.1)

    async def press(self, *keys: str) -> AddDriver:
        """Press keys, each when what the one before did is done."""
        for key in keys:
            await self.burst(key)
        return self

    def send(self, *keys: str) -> None:
        """Press keys and wait for nothing."""
        for key in keys:
            event = Key(*key_and_character(key))
            event.set_sender(self.app)
            self.app.post_message(event)

    async def burst(self, *keys: str) -> AddDriver:
        """Press keys without waiting in between."""
        self.send(*keys)
        await self.idle()
        return self

    async def type(self, text: str) -> AddDriver:
        return await self.burst(*("enter" if char == "\n" else char for char in text))

    async def paste(self, text: str) -> AddDriver:
        event = Paste(text)
        event.set_sender(self.app)
        self.app.post_message(event)
        await self.idle()
        return self

    async def fill(self, name: str, text: str) -> AddDriver:
        """Put a text into a field, in the place of what stands there, as a paste."""
        await self.go_to(name)
        box = self.row(name).field
        assert isinstance(box, EditBox)
        box.select_all()
        if text:
            await self.paste(text)
        else:
            await self.press("delete")
        return self

    async def go_to(self, name: str) -> AddDriver:
        """Step to a field with tab."""
        for _ in range(40):
            if self.at == name:
                return self
            await self.press("tab")
        raise AssertionError(f"{name} cannot be reached")

    async def click(self, selector: str, x: int, y: int) -> AddDriver:
        await self.pilot.click(selector, offset=(x, y))
        await self.idle()
        return self

    async def click_key(self, words: str) -> AddDriver:
        """Click a key at the foot."""
        bar = self.app.modal.query_one(KeyBar)
        for y, line in enumerate(self.drawn[bar.region.y : bar.region.bottom]):
            if words in line:
                return await self.click("#key-bar", line.index(words) - bar.region.x, y)
        raise AssertionError(f"{words} is not among the keys")

    @property
    def is_open(self) -> bool:
        return isinstance(self.app.screen, AddModal)

    @property
    def result(self) -> Result:
        """What the modal was dismissed with."""
        assert len(self.app.results) == 1, f"still open: {self.said}"
        return self.app.results[0]

    @property
    def memory(self) -> NewMemory:
        """The one memory that came of it."""
        assert self.result is not None
        (memory,) = self.result
        return memory

    @property
    def form(self) -> Form:
        return self.app.modal.query_one(Form)

    def row(self, name: str) -> FieldRow:
        row = self.form.row_named(name)
        assert row is not None, name
        return row

    @property
    def fields(self) -> list[str]:
        """The names of the fields that are shown."""
        return [self.form.name_of(row) for row in self.form.rows if row.region.height]

    @property
    def labels(self) -> list[str]:
        """The labels with their signs, of the fields that are shown."""
        rows = [row for row in self.form.rows if row.region.height]
        return [" ".join(str(row.query_one(".label", Static).content).split()) for row in rows]

    @property
    def roles(self) -> list[str]:
        return [row.role for row in self.form.rows if isinstance(row, MessageRow)]

    @property
    def at(self) -> str:
        """The name of the field that has the keyboard."""
        row = self.form.row_of(self.app.screen.focused)
        return "" if row is None else self.form.name_of(row)

    def raw(self, name: str) -> str:
        box = self.row(name).field
        assert isinstance(box, EditBox)
        return box.raw

    def toggle(self, name: str) -> str:
        field = self.row(name).field
        assert isinstance(field, Toggle)
        return str(field.content)

    @property
    def said(self) -> list[str]:
        """What is said under the form, before it is broken into lines."""
        return str(self.app.modal.query_one("#add-about", Static).content).split("\n")

    @property
    def about_messages(self) -> str:
        return str(self.app.modal.query_one("#add-messages-about", Static).content)

    @property
    def hints(self) -> str:
        """The keys at the foot, those that are off in brackets."""
        return self.app.modal.query_one(KeyBar).plain

    @property
    def drawn(self) -> list[str]:
        """The whole screen, line by line."""
        lines = self.app.screen._compositor.render_strips()
        return [line.text.rstrip() for line in lines]


@asynccontextmanager
async def adding(
    kind: ServiceKind = "local",
    *,
    support: WriteSupport | None = None,
    scope: Mapping[ScopeField, str] | None = None,
    draft: NewMemory | None = None,
    title: str = "Add a memory",
    offers: EntityOffers | None = None,
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[AddDriver]:
    """The modal over a service of this kind, once it is idle."""
    modal = AddModal(
        support or SUPPORT[kind], scope=scope or {}, kind=kind, draft=draft, title=title,
        entity_offers=offers, clock=lambda: NOW,
    )  # fmt: skip
    app = Host(modal)
    async with app.run_test(size=size) as pilot:
        driver = AddDriver(app, pilot)
        await driver.idle()
        yield driver
