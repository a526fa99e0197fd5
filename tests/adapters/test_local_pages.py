"""Lists of the embedded store: every match exactly once, newest first, and totals that are true."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import DataError, NotFoundError
from memtui.core.filters import WHOLE_PROJECT, And, Condition, Filter, Or, keyword_condition, scope_condition
from memtui.core.models import ENTITY_TYPES, EntityType, MemoryRecord
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from tests.adapters.conftest import exported, in_store, put, record
from tests.strategies import law, stores

ALICE = scope_condition("user", "alice")


@law(40)
@given(
    stores,
    st.sampled_from([None, *ENTITY_TYPES]),
    st.sampled_from(["", "a", "ALICE", "'", "%", "_", "東", "zz"]),
)
def test_law_entities_are_those_of_the_memories(
    content: list[MemoryRecord], kind: EntityType | None, part: str
) -> None:
    counted: dict[tuple[EntityType, str], int] = {}
    for item in content:
        for entity in item.memory.scope():
            if part.casefold() in entity[1].casefold():
                counted[entity] = counted.get(entity, 0) + 1

    async def work(adapter: LocalAdapter) -> None:
        found = await adapter.entities(EntityQuery(kind, part))
        shown = {(entity.type, entity.name): entity.total_memories for entity in found.results}
        assert shown == {key: number for key, number in counted.items() if kind in (None, key[0])}
        assert found.total == len(shown)
        assert found.totals == {each: sum(key[0] == each for key in counted) for each in ENTITY_TYPES}
        order = [(ENTITY_TYPES.index(e.type), -(e.total_memories or 0), e.name) for e in found.results]
        assert order == sorted(order, key=lambda entry: (entry[0], entry[1], entry[2].encode()))
        alone = [
            (await adapter.entities(EntityQuery(kind, part, page=page, page_size=1))).results[0]
            for page in range(1, len(found.results) + 1)
        ]
        assert alone == list(found.results)
        # A total on the screen is the length of the list behind it.
        for entity in found.results:
            assert (
                await adapter.count(MemoryQuery(scope_condition(entity.type, entity.name)))
                == entity.total_memories
            )

    in_store(content, work)


async def test_an_empty_store_has_one_empty_page(store: LocalAdapter) -> None:
    for tree in (None, ALICE, WHOLE_PROJECT, keyword_condition("tea"), Condition("run_id", "exists")):
        page = await store.page(MemoryQuery(tree), 1, 50)
        assert (page.results, page.total, page.has_next) == ((), 0, False)
        assert await store.count(MemoryQuery(tree)) == 0
    assert await exported(store) == []
    assert (await store.entities(EntityQuery())).total == 0


async def test_totals_that_the_store_keeps_come_with_the_page(store: LocalAdapter) -> None:
    await put(store, *(record(f"m{number}", user_id="alice", run_id="r1") for number in range(9)))
    for tree in (None, ALICE, Condition("user_id", "exists"), scope_condition("user", "nobody")):
        page = await store.page(MemoryQuery(tree), 1, 3)
        assert page.total == await store.count(MemoryQuery(tree))


async def test_case_matters_in_names_and_not_in_keywords(store: LocalAdapter) -> None:
    await put(store, record("m1", "Likes TEA", user_id="Alice"))
    assert await store.count(MemoryQuery(scope_condition("user", "Alice"))) == 1
    assert await store.count(MemoryQuery(ALICE)) == 0
    assert await store.count(MemoryQuery(keyword_condition("tea"))) == 1
    assert await store.count(MemoryQuery(keyword_condition("s t"))) == 1


async def test_a_memory_is_listed_on_its_last_day(store: LocalAdapter) -> None:
    today = datetime.now(UTC).date()
    await put(store, record("m1", expiration_date=today.isoformat()))
    listed = await store.count(MemoryQuery(show_expired=False))
    # Just before midnight the day may end while this runs.
    assert listed == 1 or datetime.now(UTC).date() > today


async def test_a_star_that_is_a_name_is_only_that_name(store: LocalAdapter) -> None:
    await put(store, record("m1", user_id="*"), record("m2", user_id="alice"))
    assert await store.count(MemoryQuery(Condition("user_id", "eq", "*"))) == 1
    assert await store.count(MemoryQuery(Condition("user_id", "exists"))) == 2


async def test_expired_memories_are_hidden_when_asked(store: LocalAdapter) -> None:
    today = datetime.now(UTC).date()
    await put(
        store,
        record("gone", expiration_date=(today - timedelta(days=2)).isoformat()),
        record("stays", expiration_date=(today + timedelta(days=2)).isoformat()),
        record("never"),
    )
    listed = await store.page(MemoryQuery(show_expired=False), 1, 10)
    assert [memory.id for memory in listed.results] == ["never", "stays"]
    assert await store.count(MemoryQuery(show_expired=False)) == 2
    assert await store.count(MemoryQuery()) == 3
    found = await store.search(SearchQuery("tea", show_expired=False))
    assert [memory.id for memory in found] == ["never", "stays"]
    assert (await store.get("gone")).is_expired(today)


def _nested(levels: int) -> Filter:
    tree: Filter = ALICE
    for level in range(levels):
        if level % 2:
            tree = And((Condition("user_id", "exists"), tree))
        else:
            tree = Or((scope_condition("user", "bob"), tree))
    return tree


@pytest.mark.parametrize(
    "tree",
    [
        # A reader of filters lets through 12 levels, each an AND in an OR.
        _nested(25),
        Or((*(scope_condition("user", f"u{number}") for number in range(40)), ALICE)),
        Or((*(scope_condition("user", f"u{number}") for number in range(2000)), ALICE)),
        And((ALICE,) * 2000),
        And((ALICE, keyword_condition("Likes tea" + " and cake" * 2000))),
    ],
)
async def test_large_filters_are_answered(store: LocalAdapter, tree: Filter) -> None:
    memory = record("m1", "Likes tea" + " and cake" * 2000, user_id="alice")
    await put(store, memory, record("m2", user_id="carol"))
    for query in (MemoryQuery(tree), MemoryQuery(tree, show_expired=False)):
        assert [found.id for found in (await store.page(query, 1, 10)).results] == ["m1"]
        assert await store.count(query) == 1


async def test_a_rare_text_is_found_among_many(store: LocalAdapter) -> None:
    many = [
        record(f"m{number:04}", "Likes tea", created_at=f"2024-01-01T00:00:00.{number:06}Z")
        for number in range(2500)
    ]
    many[7] = replace(many[7], memory=replace(many[7].memory, memory="Likes TEA ceremonies"))
    await put(store, *many)
    rare = await store.page(MemoryQuery(keyword_condition("ceremon")), 1, 50)
    assert [memory.id for memory in rare.results] == ["m0007"]
    common = await store.page(MemoryQuery(keyword_condition("tea")), 2, 50)
    assert [memory.id for memory in common.results] == [f"m{number:04}" for number in range(2449, 2399, -1)]
    assert await store.count(MemoryQuery(keyword_condition("tea"))) == 2500
    both = MemoryQuery(And((keyword_condition("tea"), keyword_condition("ceremon"))))
    assert await store.count(both) == 1


async def test_an_unknown_id_is_not_found(store: LocalAdapter) -> None:
    await put(store, record("m1"))
    for name in ("m2", "", "M1", "m1 ", "%", "*"):
        with pytest.raises(NotFoundError) as missing:
            await store.get(name)
        assert repr(name) in missing.value.message
        with pytest.raises(NotFoundError):
            await store.history(name)


async def test_a_memory_without_events_has_an_empty_history(store: LocalAdapter) -> None:
    await put(store, MemoryRecord(record("m1").memory, None))
    assert await store.history("m1") == ()


async def test_a_command_line_that_is_no_unicode_is_refused_with_a_sentence(store: LocalAdapter) -> None:
    """What a shell passes as bytes arrives as lone surrogates."""
    await put(store, record("m1"))
    half = "caf\udce9"
    for question in (
        store.get(half),
        store.history(half),
        store.page(MemoryQuery(scope_condition("user", half)), 1, 10),
        store.count(MemoryQuery(keyword_condition(half))),
        store.entities(EntityQuery(name_contains=half)),
    ):
        with pytest.raises(DataError, match=r"U\+DCE9"):
            await question
    assert [memory.id for memory in await store.search(SearchQuery(f"{half} tea"))] == ["m1"]
