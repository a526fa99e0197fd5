"""Modals over the journal as a page object: what a person does, and what they see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.geometry import Region
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Input

from memtui.tui.modals.items.base import ItemsModal
from memtui.tui.modals.items.item_list import ItemList
from memtui.tui.modals.items.paged_list import PagedList
from memtui.tui.modals.items.told import Told
from memtui.tui.modals.plan import StopAsked
from tests.tui.page import ModalDriver, ModalHost


class Host(ModalHost[ModalScreen[Any], Any]):
    """Counts how often it was asked to stop."""

    def __init__(self, modal: ModalScreen[Any]) -> None:
        super().__init__(modal)
        self.stops = 0

    def on_stop_asked(self, message: StopAsked) -> None:
        self.stops += 1


class ItemsDriver(ModalDriver[ModalScreen[Any], Any]):
    """What a person does in a modal over the journal, and what they see there."""

    app: Host

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
) -> AsyncIterator[ItemsDriver]:
    """A modal on a terminal of this size, once it is idle, unless it need not be `answered`."""
    app = Host(modal)
    async with app.run_test(size=size) as pilot:
        driver = ItemsDriver(app, pilot)
        await (driver.idle() if answered else driver.settle())
        yield driver
