"""Browsing with the keyboard: what each key does, seen as a person sees it."""

from __future__ import annotations

from memtui.adapters.local.adapter import LocalAdapter
from tests.tui.driver import browse


async def test_the_first_screen_shows_rows_total_entities_and_the_newest_memory(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        assert "Memory 999: drinks tea" in ui.memories[0]
        assert ui.status.startswith("1 of 1000 · page 1 of 10")
        assert ui.entities[0].split() == ["▸Everything", "1000"]
        assert ["alice", "250"] in [line.split() for line in ui.entities]
        assert "Memory 999: drinks tea" in ui.detail
        assert "agent" in ui.detail


async def test_moving_shows_the_memory_under_the_cursor(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("j", "j", "k")
        assert ui.status.startswith("2 of 1000")
        assert "Memory 998" in ui.detail


async def test_the_end_and_the_beginning_are_one_key_away(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("G")
        assert ui.status.startswith("1000 of 1000 · page 10 of 10")
        assert "Memory 0:" in ui.memories[-1]
        assert "Memory 0:" in ui.detail
        await ui.press("g", "g")
        assert ui.status.startswith("1 of 1000")


async def test_marks_survive_paging_filters_and_scopes(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("space", "space", "G", "space")
        assert ui.marked == 3
        await ui.press("slash")
        await ui.type("coffee")
        await ui.press("enter")
        assert ui.status.startswith("1 of 100 ·")
        assert "3 marked" in ui.status
        await ui.press("escape", "home")
        assert ui.memories[0].startswith("●")


async def test_a_range_over_pages_that_were_never_shown_is_marked_whole(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("j", "v", "G", "k", "space")
        assert ui.marked == 998


async def test_filtering_while_typing_and_escape_takes_it_back(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("slash")
        await ui.type("Memory 12")
        assert ui.status.startswith("1 of 11 ·")
        await ui.press("escape")
        assert ui.status.startswith("1 of 1000")
        assert ui.focused == "memories"


async def test_search_ranks_and_escape_returns_to_the_list(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("s")
        await ui.type("coffee 990")
        await ui.press("enter")
        assert ui.memories[0].startswith("1.00 Memory 990")
        assert "search “coffee 990”" in ui.where
        await ui.press("escape")
        assert ui.status.startswith("1 of 1000")


async def test_history_and_json_toggle(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("h")
        assert "ADD" in ui.detail
        assert "I said: Memory 999" in ui.detail
        await ui.press("i")
        assert '"memory": "Memory 999: drinks tea"' in ui.detail
        await ui.press("escape")
        assert "created" in ui.detail


async def test_a_scope_lists_one_entity_and_escape_everything(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("1", "j", "j", "enter")
        assert ui.where.endswith("user alice")
        assert ui.status.startswith("1 of 250 · page 1 of 3")
        assert ui.focused == "memories"
        await ui.press("escape")
        assert ui.status.startswith("1 of 1000")


async def test_quitting_returns_zero(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("q")
        assert ui.app.return_code == 0
