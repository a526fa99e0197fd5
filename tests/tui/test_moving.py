"""Moving the cursor in each pane, and the keyboard between panes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.tui.panes.line_list import LineList
from tests.tui.data import record
from tests.tui.driver import BrowseDriver, browse, store_of

LINES = 300


@pytest.fixture
async def long(tmp_path: Path) -> AsyncIterator[LocalAdapter]:
    """Three hundred memories of as many users, the newest of three hundred lines."""
    records = [record(number, f"Memory {number}", user_id=f"user{number:03}") for number in range(LINES - 1)]
    lines = "\n".join(f"line {number}" for number in range(LINES))
    adapter = await store_of([*records, record(LINES, lines, user_id="user000")], tmp_path / "memories.db")
    yield adapter
    await adapter.close()


def place(ui: BrowseDriver) -> int:
    """Where the pane with the keyboard is: its cursor, or the first line in view of the detail."""
    pane = ui.screen.pane
    if isinstance(pane, LineList):
        assert ui.row
        return pane.cursor
    return pane.scroll_offset.y


Where = Callable[[int, int], int]
"""A place, from the height of the pane and its number of lines."""

MOVES: list[tuple[str, list[str], Where]] = [
    ("j", ["j", "j"], lambda height, lines: 2),
    ("down", ["down", "down", "down"], lambda height, lines: 3),
    ("k", ["j", "j", "j", "k"], lambda height, lines: 2),
    ("up", ["j", "j", "up"], lambda height, lines: 1),
    ("k at the top", ["k"], lambda height, lines: 0),
    ("page down", ["pagedown"], lambda height, lines: height),
    ("page up", ["pagedown", "pagedown", "pageup"], lambda height, lines: height),
    ("page up at the top", ["j", "pageup"], lambda height, lines: 0),
    ("half a page down", ["ctrl+d"], lambda height, lines: height // 2),
    ("half a page up", ["pagedown", "ctrl+u"], lambda height, lines: height - height // 2),
    ("home", ["pagedown", "j", "home"], lambda height, lines: 0),
    ("gg", ["pagedown", "j", "g", "g"], lambda height, lines: 0),
    ("end", ["end"], lambda height, lines: lines - 1),
    ("G", ["G"], lambda height, lines: lines - 1),
    ("page down at the end", ["G", "pagedown"], lambda height, lines: lines - 1),
    ("up from the end", ["G", "k", "k"], lambda height, lines: lines - 3),
]


@pytest.mark.parametrize("pane", ["1", "2", "3"])
async def test_every_move_in_every_pane(long: LocalAdapter, pane: str) -> None:
    async with browse(long) as ui:
        await ui.press("1", "G", "enter", pane, "home")
        shown = ui.screen.pane
        height = shown.scrollable_content_region.height
        lines = shown.virtual_size.height
        # The view of a text ends with its last line; a cursor goes down to it.
        last = lines - 1 if isinstance(shown, LineList) else lines - height
        for name, keys, where in MOVES:
            await ui.press("home")
            await ui.press(*keys)
            expected = where(height, lines)
            if last < lines - 1 and expected >= lines - 3:
                expected -= height - 1
            assert place(ui) == expected, name


async def test_all_entities_of_a_group_are_behind_its_last_row(long: LocalAdapter) -> None:
    async with browse(long) as ui:
        await ui.press("1", "G")
        more = len(ui.entities) - 3
        assert ui.row == f"… {LINES - 1 - more} more"
        await ui.press("enter", "G")
        assert ui.row.split() == ["user298", "1"]
        assert ui.focused == "entities"
        await ui.press("ctrl+r")
        assert ui.row.split() == ["user298", "1"], "a reload leaves the group open"


async def test_keys_that_were_typed_ahead_are_not_lost(long: LocalAdapter) -> None:
    async with browse(long) as ui:
        for pane, key in (("3", "j"), ("3", "down"), ("1", "j"), ("2", "j")):
            await ui.press(pane, "home")
            await ui.burst(*[key] * 7)
            assert place(ui) == 7


async def test_one_g_goes_nowhere_and_neither_does_a_g_after_another_key(long: LocalAdapter) -> None:
    async with browse(long) as ui:
        await ui.press("j", "j", "g")
        assert place(ui) == 2
        await ui.press("j", "g")
        assert place(ui) == 3
        await ui.press("g")
        assert place(ui) == 0
        await ui.press("j", "g")
        assert place(ui) == 1, "the first two were used up"


async def test_the_panes_in_turn_and_by_number(long: LocalAdapter) -> None:
    async with browse(long) as ui:
        seen = [ui.focused]
        for key in ("tab", "tab", "tab", "shift+tab", "shift+tab", "1", "3", "2"):
            await ui.press(key)
            seen.append(ui.focused)
        expected = "memories detail entities memories entities detail entities detail memories"
        assert seen == expected.split()


async def test_home_brings_a_cursor_into_view_that_the_wheel_left_behind(long: LocalAdapter) -> None:
    async with browse(long) as ui:
        await ui.wheel(ui.screen.memories, times=10)
        assert "Memory 269" in ui.memories[0]
        await ui.press("home")
        assert ui.row.startswith("2w line 0")


async def test_enter_opens_from_the_list_and_does_nothing_in_the_detail(long: LocalAdapter) -> None:
    async with browse(long) as ui:
        await ui.press("enter")
        assert ui.focused == "detail"
        before = ui.detail
        await ui.press("enter")
        assert (ui.focused, ui.detail) == ("detail", before)


@pytest.mark.parametrize("pane", ["1", "2", "3"])
async def test_views_times_and_reload_work_from_every_pane(long: LocalAdapter, pane: str) -> None:
    async with browse(long) as ui:
        await ui.press(pane)
        await ui.press("h")
        assert "● ADD" in ui.detail
        await ui.press("h")
        assert "created" in ui.detail
        await ui.press("i")
        assert '"user_id": "user000"' in ui.detail
        await ui.press("h")
        assert "● ADD" in ui.detail, "from one view to the other"
        await ui.press("i", "i")
        assert "created" in ui.detail
        await ui.press("T")
        assert "2026-11-01 0" in ui.memories[0]
        await ui.press("T", "ctrl+r", "ctrl+l")
        assert ui.memories[0].startswith("2w")
        assert ui.screen.pane.id == ui.focused
        assert ui.status.startswith("1 of 300")


async def test_reload_keeps_the_place_and_shows_what_changed(long: LocalAdapter) -> None:
    async with browse(long) as ui:
        for keys in (["j"] * 5, ["G", "k"]):
            await ui.press(*keys)
            before = (ui.status, ui.row, ui.memories)
            await ui.press("ctrl+r")
            assert (ui.status, ui.row, ui.memories) == before
        await long.delete(f"00000000-0000-4000-8000-{0:012d}")
        await long.delete(f"00000000-0000-4000-8000-{1:012d}")
        await ui.press("G", "ctrl+r")
        assert ui.status.startswith("298 of 298")
        assert "Memory 2 " in ui.row
        assert "Memory 2" in ui.detail
        await ui.press("k", "3", "j", "ctrl+r")
        assert ui.status.startswith("297 of 298")


async def test_reload_keeps_the_place_in_search_results(long: LocalAdapter) -> None:
    async with browse(long) as ui:
        await ui.press("s")
        await ui.type("memory")
        await ui.press("enter", "j", "j", "j")
        before = (ui.status, ui.row)
        await ui.press("ctrl+r")
        assert (ui.status, ui.row) == before


async def test_control_c_says_how_to_leave(long: LocalAdapter) -> None:
    async with browse(long) as ui:
        await ui.press("ctrl+c")
        assert "q quits" in ui.status
        await ui.press("j")
        assert "q quits" not in ui.status


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
@pytest.mark.parametrize("pane", ["1", "2", "3"])
async def test_leaving(long: LocalAdapter, pane: str, key: str) -> None:
    async with browse(long) as ui:
        await ui.press(pane, key)
        assert not ui.app.is_running
        assert ui.app.return_code == 0
