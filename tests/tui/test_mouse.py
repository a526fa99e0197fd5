"""Everything by mouse: choosing, opening, scrolling, and where a click means nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from tests.tui.data import record
from tests.tui.driver import browse, store_of
from tests.tui.service import Service

USERS = 60


@pytest.fixture
async def crowd(tmp_path: Path) -> AsyncIterator[LocalAdapter]:
    """A memory of each of sixty users, the newest a hundred lines long."""
    long = "\n".join(f"line {number}" for number in range(100))
    records = [
        record(number, long if number == USERS - 1 else f"Memory {number}", user_id=f"user{number:02}")
        for number in range(USERS)
    ]
    adapter = await store_of(records, tmp_path / "memories.db")
    yield adapter
    await adapter.close()


async def test_a_click_puts_the_cursor_on_a_row_and_shows_its_memory(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.click(ui.screen.memories, 5)
        assert ui.status.startswith("6 of 1000")
        assert "Memory 994" in ui.row
        assert "Memory 994" in ui.detail
        assert ui.focused == "memories"
        await ui.press("pagedown")
        top = ui.screen.memories.top
        await ui.click(ui.screen.memories, 0)
        assert ui.status.startswith(f"{top + 1} of 1000"), "rows are counted from the top of the view"


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (50, 14)])
async def test_a_double_click_opens_a_memory(store: LocalAdapter, size: tuple[int, int]) -> None:
    async with browse(store, size=size) as ui:
        await ui.click(ui.screen.memories, 3)
        assert ui.focused == "memories"
        await ui.click(ui.screen.memories, 3, times=2)
        assert ui.focused == "detail"
        assert "detail" in ui.panes
        assert "Memory 996" in ui.detail


async def test_two_clicks_on_two_rows_open_nothing(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.click(ui.screen.memories, 3)
        await ui.click(ui.screen.memories, 9)
        assert ui.focused == "memories"
        assert ui.status.startswith("10 of 1000")


async def test_one_click_lists_an_entity(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        for row, words in ((2, "user alice"), (1, "all users"), (6, "agent guide"), (0, "everything")):
            await ui.click(ui.screen.entities, row)
            assert ui.where.endswith(words)
            assert ui.entities[row].startswith("▸")
            assert ui.focused == "memories"


async def test_a_click_on_the_rest_of_a_group_shows_it(crowd: LocalAdapter) -> None:
    async with browse(crowd, size=(120, 20)) as ui:
        before = len(ui.entities)
        assert ui.entities[-1].startswith("… ")
        await ui.click(ui.screen.entities, before - 1)
        assert len(ui.screen.entities.groups) == USERS + 2
        assert not ui.entities[-1].startswith("… ")
        assert ui.where.endswith("everything"), "the list stays"
        assert ui.focused == "entities"


async def test_a_click_gives_a_pane_the_keyboard(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.click(ui.screen.detail, 1)
        assert ui.focused == "detail"
        await ui.click(ui.screen.memories, 1)
        assert ui.focused == "memories"
        await ui.click(ui.screen.entities, 20)
        assert ui.focused == "entities", "below the rows"


@pytest.mark.parametrize("row", [-1, 15])
async def test_a_click_beside_the_rows_changes_nothing(store: LocalAdapter, row: int) -> None:
    async with browse(store) as ui:
        await ui.press("1", "j", "j", "enter", "slash", *"Memory 99", "enter")
        before = (ui.status, ui.memories, ui.detail)
        await ui.click(ui.screen.memories, row, times=2)
        assert (ui.status, ui.memories, ui.detail, ui.focused) == (*before, "memories")


async def test_a_click_into_an_empty_list_changes_nothing(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("slash", *"xyzzy", "enter")
        await ui.click(ui.screen.memories, 0, times=2)
        await ui.wheel(ui.screen.memories)
        assert ui.memories[0] == "Nothing here contains “xyzzy”."


async def test_the_wheel_moves_the_view_and_not_the_cursor(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        memories = ui.screen.memories
        await ui.wheel(memories, times=4)
        assert "Memory 987" in ui.memories[0]
        assert ui.status.startswith("1 of 1000")
        await ui.wheel(memories, down=False, times=2)
        assert "Memory 993" in ui.memories[0]
        await ui.wheel(memories, down=False, times=9)
        assert "Memory 999" in ui.memories[0]
        assert memories.top == 0


async def test_the_wheel_brings_rows_that_were_never_fetched(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service) as ui:
        await ui.wheel(ui.screen.memories, times=60)
        assert "Memory 819" in ui.memories[0]
        assert "· · ·" not in "".join(ui.memories)
        assert service.times("page") == 3
        await ui.press("j")
        assert ui.status.startswith("2 of 1000"), "the keyboard goes on from the cursor"
        assert "Memory 998" in ui.row


async def test_the_wheel_turns_what_is_under_the_pointer(crowd: LocalAdapter) -> None:
    async with browse(crowd, size=(120, 20)) as ui:
        assert ui.detail_in_view[0] == "line 0"
        await ui.wheel(ui.screen.detail, times=2)
        assert ui.detail_in_view[0] == "line 6"
        assert ui.focused == "memories"
        await ui.wheel(ui.screen.detail, down=False)
        assert ui.detail_in_view[0] == "line 3"
        await ui.press("1", "G", "enter", "home")
        await ui.wheel(ui.screen.entities, times=2)
        assert ui.entities[0].split() == ["user04", "1"]
        assert ui.screen.memories.top == 0


async def test_what_is_clicked_is_marked_like_any_row(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.click(ui.screen.memories, 4)
        await ui.press("v")
        await ui.click(ui.screen.memories, 2)
        assert "range of 3" in ui.status
        await ui.press("space")
        assert [line.startswith("●") for line in ui.memories[:6]] == [False, False, True, True, True, False]


async def test_a_row_on_its_way_can_be_clicked(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service) as ui:
        held = service.hold("page", 10)
        await ui.poke("G")
        await ui.pilot.click(ui.screen.memories, offset=(6, 1), times=2)
        await ui.settle()
        assert (ui.detail, ui.focused) == ("", "detail")
        held.set()
        await ui.idle()
        assert ui.detail.startswith(f"Memory {len(ui.memories) - 1}:")
