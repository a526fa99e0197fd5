"""The builder as a page object, over an app of its own: what a person does, and what they see.

Nothing here sleeps: `press` and `type` return when no question, timer or message is under way.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from textual.app import App
from textual.events import Key, Paste
from textual.keys import KEY_NAME_REPLACEMENTS, key_to_character
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from memtui.adapters.base import MemoryAdapter
from memtui.core.filter_text import format_filter, parse
from memtui.core.filters import Filter
from memtui.tui.modals.builder import BuilderModal, FilterChosen
from memtui.tui.modals.builder.paste import PasteModal
from memtui.tui.theme import DARK, THEMES

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
_LONGEST = 30.0
_SCOPE = "everything"


class Host(App[None]):
    """An app that opens the builder and keeps what it was dismissed with."""

    def __init__(self, builder: BuilderModal) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name
        self.animation_level = "none"
        self.builder = builder
        self.results: list[FilterChosen | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.builder, self.results.append)


class BuilderDriver:
    """What a person does in the builder, and what they see there."""

    def __init__(self, app: Host, pilot: Pilot[None], copied: list[str]) -> None:
        self.app = app
        self.pilot = pilot
        self.copied = copied
        self.presses = 0

    @property
    def modal(self) -> BuilderModal:
        return self.app.builder

    def _nodes(self) -> list[MessagePump]:
        screens: list[Screen[Any]] = list(self.app.screen_stack)
        return [self.app, *(node for screen in screens for node in (screen, *screen.query("*")))]

    async def settle(self) -> None:
        """Wait until every message is handled; the service may not have answered yet."""
        quiet = 0
        async with asyncio.timeout(_LONGEST):
            while quiet < 2 or (self.modal.is_running and not self.modal.resting):
                nodes = self._nodes()
                events = [asyncio.Event() for _ in nodes]
                called = [
                    event for node, event in zip(nodes, events, strict=True) if node.call_later(event.set)
                ]
                for event in called:
                    while not event.is_set():
                        try:
                            await asyncio.wait_for(event.wait(), 0.1)
                        except TimeoutError:
                            break
                quiet = 0 if any(node.message_queue_size for node in nodes) else quiet + 1
                await asyncio.sleep(0)

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        async with asyncio.timeout(_LONGEST):
            while True:
                await self.settle()
                if not self.modal.is_running:
                    return
                if self.modal.idle:
                    # What the last answer told may have come after the last look.
                    await self.settle()
                    if self.modal.idle:
                        return
                # The store answers from a thread, which needs a moment of the interpreter.
                await asyncio.sleep(0.001)

    def send(self, *keys: str) -> None:
        """Press keys and wait for nothing."""
        for key in keys:
            self.presses += 1
            event = Key(*key_and_character(key))
            event.set_sender(self.app)
            self.app.post_message(event)

    async def press(self, *keys: str) -> BuilderDriver:
        """Press keys one after another, waiting for what each leads to."""
        for key in keys:
            self.send(key)
            await self.idle()
        return self

    async def burst(self, *keys: str) -> BuilderDriver:
        """Press keys as fast as they come."""
        self.send(*keys)
        await self.idle()
        return self

    async def type(self, text: str) -> BuilderDriver:
        """Type text, which is not counted as presses."""
        before = self.presses
        await self.burst(*text)
        self.presses = before
        return self

    async def paste(self, text: str) -> BuilderDriver:
        """Paste as a terminal does."""
        event = Paste(text)
        event.set_sender(self.app)
        self.app.post_message(event)
        await self.idle()
        return self

    async def click(self, widget: Widget, row: int, *, times: int = 1) -> BuilderDriver:
        """Click into a row of a pane, counted from 0 below its border."""
        await self.pilot.click(widget, offset=(8, row + 1), times=times)
        await self.idle()
        return self

    @property
    def field(self) -> PasteModal:
        """The field for pasted filters, which must be open."""
        screen = self.app.screen
        assert isinstance(screen, PasteModal)
        return screen

    @property
    def tree(self) -> list[str]:
        """The rows of the tree, without the blanks around them and between text and count."""
        rows = self.modal.board.rows
        lines = [rows.render_line(y).text for y in range(rows.scrollable_content_region.height)]
        return [" ".join(line.split()) for line in lines if line.strip()]

    @property
    def side(self) -> str:
        """The preview, without wrapping."""
        return self.modal.board.side.plain

    @property
    def where(self) -> str:
        return " ".join(self.modal.board.where.render_line(0).text.split())

    @property
    def status(self) -> str:
        return self.modal.board.status.render_line(0).text.strip()

    @property
    def footer(self) -> str:
        footer = self.modal.board.footer
        return " ".join(footer.render_line(y).text.strip() for y in range(footer.size.height))

    @property
    def row(self) -> str:
        """The row with the cursor."""
        rows = self.modal.board.rows
        return " ".join(rows.render_line(rows.cursor - rows.top).text.split())

    @property
    def text(self) -> str:
        """The filter as it is in the draft."""
        tree = self.modal.state.draft.filter()
        return "" if tree is None else format_filter(tree)

    @property
    def result(self) -> FilterChosen | None:
        """What the builder was dismissed with."""
        assert len(self.app.results) == 1, "the builder is still open"
        return self.app.results[0]


def key_and_character(key: str) -> tuple[str, str | None]:
    """A key's name and its character, from either."""
    if len(key) == 1 and not key.isalnum():
        name = unicodedata.name(key, "unknown").lower().replace(" ", "_").replace("-", "_")
        return KEY_NAME_REPLACEMENTS.get(name, name), key
    return key, key_to_character(key)


@asynccontextmanager
async def building(
    adapter: MemoryAdapter,
    tree: Filter | str | None = None,
    *,
    size: tuple[int, int] = (120, 40),
    scope: Filter | None = None,
    scope_label: str = _SCOPE,
    show_expired: bool = True,
    base_url: str = "",
    text: str = "",
    answered: bool = True,
) -> AsyncIterator[BuilderDriver]:
    """The builder over this service, on a terminal of this size, once it is idle.

    Unless it need not be `answered`: then once it has asked.
    """
    copied: list[str] = []
    builder = BuilderModal(
        parse(tree) if isinstance(tree, str) else tree,
        adapter=adapter,
        scope=scope,
        scope_label=scope_label,
        show_expired=show_expired,
        clock=lambda: NOW,
        base_url=base_url,
        copy=copied.append,
        text=text,
    )
    app = Host(builder)
    async with app.run_test(size=size) as pilot:
        driver = BuilderDriver(app, pilot, copied)
        await (driver.idle() if answered else driver.settle())
        yield driver
