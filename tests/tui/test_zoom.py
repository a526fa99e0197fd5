"""Panes that are zoomed, hidden and resized."""

from __future__ import annotations

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.state.pane_sizes import PaneSizes
from tests.tui.driver import BrowseDriver, browse
from tests.tui.test_layout import ALL, assert_in_order

ZOOMED = "zoomed, esc leaves"


def share(ui: BrowseDriver) -> float:
    """How much of the panes' room the one with the keyboard has."""
    return ui.screen.pane.region.area / ui.screen.query_one("#panes").region.area


@pytest.mark.parametrize("size", [(100, 30), (120, 40), (200, 50), (80, 50)])
@pytest.mark.parametrize("pane", "123")
async def test_a_pane_grows_to_two_thirds_then_fills_the_screen_and_comes_back(
    store: LocalAdapter, size: tuple[int, int], pane: str
) -> None:
    async with browse(store, size=size) as ui:
        await ui.press(pane)
        focused, before = ui.focused, share(ui)
        await ui.press("+")
        assert 0.6 < share(ui) < 0.7 and share(ui) > before
        assert ui.status.endswith(ZOOMED)
        assert_in_order(ui)
        await ui.press("+")
        assert ui.panes == [focused] and share(ui) == 1
        assert_in_order(ui)
        await ui.press("_")
        assert 0.6 < share(ui) < 0.7
        await ui.press("+", "+")
        assert (ui.panes, share(ui), ui.focused) == (ALL, before, focused)
        assert ZOOMED not in ui.status


async def test_where_panes_take_turns_one_key_fills_the_screen(store: LocalAdapter) -> None:
    async with browse(store, size=(80, 24)) as ui:
        await ui.press("+")
        assert ui.panes == ["memories"]
        await ui.press("enter")
        assert ui.panes == ["detail"], "the zoom goes along with the keyboard"
        await ui.press("+")
        assert ui.panes == ["entities", "detail"]


@pytest.mark.parametrize("pane", "123")
async def test_escape_leaves_the_zoom_before_it_does_anything_else(store: LocalAdapter, pane: str) -> None:
    async with browse(store) as ui:
        await ui.press("slash", *"tea", "enter", pane, "+", "+", "escape")
        assert ui.panes == ALL
        assert "contains “tea”" in ui.where
        assert ui.focused == ["entities", "memories", "detail"][int(pane) - 1]
        await ui.press("2", "escape")
        assert "contains" not in ui.where


async def test_where_one_pane_has_room_there_is_nothing_to_zoom(store: LocalAdapter) -> None:
    async with browse(store, size=(40, 10)) as ui:
        await ui.press("+")
        assert ui.screen.state.notice == "no more room"
        await ui.press("_")
        assert "nothing is zoomed" in ui.screen.state.notice
        for key in "(){}":
            await ui.press(key)
            assert ui.screen.state.notice == "no room here"
        assert ui.screen.sizes == PaneSizes()


async def test_entities_that_are_hidden_come_for_as_long_as_they_have_the_keyboard(
    store: LocalAdapter,
) -> None:
    async with browse(store) as ui:
        await ui.press("ctrl+b")
        assert ui.panes == ["memories", "detail"]
        assert "ctrl+b shows the entities" in ui.status
        assert_in_order(ui)
        await ui.press("tab", "tab")
        assert ui.focused == "memories", "they are passed"
        await ui.press("1", "j", "j")
        assert (ui.panes, ui.focused) == (ALL, "entities")
        await ui.press("enter")
        assert ui.panes == ["memories", "detail"]
        assert "user alice" in ui.where, "the scope is told in the bar"
        await ui.press("ctrl+b")
        assert ui.panes == ALL


async def test_hiding_the_entities_gives_their_keyboard_to_the_list(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("1", "ctrl+b")
        assert (ui.panes, ui.focused) == (["memories", "detail"], "memories")
        await ui.press("(")
        assert "the entities are hidden" in ui.status


async def test_hiding_is_kept_for_a_larger_terminal(store: LocalAdapter) -> None:
    async with browse(store, size=(40, 12)) as ui:
        await ui.press("ctrl+b")
        assert ui.screen.state.notice == "the entities are hidden"
        await ui.resize(120, 40)
        assert ui.panes == ["memories", "detail"]


@pytest.mark.parametrize("size", [(64, 20), (80, 24), (100, 30), (120, 40), (200, 50), (80, 50)])
async def test_edges_move_as_far_as_both_sides_are_of_use(store: LocalAdapter, size: tuple[int, int]) -> None:
    async with browse(store, size=size) as ui:
        for key in ")}({":
            before = None
            while ui.screen.state.notice == "" and before != ui.screen.sizes:
                before = ui.screen.sizes
                await ui.press(key)
                assert_in_order(ui)
            assert ui.screen.state.notice in {"the edge goes no further", "list and memory take turns here"}
            await ui.press("2", "j")
        for width, height in ((40, 10), (200, 50), (80, 24), (80, 60), (100, 30), (30, 8), size):
            await ui.resize(width, height)
            assert_in_order(ui)


async def test_an_edge_comes_back_to_where_it_was(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        screen = ui.screen

        def regions() -> list[object]:
            return [pane.region for pane in (screen.entities, screen.memories, screen.detail)]

        before = regions()
        await ui.press(")", "}")
        assert screen.entities.region.width == 32
        assert screen.memories.region.height > 22
        await ui.press("(", "{")
        assert regions() == before
        assert screen.sizes == PaneSizes()


async def test_edges_stay_while_a_pane_is_zoomed(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("+", ")")
        assert "a pane is zoomed; _ leaves that" in ui.screen.state.notice
        assert ui.screen.sizes == PaneSizes(zoom=1)


async def test_sizes_outlast_a_storm_of_resizes(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press(")", "}", "j", "j", "+")
        before = (ui.row, ui.panes, ui.screen.sizes)
        for number in range(12):
            await ui.pilot.resize_terminal(30 + 17 * number, 8 + 5 * number)
        await ui.resize(120, 40)
        assert (ui.row, ui.panes, ui.screen.sizes) == before
        await ui.press("escape")
        assert ui.screen.entities.region.width == 32
