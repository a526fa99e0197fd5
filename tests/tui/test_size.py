"""Terminals of any size: what is shown survives them, and below the smallest one stands a sentence."""

from __future__ import annotations

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.tui.room import SMALLEST
from memtui.tui.screens.too_small import TooSmall
from tests.tui.driver import BrowseDriver, browse


async def _resize(ui: BrowseDriver, width: int, height: int) -> None:
    await ui.pilot.resize_terminal(width, height)
    await ui.idle()


async def test_down_to_40x10_and_back_nothing_is_lost(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("j", "space", "j", "v", "j")
        state, row, shown = ui.screen.state, ui.row, ui.shown
        await _resize(ui, 40, 10)
        assert ui.row
        assert ui.screen.state.cursor == state.cursor
        await _resize(ui, 120, 40)
        assert ui.screen.state == state
        assert (ui.row, ui.shown) == (row, shown)


@pytest.mark.parametrize("size", [(29, 40), (120, 7), (1, 1), (10, 3)])
async def test_below_the_smallest_one_sentence_stands(store: LocalAdapter, size: tuple[int, int]) -> None:
    async with browse(store) as ui:
        await ui.press("j", "j", "question_mark")
        top = ui.app.screen
        await _resize(ui, *size)
        assert isinstance(ui.app.screen, TooSmall)
        await ui.press("d", "x", "q")
        await _resize(ui, 12, 4)
        await _resize(ui, *SMALLEST)
        assert ui.app.screen is top
        await ui.press("escape")
        await _resize(ui, 120, 40)
        assert ui.app.screen is ui.screen
        assert ui.status.startswith("3 of 1000")


async def test_the_sentence_says_what_is_needed(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await _resize(ui, 28, 7)
        assert "memtui needs 30x8, this is" in " ".join(ui.shown.split())
        await ui.press("q")
        assert ui.app.return_code == 0


async def test_it_may_begin_that_small(store: LocalAdapter) -> None:
    async with browse(store, size=(20, 5)) as ui:
        assert "memtui needs" in ui.shown
        await _resize(ui, 80, 24)
        assert ui.app.screen is ui.screen
        await ui.press("j")
        assert ui.status.startswith("2 of 1000")
