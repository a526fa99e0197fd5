"""The edit screens as page objects, each in an app of its own: what a person does, and what they see.

Nothing here sleeps: `press` and `type` return when no message or timer is under way.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from rich.color import Color
from textual.app import App
from textual.events import Key, Paste
from textual.geometry import Size
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import ModalScreen

from memtui.adapters.base import WriteSupport
from memtui.core.changes import MemoryEdit
from memtui.core.models import Memory
from memtui.tui.modals.edit import EditModal
from memtui.tui.modals.edit.form import FieldName
from memtui.tui.theme import DARK, THEMES
from memtui.tui.widgets.bars import Bar
from memtui.tui.widgets.change_pane import ChangePane
from memtui.tui.widgets.edit_box import EditBox
from memtui.tui.widgets.key_bar import KeyBar
from tests.tui.builder.driver import key_and_character

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SUPPORT = WriteSupport(
    max_batch=1000,
    restores=True,
    merges_metadata=False,
    dedupes=False,
    edits_categories=True,
    has_entities=False,
    infers=False,
    takes_immutable=True,
)
MEMORY = Memory(
    id="7c1f",
    memory="Alice likes green tea in the morning",
    user_id="alice",
    metadata={"source": "email", "rank": 3},
    expiration_date="2027-01-31",
    created_at="2026-11-01T10:00:00Z",
)
_LONGEST = 60.0

Result = TypeVar("Result")


class Host(App[None], Generic[Result]):
    """An app that opens one modal and keeps what it was dismissed with."""

    def __init__(self, modal: ModalScreen[Result]) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name
        self.animation_level = "none"
        self.modal = modal
        self.results: list[Result | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.modal, self.results.append)


class Driver(Generic[Result]):
    """What a person does in a modal, and what they see there."""

    def __init__(self, app: Host[Result], pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def idle(self) -> None:
        """Wait until every message is handled and nothing rests."""
        async with asyncio.timeout(_LONGEST):
            await self.handled()
            while not self._rests():
                await self.handled()
            # What the timer did has to be handled too.
            await self.handled()

    async def handled(self) -> None:
        """Wait until every message is handled; a timer may be running."""
        quiet = 0
        while quiet < 2:
            nodes: list[MessagePump] = [self.app]
            for screen in self.app.screen_stack:
                nodes += [screen, *screen.query("*")]
            waiting = [(node, asyncio.Event()) for node in nodes]
            for node, event in [pair for pair in waiting if pair[0].call_later(pair[1].set)]:
                while not event.is_set() and node.is_running:
                    # A part that is closed meanwhile never gets there: look now and then.
                    with suppress(TimeoutError):
                        await asyncio.wait_for(event.wait(), 0.1)
            quiet = 0 if any(node.message_queue_size for node in nodes) else quiet + 1
            await asyncio.sleep(0)

    def _rests(self) -> bool:
        modal = self.app.modal
        return not isinstance(modal, EditModal) or not modal.is_running or modal.resting

    def key(self, key: str) -> Key:
        """The event of a key."""
        event = Key(*key_and_character(key))
        event.set_sender(self.app)
        return event

    async def press(self, *keys: str) -> None:
        """Press keys one after another, waiting for what each leads to."""
        for key in keys:
            await self.burst(key)

    async def burst(self, *keys: str) -> None:
        """Press keys as fast as they come."""
        for key in keys:
            self.app.post_message(self.key(key))
        await self.idle()

    async def type(self, text: str) -> None:
        names = {" ": "space", "\n": "enter"}
        await self.burst(*(names.get(char, char) for char in text))

    async def paste(self, text: str) -> None:
        """Paste as a terminal does."""
        event = Paste(text)
        event.set_sender(self.app)
        self.app.post_message(event)
        await self.idle()

    async def click(self, selector: str, x: int, y: int = 0) -> None:
        await self.pilot.click(selector, offset=(x, y))
        await self.idle()

    async def send_character(self, char: str) -> None:
        """What a terminal sends for a character that is on no key."""
        event = Key("unknown", char)
        event.set_sender(self.app)
        self.app.post_message(event)
        await self.idle()

    @property
    def is_open(self) -> bool:
        return self.app.screen is self.app.modal

    @property
    def result(self) -> Result | None:
        """What the modal was dismissed with."""
        assert len(self.app.results) == 1, "the modal is still open"
        return self.app.results[0]

    def bar(self, name: str) -> str:
        """A line of the screen, without the blanks around it and between its parts."""
        return " ".join(self.app.modal.query_one(f"#{name}", Bar).render_line(0).text.split())

    @property
    def said(self) -> str:
        return self.bar("edit-said")

    @property
    def bar_of_keys(self) -> str:
        bar = self.app.screen.query_one(KeyBar)
        return " ".join(" ".join(bar.render_line(y).text for y in range(bar.size.height)).split())

    @staticmethod
    def colour(name: str) -> Color:
        """A theme's colour as it is drawn."""
        return Color.parse(name)

    @property
    def changes(self) -> list[str]:
        """The lines that are shown of the changes, without styles or wrapping."""
        return self.app.modal.query_one(ChangePane).plain.split("\n")

    def box(self, name: FieldName) -> EditBox:
        return self.app.modal.query_one(f"#edit-{name}", EditBox)

    @property
    def drawn(self) -> list[str]:
        """Every line of every part of the screen as it is drawn."""
        return [
            strip.text
            for widget in self.app.screen.query("*")
            if widget.region and not widget.children
            for strip in widget.render_lines(Size(*widget.outer_size).region)
        ]


@asynccontextmanager
async def showing(
    modal: ModalScreen[Result], *, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Driver[Result]]:
    app = Host(modal)
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.idle()
        yield driver


@asynccontextmanager
async def editing(
    memory: Memory = MEMORY,
    support: WriteSupport = SUPPORT,
    *,
    size: tuple[int, int] = (80, 24),
    focus: FieldName = "text",
    draft: str | MemoryEdit | None = None,
    open_editor: Callable[[str], Awaitable[str | None]] | None = None,
) -> AsyncIterator[Driver[MemoryEdit]]:
    modal: Any = EditModal(
        memory, support, clock=lambda: NOW, focus=focus, draft=draft, open_editor=open_editor
    )
    async with showing(modal, size=size) as driver:
        yield driver
