"""A window on a list: what is fetched, how often, and what is known of rows that are not here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import UnreachableError
from memtui.core.filters import keyword_condition
from memtui.core.models import Memory
from memtui.core.queries import MemoryQuery
from memtui.ops.browse import MemoryWindow, SearchResults
from tests.strategies import law
from tests.tui.data import many
from tests.tui.driver import store_of
from tests.tui.service import Service

SIZE = 4


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[LocalAdapter]:
    """A store of 26 memories: six pages of four, and one of two."""
    adapter = await store_of(many(26), tmp_path / "memories.db")
    yield adapter
    await adapter.close()


def texts(window: MemoryWindow, first: int, last: int) -> list[str | None]:
    rows = (window.row(index) for index in range(first, last + 1))
    return [row.memory.split(":")[0] if row is not None else None for row in rows]


async def test_nothing_is_known_before_the_first_page(store: LocalAdapter) -> None:
    window = MemoryWindow(Service(store, page_size=SIZE), MemoryQuery())
    assert (window.page_size, window.length, window.total) == (SIZE, 0, None)
    assert window.row(0) is None
    assert window.missing(0, 100) == []


async def test_a_page_brings_its_rows_and_the_total(store: LocalAdapter) -> None:
    window = MemoryWindow(Service(store, page_size=SIZE), MemoryQuery())
    await window.fetch(2)
    assert (window.length, window.total) == (26, 26)
    assert texts(window, 3, 8) == [None, "Memory 21", "Memory 20", "Memory 19", "Memory 18", None]
    assert window.row(-1) is None
    assert window.row(26) is None


async def test_the_largest_page_is_a_hundred_rows(store: LocalAdapter) -> None:
    assert MemoryWindow(store, MemoryQuery()).page_size == 100


async def test_missing_names_the_pages_that_are_not_here(store: LocalAdapter) -> None:
    service = Service(store, page_size=SIZE)
    window = MemoryWindow(service, MemoryQuery())
    await window.fetch(2)
    assert window.missing(-5, 13) == [1, 3, 4]
    assert window.missing(4, 7) == []
    assert window.missing(24, 1000) == [7]
    service.hold("page", 3)
    coming = asyncio.ensure_future(window.fetch(3))
    await asyncio.sleep(0)
    assert window.missing(0, 13) == [1, 3, 4], "what is on its way may be taken back"
    service.recover()
    await coming
    assert window.missing(0, 13) == [1, 4]


async def test_a_page_that_two_ask_for_at_once_is_fetched_once(store: LocalAdapter) -> None:
    service = Service(store, page_size=SIZE)
    window = MemoryWindow(service, MemoryQuery())
    first, second = await asyncio.gather(window.fetch(1), window.fetch(1))
    assert first == second == await window.fetch(1)
    assert service.asked == [("page", 1)]


async def test_a_failure_reaches_all_who_asked_and_the_page_can_be_asked_for_again(
    store: LocalAdapter,
) -> None:
    service = Service(store, page_size=SIZE)
    window = MemoryWindow(service, MemoryQuery())
    service.fail(UnreachableError("No answer."), "page")
    outcomes = await asyncio.gather(window.fetch(1), window.fetch(1), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [UnreachableError] * 2
    assert service.times("page") == 1
    service.recover()
    assert len((await window.fetch(1)).results) == SIZE


async def test_a_question_that_nobody_waits_for_any_more_is_taken_back(store: LocalAdapter) -> None:
    service = Service(store, page_size=SIZE)
    window = MemoryWindow(service, MemoryQuery())
    service.hold("page")
    both = [asyncio.ensure_future(window.fetch(1)) for _ in range(2)]
    await asyncio.sleep(0)
    both[0].cancel()
    await asyncio.gather(both[0], return_exceptions=True)
    assert service.abandoned == []
    both[1].cancel()
    await asyncio.gather(both[1], return_exceptions=True)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert service.abandoned == [("page", 1)]
    service.recover()
    assert len((await window.fetch(1)).results) == SIZE


async def test_one_who_leaves_does_not_take_the_page_from_another(store: LocalAdapter) -> None:
    service = Service(store, page_size=SIZE)
    window = MemoryWindow(service, MemoryQuery())
    service.hold("page")
    leaving, staying = (asyncio.ensure_future(window.fetch(1)) for _ in range(2))
    await asyncio.sleep(0)
    leaving.cancel()
    service.recover()
    assert len((await staying).results) == SIZE
    assert window.row(0) is not None


@pytest.mark.parametrize(("service", "most"), [("distant", 50), ("embedded", 12)])
async def test_so_many_pages_are_kept_and_the_farthest_makes_room(
    tmp_path: Path, service: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memtui.ops.browse.PAGE_SIZE", 2)
    store = await store_of(many(120), tmp_path / "memories.db")
    window = MemoryWindow(Service(store) if service == "distant" else store, MemoryQuery())
    for number in range(1, most + 1):
        await window.fetch(number)
    assert window.missing(0, 2 * most - 1) == []
    await window.fetch(most + 1)
    assert window.missing(0, 2 * most + 1) == [1]
    await window.fetch(1)
    assert window.missing(0, 2 * most + 1) == [most + 1], "whoever turns round finds all but that"
    await store.close()


async def test_the_ids_of_rows_that_are_all_here(store: LocalAdapter) -> None:
    window = MemoryWindow(Service(store, page_size=SIZE), MemoryQuery())
    await window.fetch(1)
    assert window.ids_here(3, 4) is None
    await window.fetch(2)
    assert window.ids_here(3, 4) == await window.ids(3, 4)
    assert window.ids_here(0, 10**9) is None
    results = SearchResults([row for index in range(8) if (row := window.row(index)) is not None])
    assert results.ids_here(3, 4) == window.ids_here(3, 4)


async def test_a_long_range_of_ids_is_asked_for_a_few_pages_at_a_time(store: LocalAdapter) -> None:
    service = Service(store, page_size=SIZE)
    window = MemoryWindow(service, MemoryQuery())
    held = service.hold("page")
    coming = asyncio.ensure_future(window.ids(0, 25))
    for _ in range(5):
        await asyncio.sleep(0)
    assert service.asked == [("page", number) for number in (1, 2, 3, 4)]
    held.set()
    assert len(await coming) == 26
    assert service.asked == [("page", number) for number in range(1, 8)]


async def test_a_range_of_ids_that_nobody_waits_for_is_taken_back(store: LocalAdapter) -> None:
    service = Service(store, page_size=SIZE)
    service.hold("page", 2)
    coming = asyncio.ensure_future(MemoryWindow(service, MemoryQuery()).ids(0, 25))
    for _ in range(5):
        await asyncio.sleep(0)
    coming.cancel()
    await asyncio.gather(coming, return_exceptions=True)
    assert ("page", 2) in service.abandoned
    assert service.times("page") == 4


class Counts(Service):
    """A service that can count up to a number of matches."""

    async def count_up_to(self, query: MemoryQuery, most: int) -> int:
        self.asked.append(("count", most))
        return min(await self.real.count(query), most + 1)


@pytest.mark.parametrize(("cap", "length", "total"), [(20, 20, None), (26, 26, 26), (100, 26, 26)])
async def test_where_the_service_can_it_counts_a_part_first(
    store: LocalAdapter, cap: int, length: int, total: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memtui.ops.browse.CAP", cap)
    service = Counts(store, page_size=SIZE, totals=False)
    window = MemoryWindow(service, MemoryQuery())
    await window.fetch(1)
    assert await window.count_first()
    assert (window.length, window.total, window.is_capped) == (length, total, total is None)
    assert await window.count() == 26
    assert (window.length, service.times("count", None)) == (26, 2 if total is None else 1)
    assert not await MemoryWindow(Service(store), MemoryQuery()).count_first()


async def test_an_unknown_total_is_what_was_seen_and_one_more(store: LocalAdapter) -> None:
    service = Service(store, page_size=SIZE, totals=False)
    window = MemoryWindow(service, MemoryQuery())
    await window.fetch(1)
    assert (window.length, window.total) == (SIZE + 1, None)
    assert window.missing(0, 50) == [2]
    await window.fetch(3)
    await window.fetch(2)
    assert window.length == 3 * SIZE + 1
    assert await window.count() == 26
    assert (window.length, window.total) == (26, 26)
    assert await window.count() == 26
    assert service.times("count") == 1


async def test_two_who_count_at_once_ask_once(store: LocalAdapter) -> None:
    service = Service(store, page_size=SIZE, totals=False)
    window = MemoryWindow(service, MemoryQuery())
    one, other = await asyncio.gather(window.count(), window.count())
    assert (one, other) == (26, 26)
    assert service.times("count") == 1


async def test_the_last_page_tells_the_total_when_nobody_else_does(store: LocalAdapter) -> None:
    window = MemoryWindow(Service(store, page_size=SIZE, totals=False), MemoryQuery())
    await window.fetch(7)
    assert (window.length, window.total) == (26, 26)


async def test_an_empty_list_has_no_rows_and_no_pages_to_fetch(store: LocalAdapter) -> None:
    query = MemoryQuery(keyword_condition("nothing has this"))
    for totals in (True, False):
        window = MemoryWindow(Service(store, page_size=SIZE, totals=totals), query)
        await window.fetch(1)
        assert (window.length, window.total) == (0, 0)
        assert window.missing(0, 50) == []


async def test_ids_come_from_pages_that_were_never_shown(store: LocalAdapter) -> None:
    service = Service(store, page_size=SIZE)
    window = MemoryWindow(service, MemoryQuery())
    await window.fetch(1)
    ids = await window.ids(2, 9)
    assert [int(found[-4:]) for found in ids] == list(range(23, 15, -1))
    assert service.asked == [("page", 1), ("page", 2), ("page", 3)]
    assert await window.ids(25, 25) == ["00000000-0000-4000-8000-000000000000"]


async def test_gathering_ids_leaves_the_rows_in_view_alone(tmp_path: Path) -> None:
    store = await store_of(many(130), tmp_path / "memories.db")
    window = MemoryWindow(Service(store, page_size=2), MemoryQuery())
    await window.fetch(1)
    assert len(await window.ids(0, 129)) == 130
    assert window.row(0) is not None
    await store.close()


async def test_a_list_that_shrank_ends_where_its_last_page_ends(store: LocalAdapter) -> None:
    window = MemoryWindow(Service(store, page_size=SIZE), MemoryQuery())
    await window.fetch(1)
    for number in range(15):
        await store.delete(f"00000000-0000-4000-8000-{number:012d}")
    await window.fetch(3)
    assert (window.length, window.total) == (11, 11)


@pytest.mark.parametrize("number", [3, 5])
async def test_a_list_of_unknown_total_that_shrank_promises_no_more_rows(
    store: LocalAdapter, number: int
) -> None:
    window = MemoryWindow(Service(store, page_size=SIZE, totals=False), MemoryQuery())
    for page in (1, 2, 3, 4):
        await window.fetch(page)
    assert window.length == 17
    for gone in range(15):
        await store.delete(f"00000000-0000-4000-8000-{gone:012d}")
    again = MemoryWindow(Service(store, page_size=SIZE, totals=False), MemoryQuery())
    await again.fetch(1)
    await again.fetch(number)
    assert again.length == (11 if number == 3 else SIZE + 1)
    await window.fetch(5)
    assert window.length == 16, "an empty page ends the list before it"


@dataclass
class _Asked:
    """A window and the pages that a walk through it asked for."""

    window: MemoryWindow
    pages: list[int] = field(default_factory=list)


@law(25)
@given(walk=st.lists(st.tuples(st.integers(-3, 30), st.integers(0, 9)), max_size=8), totals=st.booleans())
async def test_fetching_what_is_missing_brings_every_row_that_there_is(
    store: LocalAdapter, walk: Sequence[tuple[int, int]], totals: bool
) -> None:
    service = Service(store, page_size=SIZE, totals=totals)
    asked = _Asked(MemoryWindow(service, MemoryQuery()))
    await asked.window.fetch(1)
    for first, more in walk:
        for number in asked.window.missing(first, first + more):
            await asked.window.fetch(number)
            asked.pages.append(number)
        for index in range(max(first, 0), min(first + more + 1, 26)):
            if index < asked.window.length - (asked.window.total is None):
                row = asked.window.row(index)
                assert row is not None
                assert row.memory.startswith(f"Memory {25 - index}:")
    assert len(asked.pages) == len(set(asked.pages)), "each page is fetched once"


def test_search_results_are_rows_that_are_all_here() -> None:
    found = tuple(Memory(id=str(number), memory="tea", score=1.0) for number in range(3))
    rows = SearchResults(found)
    assert (rows.length, rows.total, rows.page_size) == (3, 3, 3)
    assert [rows.row(index) for index in range(-1, 4)] == [None, *found, None]
    assert rows.missing(0, 100) == []
    assert (SearchResults(()).length, SearchResults(()).page_size) == (0, 1)
