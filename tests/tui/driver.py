"""The browse screen as a page object: tests say what a person does and read what a person sees.

Nothing here sleeps. `press`, `type` and `click` return when the screen is idle: no question to the
service, no timer and no message is under way.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from textual.pilot import Pilot
from textual.widget import Widget

from memtui.adapters.base import MemoryAdapter
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.models import MemoryRecord
from memtui.core.profile import Profile
from memtui.tui.app import MemtuiApp
from memtui.tui.panes.line_list import LineList
from memtui.tui.screens.browse import BrowseScreen

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
_MOST_ROUNDS = 500


class BrowseDriver:
    """What a person does on the browse screen, and what they see there."""

    def __init__(self, app: MemtuiApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> BrowseScreen:
        """The browse screen, also while something lies over it."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, BrowseScreen)
        return screen

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        for _ in range(_MOST_ROUNDS):
            await self.pilot.pause()
            if self.screen.idle:
                await self.pilot.pause()
                if self.screen.idle:
                    return
        raise AssertionError("the screen never came to rest")

    async def press(self, *keys: str) -> BrowseDriver:
        """Press keys one after another, as fast as the screen answers."""
        for key in keys:
            await self.pilot.press(key)
            await self.idle()
        return self

    async def burst(self, *keys: str) -> BrowseDriver:
        """Press keys without waiting in between."""
        await self.pilot.press(*keys)
        await self.idle()
        return self

    async def type(self, text: str) -> BrowseDriver:
        """Type text."""
        return await self.burst(*("space" if char == " " else char for char in text))

    async def click(self, widget: Widget, row: int, *, times: int = 1) -> BrowseDriver:
        """Click into a row of a pane, counted from 0 below its border."""
        await self.pilot.click(widget, offset=(6, row + 1), times=times)
        await self.idle()
        return self

    async def resize(self, width: int, height: int) -> BrowseDriver:
        """Give the terminal another size."""
        await self.pilot.resize_terminal(width, height)
        await self.idle()
        return self

    @property
    def where(self) -> str:
        """The top bar."""
        return self.screen.where.plain.strip()

    @property
    def status(self) -> str:
        """The status line."""
        return self.screen.status.plain.strip()

    @property
    def memories(self) -> list[str]:
        """The lines of the list of memories, without the blanks around them."""
        return _lines(self.screen.memories)

    @property
    def entities(self) -> list[str]:
        """The lines of the entities pane, without the blanks around them."""
        return _lines(self.screen.entities)

    @property
    def detail(self) -> str:
        """The whole text of the detail pane."""
        return self.screen.detail.plain

    @property
    def focused(self) -> str:
        """The name of what has the keyboard."""
        return (self.app.focused.id or "") if self.app.focused else ""

    @property
    def marked(self) -> int:
        """How many memories are marked."""
        return len(self.screen.state.marks)


def _lines(pane: LineList) -> list[str]:
    height = pane.scrollable_content_region.height
    lines = (pane.render_line(y).text.strip() for y in range(height))
    return [line for line in lines if line]


@asynccontextmanager
async def browse(
    adapter: MemoryAdapter, *, size: tuple[int, int] = (120, 40), read_only: bool = False
) -> AsyncIterator[BrowseDriver]:
    """memtui on this service, on a terminal of this size, once it is idle."""
    profile = Profile("test", adapter.capabilities.kind, read_only=read_only)
    app = MemtuiApp(adapter, profile, clock=lambda: NOW)
    async with app.run_test(size=size) as pilot:
        driver = BrowseDriver(app, pilot)
        await driver.idle()
        yield driver


async def store_of(records: Iterable[MemoryRecord] | Sequence[MemoryRecord], path: Path) -> LocalAdapter:
    """An embedded store that holds these records."""
    adapter = LocalAdapter.open(path)
    await adapter.import_records(records, replace=False, dry_run=False)
    return adapter
