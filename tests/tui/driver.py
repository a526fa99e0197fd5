"""The browse screen as a page object: tests say what a person does and read what a person sees.

Nothing here sleeps for a time. `press`, `type` and `click` return when the screen is idle: no question
to the service, no timer and no message is under way.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.events import Key, MouseScrollDown, MouseScrollUp
from textual.geometry import Region
from textual.keys import KEY_NAME_REPLACEMENTS, key_to_character
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import OptionList

from memtui.adapters.base import MemoryAdapter
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.models import MemoryRecord
from memtui.core.profile import Profile
from memtui.state.saved_filters import SavedFilters
from memtui.tui.app import MemtuiApp
from memtui.tui.panes.detail import DetailPane
from memtui.tui.panes.line_list import LineList
from memtui.tui.screens.browse import BrowseScreen
from tests.tui.service import Service

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
_LONGEST = 30.0
"""Seconds after which a screen that does not come to rest is given up."""


class BrowseDriver:
    """What a person does on the browse screen, and what they see there."""

    def __init__(self, app: MemtuiApp, pilot: Pilot[None], adapter: MemoryAdapter) -> None:
        self.app = app
        self.pilot = pilot
        self._service = adapter if isinstance(adapter, Service) else None

    @property
    def screen(self) -> BrowseScreen:
        """The browse screen, also while something lies over it."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, BrowseScreen)
        return screen

    def _nodes(self) -> list[MessagePump]:
        return [
            self.app,
            *(node for screen in self.app.screen_stack for node in (screen, *screen.query("*"))),
        ]

    async def _reached(self, *calls: Callable[[Callable[[], None]], bool]) -> None:
        """Wait until these parts of the screen have handled what they were sent before now."""
        events = [asyncio.Event() for _ in calls]
        called = [event for call, event in zip(calls, events, strict=True) if call(event.set)]
        on_top = self.app.screen
        for event in called:
            # A part that is closed meanwhile never gets there: look now and then.
            while not event.is_set() and self.app.is_running and self.app.screen is on_top:
                with suppress(TimeoutError):
                    await asyncio.wait_for(event.wait(), 0.1)

    def _all(self, what: str) -> bool:
        """Whether every screen that has something under way says that it is `what`."""
        return all(getattr(screen, what, True) for screen in self.app.screen_stack)

    async def settle(self) -> None:
        """Wait until everything is handled and drawn, but for the questions that a service holds open."""
        await self._quiet("resting")

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        await self._quiet("idle")

    async def _quiet(self, what: str) -> None:
        """Wait until everything is handled and drawn, and every screen says that it is `what`."""
        quiet = 0
        async with asyncio.timeout(_LONGEST):
            # A handler may post to a pane that was passed already, and the last answer may come while
            # the screen is drawn, so it must be quiet from the end of one round to the end of another.
            while quiet < 2 and self.app.is_running:
                while self._service is not None and not self._service.silent:
                    quiet = 0
                    await asyncio.sleep(0.001)
                nodes = self._nodes()
                await self._reached(*(node.call_later for node in nodes))
                await self._reached(self.app.screen.call_after_refresh)
                if self._all(what) and not any(node.message_queue_size for node in nodes):
                    quiet += 1
                else:
                    quiet = 0
                    # The store answers from a thread, which needs a moment of the interpreter.
                    await asyncio.sleep(0.001)

    async def press(self, *keys: str) -> BrowseDriver:
        """Press keys one after another, as fast as the screen answers."""
        for key in keys:
            await self.burst(key)
        return self

    async def burst(self, *keys: str) -> BrowseDriver:
        """Press keys without waiting in between."""
        self.send(*keys)
        await self.idle()
        return self

    async def poke(self, *keys: str) -> BrowseDriver:
        """Press keys while the service holds questions open: those are not waited for."""
        self.send(*keys)
        await self.settle()
        return self

    async def type(self, text: str) -> BrowseDriver:
        """Type text."""
        return await self.burst(*text)

    def send(self, *keys: str) -> None:
        """Press keys and wait for nothing."""
        for key in keys:
            event = Key(*_key(key))
            event.set_sender(self.app)
            self.app.post_message(event)

    async def click(self, widget: Widget, row: int, *, times: int = 1) -> BrowseDriver:
        """Click into a row of a pane, counted from 0 below its border."""
        await self.pilot.click(widget, offset=(6, row + 1), times=times)
        await self.idle()
        return self

    async def wheel(self, widget: Widget, *, down: bool = True, times: int = 1) -> BrowseDriver:
        """Turn the mouse wheel over a pane."""
        kind = MouseScrollDown if down else MouseScrollUp
        x, y = widget.region.center
        for _ in range(times):
            event = kind(None, int(x), int(y), 0, 0, 0, False, False, False)
            event.set_sender(self.app)
            self.app.post_message(event)
        await self.idle()
        return self

    async def resize(self, width: int, height: int) -> BrowseDriver:
        """Give the terminal another size."""
        await self.pilot.resize_terminal(width, height)
        await self.idle()
        return self

    @property
    def where(self) -> str:
        """The top bar, as wide as it is drawn."""
        return self.screen.where.render_line(0).text.strip()

    @property
    def status(self) -> str:
        """The status line, as wide as it is drawn."""
        return self.screen.status.render_line(0).text.strip()

    @property
    def panes(self) -> list[str]:
        """The names of the panes on the screen."""
        screen = self.screen
        return [pane.pane for pane in (screen.entities, screen.memories) if pane.region] + (
            ["detail"] if screen.detail.region else []
        )

    @property
    def memories(self) -> list[str]:
        """The lines of the list of memories, without the blanks around them."""
        return _lines(self.screen.memories)

    @property
    def entities(self) -> list[str]:
        """The lines of the entities pane, without the blanks around them."""
        return _lines(self.screen.entities)

    @property
    def help(self) -> list[str]:
        """The lines of the help that are in view."""
        options = self.app.screen.query_one(OptionList)
        region = options.scrollable_content_region
        return [options.render_line(y).text.strip() for y in range(region.height)]

    @property
    def drawn(self) -> list[Strip]:
        """Every line of every part of the screen as it is drawn, borders and titles included."""
        strips: list[Strip] = []
        for widget in self.app.screen.query("*"):
            if widget.region:
                strips += widget.render_lines(Region(0, 0, *widget.outer_size))
        return strips

    @property
    def row(self) -> str:
        """The line with the cursor in the pane that has the keyboard, which must be in view."""
        pane = self.screen.pane
        assert isinstance(pane, LineList)
        assert pane.top <= pane.cursor < pane.top + pane.lines_in_view, "the cursor is out of view"
        return pane.render_line(pane.cursor - pane.top).text.strip()

    @property
    def detail_in_view(self) -> list[str]:
        """The lines of the detail pane that are in view."""
        return _lines(self.screen.detail)

    @property
    def detail(self) -> str:
        """The whole text of the detail pane."""
        return self.screen.detail.plain

    @property
    def focused(self) -> str:
        """The name of what has the keyboard."""
        return (self.app.focused.id or "") if self.app.focused else ""

    @property
    def shown(self) -> str:
        """Everything that the topmost screen shows, line after line."""
        return "\n".join(strip.text.rstrip() for strip in self.drawn)

    @property
    def marked(self) -> int:
        """How many memories are marked."""
        return len(self.screen.state.marks)


