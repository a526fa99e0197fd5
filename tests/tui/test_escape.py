"""Escape takes off one layer at a time, the topmost first."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from tests.tui.data import record
from tests.tui.driver import BrowseDriver, browse, store_of

LAYERS = ("scope", "keyword", "search", "view", "range")


def layers(ui: BrowseDriver) -> set[str]:
    """Which layers a person sees on the screen."""
    signs = {
        "scope": "user alice" in ui.where,
        "keyword": "contains “coffee”" in ui.where,
        "search": "search “drinks”" in ui.where,
        "view": "● ADD" in ui.detail,
        "range": "range of" in ui.status,
    }
    return {name for name, shown in signs.items() if shown}


async def put_on(ui: BrowseDriver, layer: str) -> None:
    if layer == "scope":
        await ui.burst("1", "home", "j", "j", "enter")
    elif layer == "keyword":
        await ui.burst("slash", *"coffee", "enter")
    elif layer == "search":
        await ui.burst("s", *"drinks", "enter")
    else:
        await ui.press({"view": "h", "range": "v"}[layer])


async def test_layers_are_peeled_in_order_each_pair_of_them_and_all(store: LocalAdapter) -> None:
    async with browse(store, size=(100, 16)) as ui:
        everything = ui.memories
        for chosen in (*combinations(LAYERS, 2), LAYERS):
            worn = list(chosen)
            for layer in worn:
                await put_on(ui, layer)
            assert layers(ui) == set(worn)
            while worn:
                worn.pop()
                await ui.press("escape")
                assert layers(ui) == set(worn)
            assert ui.memories == everything
        await ui.press("escape")
        assert (ui.memories, ui.focused) == (everything, "memories")


@pytest.mark.parametrize("pane", ["1", "3"])
async def test_from_another_pane_escape_goes_to_the_list_before_it_changes_the_list(
    store: LocalAdapter, pane: str
) -> None:
    async with browse(store) as ui:
        for layer in LAYERS:
            await put_on(ui, layer)
        await ui.press(pane)
        seen = []
        for _ in range(6):
            await ui.press("escape")
            seen.append((ui.focused, layers(ui)))
        here = {"1": "entities", "3": "detail"}[pane]
        assert seen == [
            (here, {"scope", "keyword", "search", "view"}),
            (here, {"scope", "keyword", "search"}),
            ("memories", {"scope", "keyword", "search"}),
            ("memories", {"scope", "keyword"}),
            ("memories", {"scope"}),
            ("memories", set()),
        ]


async def test_in_the_entities_their_filter_goes_first(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await put_on(ui, "view")
        await ui.press("1", "slash")
        await ui.type("ALI")
        await ui.press("enter")
        assert [line.split()[0] for line in ui.entities] == ["▸Everything", "Users", "alice"]
        await ui.press("escape")
        assert (len(ui.entities), ui.focused, layers(ui)) == (7, "entities", {"view"})
        await ui.press("escape")
        assert (ui.focused, layers(ui)) == ("entities", set())
        await ui.press("escape")
        assert ui.focused == "memories"


async def test_in_a_narrow_terminal_the_open_memory_is_a_layer(store: LocalAdapter) -> None:
    async with browse(store, size=(80, 24)) as ui:
        detail, memories = ui.screen.detail, ui.screen.memories
        assert (memories.display, detail.display) == (True, False)
        await ui.press("enter", "h")
        assert (memories.display, detail.display, layers(ui)) == (False, True, {"view"})
        await ui.press("escape")
        assert (ui.focused, layers(ui)) == ("detail", set())
        await ui.press("escape")
        assert (ui.focused, memories.display, detail.display) == ("memories", True, False)
        await ui.press("i")
        assert (ui.focused, detail.display) == ("detail", True)
        await ui.press("i", "escape")
        assert (ui.focused, detail.display) == ("memories", False)


async def test_in_a_tiny_terminal_the_chosen_pane_is_a_layer(store: LocalAdapter) -> None:
    async with browse(store, size=(50, 14)) as ui:
        await ui.press("1")
        assert (ui.screen.entities.display, ui.focused) == (True, "entities")
        await ui.press("escape")
        assert (ui.screen.entities.display, ui.focused) == (False, "memories")


async def test_leaving_a_field_takes_back_what_was_typed(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        everything = ui.memories
        await ui.press("slash")
        await ui.type("coffee")
        await ui.press("escape")
        assert (ui.focused, layers(ui), ui.memories) == ("memories", set(), everything)
        await ui.press("s")
        await ui.type("drinks")
        await ui.press("escape")
        assert (ui.focused, layers(ui), ui.memories) == ("memories", set(), everything)
        await ui.press("1", "slash")
        await ui.type("ali")
        assert len(ui.entities) == 3
        await ui.press("escape")
        assert (ui.focused, len(ui.entities)) == ("entities", 7)


async def test_a_search_that_is_not_asked_leaves_the_one_before(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await put_on(ui, "keyword")
        await put_on(ui, "search")
        await ui.press("s")
        await ui.type(" and more")
        await ui.press("escape")
        assert layers(ui) == {"keyword", "search"}


async def test_a_group_that_was_opened_is_folded_again(tmp_path: Path) -> None:
    records = [record(number, "x", user_id=f"user{number:03}") for number in range(200)]
    store = await store_of(records, tmp_path / "memories.db")
    async with browse(store) as ui:
        folded = len(ui.screen.entities.groups)
        await ui.press("1", "end", "enter")
        assert len(ui.screen.entities.groups) == 202
        await ui.press("escape")
        assert len(ui.screen.entities.groups) == folded
        assert ui.focused == "entities"
        await ui.press("escape")
        assert ui.focused == "memories"
    await store.close()
