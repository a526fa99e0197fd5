"""Changes of every kind through HTTP, against the embedded store behind the Platform's routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from memtui.adapters.http import HttpClient
from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.platform import PlatformAdapter
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.errors import ImmutableMemoryError, NotFoundError
from memtui.core.queries import EntityQuery, MemoryQuery
from memtui.server.app import create_app
from tests.server.faults import Faulty
from tests.server.loopback import running

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[LocalAdapter]:
    store = LocalAdapter.open(tmp_path / "memories.db")
    yield store
    await store.close()


@pytest_asyncio.fixture(params=["v1 v2 v3", "v1 v2", "v1"])
async def platform(store: LocalAdapter, request: pytest.FixtureRequest) -> AsyncIterator[PlatformAdapter]:
    async def sleep(seconds: float) -> None:
        return None

    with running(Faulty(create_app(store, api_versions=frozenset(request.param.split())))) as server:
        adapter = PlatformAdapter("", client=HttpClient(server.url, sleep=sleep))
        yield adapter
        await adapter.close()


async def added(platform: PlatformAdapter, count: int) -> list[str]:
    ids = []
    for number in range(count):
        expires = "2001-01-01" if number == 1 else None
        new = NewMemory(f"größe {number}", "alice", metadata={"n": number}, expiration_date=expires)
        (made,) = (await platform.add(new)).results
        assert (made.event, made.memory) == ("ADD", f"größe {number}")
        ids.append(made.memory_id)
    return ids


async def test_what_is_added_is_there(platform: PlatformAdapter, store: LocalAdapter) -> None:
    ids = await added(platform, 3)
    found = await platform.read_many([*ids, UNKNOWN])
    assert sorted(found) == sorted(ids)
    for memory_id in ids:
        memory = await store.get(memory_id)
        assert (found[memory_id].memory, found[memory_id].metadata, found[memory_id].expiration_date) == (
            memory.memory, memory.metadata, memory.expiration_date,
        )  # fmt: skip


async def test_what_is_changed_is_changed(platform: PlatformAdapter, store: LocalAdapter) -> None:
    ids = await added(platform, 4)
    edits = [
        (ids[0], MemoryEdit(memory="new", metadata=None)),
        (ids[1], MemoryEdit(expiration_date=None)),
        (ids[2], MemoryEdit(metadata={"k": [1]})),
    ]
    assert await platform.update_many(edits) == {}
    await platform.update(ids[3], MemoryEdit(memory="last", expiration_date="2999-01-31"))
    memories = [await store.get(memory_id) for memory_id in ids]
    assert [memory.memory for memory in memories] == ["new", "größe 1", "größe 2", "last"]
    assert [memory.metadata or {} for memory in memories] == [{}, {"n": 1}, {"k": [1]}, {"n": 3}]
    assert [memory.expiration_date for memory in memories] == [None, None, None, "2999-01-31"]


async def test_what_is_deleted_is_gone(platform: PlatformAdapter, store: LocalAdapter) -> None:
    ids = await added(platform, 5)
    assert await platform.delete_many(ids[:3]) == {}
    await platform.delete(ids[3])
    with pytest.raises(NotFoundError):
        await platform.delete(ids[3])
    assert isinstance((await platform.delete_many([UNKNOWN]))[UNKNOWN], NotFoundError)
    assert list(await platform.read_many(ids, gone=True)) == ids[4:]
    assert await store.count(MemoryQuery()) == 1


async def test_an_immutable_memory_stays_as_it_is(platform: PlatformAdapter) -> None:
    (made,) = (await platform.add(NewMemory("fixed", "alice", immutable=True))).results
    with pytest.raises(ImmutableMemoryError):
        await platform.update(made.memory_id, MemoryEdit(memory="b"))
    assert (await platform.get(made.memory_id)).memory == "fixed"


async def test_an_entity_goes_with_its_memories_and_no_others(
    platform: PlatformAdapter, store: LocalAdapter
) -> None:
    await added(platform, 3)
    await platform.add(NewMemory("other", "bob/1 ü"))
    assert (await platform.entities(EntityQuery())).total == 2
    await platform.delete_entity("user", "alice")
    assert [entity.name for entity in (await platform.entities(EntityQuery())).results] == ["bob/1 ü"]
    await platform.delete_entity("user", "bob/1 ü")
    assert await store.count(MemoryQuery()) == 0
