"""Marking rows, one by one and in ranges."""

from __future__ import annotations

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from tests.tui.driver import BrowseDriver, browse
from tests.tui.service import Service


def marked_rows(ui: BrowseDriver) -> list[str]:
    """What the marked lines in view say first."""
    return [line.split(":")[0].split()[-1] for line in ui.memories if line.startswith("●")]


def ranged_rows(ui: BrowseDriver) -> list[str]:
    return [line.split(":")[0].split()[-1] for line in ui.memories if line.startswith("▸")]


async def test_space_marks_and_goes_on_and_unmarks(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("space", "space")
        assert marked_rows(ui) == ["999", "998"]
        assert ui.status.startswith("3 of 1000")
        assert "2 marked" in ui.status
        await ui.press("k", "space")
        assert marked_rows(ui) == ["999"]
        await ui.press("G", "space")
        assert ui.status.startswith("1000 of 1000")
        assert ui.marked == 2


@pytest.mark.parametrize("end", ["space", "v"])
@pytest.mark.parametrize(("move", "rows"), [("j", ["994", "993", "992"]), ("k", ["996", "995", "994"])])
async def test_a_range_grows_with_the_cursor_both_ways(
    store: LocalAdapter, end: str, move: str, rows: list[str]
) -> None:
    async with browse(store) as ui:
        await ui.press("j", "j", "j", "j", "j", "v")
        assert ranged_rows(ui) == ["994"]
        await ui.press(move, move, move)
        assert "range of 4" in ui.status
        await ui.press({"j": "k", "k": "j"}[move])
        assert ranged_rows(ui) == rows
        await ui.press(end)
        assert (marked_rows(ui), ranged_rows(ui)) == (rows, [])
        assert "range" not in ui.status


async def test_a_range_that_is_given_up_marks_nothing(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("space", "v", "j", "j", "escape")
        assert (marked_rows(ui), ranged_rows(ui)) == (["999"], [])
        assert ui.status.startswith("4 of 1000")
        await ui.press("space")
        assert marked_rows(ui) == ["999", "996"]


async def test_a_range_that_is_marked_whole_is_unmarked(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("v", "j", "j", "space")
        assert marked_rows(ui) == ["999", "998", "997"]
        await ui.press("v", "k", "space")
        assert marked_rows(ui) == ["999"]
        await ui.press("v", "j", "space")
        assert marked_rows(ui) == ["999", "998", "997"], "one that is marked in part is marked"


async def test_a_range_is_marked_in_pages_that_were_never_seen_and_the_view_stays(
    store: LocalAdapter,
) -> None:
    service = Service(store, page_size=10)
    async with browse(service) as ui:
        await ui.press("G", "v", "g", "g")
        before = ui.memories
        await ui.press("space")
        assert ui.marked == 1000
        assert [line.split(":")[0].split()[-1] for line in ui.memories] == [
            line.split(":")[0].split()[-1] for line in before
        ]
        assert "· · ·" not in "".join(ui.memories)


async def test_while_a_range_is_fetched_another_row_can_be_marked(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service) as ui:
        await ui.press("v", "G")
        held = service.hold("page", 5)
        await ui.poke("space")
        assert "fetching the range" in ui.status
        await ui.poke("space", "k")
        held.set()
        await ui.idle()
        assert ui.marked == 1000
        assert "fetching" not in ui.status


async def test_marks_are_counted_where_they_are_not_seen_and_cleared_at_once(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("ctrl+backslash")
        assert "Clear marks is off: nothing is marked; space marks a row" in ui.status
        await ui.press("space", "1", "j", "j", "enter")
        assert "1 marked" in ui.status
        await ui.press("escape", "ctrl+backslash")
        assert (ui.marked, marked_rows(ui)) == (0, [])
        assert "marked" not in ui.status


async def test_search_results_are_marked_like_rows(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("s", *"coffee", "enter", "space", "v", "j", "j", "space")
        assert ui.marked == 4
        await ui.press("escape", "slash", *"coffee", "enter", "G")
        assert len(marked_rows(ui)) == 4, "the shortest match is the oldest"


async def test_the_detail_marks_the_memory_that_it_shows(store: LocalAdapter) -> None:
    async with browse(store, size=(80, 24)) as ui:
        await ui.press("j", "enter", "space")
        assert "Memory 997" in ui.detail, "and shows the next"
        await ui.press("escape")
        assert marked_rows(ui) == ["998"]


@pytest.mark.parametrize("key", ["space", "v"])
async def test_nothing_is_marked_from_the_entities(store: LocalAdapter, key: str) -> None:
    async with browse(store) as ui:
        await ui.press("1", key)
        assert "only memories are marked; 2 goes to their list" in ui.status
        assert (ui.marked, ranged_rows(ui)) == (0, [])


async def test_a_row_that_is_on_its_way_is_not_marked(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service) as ui:
        held = service.hold("page", 10)
        await ui.poke("G", "space")
        assert "this row is still on its way" in ui.status
        held.set()
        await ui.idle()
        await ui.press("space")
        assert marked_rows(ui) == ["0"]
