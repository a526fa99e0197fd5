"""The screen of batch edits as a page object, in a small app of its own. Nothing here sleeps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from textual.app import App
from textual.events import Key, Paste
from textual.keys import key_to_character
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from memtui.adapters.base import WriteSupport
from memtui.core.models import Memory
from memtui.core.rewriting import Rule
from memtui.tui.modals.rewrite import RewriteModal, RuleKind
from memtui.tui.modals.rewrite.action_list import ActionList
from memtui.tui.modals.rewrite.preview import PreviewPane
from memtui.tui.modals.rewrite.rule_field import RuleField, RuleSwitch
from memtui.tui.screens import browse
from memtui.tui.theme import DARK, THEMES
from memtui.tui.widgets.bars import Bar
from memtui.tui.widgets.key_bar import KeyBar
from tests.tui.builder.driver import key_and_character

NOW = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
KEEPS = WriteSupport(
    max_batch=1000, restores=True, merges_metadata=False, dedupes=False, edits_categories=True,
    has_entities=False, infers=False, takes_immutable=True,
)  # fmt: skip
MERGES = WriteSupport(
    max_batch=1, restores=False, merges_metadata=True, dedupes=False, edits_categories=False,
    has_entities=False, infers=True, takes_immutable=False,
)  # fmt: skip
TEXTS = (
    "Likes black tea in the morning",
    "Moved from Berlin to Lisbon",
    "Drinks Tea with milk, never black",
    "Keeps a teapot in the office",
)
_LONGEST = 30.0


def memories(*texts: str) -> list[Memory]:
    """One memory for each text, every second with metadata."""
    return [
        Memory(
            id=f"m{at}",
            memory=text,
            user_id="alice",
            metadata=None if at % 2 else {"source": "chat", "rank": at},
        )
        for at, text in enumerate(texts)
    ]


class Host(App[None]):
    """An app that opens the modal and keeps what it was dismissed with."""

    CSS_PATH = str(Path(browse.__file__).with_suffix(".tcss"))

    def __init__(self, modal: RewriteModal, theme: str = DARK.name) -> None:
        super().__init__()
        self.animation_level = "none"
        for known in THEMES:
            self.register_theme(known)
        self.theme = theme
        self.modal = modal
        self.results: list[tuple[Rule, ...] | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.modal, self.results.append)


class RewriteDriver:
    """What a person does in the modal, and what they see there."""

    def __init__(self, app: Host, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def modal(self) -> RewriteModal:
        return self.app.modal

    async def settle(self) -> None:
        """Wait until every message is handled and typing rests; something may still be being tried."""
        quiet = 0
        async with asyncio.timeout(_LONGEST):
            while quiet < 3 or (self.is_open and not self.modal.resting):
                top = self.app.screen
                nodes: list[MessagePump] = [self.app, top, *top.query("*")]
                reached = [asyncio.Event() for _ in nodes]
                called = [
                    event for node, event in zip(nodes, reached, strict=True) if node.call_later(event.set)
                ]
                for event in called:
                    while not event.is_set() and self.app.screen is top:
                        # A part that is closed meanwhile never gets there: look now and then.
                        with suppress(TimeoutError):
                            await asyncio.wait_for(event.wait(), 0.1)
                quiet = 0 if any(node.message_queue_size for node in nodes) else quiet + 1
                await asyncio.sleep(0)

    async def idle(self) -> None:
        """Wait until what was typed last has been tried and is drawn."""
        async with asyncio.timeout(_LONGEST):
            await self.settle()
            while self.is_open and not self.modal.idle:
                # The trial is a thread, which needs a moment of the interpreter.
                await asyncio.sleep(0.001)
                await self.settle()

    def send(self, *keys: str) -> None:
        """Press keys and wait for nothing."""
        for key in keys:
            name, character = key_and_character(key) if len(key) == 1 else (key, key_to_character(key))
            event = Key(name, character)
            event.set_sender(self.app)
            self.app.post_message(event)

    async def press(self, *keys: str) -> RewriteDriver:
        """Press keys, each when what the one before led to is done."""
        for key in keys:
            self.send(key)
            await self.idle()
        return self

    async def burst(self, *keys: str) -> RewriteDriver:
        """Press keys as fast as they come."""
        self.send(*keys)
        await self.idle()
        return self

    async def type(self, text: str) -> RewriteDriver:
        return await self.burst(*text)

    async def paste(self, text: str) -> RewriteDriver:
        """Paste as a terminal does."""
        event = Paste(text)
        event.set_sender(self.app)
        self.app.post_message(event)
        await self.idle()
        return self

    async def click(self, widget: Widget, x: int = 3, y: int = 0) -> RewriteDriver:
        await self.pilot.click(widget, offset=(x, y))
        await self.idle()
        return self

    async def resize(self, width: int, height: int) -> RewriteDriver:
        await self.pilot.resize_terminal(width, height)
        await self.idle()
        return self

    @property
    def actions(self) -> ActionList:
        return self.modal.query_one(ActionList)

    @property
    def rows(self) -> list[str]:
        """The rows of the list; none while fields are shown."""
        found = self.actions
        if not found.display:
            return []
        return [" ".join(found.render_line(y).text.split()) for y in range(found.length)]

    @property
    def fields(self) -> list[RuleField]:
        """The fields that are shown."""
        return [field for field in self.modal.query(RuleField) if field.parent and field.region]

    def field(self, label: str) -> RuleField:
        return next(field for field in self.fields if field.spec.label == label)

    def value(self, label: str) -> str:
        """What stands in a field, with its hidden characters."""
        return self.field(label).box.raw

    def note(self, label: str) -> str:
        """What is said of a field."""
        return str(self.field(label).query_one(".rule-note", Static).content)

    @property
    def at(self) -> str:
        """The label of the field that has the keyboard."""
        return next(field.spec.label for field in self.fields if field.box.has_focus)

    @property
    def switches(self) -> list[str]:
        return [str(switch.content) for switch in self.modal.query(RuleSwitch) if switch.region]

    @property
    def title(self) -> str:
        return str(self.modal.query_one("#rewrite").border_title)

    @property
    def heading(self) -> str:
        return self._bar("#rewrite-heading")

    @property
    def said(self) -> str:
        return self._bar("#rewrite-said")

    @property
    def preview(self) -> list[str]:
        """The lines of the preview without the blanks around them, before they are wrapped."""
        return [" ".join(row.split()) for row in self.modal.query_one(PreviewPane).plain.split("\n")]

    @property
    def drawn(self) -> list[str]:
        """The rows of the preview that are in view, as they are drawn."""
        pane = self.modal.query_one(PreviewPane)
        return [pane.render_line(y).text.rstrip() for y in range(pane.size.height)]

    @property
    def hints(self) -> str:
        return self.modal.query_one(KeyBar).plain

    @property
    def is_open(self) -> bool:
        return self.app.screen is self.modal

    @property
    def result(self) -> tuple[Rule, ...] | None:
        """What the modal was dismissed with."""
        assert len(self.app.results) == 1, "it is still open"
        return self.app.results[0]

    def roles(self, role: str) -> str:
        """The parts of the preview that have this role, joined by a stroke."""
        lines = self.modal.query_one(PreviewPane)._lines
        return "|".join(text for line in lines for text, name in line.spans if name == role)

    def _bar(self, selector: str) -> str:
        return self.modal.query_one(selector, Bar).render_line(0).text.strip()


@asynccontextmanager
async def rewriting(
    samples: Sequence[Memory] = tuple(memories(*TEXTS)),
    *,
    total: int | None = 1234,
    support: WriteSupport = KEEPS,
    start: RuleKind | None = None,
    rules: Sequence[Rule] = (),
    size: tuple[int, int] = (80, 24),
    theme: str = DARK.name,
    tried: bool = True,
) -> AsyncIterator[RewriteDriver]:
    """The modal over these memories, once it is idle; unless it need not have `tried` them yet."""
    modal = RewriteModal(total, samples, support, clock=lambda: NOW, start=start, rules=rules)
    app = Host(modal, theme)
    async with app.run_test(size=size) as pilot:
        driver = RewriteDriver(app, pilot)
        await (driver.idle() if tried else driver.settle())
        yield driver
