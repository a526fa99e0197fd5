"""Sorted lists of the embedded store: the same order as the comparison says, at any depth."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.local import sorting
from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.local.reading import StoreReader
from memtui.adapters.local.sorted_lists import SortedLists
from memtui.adapters.local.sorting import Rankings, sorted_page, sorted_rows
from memtui.core.filters import Condition, Filter, scope_condition
from memtui.core.models import Memory, MemoryPage, MemoryRecord
from memtui.core.ordering import COLUMNS, Order, ordered
from memtui.core.queries import MemoryQuery
from tests.adapters.conftest import in_store, make_older, put, record
from tests.strategies import broken_texts, few_names, json_values, law, memories, stores, texts

T = TypeVar("T")
fields = st.sampled_from([*COLUMNS.values(), "metadata.key", "metadata.source"])
orders = st.builds(Order, fields, st.booleans())
_odd = st.builds(
    replace,
    memories,
    memory=texts.filter(lambda text: bool(text.strip())),
    metadata=st.none() | st.dictionaries(st.just("key"), json_values | broken_texts, max_size=1),
    categories=st.none() | st.lists(few_names | broken_texts, max_size=3).map(tuple),
)
odd_stores = st.lists(
    _odd.map(lambda memory: MemoryRecord(memory, ())), max_size=12, unique_by=lambda one: one.memory.id
)
filters = st.none() | st.sampled_from(
    [
        scope_condition("user", "alice"),
        Condition("user_id", "in", ("alice", "bob")),
        Condition("agent_id", "exists", True),
        Condition("keywords", "icontains", "tea"),
        Condition("created_at", "gte", "2024-07-21"),
        Condition("categories", "in", ("food",)),
    ]
)


async def listed(adapter: LocalAdapter, query: MemoryQuery, size: int = 1000) -> list[Memory]:
    """The whole list, page by page, each page and total checked against the others."""
    found: list[Memory] = []
    for number in range(1, 1000):
        page = await adapter.page(query, number, size)
        found += page.results
        if not page.has_next:
            assert page.total in (None, len(found))
            break
        assert len(page.results) == size
    assert await adapter.count(query) == len(found)
    return found


@law(60)
@given(stores | odd_stores, orders, filters, st.booleans(), st.integers(1, 5))
def test_law_a_sorted_list_is_the_list_sorted(
    content: list[MemoryRecord], order: Order, tree: Filter | None, show_expired: bool, size: int
) -> None:
    async def work(adapter: LocalAdapter) -> None:
        query = MemoryQuery(tree, show_expired)
        expected = ordered(await listed(adapter, query), order)
        sorted_query = replace(query, order=order)
        assert await listed(adapter, sorted_query, size) == expected
        # Once more, of what is known by now; and any page for itself.
        assert await listed(adapter, sorted_query) == expected
        for number in range(1, len(expected) // size + 2):
            page = await adapter.page(sorted_query, number, size)
            assert list(page.results) == expected[(number - 1) * size : number * size]
        assert [item.memory async for item in adapter.records(sorted_query)] == expected

    in_store(content, work)


def dated(at: int) -> str:
    return f"2024-01-{at // 24 + 1:02}T{at % 24:02}:00:00Z"


def some(number: int = 300) -> list[MemoryRecord]:
    return [
        record(
            f"m{at}",
            f"Text {at * 7919 % 300}",
            user_id=f"u{at % 7}",
            created_at=dated(at),
            updated_at=dated(at * 31 % 300),
            metadata={"key": at % 11},
        )
        for at in range(number)
    ]


@pytest.mark.parametrize("name", ["updated_at", "user_id"])
async def test_a_first_page_through_an_index_sorts_nothing(store: LocalAdapter, name: str) -> None:
    await put(store, *some())
    query, rankings = MemoryQuery(order=Order(name)), Rankings()

    def first(reader: StoreReader) -> MemoryPage | None:
        return sorted_page(reader, query, Order(name), rankings, 1, 50)

    page = await store._read(store._quick, first)
    assert page is not None
    assert list(page.results) == ordered((await store.page(MemoryQuery(), 1, 300)).results, Order(name))[:50]
    assert page.total == 300


async def test_oldest_first_is_read_from_the_other_end(store: LocalAdapter) -> None:
    await put(store, *some(), record("none", "No date"))
    steps: list[str] = []
    query = MemoryQuery(order=Order("created_at"))
    await store.page(query, 1, 10)

    def watched(reader: StoreReader) -> MemoryPage | None:
        connection = reader.connection
        connection.set_trace_callback(steps.append)
        try:
            return sorted_page(reader, query, Order("created_at"), Rankings(), 31, 10)
        finally:
            connection.set_trace_callback(None)

    page = await store._read(store._quick, watched)
    assert page is not None
    assert [memory.id for memory in page.results] == ["none"]
    assert not any("NULLS LAST" in step for step in steps)


async def test_what_was_sorted_serves_the_pages_after_it_until_the_store_changes(store: LocalAdapter) -> None:
    await put(store, *some())
    order, rankings = Order("metadata.key"), Rankings()
    query = MemoryQuery(order=order)

    async def rows() -> object:
        return await store._read(store._sort, lambda reader: sorted_rows(reader, query, order, rankings))

    first = await rows()
    assert await rows() is first
    await store.delete("m11")
    assert await rows() is not first
    assert len((await store.page(query, 1, 1000)).results) == 299


async def test_a_sorting_that_nobody_waits_for_goes_on_and_is_there_when_it_is_asked_for_again(
    store: LocalAdapter,
) -> None:
    await put(store, *some())
    query = MemoryQuery(order=Order("memory"))
    asked = asyncio.ensure_future(store.page(query, 2, 50))
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    page = await store.page(query, 2, 50)
    assert page.total == 300
    assert page.results[0].memory == sorted(f"Text {at}" for at in range(300))[50]


async def turns() -> None:
    """Let everything go on that waits for nothing."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_another_sorting_takes_the_place_of_one_that_nobody_waits_for() -> None:
    begun: list[asyncio.Event] = []
    stopped: list[int] = []

    async def read(work: Callable[[StoreReader], T]) -> T:
        return cast("T", None)

    async def sort(work: Callable[[StoreReader], T]) -> T:
        number = len(begun)
        begun.append(asyncio.Event())
        try:
            await begun[number].wait()
        except asyncio.CancelledError:
            stopped.append(number)
            raise
        return cast("T", array("I"))

    lists = SortedLists(read, sort)

    def ask(name: str) -> asyncio.Future[MemoryPage]:
        return asyncio.ensure_future(lists.page(MemoryQuery(), Order(name), 2, 50))

    first, again, other = ask("memory"), ask("memory"), ask("categories")
    await turns()
    # Those who want the same share one, and nobody's is stopped while somebody waits.
    assert (len(begun), stopped) == (2, [])
    first.cancel()
    again.cancel()
    await asyncio.gather(first, again, return_exceptions=True)
    assert stopped == []
    third = ask("user_id")
    await turns()
    assert (len(begun), stopped) == (3, [0])
    other.cancel()
    third.cancel()
    await asyncio.gather(other, third, return_exceptions=True)
    await lists.close()
    assert sorted(stopped) == [0, 1, 2]