def _key(key: str) -> tuple[str, str | None]:
    """A key's name and its character, from either."""
    if len(key) == 1 and not key.isalnum():
        name = unicodedata.name(key, "unknown").lower().replace(" ", "_").replace("-", "_")
        return KEY_NAME_REPLACEMENTS.get(name, name), key
    return key, key_to_character(key)


def _lines(pane: LineList | DetailPane) -> list[str]:
    height = pane.scrollable_content_region.height
    lines = (pane.render_line(y).text.strip() for y in range(height))
    return [line for line in lines if line]


def app_on(adapter: MemoryAdapter, folder: Path, *, name: str = "test", read_only: bool = False) -> MemtuiApp:
    """memtui on this service, with a clock that stands still and what it keeps in `folder`."""
    profile = Profile(name, adapter.capabilities.kind, read_only=read_only)
    saved = SavedFilters(folder / "filters.json", name)
    return MemtuiApp(
        adapter,
        profile,
        saved=saved,
        journal=folder / "journal.db",
        clock=lambda: NOW,
        stopwatch=lambda: 0.0,
    )


@asynccontextmanager
async def browse(
    adapter: MemoryAdapter,
    *,
    size: tuple[int, int] = (120, 40),
    read_only: bool = False,
    answered: bool = True,
    home: Path | None = None,
) -> AsyncIterator[BrowseDriver]:
    """memtui on this service, on a terminal of this size, once it is idle.

    Unless it need not be `answered`: then once it has asked. What it keeps is in `home`, for the next
    memtui, or gone afterwards.
    """
    with TemporaryDirectory() as folder:
        app = app_on(adapter, home or Path(folder), read_only=read_only)
        async with app.run_test(size=size) as pilot:
            driver = BrowseDriver(app, pilot, adapter)
            await (driver.idle() if answered else driver.settle())
            yield driver


async def store_of(records: Iterable[MemoryRecord] | Sequence[MemoryRecord], path: Path) -> LocalAdapter:
    """An embedded store that holds these records."""
    adapter = LocalAdapter.open(path)
    await adapter.import_records(records, replace=False, dry_run=False)
    return adapter
