"""Modals over the journal as a page object: what a person does, and what they see. Nothing here sleeps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from textual.app import App
from textual.events import Key, Paste
from textual.geometry import Region
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Input

from memtui.tui.modals.items.base import ItemsModal
from memtui.tui.modals.items.item_list import ItemList
from memtui.tui.modals.items.paged_list import PagedList
from memtui.tui.modals.items.told import Told
from memtui.tui.modals.plan import ProgressModal, StopAsked
from memtui.tui.screens import browse
from memtui.tui.theme import DARK, THEMES
from memtui.tui.widgets.key_bar import KeyBar
from tests.tui.builder.driver import key_and_character

_LONGEST = 30.0


class Host(App[None]):
    """An app that opens one modal and keeps what it was dismissed with."""

    CSS_PATH = str(Path(browse.__file__).with_suffix(".tcss"))

    def __init__(self, modal: ModalScreen[Any]) -> None:
        super().__init__()
        self.animation_level = "none"
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name
        self.modal = modal
        self.results: list[Any] = []
        self.stops = 0

    def on_mount(self) -> None:
        self.push_screen(self.modal, self.results.append)

    def on_stop_asked(self, message: StopAsked) -> None:
        self.stops += 1


class ModalDriver:
    """What a person does in a modal, and what they see there."""

    def __init__(self, app: Host, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def modal(self) -> ModalScreen[Any]:
        return self.app.modal

    @property
    def is_open(self) -> bool:
        return self.app.screen is self.modal

    def _is_idle(self) -> bool:
        modal = self.modal
        return not isinstance(modal, ItemsModal | ProgressModal) or not self.is_open or modal.idle

    async def settle(self) -> None:
        """Wait until every message is handled; the journal may not have answered yet."""
        await self._quiet(lambda: True)

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        await self._quiet(self._is_idle)

    async def _quiet(self, is_idle: Callable[[], bool]) -> None:
        quiet = 0
        async with asyncio.timeout(_LONGEST):
            while quiet < 2 and self.app.is_running:
                top = self.app.screen
                nodes: list[MessagePump] = [self.app, top, *top.query("*")]
                await self._reached(*(node.call_later for node in nodes))
                await self._reached(top.call_after_refresh)
                if is_idle() and not any(node.message_queue_size for node in nodes):
                    quiet += 1
                else:
                    quiet = 0
                    # The journal answers from a thread, which needs a moment of the interpreter.
                    await asyncio.sleep(0.001)

    async def _reached(self, *calls: Callable[[Callable[[], None]], bool]) -> None:
        top = self.app.screen
        events = [asyncio.Event() for _ in calls]
        called = [event for call, event in zip(calls, events, strict=True) if call(event.set)]
        for event in called:
            # A part that is closed meanwhile never gets there: look now and then.
            while not event.is_set() and self.app.screen is top and self.app.is_running:
                with suppress(TimeoutError):
                    await asyncio.wait_for(event.wait(), 0.1)

    def send(self, *keys: str) -> None:
        """Press keys and wait for nothing."""
        for key in keys:
            event = Key(*key_and_character(key))
            event.set_sender(self.app)
            self.app.post_message(event)

    async def press(self, *keys: str) -> ModalDriver:
        """Press keys, each when what the one before did is done."""
        for key in keys:
            await self.burst(key)
        return self

    async def burst(self, *keys: str) -> ModalDriver:
        """Press keys without waiting in between."""
        self.send(*keys)
        await self.idle()
        return self

    async def type(self, text: str) -> ModalDriver:
        return await self.burst(*("space" if char == " " else char for char in text))

    async def paste(self, text: str) -> ModalDriver:
        event = Paste(text)
        event.set_sender(self.app)
        self.app.post_message(event)
        await self.idle()
        return self

    async def click(self, selector: str, x: int, y: int, *, times: int = 1) -> ModalDriver:
        await self.pilot.click(selector, offset=(x, y), times=times)
        await self.idle()
        return self

    async def click_key(self, label: str) -> ModalDriver:
        """Click a key at the foot, by its words."""
        bar = self.modal.query_one(KeyBar)
        lines = [bar.render_line(y).text for y in range(bar.size.height)]
        place = next((line.index(label), y) for y, line in enumerate(lines) if label in line)
        return await self.click("#key-bar", *place)

    async def resize(self, width: int, height: int) -> ModalDriver:
        await self.pilot.resize_terminal(width, height)
        await self.idle()
        return self

    # What is seen

    @property
    def items(self) -> ItemList:
        return self.modal.query_one(ItemList)

    @property
    def rows(self) -> list[str]:
        """The rows of the items in view, without the blanks between columns."""
        return self._rows_of(self.items)

    @property
    def row(self) -> str:
        """The item under the cursor, which must be in view."""
        return self._row_of(self.items)

    @property
    def operations(self) -> list[str]:
        return self._rows_of(self._operations)

    @property
    def operation(self) -> str:
        return self._row_of(self._operations)

    @property
    def _operations(self) -> PagedList[Any]:
        found = self.modal.query_one("#operations")
        assert isinstance(found, PagedList)
        return found

    def _rows_of(self, found: PagedList[Any]) -> list[str]:
        lines = [found.render_line(y).text for y in range(found.scrollable_content_region.height)]
        return [" ".join(line.split()) for line in lines if line.strip()]

    def _row_of(self, found: PagedList[Any]) -> str:
        assert found.top <= found.cursor < found.top + found.lines_in_view
        return " ".join(found.render_line(found.cursor - found.top).text.split())

    @property
    def title(self) -> str:
        """What stands over the rows."""
        return str(self.items.border_title)

    @property
    def change(self) -> str:
        """The change under the cursor in full, without wrapping."""
        return self._base.board.pane.plain

    @property
    def head(self) -> str:
        return self._base.head.plain

    @property
    def said(self) -> str:
        return self._base.said.plain

    @property
    def keys(self) -> str:
        return self._base.key_bar.plain

    @property
    def prompt(self) -> str:
        return self.modal.query_one("#prompt", Told).plain

    @property
    def field(self) -> str | None:
        """What stands in the field; None while there is none."""
        found = self.modal.query_one(Input)
        return found.value if found.display else None

    @property
    def screen(self) -> list[str]:
        """What is drawn, line by line."""
        return [strip.text.rstrip() for strip in self.strips]

    @property
    def strips(self) -> list[Strip]:
        widgets = [widget for widget in self.modal.query("*") if widget.region]
        return [strip for part in widgets for strip in part.render_lines(Region(0, 0, *part.outer_size))]

    @property
    def _base(self) -> ItemsModal[Any]:
        assert isinstance(self.modal, ItemsModal)
        return self.modal


@asynccontextmanager
async def opened(
    modal: ModalScreen[Any], size: tuple[int, int] = (80, 24), *, answered: bool = True
) -> AsyncIterator[ModalDriver]:
    """A modal on a terminal of this size, once it is idle, unless it need not be `answered`."""
    app = Host(modal)
    async with app.run_test(size=size) as pilot:
        driver = ModalDriver(app, pilot)
        await (driver.idle() if answered else driver.settle())
        yield driver
