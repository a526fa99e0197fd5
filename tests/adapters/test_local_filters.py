"""Filters of the embedded store: every list is what the filter means, whichever way it is walked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from memtui.adapters.local import reading
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.filter_text import parse
from memtui.core.filters import (
    And,
    Condition,
    Filter,
    Not,
    Operator,
    Or,
    all_of,
    keyword_condition,
    scope_condition,
)
from memtui.core.from_wire import parse_record
from memtui.core.queries import MemoryQuery, SearchQuery
from memtui.core.times import utc_now
from tests.adapters.conftest import in_store, put
from tests.filter_cases import CASES, DOCS
from tests.reference import holds, listed
from tests.strategies import document_filters, documents, law

Docs = list[dict[str, Any]]

some_filters = st.lists(document_filters, min_size=2, max_size=4)
rare = st.sampled_from([0, 1, 3, 2000])
"""How many rows are few enough to be sorted: with none of them every list is walked."""


def _with(docs: Docs, work: Callable[[LocalAdapter, datetime], Awaitable[None]], *, few: int) -> None:
    with patch.object(reading, "RARE", few):
        in_store([parse_record(doc) for doc in docs], lambda adapter: work(adapter, utc_now()))


async def _is_listed(adapter: LocalAdapter, docs: Docs, query: MemoryQuery, size: int, now: datetime) -> None:
    """Pages, numbers and exports are those of the list that the filter means."""
    expected = listed(query.filter, docs, now, show_expired=query.show_expired)
    found: list[str] = []
    number, more = 0, True
    while more:
        number += 1
        page = await adapter.page(query, number, size)
        assert (page.page, page.page_size) == (number, size)
        assert len(page.results) <= size
        assert page.total in (None, len(expected))
        found += [memory.id for memory in page.results]
        more = page.has_next
    assert found == expected
    beyond = await adapter.page(query, number + 1, size)
    assert (beyond.results, beyond.has_next) == ((), False)
    assert await adapter.count(query) == len(expected)
    assert sorted([item.memory.id async for item in adapter.records(query)]) == sorted(expected)


ALICE = scope_condition("user", "alice")


def _doc(**fields: Any) -> dict[str, Any]:
    return {"id": "m1", "memory": "Likes tea", **fields}


@law(110)
@example([_doc(memory="a\0 tea")], [keyword_condition("tea")], True, 1, 2000)
@example([_doc(memory="likes STRASSE")], [keyword_condition("straße")], True, 1, 2000)
@example(
    [_doc(user_id="alice", agent_id="bob"), _doc(id="m2"), _doc(id="m3")],
    [Or((ALICE, scope_condition("agent", "bob")))],
    True,
    1,
    2000,
)
@example([_doc(user_id="alice"), _doc(id="m2")], [Or((ALICE, ALICE)), Not(Not(ALICE))], True, 1, 0)
@given(documents, some_filters, st.booleans(), st.integers(1, 6), rare)
def test_law_a_list_is_what_its_filter_means(
    docs: Docs, trees: list[Filter], show_expired: bool, size: int, few: int
) -> None:
    async def work(adapter: LocalAdapter, now: datetime) -> None:
        for tree in trees:
            await _is_listed(adapter, docs, MemoryQuery(tree, show_expired), size, now)

    _with(docs, work, few=few)


names = st.sampled_from(["alice", "Alice", "*"])
fields = st.sampled_from(["user_id", "agent_id"])
owners = st.sampled_from(
    [
        st.builds(Condition, fields, st.just("eq"), names),
        st.builds(Condition, fields, st.just("eq"), names),
        st.builds(Condition, fields, st.just("in"), st.lists(names, min_size=1, max_size=3).map(tuple)),
        st.builds(Condition, fields, st.just("ne"), names),
        st.builds(Condition, fields, st.just("exists")),
        st.builds(Not, st.builds(Condition, fields, st.just("eq"), names)),
    ]
).flatmap(lambda kind: kind)
narrow = st.sampled_from(
    [
        parse(text)
        for text in (
            "created_at >= 2024-07-20 and created_at < 2024-07-21",
            "created_at > 2024-07-20T08:30:36Z",
            "timestamp <= 2024-07-20T08:30:36Z",
            "created_at = 2024-07-20T08:30:36Z",
            "created_at in (2024-07-20, 2024-07-21, 2999-12-31)",
            "created_at != 2024-07-20",
            "created_at > 2999-12-31 and created_at < 2024-01-01",
            "created_at >= 2024-07-20 and (created_at > 2000-01-01 and timestamp < 2024-07-21)",
            "updated_at >= 2024-07-20",
            "updated_at = 2024-07-20",
            "expiration_date < 2024-08-01",
            "keywords icontains tea",
            "keywords contains tea",
            "memory_ids in (m1, m2, m3)",
            "not user_id = *",
            "run_id = *",
        )
    ]
)


@law(80)
@example([_doc(id=f"m{n}") for n in range(4)], [], [parse("keywords icontains tea")], True, True, 3, 2000)
@example([_doc(id=f"m{n}") for n in range(4)], [], [parse("memory_ids in (m1, m2, m3)")], True, True, 1, 2000)
@given(
    documents,
    st.lists(owners, max_size=3),
    st.lists(narrow, max_size=3),
    st.booleans(),
    st.booleans(),
    st.integers(1, 4),
    rare,
)
def test_law_every_way_of_walking_gives_the_same_list(
    docs: Docs,
    owned: list[Filter],
    narrowed: list[Filter],
    any_of: bool,
    show_expired: bool,
    size: int,
    few: int,
) -> None:
    """Entities in an OR or an AND, beside what has an index of its own: what plans are made for."""
    group = Or(tuple(owned)) if any_of else And(tuple(owned))
    tree = all_of(group if owned else None, *narrowed)

    async def work(adapter: LocalAdapter, now: datetime) -> None:
        await _is_listed(adapter, docs, MemoryQuery(tree, show_expired), size, now)

    _with(docs, work, few=few)


@law(40)
@given(documents, document_filters, st.booleans(), st.integers(1, 5), rare, st.data())
def test_law_any_page_can_be_asked_for_by_itself(
    docs: Docs, tree: Filter, show_expired: bool, size: int, few: int, data: st.DataObject
) -> None:
    expected = listed(tree, docs, utc_now(), show_expired=show_expired)
    number = data.draw(st.integers(1, len(expected) // size + 2))

    async def work(adapter: LocalAdapter, now: datetime) -> None:
        page = await adapter.page(MemoryQuery(tree, show_expired), number, size)
        assert [memory.id for memory in page.results] == expected[(number - 1) * size : number * size]
        # A full page may be the last one where the total is not known.
        assert page.has_next or number * size >= len(expected)
        assert page.has_next == (number * size < len(expected)) or page.total is None

    _with(docs, work, few=few)


@law(30)
@given(documents, document_filters, st.booleans())
def test_law_a_search_finds_only_what_its_filter_means(docs: Docs, tree: Filter, show_expired: bool) -> None:
    async def work(adapter: LocalAdapter, now: datetime) -> None:
        everything = await adapter.search(SearchQuery("tea likes 東京 café", None, top_k=50))
        found = await adapter.search(SearchQuery("tea likes 東京 café", tree, 50, show_expired=show_expired))
        expected = set(listed(tree, docs, now, show_expired=show_expired))
        assert [item.id for item in found] == [item.id for item in everything if item.id in expected]

    _with(docs, work, few=2000)


@law(40)
@given(documents, document_filters)
def test_law_not_parts_the_memories_in_two(docs: Docs, tree: Filter) -> None:
    async def work(adapter: LocalAdapter, now: datetime) -> None:
        both = [await adapter.count(MemoryQuery(each)) for each in (tree, Not(tree))]
        assert sum(both) == len(docs)
        assert both[0] == sum(holds(tree, doc, now) for doc in docs)

    _with(docs, work, few=2000)


async def test_what_filters_find_among_a_few_memories(store: LocalAdapter) -> None:
    await put(store, *(parse_record(doc) for doc in DOCS))
    for text, ids in CASES:
        tree = parse(text)
        found = await store.page(MemoryQuery(tree), 1, 100)
        assert sorted(memory.id for memory in found.results) == sorted(ids.split()), text
        assert await store.count(MemoryQuery(tree)) == len(ids.split()), text


async def test_what_platforms_send_oddly_is_read_before_it_is_compared(store: LocalAdapter) -> None:
    odd = {"id": "m1", "memory": "Likes tea", "session_id": "r1", "metadata": "None", "categories": "None"}
    await put(store, parse_record(odd))
    for text, found in [("run_id = r1", 1), ("metadata.a = *", 0), ("categories = *", 0)]:
        assert await store.count(MemoryQuery(parse(text))) == found


async def test_metadata_with_halves_of_characters(store: LocalAdapter) -> None:
    """Such metadata is kept as JSON spells it."""
    metadata = {"größe": "\ud800", "a": "b", '"': 1}
    await put(store, parse_record({"id": "m1", "memory": "Likes tea", "metadata": metadata}))
    for text in ("metadata.größe = *", "metadata.a = b", 'metadata."\\"" = 1', "not metadata.b = *"):
        assert await store.count(MemoryQuery(parse(text))) == 1, text
    assert await store.count(MemoryQuery(Condition("metadata.größe", "eq", "\ud800"))) == 1
    assert await store.count(MemoryQuery(Condition("metadata.größe", "contains", "\ud801"))) == 0


@pytest.mark.parametrize("operator", ["eq", "gt", "gte", "lt", "lte"])
@pytest.mark.parametrize("field", ["created_at", "updated_at", "expiration_date"])
async def test_a_date_that_cannot_be_read_matches_nothing(
    store: LocalAdapter, field: str, operator: Operator
) -> None:
    """A reader refuses it; a tree that is made otherwise may hold one."""
    await put(store, parse_record(_doc(created_at="2024-07-01", updated_at="2024-07-01")))
    tree = Condition(field, operator, "soon")
    assert await store.count(MemoryQuery(tree)) == 0
    assert await store.count(MemoryQuery(Not(tree))) == 1
    assert await store.count(MemoryQuery(Condition(field, "in", ("soon",)))) == 0
    assert await store.count(MemoryQuery(Condition(field, "ne", "soon"))) == 1


@pytest.mark.parametrize("field", ["user_id", "memory_ids", "categories", "created_at"])
async def test_long_lists_are_answered(store: LocalAdapter, field: str) -> None:
    docs = [
        {"id": f"x{n}", "memory": "Likes tea", "user_id": f"x{n}", "categories": [f"x{n}"],
         "created_at": f"2024-07-01T00:00:{n:02}Z"}
        for n in range(3)
    ]  # fmt: skip
    await put(store, *map(parse_record, docs))
    wanted: tuple[str, ...] = tuple(f"x{n}" for n in range(1, 40_000))
    if field == "created_at":
        wanted = ("2024-07-01T00:00:01Z", "2024-07-01T00:00:02Z") * 20_000
    tree = Condition(field, "in", wanted)
    for query in (MemoryQuery(tree), MemoryQuery(And((tree, Condition("user_id", "exists"))), False)):
        assert [memory.id for memory in (await store.page(query, 1, 10)).results] == ["x2", "x1"]
        assert await store.count(query) == 2


async def test_many_entities_beside_many_conditions(store: LocalAdapter) -> None:
    await put(store, parse_record({"id": "m1", "memory": "Likes tea", "user_id": "u1"}))
    owners = Or(tuple(scope_condition("user", f"u{n}") for n in range(50)))
    tree = And((owners, *(Condition("keywords", "icontains", "tea") for _ in range(1000))))
    assert (await store.page(MemoryQuery(tree), 1, 10)).results
    assert await store.count(MemoryQuery(tree)) == 1


async def test_the_deepest_filter_that_can_be_read_is_answered(store: LocalAdapter) -> None:
    await put(store, parse_record({"id": "m1", "memory": "Likes tea", "user_id": "alice"}))
    for opening in ("run_id = * or user_id = * and (", "not (run_id = * or not ", "not "):
        levels = 12 if opening.count("not") < 2 else 4
        closing = ")" * opening.count("(")
        text = opening * levels + "metadata.a != 1" + closing * levels
        tree = parse(text)
        expected = holds(tree, {"id": "m1", "memory": "Likes tea", "user_id": "alice"}, utc_now())
        assert await store.count(MemoryQuery(tree)) == expected, opening
        either = Or((tree, scope_condition("run", "r1")))
        assert await store.count(MemoryQuery(either, show_expired=False)) == expected, opening
        assert len((await store.page(MemoryQuery(either), 1, 10)).results) == expected, opening
        owned = And((Or((ALICE, scope_condition("user", "bob"))), either, parse("created_at != today")))
        assert len((await store.page(MemoryQuery(owned), 1, 10)).results) == expected, opening
