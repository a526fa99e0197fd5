"""Which panes there is room for, and that a terminal may be of any size and change it."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from textual.widget import Widget

from memtui.adapters.local.adapter import LocalAdapter
from memtui.cli.early_frame import places
from tests.tui.data import record
from tests.tui.driver import BrowseDriver, browse, store_of

ALL = ["entities", "memories", "detail"]
# What stands on the screen while the keyboard is in the entities, the memories, the detail.
LAYOUTS: dict[tuple[int, int], tuple[list[str], list[str], list[str]]] = {
    (40, 10): (["entities"], ["memories"], ["detail"]),
    (60, 20): (["entities"], ["memories"], ["detail"]),
    (80, 24): (["entities", "memories"], ["entities", "memories"], ["entities", "detail"]),
    (100, 30): (ALL, ALL, ALL),
    (120, 40): (ALL, ALL, ALL),
    (40, 45): (ALL, ALL, ALL),
    (80, 50): (ALL, ALL, ALL),
    (160, 50): (ALL, ALL, ALL),
    (200, 50): (ALL, ALL, ALL),
}
SIZES = list(LAYOUTS)


def parts(ui: BrowseDriver) -> list[Widget]:
    """The panes and bars on the screen."""
    names = (*ALL, "where", "ask", "status", "keys")
    return [part for name in names if (part := ui.screen.query_one(f"#{name}")).region]


def assert_in_order(ui: BrowseDriver) -> None:
    """Everything has room, nothing lies over anything else, and no cell of the screen is left over."""
    shown = parts(ui)
    for part in shown:
        assert ui.screen.region.contains_region(part.region), part
        assert part.content_region.width >= 3 and part.content_region.height >= 1, part
    for one, other in combinations(shown, 2):
        assert not one.region.overlaps(other.region), (one, other)
    assert sum(part.region.area for part in shown) == ui.screen.region.area
    assert {part.id for part in shown} >= {"status", "keys"}
    assert ui.focused in {part.id for part in shown}
    assert ui.focused == "detail" or ui.row


@pytest.mark.parametrize("size", SIZES)
async def test_there_is_room_for_one_two_or_three_panes(store: LocalAdapter, size: tuple[int, int]) -> None:
    async with browse(store, size=size) as ui:
        assert ui.panes == LAYOUTS[size][1]
        for pane, key in enumerate("123"):
            await ui.press(key)
            assert ui.panes == LAYOUTS[size][pane]
            assert_in_order(ui)
            await ui.press("G")
            assert_in_order(ui)
        await ui.press("2", "slash")
        assert_in_order(ui)


async def test_where_there_is_width_the_memory_stands_beside_the_list(store: LocalAdapter) -> None:
    async with browse(store, size=(159, 40)) as ui:
        memories, detail = ui.screen.memories, ui.screen.detail
        assert memories.region.x == detail.region.x
        assert memories.region.height > detail.region.height
        await ui.resize(160, 40)
        assert memories.region.y == detail.region.y
        assert memories.region.width > detail.region.width


async def test_in_a_tall_terminal_all_stand_above_each_other(store: LocalAdapter) -> None:
    async with browse(store, size=(80, 45)) as ui:
        screen = ui.screen
        regions = [pane.region for pane in (screen.entities, screen.memories, screen.detail)]
        assert {region.x for region in regions} == {0} and {region.width for region in regions} == {80}
        assert [region.height for region in regions] == [10, 19, 13]
        assert len(ui.entities) <= 8, "groups share the height that there is"
        await ui.resize(80, 44)
        assert ui.panes == ["entities", "memories"]


@pytest.mark.parametrize("size", SIZES)
async def test_the_panes_stand_where_the_outline_draws_them(
    store: LocalAdapter, size: tuple[int, int]
) -> None:
    async with browse(store, size=size) as ui:
        await ui.press("2")
        shown = [part.region for part in parts(ui)[: len(ui.panes)]]
        assert [(each.x + 1, each.y + 1, *each.size) for each in shown] == places(*size)


@pytest.mark.parametrize("pane", "123")
async def test_resizing_keeps_the_cursor_and_the_keyboard(store: LocalAdapter, pane: str) -> None:
    async with browse(store, size=(120, 40)) as ui:
        await ui.press(*["pagedown"] * 4, *"jjj")
        row, detail = ui.row, ui.detail
        await ui.press(pane, "j", "j")
        focused, cursors = ui.focused, (ui.screen.memories.cursor, ui.screen.entities.cursor)
        for width, height in ((40, 10), (200, 50), (80, 24), (80, 60), (160, 50), (60, 20), (120, 40)):
            await ui.resize(width, height)
            assert ui.focused == focused
            assert (ui.screen.memories.cursor, ui.screen.entities.cursor) == cursors
            assert_in_order(ui)
        if pane == "2":
            await ui.press("k", "k")
        await ui.press("2")
        assert ui.row == row
        assert ui.detail == detail


async def test_a_taller_terminal_shows_more_rows_of_both_lists(store: LocalAdapter) -> None:
    async with browse(store, size=(80, 12)) as ui:
        await ui.press("G")
        for height in (20, 44, 30, 8):
            await ui.resize(80, height)
            assert len(ui.memories) == height - 5
            assert "· · ·" not in "".join(ui.memories)
            assert "Memory 0:" in ui.memories[-1]


async def test_the_end_of_a_list_does_not_leave_blank_lines_when_the_terminal_grows(
    store: LocalAdapter,
) -> None:
    async with browse(store, size=(80, 12)) as ui:
        await ui.press("1", "G")
        before = ui.row
        await ui.resize(80, 40)
        assert ui.row == before
        assert ui.entities[0].startswith("▸Everything")


@pytest.mark.parametrize("size", [(1, 1), (10, 4), (24, 5), (300, 6), (20, 100)])
async def test_no_size_is_too_small_or_too_odd(store: LocalAdapter, size: tuple[int, int]) -> None:
    async with browse(store, size=size) as ui:
        await ui.press(
            *"1G2Gj3jhi", "escape", "escape", "space", "slash", *"tea", "enter", "v", "question_mark"
        )
        await ui.press("escape", "pagedown", "ctrl+u")
        await ui.resize(120, 40)
        assert_in_order(ui)
        assert ui.panes == ALL


async def test_a_narrow_list_leaves_out_whose_memory_it_is_and_keeps_its_text(store: LocalAdapter) -> None:
    async with browse(store, size=(120, 40)) as ui:
        assert ui.memories[0].endswith("guide") or ui.memories[0].endswith("carol")
        await ui.resize(40, 12)
        assert ui.memories[0].endswith("Memory 999: drinks tea")


async def test_the_line_at_the_top_of_a_memory_stays_there_when_the_width_changes(tmp_path: Path) -> None:
    lines = "\n".join(f"line {number} " + "and so on " * 12 for number in range(60))
    adapter = await store_of([record(1, lines)], tmp_path / "memories.db")
    async with browse(adapter, size=(120, 30)) as ui:
        await ui.press("3", *["pagedown"] * 3)
        while not ui.detail_in_view[0].startswith("line "):
            await ui.press("j")
        top = ui.detail_in_view[0].split(" and")[0]
        for width in (64, 200, 90, 120):
            await ui.resize(width, 30)
            assert ui.detail_in_view[0].startswith(top)
