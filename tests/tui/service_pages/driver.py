"""The service's pages as a page object: what a person does, and what they see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from textual.geometry import Region
from textual.pilot import Pilot
from textual.widget import Widget

from memtui.adapters.base import MemoryAdapter
from memtui.tui.app import MemtuiApp
from memtui.tui.screens.browse import BrowseScreen
from memtui.tui.service.context import PageContext
from memtui.tui.service.page import ServicePage
from memtui.tui.service.pane import PagePane
from memtui.tui.service.row_list import RowList
from memtui.tui.widgets.edit_box import LineBox
from tests.tui.driver import app_on
from tests.tui.page import Driver


class PagesDriver(Driver[MemtuiApp]):
    """What a person does on the pages of a service, and what they see there."""

    def __init__(self, app: MemtuiApp, pilot: Pilot[None], home: Path) -> None:
        super().__init__(app, pilot)
        self.home = home

    @property
    def browse(self) -> BrowseScreen:
        """The screen below."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, BrowseScreen)
        return screen

    @property
    def page(self) -> ServicePage[Any]:
        """The page on top."""
        screen = self.app.screen
        assert isinstance(screen, ServicePage), f"no page is open but {screen}"
        return screen

    @property
    def is_open(self) -> bool:
        return isinstance(self.app.screen, ServicePage)

    @property
    def page_context(self) -> PageContext:
        """What a page that is opened now would know."""
        return self.browse.pages.context

    async def do(self, action_id: str) -> Self:
        """Do an action of the browse screen."""
        self.browse.action_perform(action_id)
        await self.idle()
        return self

    # What is seen

    @property
    def title(self) -> str:
        return str(self.page.box.border_title)

    @property
    def row_list(self) -> RowList[Any]:
        return self.page.query_one("#page-rows", RowList)

    @property
    def rows(self) -> list[str]:
        """The rows in view, without the blanks between columns."""
        lines = [
            self.row_list.render_line(y).text for y in range(self.row_list.scrollable_content_region.height)
        ]
        return [" ".join(line.split()) for line in lines if line.strip()]

    @property
    def row(self) -> str:
        """The row under the cursor, which must be in view."""
        found = self.row_list
        assert found.top <= found.cursor < found.top + found.lines_in_view
        return " ".join(found.render_line(found.cursor - found.top).text.split())

    @property
    def text(self) -> str:
        """The pane of the page, without wrapping: a row in full, or the page's text."""
        return self.page.query_one(PagePane).plain

    @property
    def sees_detail(self) -> bool:
        return bool(self.page.query_one("#page-detail").region)

    @property
    def sees_list(self) -> bool:
        return bool(self.row_list.region)

    @property
    def head(self) -> str:
        return self.page.head.plain

    @property
    def said(self) -> str:
        return self.page.said.plain

    @property
    def keys(self) -> str:
        return self.page.key_bar.plain

    @property
    def field(self) -> str | None:
        """What stands in the prompt; None while nothing is asked."""
        found = self.page.query_one("#page-prompt-field", LineBox)
        return found.raw if found.region else None

    @property
    def drawn(self) -> str:
        """Everything that is drawn, line after line."""
        parts: list[Widget] = [part for part in self.page.query("*") if part.region]
        strips = [strip for part in parts for strip in part.render_lines(Region(0, 0, *part.outer_size))]
        return "\n".join(strip.text.rstrip() for strip in strips)

    def assert_fits(self) -> None:
        """Head, keys and what is said are on the screen as a whole."""
        for name in ("#page", "#page-said", "#key-bar"):
            part = self.page.query_one(name)
            if part.region:
                assert self.page.region.contains_region(part.region), f"{name} is cut off"
        assert self.page.key_bar.region.height, "there are no keys"


@asynccontextmanager
async def pages(
    adapter: MemoryAdapter, home: Path, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[PagesDriver]:
    """memtui on this service, on a terminal of this size, once it is idle."""
    app = app_on(adapter, home)
    async with app.run_test(size=size) as pilot:
        driver = PagesDriver(app, pilot, home)
        await driver.idle()
        yield driver
