"""Changing the embedded store: history, totals, refusals, and several writers at once."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.base import ImportingAdapter, WritingAdapter
from memtui.adapters.local import schema
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.errors import DataError, ImmutableMemoryError, NotFoundError, RefusedError
from memtui.core.filters import keyword_condition, scope_condition
from memtui.core.models import ENTITY_TYPES, Memory, MemoryPage, MemoryRecord
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from memtui.core.times import parse_instant
from memtui.sqlite_files import connect
from tests.adapters.conftest import exported, in_store, put, record
from tests.strategies import few_names, few_texts, law, records, stores

EVERYTHING = MemoryQuery()


async def added_to(store: LocalAdapter, new: NewMemory) -> Memory:
    """The new memory as the store keeps it."""
    (result,) = (await store.add(new)).results
    return await store.get(result.memory_id)


# Adding, editing, deleting ---------------------------------------------------------------------------


async def test_a_new_memory_is_stored_as_it_is_with_its_history(store: LocalAdapter) -> None:
    new = NewMemory(
        memory="Likes tea\nand cake ",
        user_id="alice",
        run_id="r1",
        metadata={"source": "test", "n": [1, None]},
        categories=("food",),
        expiration_date="2999-01-31",
        input=({"role": "user", "content": "I like tea"},),
    )
    outcome = await store.add(new)
    (result,) = outcome.results
    assert (result.event, result.memory, result.previous_memory) == ("ADD", new.memory, None)
    assert (outcome.event_id, outcome.pending) == (None, False)
    added = await store.get(result.memory_id)
    for field in (
        "memory",
        "user_id",
        "agent_id",
        "run_id",
        "metadata",
        "categories",
        "expiration_date",
        "immutable",
    ):
        assert getattr(added, field) == getattr(new, field)
    assert added.hash == hashlib.md5(new.memory.encode()).hexdigest()
    assert added.created_at == added.updated_at
    assert parse_instant(added.created_at) is not None
    (event,) = await store.history(added.id)
    assert (event.event, event.old_memory, event.new_memory) == ("ADD", None, new.memory)
    assert (event.memory_id, event.input, event.created_at) == (added.id, new.input, added.created_at)
    assert event.extra == {"user_id": "alice", "run_id": "r1"}


async def test_an_edit_keeps_the_scope_and_writes_old_and_new(store: LocalAdapter) -> None:
    before = record(
        "m1", "Likes tea", user_id="alice", run_id="r1", metadata={"a": 1}, created_at="2024-01-01", hash="h"
    )
    await put(store, before)
    await store.update("m1", MemoryEdit(memory="Likes green tea"))
    changed = await store.get("m1")
    assert changed == replace(
        before.memory, memory="Likes green tea", hash=changed.hash, updated_at=changed.updated_at
    )
    assert changed.hash == hashlib.md5(b"Likes green tea").hexdigest()
    first, event = await store.history("m1")
    assert first.event == "ADD"
    assert (event.event, event.old_memory, event.new_memory) == ("UPDATE", "Likes tea", "Likes green tea")
    assert event.occurred_at == changed.updated_at
    assert event.extra == {"user_id": "alice", "run_id": "r1"}


async def test_an_edit_changes_what_it_names_and_clears_what_it_names_none(store: LocalAdapter) -> None:
    before = record("m1", metadata={"a": 1}, categories=("food",), expiration_date="2999-01-31", hash="h")
    await put(store, before)
    await store.update("m1", MemoryEdit(metadata={"b": 2}))
    changed = await store.get("m1")
    assert changed == replace(before.memory, metadata={"b": 2}, updated_at=changed.updated_at)
    await store.update("m1", MemoryEdit(metadata=None, categories=None, expiration_date=None))
    cleared = await store.get("m1")
    assert (cleared.metadata, cleared.categories, cleared.expiration_date) == (None, None, None)
    assert cleared.memory == before.memory.memory
    assert [event.event for event in await store.history("m1")] == ["ADD", "UPDATE", "UPDATE"]


async def test_an_edit_moves_nothing(store: LocalAdapter) -> None:
    """A memory keeps its place among others of the same instant."""
    await put(store, *(record(f"m{number}", created_at="2024-01-01") for number in range(3)))
    await store.update("m1", MemoryEdit(memory="Likes coffee"))
    assert [memory.id for memory in (await store.page(EVERYTHING, 1, 10)).results] == ["m2", "m1", "m0"]
    assert [item.memory.id for item in await exported(store)] == ["m0", "m1", "m2"]
    await store.update("m2", MemoryEdit(memory="Likes coffee"))
    await put(store, record("m3", created_at="2024-01-01"))
    assert [memory.id for memory in (await store.page(EVERYTHING, 1, 10)).results] == ["m3", "m2", "m1", "m0"]


async def test_a_deleted_memory_is_gone_and_its_history_stays(store: LocalAdapter) -> None:
    await put(store, record("m1", "Likes tea", user_id="alice"), record("m2", user_id="alice"))
    await store.delete("m1")
    with pytest.raises(NotFoundError):
        await store.get("m1")
    first, last = await store.history("m1")
    assert (first.event, last.event, last.old_memory, last.new_memory) == ("ADD", "DELETE", "Likes tea", None)
    assert [item.memory.id for item in await exported(store)] == ["m2"]
    with pytest.raises(NotFoundError):
        await store.delete("m1")


async def test_the_last_memory_of_an_entity_takes_the_entity_along(store: LocalAdapter) -> None:
    await put(store, record("m1", user_id="alice", run_id="r1"), record("m2", run_id="r1"))
    await store.delete("m1")
    entities = await store.entities(EntityQuery())
    assert [(entity.type, entity.name, entity.total_memories) for entity in entities.results] == [
        ("run", "r1", 1)
    ]


async def test_what_is_not_there_cannot_be_changed(store: LocalAdapter) -> None:
    for change in (store.update("m1", MemoryEdit(memory="x")), store.delete("m1")):
        with pytest.raises(NotFoundError, match="'m1'"):
            await change
    assert await store.count(EVERYTHING) == 0


async def test_an_immutable_memory_can_only_be_deleted(store: LocalAdapter) -> None:
    added = await added_to(store, NewMemory("Likes tea", immutable=True))
    for edit in (
        MemoryEdit(memory="Likes coffee"),
        MemoryEdit(metadata={}),
        MemoryEdit(expiration_date=None),
    ):
        with pytest.raises(ImmutableMemoryError):
            await store.update(added.id, edit)
    assert await store.get(added.id) == added
    assert len(await store.history(added.id)) == 1
    await store.delete(added.id)
    assert await store.count(EVERYTHING) == 0


@pytest.mark.parametrize("text", ["", "  \n", "half \ud83d"])
async def test_a_memory_needs_a_text(store: LocalAdapter, text: str) -> None:
    await put(store, record("m1"))
    for change in (store.add(NewMemory(text)), store.update("m1", MemoryEdit(memory=text))):
        with pytest.raises(DataError):
            await change
    assert await exported(store) == [record("m1")]


async def test_an_expiration_date_is_a_date(store: LocalAdapter) -> None:
    with pytest.raises(DataError, match="'soon'"):
        await store.add(NewMemory("Likes tea", expiration_date="soon"))
    added = await added_to(store, NewMemory("Likes tea", expiration_date="2020-01-31"))
    assert added.is_expired(date(2020, 2, 1))
    assert await store.count(MemoryQuery(show_expired=False)) == 0
    await store.update(added.id, MemoryEdit(expiration_date=None))
    assert await store.count(MemoryQuery(show_expired=False)) == 1


# What must hold after any changes ---------------------------------------------------------------------

_changes = st.lists(
    st.one_of(
        st.tuples(st.just("add"), few_texts, few_names),
        st.tuples(st.just("update"), few_texts, st.just("")),
        st.tuples(st.just("delete"), st.just(""), st.just("")),
        st.tuples(st.just("replace"), few_texts, few_names),
    ),
    max_size=8,
)


@law(60)
@given(stores, _changes, st.lists(records, max_size=3), st.data())
def test_law_totals_and_indexes_are_those_of_the_memories_after_any_changes(
    content: list[MemoryRecord],
    changes: list[tuple[str, str, str]],
    late: list[MemoryRecord],
    data: st.DataObject,
) -> None:
    async def work(adapter: LocalAdapter) -> None:
        texts = {item.memory.id: item.memory.memory for item in content}
        seen = set(texts.values())
        for kind, text, name in changes:
            if kind == "add":
                added = await added_to(adapter, NewMemory(text, user_id=name, run_id="r1"))
                texts[added.id] = text
            elif texts:
                chosen = data.draw(st.sampled_from(sorted(texts)))
                if kind == "delete":
                    await adapter.delete(chosen)
                    del texts[chosen]
                elif kind == "update":
                    await adapter.update(chosen, MemoryEdit(memory=text))
                    texts[chosen] = text
                else:
                    replacing = record(chosen, text, agent_id=name)
                    await adapter.import_records([replacing], replace=True, dry_run=False)
                    texts[chosen] = text
            seen |= set(texts.values())
        await adapter.import_records(late, replace=True, dry_run=False)
        texts |= {item.memory.id: item.memory.memory for item in late}
        seen |= set(texts.values())

        stored = {item.memory.id: item.memory for item in await exported(adapter)}
        assert {name: memory.memory for name, memory in stored.items()} == texts
        # Totals
        assert await adapter.count(EVERYTHING) == len(stored)
        counted = Counter(entity for memory in stored.values() for entity in memory.scope())
        entities = (await adapter.entities(EntityQuery())).results
        assert {(e.type, e.name): e.total_memories for e in entities} == counted
        # Indexes: every text that is there is found by all ways, and every text that is gone by none.
        for text in sorted(seen):
            here = {name for name, other in texts.items() if text.casefold() in other.casefold()}
            query = MemoryQuery(keyword_condition(text))
            assert {memory.id for memory in (await adapter.page(query, 1, 100)).results} == here
            whole = await adapter.search(SearchQuery(text, top_k=100, threshold=1.0))
            same = {name for name, other in texts.items() if other == text}
            assert same <= {memory.id for memory in whole} or not await adapter.search(SearchQuery(text))
            assert {memory.id for memory in whole} <= stored.keys()
        for kind in ENTITY_TYPES:
            assert await adapter.count(MemoryQuery(scope_condition(kind, None))) == sum(
                number for (each, _), number in counted.items() if each == kind
            )

    in_store(content, work)


async def test_sqlite_itself_finds_nothing_wrong_after_changes(store: LocalAdapter, path: Path) -> None:
    await put(
        store, *(record(f"m{number}", f"Likes tea {number} a\0b", user_id="alice") for number in range(50))
    )
    for number in range(0, 50, 3):
        await store.update(f"m{number}", MemoryEdit(memory=f"Likes coffee {number}"))
    for number in range(0, 50, 7):
        await store.delete(f"m{number}")
    await store.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for table in ("words", "grams"):
            connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 0)")


# Read-only ---------------------------------------------------------------------------------------------


async def test_read_only_refuses_every_write_and_answers_every_question(path: Path) -> None:
    writer = LocalAdapter.open(path)
    await put(writer, record("m1", user_id="alice"))
    reader = LocalAdapter.open(path, read_only=True)
    assert reader.capabilities.writing is None
    assert writer.capabilities.writing is not None
    assert isinstance(reader, WritingAdapter)
    assert isinstance(reader, ImportingAdapter)
    for change in (
        reader.add(NewMemory("Likes coffee")),
        reader.update("m1", MemoryEdit(memory="Likes coffee")),
        reader.delete("m1"),
        reader.update_many([("m1", MemoryEdit(memory="Likes coffee"))]),
        reader.delete_many(["m1"]),
        reader.restore([record("m2").memory]),
        reader.delete_entity("user", "nobody"),
        reader.import_records([record("m2")], replace=False, dry_run=False),
    ):
        with pytest.raises(RefusedError, match="read-only") as refusal:
            await change
        assert refusal.value.exit_code == 4
    assert await exported(reader) == await exported(writer) == [record("m1", user_id="alice")]
    assert await reader.identity() == await writer.identity()
    assert list(await reader.read_many(["m1", "m2"])) == ["m1"]
    assert (await reader.entities(EntityQuery())).total == 1
    assert len(await reader.search(SearchQuery("tea"))) == 1
    await writer.close()
    # With no writer left there is no shared memory beside the file any more.
    assert (await reader.history("m1"))[0].event == "ADD"
    await reader.close()


# Several at once ----------------------------------------------------------------------------------------


async def test_two_adapters_on_one_file_see_each_others_writes(path: Path) -> None:
    one, other = LocalAdapter.open(path), LocalAdapter.open(path)
    added = await added_to(one, NewMemory("Likes tea", user_id="alice"))
    assert await other.get(added.id) == added
    assert await other.count(EVERYTHING) == 1
    await other.update(added.id, MemoryEdit(memory="Likes coffee"))
    assert (await one.get(added.id)).memory == "Likes coffee"
    assert [memory.id for memory in await one.search(SearchQuery("coffee"))] == [added.id]
    await put(one, record("m2", wire_keys=("memory", "id")))
    assert (await other.get("m2")).wire_keys == ("memory", "id")
    await one.delete(added.id)
    with pytest.raises(NotFoundError):
        await other.get(added.id)
    await one.close()
    assert await other.count(EVERYTHING) == 1
    await other.close()


_WRITER = """
import asyncio, sys
from pathlib import Path
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.changes import NewMemory

