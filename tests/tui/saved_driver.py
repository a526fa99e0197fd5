"""The modal of saved filters as a page object, inside a small app of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from textual.widgets import Input, Static

from memtui.core.filter_text import parse
from memtui.core.filters import Filter
from memtui.core.profile import ServiceKind
from memtui.state.saved_filters import SavedFilters
from memtui.tui.modals.saved import SavedFiltersModal
from memtui.tui.modals.saved.shelf_list import ShelfList
from memtui.tui.widgets.key_bar import KeyBar
from tests.tui.page import ModalDriver, ModalHost

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
BOB = parse("user_id = bob")
HOSTILE = "\x1b[31mred\u202e [b]bold"


def some_filters(folder: Path) -> SavedFilters:
    """Three saved filters and two recent ones, of which one is saved."""
    filters = SavedFilters(folder / "filters.json", "service")
    filters.save("food", "categories contains food")
    filters.save("alice", "user_id = alice")
    filters.save("mail", "metadata.source = email")
    filters.use("user_id = alice")
    filters.use("user_id = carol")
    return filters


class SavedDriver(ModalDriver[SavedFiltersModal, Filter | None]):
    """What a person does in the modal, and what they see there."""

    copied: Sequence[str] = ()

    @property
    def lines(self) -> list[str]:
        """The lines of the list that are in view."""
        found = self.app.screen.query_one(ShelfList)
        height = found.scrollable_content_region.height
        drawn = [found.render_line(y).text.rstrip() for y in range(height)]
        return [line for line in drawn if line]

    @property
    def row(self) -> str:
        """The line under the cursor, which must be in view."""
        found = self.app.screen.query_one(ShelfList)
        assert found.top <= found.cursor < found.top + found.lines_in_view
        return " ".join(found.render_line(found.cursor - found.top).text.split())

    @property
    def said(self) -> list[str]:
        """What is said under the list, before it is broken into lines."""
        return str(self.app.screen.query_one("#about", Static).content).split("\n")

    @property
    def foot(self) -> str:
        """The keys at the foot as they are drawn, line by line."""
        bar = self.app.screen.query_one(KeyBar)
        return "\n".join(bar.render_line(y).text.rstrip() for y in range(bar.size.height))

    @property
    def field(self) -> str | None:
        """What stands in the field; None while there is none."""
        found = self.app.screen.query_one(Input)
        return found.value if found.display else None


@asynccontextmanager
async def opened(
    saved: SavedFilters,
    *,
    kind: ServiceKind = "local",
    current: Filter | None = BOB,
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[SavedDriver]:
    copied: list[str] = []
    modal = SavedFiltersModal(saved, kind=kind, current=current, clock=lambda: NOW, copy=copied.append)
    app: ModalHost[SavedFiltersModal, Filter | None] = ModalHost(modal)
    async with app.run_test(size=size) as pilot:
        driver = SavedDriver(app, pilot)
        driver.copied = copied
        await driver.idle()
        yield driver
