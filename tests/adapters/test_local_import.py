"""Import is all or nothing, changes nothing the second time, and export is its exact inverse."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.base import ImportOutcome
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.changes import MemoryEdit
from memtui.core.errors import DataError
from memtui.core.filters import keyword_condition
from memtui.core.from_wire import parse_record
from memtui.core.models import Memory, MemoryRecord
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from memtui.core.to_wire import record_to_wire
from tests.adapters.conftest import exported, in_store, put, record
from tests.strategies import law, records, stores, wire_records

LOCOMO = Path(__file__).parents[2] / ".." / "shared" / "data" / "locomo.jsonl"
EVERYTHING = MemoryQuery()

lines_of_a_file = st.lists(wire_records, max_size=6, unique_by=lambda line: str(line["id"]))


async def _lines(adapter: LocalAdapter) -> list[str]:
    return [json.dumps(record_to_wire(item)) for item in await exported(adapter)]


@law(30)
@given(lines_of_a_file)
def test_law_an_export_is_the_inverse_of_an_import(lines: list[dict[str, Any]]) -> None:
    async def work(adapter: LocalAdapter) -> list[str]:
        return await _lines(adapter)

    assert in_store(map(parse_record, lines), work) == [json.dumps(line) for line in lines]


@law(20)
@given(lines_of_a_file)
def test_law_a_second_import_changes_nothing(lines: list[dict[str, Any]]) -> None:
    content = [parse_record(line) for line in lines]

    async def work(adapter: LocalAdapter) -> None:
        before = await exported(adapter)
        for replacing in (False, True):
            outcome = await adapter.import_records(content, replace=replacing, dry_run=False)
            assert outcome == ImportOutcome(unchanged=len(content))
        # What an export gives is the same again, too.
        outcome = await adapter.import_records(before, replace=False, dry_run=False)
        assert outcome == ImportOutcome(unchanged=len(content))
        assert await exported(adapter) == before

    in_store(content, work)


async def _look(adapter: LocalAdapter) -> tuple[object, ...]:
    """All that can be seen of a store."""
    return (
        await exported(adapter),
        await adapter.count(EVERYTHING),
        (await adapter.entities(EntityQuery())).results,
        [memory.id for memory in await adapter.search(SearchQuery("tea", top_k=100))],
        await adapter.count(MemoryQuery(keyword_condition("ea"))),
        await adapter.count(MemoryQuery(keyword_condition("tea"))),
    )


class _MidwayError(Exception):
    pass


@law(25)
@given(stores, st.lists(records, max_size=4), st.booleans())
def test_law_an_import_that_fails_midway_did_nothing(
    content: list[MemoryRecord], more: list[MemoryRecord], replacing: bool
) -> None:
    changed = [
        MemoryRecord(replace(item.memory, memory="tea again", user_id="new"), None) for item in content
    ]

    def breaking() -> Iterator[MemoryRecord]:
        yield from changed
        yield from more
        raise _MidwayError

    async def work(adapter: LocalAdapter) -> None:
        before = await _look(adapter)
        with pytest.raises(_MidwayError):
            await adapter.import_records(breaking(), replace=replacing, dry_run=False)
        assert await _look(adapter) == before
        # The store goes on working.
        await put(adapter, record("after"))
        assert await adapter.count(EVERYTHING) == len(content) + 1

    in_store(content, work)


@law(25)
@given(stores, st.lists(records, max_size=6), st.booleans())
def test_law_a_dry_run_tells_what_an_import_would_do_and_does_nothing(
    content: list[MemoryRecord], more: list[MemoryRecord], replacing: bool
) -> None:
    lines = [*more, *(replace(item, memory=replace(item.memory, memory="tea")) for item in content), *more]

    async def work(adapter: LocalAdapter) -> None:
        before = await _look(adapter)
        foretold = await adapter.import_records(lines, replace=replacing, dry_run=True)
        assert await _look(adapter) == before
        done = await adapter.import_records(lines, replace=replacing, dry_run=False)
        assert foretold == done
        # Every line is accounted for.
        assert done.added + done.unchanged + done.replaced + len(done.conflicts) == len(lines)
        assert await adapter.count(EVERYTHING) == len(content) + done.added

    in_store(content, work)


@law(25)
@given(st.lists(records | st.builds(replace, records, history=st.none()), max_size=6), st.data())
def test_law_a_file_may_say_an_id_twice(some: list[MemoryRecord], data: st.DataObject) -> None:
    """Lines of one file mean the same as the same lines in files of their own."""
    ids = st.sampled_from(["m1", "m2"])
    lines = [
        replace(item, memory=replace(item.memory, id=name), history=None if item.history is None else ())
        for item in some
        for name in [data.draw(ids)]
    ]

    async def at_once(adapter: LocalAdapter) -> tuple[list[MemoryRecord], ImportOutcome]:
        outcome = await adapter.import_records(lines, replace=True, dry_run=False)
        return await exported(adapter), outcome

    async def one_by_one(adapter: LocalAdapter) -> tuple[list[MemoryRecord], ImportOutcome]:
        whole = ImportOutcome()
        for line in lines:
            outcome = await adapter.import_records([line], replace=True, dry_run=False)
            whole.added += outcome.added
            whole.unchanged += outcome.unchanged
            whole.replaced += outcome.replaced
        return await exported(adapter), whole

    def by_id(item: MemoryRecord) -> str:
        return item.memory.id

    together, apart = in_store([], at_once), in_store([], one_by_one)
    assert sorted(together[0], key=by_id) == sorted(apart[0], key=by_id)
    assert together[1] == apart[1]


async def test_other_content_under_the_same_id_is_a_conflict_and_left_alone(store: LocalAdapter) -> None:
    await put(store, record("m1", "Likes tea"), record("m2", "Likes cake"))
    outcome = await store.import_records(
        [record("m1", "Likes coffee"), record("m2", "Likes cake"), record("m3")], replace=False, dry_run=False
    )
    assert astuple(outcome) == (1, 1, 0, ["m1"])
    assert (await store.get("m1")).memory == "Likes tea"


async def test_other_content_is_replaced_when_asked(store: LocalAdapter) -> None:
    await put(store, record("m1", "Likes tea", user_id="alice"))
    replacement = record("m1", "Likes coffee", user_id="bob")
    outcome = await store.import_records([replacement], replace=True, dry_run=False)
    assert astuple(outcome) == (0, 0, 1, [])
    assert await exported(store) == [replacement]
    assert [entity.name for entity in (await store.entities(EntityQuery())).results] == ["bob"]
    assert await store.search(SearchQuery("tea")) == ()
    assert [memory.id for memory in await store.search(SearchQuery("coffee"))] == ["m1"]
    assert await store.count(MemoryQuery(keyword_condition("tea"))) == 0


async def test_another_history_is_another_content_but_an_unknown_one_is_not(store: LocalAdapter) -> None:
    whole = record("m1")
    await put(store, whole)
    outcome = await store.import_records([replace(whole, history=None)], replace=True, dry_run=False)
    assert outcome == ImportOutcome(unchanged=1)
    outcome = await store.import_records([replace(whole, history=())], replace=False, dry_run=False)
    assert outcome.conflicts == ["m1"]
    unknown = MemoryRecord(replace(whole.memory, memory="Likes coffee"), None)
    await store.import_records([unknown], replace=True, dry_run=False)
    assert await exported(store) == [MemoryRecord(unknown.memory, whole.history)]


async def test_a_deleted_memory_can_be_imported_again(store: LocalAdapter) -> None:
    whole = record("m1")
    await put(store, whole)
    await store.delete("m1")
    assert [event.event for event in await store.history("m1")] == ["ADD", "DELETE"]
    assert await store.import_records([whole], replace=False, dry_run=False) == ImportOutcome(added=1)
    assert await exported(store) == [whole]
    assert await store.import_records([whole], replace=False, dry_run=False) == ImportOutcome(unchanged=1)


async def test_a_memory_that_was_changed_since_is_a_conflict(store: LocalAdapter) -> None:
    await put(store, record("m1"))
    await store.update("m1", MemoryEdit(memory="Likes coffee"))
    outcome = await store.import_records([record("m1")], replace=False, dry_run=False)
    assert outcome.conflicts == ["m1"]


async def test_key_order_and_layout_are_no_difference(store: LocalAdapter) -> None:
    line = {"id": "m1", "memory": "Likes tea", "user_id": None, "owner": "me"}
    await put(store, parse_record(line))
    backwards = parse_record(dict(reversed(line.items())))
    assert (await store.import_records([backwards], replace=False, dry_run=False)).unchanged == 1


async def test_what_json_can_spell_but_no_text_can_hold_survives_beside_the_text(store: LocalAdapter) -> None:
    line = {
        "id": "m1",
        "memory": "Likes tea",
        "metadata": {"half \ud83d": ["\udcff"]},
        "categories": ["\ud83d"],
        "unknown": "\ud83d",
    }
    await put(store, parse_record(line))
    assert await _lines(store) == [json.dumps(line)]


async def test_a_score_is_no_part_of_what_is_stored(store: LocalAdapter) -> None:
    await put(store, parse_record({"id": "m1", "memory": "Likes tea", "score": 0.5, "user_id": "alice"}))
    assert await _lines(store) == ['{"id": "m1", "memory": "Likes tea", "user_id": "alice"}']


async def test_more_memories_than_fit_in_a_batch_keep_their_order(store: LocalAdapter) -> None:
    content = [record(f"m{number:04}", created_at="2024-01-01") for number in range(1203)]
    await put(store, *content)
    assert await exported(store) == content
    conflicting = [record(f"m{number:04}", "Likes cake") for number in range(1203)]
    outcome = await store.import_records(conflicting, replace=False, dry_run=False)
    assert len(outcome.conflicts) == 1203


async def test_an_export_takes_what_matches(store: LocalAdapter) -> None:
    await put(
        store, record("m1"), record("m2", "Likes cake"), record("m3", "TEA", expiration_date="2020-01-01")
    )
    for show_expired, expected in ((True, ["m1", "m3"]), (False, ["m1"])):
        query = MemoryQuery(keyword_condition("tea"), show_expired=show_expired)
        assert [item.memory.id async for item in store.records(query)] == expected


async def test_a_memory_whose_text_is_half_a_character_is_refused_and_nothing_is_stored(
    store: LocalAdapter,
) -> None:
    with pytest.raises(DataError, match=r"U\+D83D"):
        await put(store, record("m1"), MemoryRecord(Memory(id="m2", memory="half \ud83d"), None))
    assert await exported(store) == []


@pytest.mark.skipif(not LOCOMO.exists(), reason="the data set is not here")
async def test_a_real_data_set(store: LocalAdapter) -> None:
    lines = LOCOMO.read_text(encoding="utf-8").splitlines()
    content = [parse_record(json.loads(line)) for line in lines]
    assert await store.import_records(content, replace=False, dry_run=False) == ImportOutcome(added=1210)
    assert [json.loads(line) for line in await _lines(store)] == [json.loads(line) for line in lines]
    assert await store.count(EVERYTHING) == 1210
    page = await store.entities(EntityQuery())
    assert page.totals == {"user": 9, "agent": 0, "app": 0, "run": 128}
    counted = Counter(item.memory.user_id for item in content)
    assert {e.name: e.total_memories for e in page.results if e.type == "user"} == counted
    assert await store.import_records(content, replace=True, dry_run=False) == ImportOutcome(unchanged=1210)