async def main(path, name):
    store = LocalAdapter.open(Path(path))
    for number in range(25):
        await store.add(NewMemory(f"Likes tea {number}", user_id=name))
    await store.close()

asyncio.run(main(*sys.argv[1:]))
"""


async def test_two_processes_can_write_at_the_same_time(path: Path) -> None:
    names = ["alice", "bob"]
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", _WRITER, path, name, stderr=subprocess.PIPE
        )
        for name in names
    ]
    answers = [(await process.communicate())[1] for process in processes]
    assert answers == [b"", b""]
    adapter = LocalAdapter.open(path)
    assert await adapter.count(EVERYTHING) == 50
    entities = (await adapter.entities(EntityQuery())).results
    assert [(entity.name, entity.total_memories) for entity in entities] == [("alice", 25), ("bob", 25)]
    await adapter.close()


async def test_pages_are_read_while_a_write_is_under_way_and_show_none_of_it(store: LocalAdapter) -> None:
    await put(store, record("m1", "Likes tea"), record("m2", "Likes tea"))
    begun, goes_on = threading.Event(), threading.Event()

    def slow() -> Iterator[MemoryRecord]:
        for number in range(600):
            yield record(f"new{number}", "Likes tea", user_id="alice")
        begun.set()
        goes_on.wait(60)

    writing = asyncio.create_task(store.import_records(slow(), replace=False, dry_run=False))
    await asyncio.to_thread(begun.wait, 60)
    pages = await asyncio.gather(*(store.page(EVERYTHING, 1, 10) for _ in range(20)))
    assert {page.total for page in pages} == {2}
    assert len(await store.search(SearchQuery("tea", top_k=1000))) == 2
    assert await store.count(MemoryQuery(keyword_condition("tea"))) == 2
    goes_on.set()
    assert (await writing).added == 600
    assert (await store.page(EVERYTHING, 1, 10)).total == 602


@pytest.mark.parametrize(
    "ask",
    [
        lambda adapter: adapter.page(EVERYTHING, 1, 10),
        lambda adapter: adapter.search(SearchQuery("tea")),
    ],
)
async def test_an_answer_is_of_one_moment_whatever_is_written_meanwhile(
    path: Path, monkeypatch: pytest.MonkeyPatch, ask: Callable[[LocalAdapter], Awaitable[object]]
) -> None:
    """A page or a search asks several questions of the file; a write between them must not show."""
    other = LocalAdapter.open(path)
    await put(other, *(record(f"m{number}", "Likes tea") for number in range(6)))
    deleted: list[str] = []

    def delete_before_the_rows_are_read(sql: str) -> None:
        if "row IN" in sql and not deleted:
            asyncio.run(other.delete("m3"))
            deleted.append("m3")

    def traced(where: Path, *, read_only: bool = False) -> sqlite3.Connection:
        connection = connect(where, read_only=read_only)
        connection.set_trace_callback(delete_before_the_rows_are_read)
        return connection

    monkeypatch.setattr("memtui.adapters.local.lanes.connect", traced)
    adapter = LocalAdapter(path, schema.prepared(traced(path)), read_only=False)
    answer = await ask(adapter)
    assert deleted
    found = answer.results if isinstance(answer, MemoryPage) else answer
    assert isinstance(found, tuple)
    assert [memory.id for memory in found] == [f"m{number}" for number in reversed(range(6))]
    again = await ask(adapter)
    assert "m3" not in repr(again)
    await adapter.close()
    await other.close()
