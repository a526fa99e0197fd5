"""The browse screen as a page object: tests say what a person does and read what a person sees."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.events import MouseScrollDown, MouseScrollUp
from textual.geometry import Region
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import OptionList

from memtui.adapters.base import MemoryAdapter
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.models import MemoryRecord
from memtui.core.profile import Profile
from memtui.state.saved_filters import SavedFilters
from memtui.state.screen_settings import ScreenSettings
from memtui.tui.app import MemtuiApp, app_of_keys
from memtui.tui.panes.detail import DetailPane
from memtui.tui.panes.line_list import LineList
from memtui.tui.screens.browse import BrowseScreen
from tests.tui.page import Driver
from tests.tui.service import Service

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class BrowseDriver(Driver[MemtuiApp]):
    """What a person does on the browse screen, and what they see there."""

    def __init__(self, app: MemtuiApp, pilot: Pilot[None], adapter: MemoryAdapter) -> None:
        super().__init__(app, pilot)
        self._service = adapter if isinstance(adapter, Service) else None

    def is_answered(self) -> bool:
        """Whether the service has answered everything but the questions that it holds open."""
        return self._service is None or self._service.silent

    @property
    def screen(self) -> BrowseScreen:
        """The browse screen, also while something lies over it."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, BrowseScreen)
        return screen

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
            self.post(kind(None, int(x), int(y), 0, 0, 0, False, False, False))
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


def _lines(pane: LineList | DetailPane) -> list[str]:
    height = pane.scrollable_content_region.height
    lines = (pane.render_line(y).text.strip() for y in range(height))
    return [line for line in lines if line]


def app_on(
    adapter: MemoryAdapter,
    folder: Path,
    *,
    name: str = "test",
    read_only: bool = False,
    is_first_run: bool = False,
    keys: Mapping[str, tuple[str, ...]] | None = None,
    settings: ScreenSettings = ScreenSettings(),  # noqa: B008  (a frozen value)
    stopwatch: Callable[[], float] = lambda: 0.0,
) -> MemtuiApp:
    """memtui on this service, with a clock that stands still and what it keeps in `folder`."""
    profile = Profile(name, adapter.capabilities.kind, read_only=read_only)
    saved = SavedFilters(folder / "filters.json", name)
    return app_of_keys(keys or {})(
        adapter,
        profile,
        saved=saved,
        journal=folder / "journal.db",
        is_first_run=is_first_run,
        settings=settings,
        clock=lambda: NOW,
        stopwatch=stopwatch,
    )


@asynccontextmanager
async def browse(
    adapter: MemoryAdapter,
    *,
    size: tuple[int, int] = (120, 40),
    read_only: bool = False,
    answered: bool = True,
    home: Path | None = None,
    keys: Mapping[str, tuple[str, ...]] | None = None,
    stopwatch: Callable[[], float] = lambda: 0.0,
) -> AsyncIterator[BrowseDriver]:
    """memtui on this service, on a terminal of this size, once it is idle.

    Unless it need not be `answered`: then once it has asked. What it keeps is in `home`, for the next
    memtui, or gone afterwards.
    """
    with TemporaryDirectory() as folder:
        app = app_on(adapter, home or Path(folder), read_only=read_only, keys=keys, stopwatch=stopwatch)
        async with app.run_test(size=size) as pilot:
            driver = BrowseDriver(app, pilot, adapter)
            await (driver.idle() if answered else driver.settle())
            yield driver


async def store_of(records: Iterable[MemoryRecord] | Sequence[MemoryRecord], path: Path) -> LocalAdapter:
    """An embedded store that holds these records."""
    adapter = LocalAdapter.open(path)
    await adapter.import_records(records, replace=False, dry_run=False)
    return adapter