async def test_the_store_closes_while_a_list_is_being_sorted(path: Path) -> None:
    adapter = LocalAdapter.open(path)
    await put(adapter, *some())
    asked = asyncio.ensure_future(adapter.page(MemoryQuery(order=Order("memory")), 2, 50))
    await asyncio.sleep(0)
    asked.cancel()
    await adapter.close()
    await adapter.close()


async def test_a_file_of_an_older_schema_is_sorted_too(path: Path) -> None:
    adapter = LocalAdapter.open(path)
    await put(adapter, *some())
    await adapter.close()
    make_older(path, 1)
    adapter = LocalAdapter.open(path, read_only=True)
    try:
        for order in (Order("memory"), Order("created_at"), Order("updated_at", descending=True)):
            expected = ordered(await listed(adapter, MemoryQuery()), order)
            assert await listed(adapter, MemoryQuery(order=order), 40) == expected
    finally:
        await adapter.close()


def test_few_sorted_lists_are_kept_and_never_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "_MOST_ROWS", 25)
    rankings = Rankings()
    for at in range(4):
        rankings.keep((at,), array("I", range(10)))
    assert [rankings.get((at,)) is None for at in range(4)] == [True, True, False, False]
    rankings.keep(("large",), array("I", range(100)))
    assert rankings.get(("large",)) is not None
    assert rankings.get((3,)) is None
