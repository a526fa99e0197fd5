"""The embedded store as a service that can be curated: batches, restoring, identity, refusals."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.base import WritingAdapter
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.changes import AddedMemory, MemoryEdit, NewMemory
from memtui.core.errors import DataError, ImmutableMemoryError, MemtuiError, NotFoundError, RefusedError
from memtui.core.filters import keyword_condition
from memtui.core.from_wire import parse_record
from memtui.core.models import EntityType, HistoryEvent, MemoryRecord
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from tests.adapters.conftest import exported, in_store, put, record
from tests.strategies import law, stores, wire_records

EVERYTHING = MemoryQuery()
UNSAFE_IDS = ["", "  ", "*", "m*", "..", "a/b", "batch", "Events "]
UNSAFE_NAMES = ["", " ", "*", " ** ", ".", ".."]


# Which store it is, and what it can do ----------------------------------------------------------------


async def test_it_says_what_it_can_do(store: LocalAdapter) -> None:
    assert isinstance(store, WritingAdapter)
    can = store.capabilities.writing
    assert can is not None
    assert can.max_batch == 500
    assert (can.restores, can.edits_categories, can.takes_immutable) == (True, True, True)
    assert (can.merges_metadata, can.dedupes, can.has_entities, can.infers) == (False,) * 4


async def test_a_store_is_the_same_wherever_its_file_is(path: Path, tmp_path: Path) -> None:
    store = LocalAdapter.open(path)
    here = await store.identity()
    assert (here.kind, here.address) == ("local", str(path))
    await store.close()
    moved = LocalAdapter.open(Path(shutil.move(path, tmp_path / "moved.db")))
    there = await moved.identity()
    await moved.close()
    other = LocalAdapter.open(path)
    assert there.key == here.key
    assert (await other.identity()).key != here.key
    await other.close()


# Adding -----------------------------------------------------------------------------------------------


async def test_a_conversation_becomes_one_memory(store: LocalAdapter) -> None:
    said = ({"role": "user", "content": "I like tea"}, {"role": "assistant", "content": "Noted"})
    outcome = await store.add(NewMemory("Likes tea", user_id="alice", input=said))
    (added,) = outcome.results
    assert added == AddedMemory(added.memory_id, "ADD", "Likes tea")
    (event,) = await store.history(added.memory_id)
    assert event.input == said


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (NewMemory("I like tea", infer=True), "no model to learn with"),
        (NewMemory("Likes tea", options={"timestamp": 1, "b": 2}), "does not take b, timestamp"),
    ],
)
async def test_what_a_store_cannot_do_is_refused(store: LocalAdapter, new: NewMemory, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        await store.add(new)
    assert await store.count(EVERYTHING) == 0


@pytest.mark.parametrize("name", UNSAFE_NAMES)
async def test_a_name_that_could_mean_everybody_is_refused(store: LocalAdapter, name: str) -> None:
    for new in (
        NewMemory("x", user_id=name),
        NewMemory("x", agent_id=name),
        NewMemory("x", app_id=name),
        NewMemory("x", run_id=name),
    ):
        with pytest.raises(RefusedError):
            await store.add(new)
    with pytest.raises(RefusedError):
        await store.delete_entity("user", name)
    assert await store.count(EVERYTHING) == 0


# Reading several ----------------------------------------------------------------------------------------


async def test_many_are_read_at_once(store: LocalAdapter) -> None:
    await put(store, *(record(f"m{number}", user_id="alice") for number in range(1200)))
    wanted = [f"m{number}" for number in range(600, 1600)]
    found = await store.read_many(wanted)
    assert set(found) == {f"m{number}" for number in range(600, 1200)}
    assert found["m700"] == await store.get("m700")
    assert len(await store.read_many([f"m{number}" for number in range(1200)])) == 1200
    assert await store.read_many(["nobody", "", "*", "half \ud83d", "m1", "m1"], gone=True) == {
        "m1": await store.get("m1")
    }
    assert await store.read_many([]) == {}


# Batches ------------------------------------------------------------------------------------------------


def kinds(failed: dict[str, MemtuiError]) -> dict[str, type[MemtuiError]]:
    return {memory_id: type(error) for memory_id, error in failed.items()}


async def test_a_batch_of_edits_does_what_can_be_done(store: LocalAdapter) -> None:
    await put(
        store, record("m1"), record("m2", immutable=True), record("m3", metadata={"a": 1}), record("m4")
    )
    before = await store.get("m4")
    failed = await store.update_many(
        [
            ("m1", MemoryEdit(memory="Likes coffee")),
            ("m2", MemoryEdit(memory="Likes coffee")),
            ("gone", MemoryEdit(memory="Likes coffee")),
            ("m3", MemoryEdit(metadata={"b": 2}, categories=("food",))),
            ("m4", MemoryEdit(memory=" \n")),
            ("half \ud83d", MemoryEdit(memory="Likes coffee")),
        ]
    )
    assert kinds(failed) == {
        "m2": ImmutableMemoryError, "gone": NotFoundError, "m4": DataError, "half \ud83d": NotFoundError
    }  # fmt: skip
    assert (await store.get("m1")).memory == "Likes coffee"
    third = await store.get("m3")
    assert (third.metadata, third.categories) == ({"b": 2}, ("food",))
    assert await store.get("m4") == before
    assert [event.event for event in await store.history("m4")] == ["ADD"]


@pytest.mark.parametrize(
    "edit",
    [
        MemoryEdit(memory="half \ud83d"),
        MemoryEdit(expiration_date="soon"),
        MemoryEdit(expiration_date="\ud83d"),
        MemoryEdit(memory=""),
    ],
)
async def test_an_edit_that_cannot_be_stored_loses_nothing(store: LocalAdapter, edit: MemoryEdit) -> None:
    await put(store, record("m1"), record("m2", user_id="alice"))
    failed = await store.update_many([("m2", edit), ("m1", MemoryEdit(memory="Likes coffee"))])
    assert kinds(failed) == {"m2": DataError}
    assert await exported(store) == [
        MemoryRecord(await store.get("m1"), await store.history("m1")),
        record("m2", user_id="alice"),
    ]
    assert [memory.id for memory in await store.search(SearchQuery("tea"))] == ["m2"]


async def test_several_edits_of_one_memory_follow_one_another(store: LocalAdapter) -> None:
    await put(store, record("m1"))
    failed = await store.update_many(
        [("m1", MemoryEdit(memory="Likes coffee")), ("m1", MemoryEdit(metadata={"a": 1}))]
    )
    assert not failed
    memory = await store.get("m1")
    assert (memory.memory, memory.metadata) == ("Likes coffee", {"a": 1})
    assert [event.new_memory for event in await store.history("m1")] == [
        "Likes tea", "Likes coffee", "Likes coffee"
    ]  # fmt: skip
    assert await store.search(SearchQuery("tea")) == ()


async def test_a_batch_of_deletions_does_what_can_be_done(store: LocalAdapter) -> None:
    await put(store, record("m1"), record("m2", immutable=True, user_id="alice"), record("m3", user_id="bob"))
    failed = await store.delete_many(["m1", "gone", "m2", "m1"])
    assert kinds(failed) == {"gone": NotFoundError}
    assert "'gone'" in failed["gone"].message
    assert [item.memory.id for item in await exported(store)] == ["m3"]
    assert await store.count(EVERYTHING) == 1
    assert [entity.name for entity in (await store.entities(EntityQuery())).results] == ["bob"]
    assert kinds(await store.delete_many(["m1"])) == {"m1": NotFoundError}


@pytest.mark.parametrize("memory_id", UNSAFE_IDS)
async def test_an_id_that_could_mean_several_refuses_the_whole_batch(
    store: LocalAdapter, memory_id: str
) -> None:
    await put(store, record("m1"))
    edit = MemoryEdit(memory="Likes coffee")
    for change in (
        store.delete(memory_id),
        store.update(memory_id, edit),
        store.delete_many(["m1", memory_id]),
        store.update_many([("m1", edit), (memory_id, edit)]),
        store.restore([record("m2").memory, replace(record("m3").memory, id=memory_id)]),
    ):
        with pytest.raises(RefusedError) as refusal:
            await change
        assert refusal.value.exit_code == 4
    assert await exported(store) == [record("m1")]


@pytest.mark.parametrize("memory_id", ["note/1 ü", "*", "a*", "..", "batch"])
async def test_an_id_that_came_with_an_import_is_that_of_one_memory(
    store: LocalAdapter, memory_id: str
) -> None:
    await put(store, record("m1"), record(memory_id))
    await store.update(memory_id, MemoryEdit(memory="Likes coffee"))
    changed = await store.get(memory_id)
    assert changed.memory == "Likes coffee"
    assert await store.delete_many([memory_id]) == {}
    assert await store.read_many(["m1", memory_id]) == {"m1": record("m1").memory}
    # It is known to have been one, so that it is gone rather than refused.
    assert kinds(await store.delete_many([memory_id])) == {memory_id: NotFoundError}
    await store.restore([changed])
    assert await store.get(memory_id) == changed


async def test_a_batch_of_nothing(store: LocalAdapter) -> None:
    assert await store.update_many([]) == {}
    assert await store.delete_many([]) == {}
    await store.restore([])
    assert await store.count(EVERYTHING) == 0


async def test_a_batch_is_written_whole_or_not_at_all(
    store: LocalAdapter, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(store, *(record(f"m{number}") for number in range(5)))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE TRIGGER fails BEFORE DELETE ON memories WHEN old.id = 'm3' "
            "BEGIN SELECT raise(ABORT, 'the disk is full'); END"
        )
    for change in (
        store.delete_many([f"m{number}" for number in range(5)]),
        store.update_many([(f"m{number}", MemoryEdit(memory="Likes coffee")) for number in range(5)]),
    ):
        with pytest.raises(MemtuiError, match="full"):
            await change
        assert await exported(store) == [record(f"m{number}") for number in range(5)]
        assert await store.count(EVERYTHING) == 5
        assert len(await store.search(SearchQuery("tea"))) == 5


# Restoring ----------------------------------------------------------------------------------------------


async def test_a_deleted_memory_comes_back_as_it_was(store: LocalAdapter) -> None:
    line = {
        "memory": "Likes tea", "id": "m1", "user_id": "alice", "created_at": "2024-01-01T00:00:00.5+02:00",
        "updated_at": None, "hash": "h", "owner": "o-1", "metadata": {"b": 1, "a": None},
        "expiration_date": "2999-01-31", "immutable": True, "categories": ["food"],
    }  # fmt: skip
    await put(store, parse_record(line), record("m2"))
    before = await store.get("m1")
    await store.delete("m1")
    await store.restore([replace(before, score=0.5)])
    assert await store.get("m1") == before
    assert (await store.get("m1")).wire_keys == before.wire_keys
    first, *_ = events = await store.history("m1")
    assert [event.event for event in events] == ["DELETE", "ADD"]
    assert (events[1].old_memory, events[1].new_memory) == (None, "Likes tea")
    assert first.old_memory == "Likes tea"


async def test_what_is_there_is_left_alone(store: LocalAdapter) -> None:
    await put(store, record("m1"), record("m2"))
    old = await store.read_many(["m1", "m2"])
    await store.delete("m2")
    await store.update("m1", MemoryEdit(memory="Likes coffee"))
    await store.restore([*old.values(), old["m2"]])
    assert (await store.get("m1")).memory == "Likes coffee"
    assert await store.get("m2") == old["m2"]
    assert await store.count(EVERYTHING) == 2
    assert [event.event for event in await store.history("m1")] == ["ADD", "UPDATE"]
    assert [event.event for event in await store.history("m2")] == ["ADD", "DELETE", "ADD"]


async def test_restoring_is_done_whole_or_not_at_all(store: LocalAdapter) -> None:
    with pytest.raises(DataError):
        await store.restore([record("m1").memory, record("m2", "half \ud83d").memory])
    assert await store.count(EVERYTHING) == 0
    assert await exported(store) == []


async def state(store: LocalAdapter, texts: Iterable[str]) -> object:
    """All that can be asked of a store, but for the order of memories of one instant."""
    memories = (await store.page(EVERYTHING, 1, 1000)).results
    entities = (await store.entities(EntityQuery(page_size=1000))).results
    found = []
    for text in sorted(texts):
        listed = (await store.page(MemoryQuery(keyword_condition(text)), 1, 1000)).results
        searched = await store.search(SearchQuery(text, top_k=1000))
        found.append(
            (
                text,
                {memory.id for memory in listed},
                {(memory.id, memory.score) for memory in searched},
            )
        )
    return (
        sorted(memories, key=lambda memory: memory.id),
        await store.count(EVERYTHING),
        await store.count(MemoryQuery(show_expired=False)),
        {(entity.type, entity.name): entity.total_memories for entity in entities},
        found,
    )


def past(history: tuple[HistoryEvent, ...]) -> list[str]:
    return [event.event for event in history]


async def restored_exactly(store: LocalAdapter, chosen: list[str]) -> None:
    here = {item.memory.id: item for item in await exported(store)}
    texts = {item.memory.memory for item in here.values()}
    before = await state(store, texts)
    memories = await store.read_many(chosen)
    assert await store.delete_many(chosen) == {}
    gone = {item.memory.id for item in await exported(store)}
    assert gone == here.keys() - set(chosen)
    await store.restore(list(memories.values()))
    assert await state(store, texts) == before
    for memory_id in chosen:
        events = await store.history(memory_id)
        assert events[:-2] == here[memory_id].history
        assert past(events[-2:]) == ["DELETE", "ADD"]


@law(60)
@given(stores, st.data())
def test_law_restoring_is_the_exact_inverse_of_deleting(
    content: list[MemoryRecord], data: st.DataObject
) -> None:
    ids = [item.memory.id for item in content]
    chosen = data.draw(st.lists(st.sampled_from(ids), unique=True) if ids else st.just([]))
    in_store(content, lambda store: restored_exactly(store, chosen))


@law(60)
@given(st.lists(wire_records, max_size=4, unique_by=lambda line: line["id"]))
def test_law_memories_of_any_shape_come_back(lines: list[dict[str, object]]) -> None:
    content = [parse_record(line) for line in lines]
    in_store(content, lambda store: restored_exactly(store, [item.memory.id for item in content]))


# Entities -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["user", "run"])
async def test_an_entity_goes_with_its_memories_only(store: LocalAdapter, kind: EntityType) -> None:
    await put(store, *(record(memory_id, **{f"{kind}_id": "a/b"}) for memory_id in ("m1", "m2")))
    with pytest.raises(RefusedError, match="still has 2 memories"):
        await store.delete_entity(kind, "a/b")
    await store.delete("m1")
    with pytest.raises(RefusedError, match="still has 1 memory"):
        await store.delete_entity(kind, "a/b")
    assert await store.count(EVERYTHING) == 1
    await store.delete("m2")
    await store.delete_entity(kind, "a/b")
    assert (await store.entities(EntityQuery())).total == 0


async def test_several_are_added_together_or_not_at_all(tmp_path: Path) -> None:
    adapter = LocalAdapter.open(tmp_path / "memories.db")
    with pytest.raises(DataError):
        await adapter.add_all([NewMemory("Likes tea", user_id="alice"), NewMemory(" ", user_id="alice")])
    assert await adapter.count(MemoryQuery()) == 0
    added = await adapter.add_all([NewMemory("Likes tea", user_id="alice"), NewMemory("Likes mate")])
    assert [one.memory for one in added.results] == ["Likes tea", "Likes mate"]
    assert await adapter.count(MemoryQuery()) == 2
    await adapter.close()
