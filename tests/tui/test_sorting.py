"""Sorting the list by a column: the menu, the title, and where the cursor and the marks stay."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import OptionList

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.models import Memory
from memtui.core.ordering import Order
from memtui.core.queries import SearchQuery
from memtui.state.session import Session
from memtui.tui.modals.sorting import SortMenu
from memtui.tui.session import place_of, session_of
from memtui.tui.state import BrowseState
from tests.tui.data import record
from tests.tui.driver import BrowseDriver, app_on, browse, store_of
from tests.tui.made_up import MadeUp
from tests.tui.service import Service

COUNT = 150


@pytest.fixture
async def mixed(tmp_path: Path) -> AsyncIterator[LocalAdapter]:
    """Memories whose texts, users and changes are in other orders than their ages."""
    records = [
        record(
            number,
            f"Text {number * 7 % COUNT:03}",
            user_id=f"user-{number % 3}",
            updated_at=f"2026-11-{20 - number % 20:02}T{number % 24:02}:00:00Z",
            expiration_date="2026-12-24" if number == 40 else None,
            metadata={"score": number * 11 % COUNT, "\x1b[2J": 1} if number % 2 else {"score": "high"},
        )
        for number in range(COUNT)
    ]
    adapter = await store_of(records, tmp_path / "memories.db")
    yield adapter
    await adapter.close()


def title(ui: BrowseDriver) -> str:
    return str(ui.screen.memories.border_title)


def menu(ui: BrowseDriver) -> list[str]:
    """The rows of the menu, without the blanks around them."""
    assert isinstance(ui.app.screen, SortMenu)
    options = ui.app.screen.query_one(OptionList)
    return [str(options.get_option_at_index(at).prompt).strip() for at in range(options.option_count)]


def texts(ui: BrowseDriver, count: int = 3) -> list[str]:
    rows = [ui.screen.loading_list.rows.row(at) for at in range(count)]
    return ["" if row is None else row.memory for row in rows]


async def test_the_menu_marks_what_sorts_and_its_choice_sorts(mixed: LocalAdapter) -> None:
    async with browse(mixed) as ui:
        assert title(ui) == "2 Memories"
        await ui.press("o")
        assert menu(ui)[0] == "1 ↓ created     the newest first"
        assert "metadata" in menu(ui)[9]
        await ui.press("4")
        assert title(ui) == "2 Memories · ↑ memory"
        assert texts(ui) == ["Text 000", "Text 001", "Text 002"]
        assert "150" in ui.status
        await ui.press("o")
        assert menu(ui)[3].startswith("4 ↑ memory")
        await ui.press("4")
        assert title(ui) == "2 Memories · ↓ memory"
        assert texts(ui) == ["Text 149", "Text 148", "Text 147"]
        await ui.press("G")
        assert "Text 000" in ui.row


async def test_newest_first_is_the_list_itself_and_can_be_turned_round(mixed: LocalAdapter) -> None:
    async with browse(mixed) as ui:
        newest = texts(ui)
        await ui.press("O")
        assert title(ui) == "2 Memories · ↑ created"
        assert ui.screen.loading_list.rows.row(COUNT - 1) is None or texts(ui) != newest
        await ui.press("O")
        assert title(ui) == "2 Memories"
        assert ui.screen.state.order is None
        assert texts(ui) == newest


async def test_a_menu_that_is_left_sorts_nothing(mixed: LocalAdapter) -> None:
    async with browse(mixed) as ui:
        for key in ("escape", "q", "o"):
            await ui.press("o", key)
            assert not isinstance(ui.app.screen, SortMenu)
            assert ui.screen.state.order is None


async def test_keys_of_the_metadata_are_offered_and_drawn_as_marks(mixed: LocalAdapter) -> None:
    async with browse(mixed) as ui:
        await ui.press("o")
        rows = menu(ui)
        assert not any("\x1b" in row for row in rows)
        at = next(at for at, row in enumerate(rows) if row.startswith("score"))
        await ui.press("g", *["j"] * at, "enter")
        assert ui.screen.state.order == Order("metadata.score")
        assert title(ui) == "2 Memories · ↑ score"
        first = ui.screen.loading_list.rows.row(0)
        assert first is not None
        assert first.metadata == {"score": 3, "\x1b[2J": 1} or (first.metadata or {})["score"] == 1


async def test_rows_show_the_date_that_sorts_them(mixed: LocalAdapter) -> None:
    async with browse(mixed) as ui:
        await ui.press("T", "o", "2")
        first = ui.screen.loading_list.rows.row(0)
        assert first is not None
        assert (first.updated_at or "")[:10] in ui.row
        await ui.press("o", "3")
        assert "2026-12-24" in ui.row
        await ui.press("j")
        assert "2026" not in ui.row


async def test_marks_stay_and_the_cursor_stays_on_a_memory_that_is_among_the_first(
    mixed: LocalAdapter,
) -> None:
    async with browse(mixed) as ui:
        await ui.press("o", "4")
        assert ui.screen.state.cursor == 0
        await ui.press("O", "o", "1", "space", *["j"] * 6)
        memory = ui.screen.memories.memory_at_cursor()
        await ui.press("o", "4")
        assert ui.screen.memories.memory_at_cursor() == memory
        assert ui.screen.state.cursor == 94
        assert ui.marked == 1
        await ui.press("G", *["k"] * 5, "o", "1")
        assert ui.screen.state.cursor == 0
        assert ui.marked == 1


async def test_all_that_match_stay_marked_in_another_order(mixed: LocalAdapter) -> None:
    async with browse(mixed) as ui:
        await ui.press("ctrl+a", "o", "4")
        assert "all that match marked" in ui.status
        await ui.press("O")
        assert ui.screen.state.all_but == frozenset()


async def test_another_filter_keeps_the_order(mixed: LocalAdapter) -> None:
    async with browse(mixed) as ui:
        await ui.press("o", "4", "/")
        await ui.type("text 14")
        await ui.press("enter")
        assert title(ui) == "2 Memories · ↑ memory"
        assert texts(ui) == ["Text 140", "Text 141", "Text 142"]


async def test_what_a_search_found_is_sorted_and_another_question_begins_with_the_best(
    mixed: LocalAdapter,
) -> None:
    service = Service(mixed)
    async with browse(service) as ui:
        await ui.press("o", "4", "s")
        await ui.type("text")
        await ui.press("enter")
        assert title(ui) == "2 Memories"
        await ui.press("O")
        assert "the best come first" in ui.status
        await ui.press("o")
        assert menu(ui)[0].startswith("1 • score")
        await ui.press("6", "O")
        assert title(ui) == "2 Memories · ↓ user"
        found = [ui.screen.loading_list.rows.row(at) for at in range(100)]
        names = [row.user_id or "" for row in found if row is not None]
        assert names == sorted(names, reverse=True)
        assert service.times("search") == 1
        await ui.press("o", "1")
        assert title(ui) == "2 Memories"
        await ui.press("o", "5", "s")
        await ui.type(" 14")
        await ui.press("enter")
        assert title(ui) == "2 Memories"
        await ui.press("escape")
        assert title(ui) == "2 Memories · ↑ memory"


def odd(number: int) -> Memory:
    """What stands in row `number`: its text counts down."""
    return Memory(id=f"id-{number}", memory=f"Row {10_119 - number:05}", user_id="alice")


async def test_where_the_service_cannot_sort_what_is_loaded_is_sorted_and_said_so() -> None:
    async with browse(MadeUp(10_120, odd)) as ui:
        await ui.press("j", "o")
        assert str(ui.app.screen.query_one("#sort").border_title) == "Sort what is loaded by"
        assert menu(ui)[0].startswith("1 • as listed")
        await ui.press("5")
        held = ui.screen.loading_list.rows.length
        assert f"sorted: the {held} loaded of 10,120" in ui.status
        assert title(ui) == "2 Memories · ↑ memory"
        assert texts(ui, 2) == [f"Row {10_120 - held:05}", f"Row {10_121 - held:05}"]
        assert ui.screen.memories.memory_at_cursor() == odd(1)
        await ui.press("space", "O")
        assert texts(ui, 1) == ["Row 10119"]
        assert ui.marked == 1
        await ui.press("o", "1")
        assert title(ui) == "2 Memories"
        assert "of 10,120 · page 1 of 102" in ui.status


async def test_the_cursor_finds_its_place_again_far_down_a_list() -> None:
    async with browse(MadeUp(10_120, odd)) as ui:
        await ui.press("G", "k", "k")
        at = ui.screen.state.cursor
        await ui.press("o", "5", "O", "o", "1")
        assert ui.screen.state.cursor == at == 10_117
        assert "10,118 of 10,120" in ui.status


async def test_a_whole_list_that_is_sorted_here_says_that_it_is_whole() -> None:
    async with browse(MadeUp(30, odd)) as ui:
        await ui.press("o", "5")
        assert "sorted: all of them" in ui.status
        await ui.press("ctrl+r")
        assert "sorted: all of them" in ui.status
        assert texts(ui, 1) == ["Row 10090"]


async def test_a_distant_service_is_asked_nothing_for_another_order() -> None:
    service = Service(Unsorted(300, odd))
    async with browse(service) as ui:
        before = len(service.asked)
        await ui.press("o", "5", "O", "o", "1")
        assert len(service.asked) == before


async def test_all_that_match_are_marked_where_only_some_are_loaded_and_sorted() -> None:
    async with browse(MadeUp(10_120, odd)) as ui:
        await ui.press("o", "5", "ctrl+a")
        assert ui.screen.state.all_but == frozenset()
        await ui.press("asterisk")
        assert not ui.screen.state.has_marks
        await ui.press("space", "asterisk")
        assert ui.screen.state.all_but is not None
        assert len(ui.screen.state.all_but) == 1
        await ui.press("y")
        assert "10,119" in str(ui.app.screen.query_one("#copy").border_title)


async def test_read_anew_as_much_is_loaded_as_before() -> None:
    async with browse(MadeUp(10_120, odd)) as ui:
        await ui.press("pagedown", "pagedown", "pagedown", "G", "o", "5")
        held = ui.screen.loading_list.rows.length
        assert held > 300
        await ui.press("G", "ctrl+r")
        assert ui.screen.loading_list.rows.length == held
        assert f"sorted: the {held} loaded of 10,120" in ui.status


class Unsorted(MadeUp):
    """A service of a made-up kind that has no orders."""

    async def search(self, query: SearchQuery) -> tuple[Memory, ...]:
        return ()


async def test_the_order_is_kept_and_comes_back(mixed: LocalAdapter, tmp_path: Path) -> None:
    async with browse(mixed) as ui:
        await ui.press("o", "4", "j", "j")
        session = session_of(ui.screen.state, ui.screen.memories.memory_at_cursor())
    assert session.order == "memory asc"
    again = LocalAdapter.open(tmp_path / "memories.db")
    app = app_on(again, tmp_path)
    place = place_of(session)
    assert place is not None
    app.come_back(session, place)
    async with app.run_test(size=(120, 40)) as pilot:
        ui = BrowseDriver(app, pilot, again)
        await ui.idle()
        assert title(ui) == "2 Memories · ↑ memory"
        assert "Text 002" in ui.row


@pytest.mark.parametrize("text", ["", "colour asc", "metadata.", "\x1b[2J desc"])
def test_an_order_that_makes_no_sense_is_that_of_the_list(text: str) -> None:
    place = place_of(Session(order=text))
    assert place is not None
    assert place.order is None


def test_lists_in_other_orders_are_other_lists_of_the_same_memories() -> None:
    state = BrowseState()
    by_text = replace(state, order=Order("memory"))
    assert not state.same_list(by_text)
    assert state.same_memories(by_text)
    assert session_of(by_text, None).order == "memory asc"
    search = replace(state, question="tea")
    assert search.same_list(replace(search, order=Order("memory"), found_order=Order("user_id")))
    assert replace(search, found_order=Order("user_id")).order_now == Order("user_id")


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_the_menu_fits_and_scrolls(mixed: LocalAdapter, size: tuple[int, int]) -> None:
    async with browse(mixed, size=size) as ui:
        await ui.press("o", "G")
        screen = ui.app.screen
        assert screen.region.contains_region(screen.query_one("#sort").region)
        options = screen.query_one(OptionList)
        assert options.highlighted == options.option_count - 1
