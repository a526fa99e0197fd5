"""The platform adapter changes a real server of the embedded store as that store would be changed."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from memtui.adapters.base import WritingAdapter
from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.platform import PlatformAdapter
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.errors import (
    ImmutableMemoryError,
    MemtuiError,
    NotFoundError,
    RefusedError,
    UnauthorizedError,
)
from memtui.core.filters import scope_condition
from memtui.core.models import EntityType, Memory
from memtui.core.queries import EntityQuery, MemoryQuery
from tests.server.conftest import Running, StartServer
from tests.server.faults import Fault, Mishap
from tests.server.sample import memory_id

PLAIN, OTHER, IMMUTABLE, UNKNOWN = memory_id(2), memory_id(3), memory_id(9), memory_id(999)
EVERYTHING = MemoryQuery()


@pytest_asyncio.fixture
async def remote(changing: Running) -> AsyncIterator[PlatformAdapter]:
    """The adapter of a server that may be changed."""
    adapter = PlatformAdapter(changing.url, None)
    yield adapter
    await adapter.close()


@pytest_asyncio.fixture
async def twin(store: Path, tmp_path: Path) -> AsyncIterator[LocalAdapter]:
    """Another copy of what that server serves, changed directly."""
    adapter = LocalAdapter.open(Path(shutil.copy(store, tmp_path / "twin.db")))
    yield adapter
    await adapter.close()


async def content(adapter: WritingAdapter) -> dict[str, Memory]:
    """Every memory, without the instant of its last change and the order of its keys."""
    memories = (await adapter.page(EVERYTHING, 1, 200)).results
    return {memory.id: replace(memory, updated_at=None, wire_keys=()) for memory in memories}


async def test_the_store_is_known_again(remote: PlatformAdapter, twin: LocalAdapter) -> None:
    there, here = await remote.identity(), await twin.identity()
    assert there.kind == "platform"
    assert len(there.store) == 12
    assert here.store.replace("-", "").startswith(there.store)


@pytest.mark.parametrize("infer", [False, True])
async def test_an_addition(remote: PlatformAdapter, infer: bool) -> None:
    new = NewMemory(
        "Likes größe\n\x1b[31m", user_id="a/b c", run_id="r", metadata={"a": [1, None]},
        expiration_date="2999-01-31", immutable=True, infer=infer,
    )  # fmt: skip
    outcome = await remote.add(new)
    (added,) = outcome.results
    assert (added.event, added.memory, outcome.pending) == ("ADD", new.memory, False)
    assert outcome.event_id
    memory = await remote.get(added.memory_id)
    for field in ("memory", "user_id", "agent_id", "run_id", "metadata", "expiration_date", "immutable"):
        assert getattr(memory, field) == getattr(new, field)
    again = await remote.add(new)
    assert again.results[0].memory_id != added.memory_id


async def test_an_addition_where_only_v1_is_served(remote: PlatformAdapter, changing: Running) -> None:
    changing.faulty.mishaps.append(
        Mishap("POST", "/v3/", times=9, answer=Fault(404, b'{"detail": "Not found."}'))
    )
    for infer in (False, True):
        (added,) = (await remote.add(NewMemory("Likes tea", user_id="zoe", infer=infer))).results
        assert (await remote.get(added.memory_id)).memory == "Likes tea"


async def test_edits_and_deletions_do_what_the_store_does(
    remote: PlatformAdapter, twin: LocalAdapter
) -> None:
    edits = [
        (PLAIN, MemoryEdit(memory="Likes 東京\r\n")),
        (OTHER, MemoryEdit(metadata={"b": {"c": []}}, expiration_date="2999-01-31")),
        (memory_id(1), MemoryEdit(expiration_date=None)),
        (memory_id(7), MemoryEdit(metadata={})),
        (memory_id(4), MemoryEdit(memory="Likes coffee", metadata={"a": 1})),
    ]
    gone = [memory_id(number) for number in range(20, 40)]
    for adapter in (remote, twin):
        assert await adapter.update_many(edits) == {}
        await adapter.update(memory_id(5), MemoryEdit(memory="Likes milk"))
        assert await adapter.delete_many(gone) == {}
        await adapter.delete(IMMUTABLE)
    assert await content(remote) == await content(twin)
    assert await remote.count(EVERYTHING) == 27
    assert (await remote.entities(EntityQuery())).totals == (await twin.entities(EntityQuery())).totals
    words = [event.event for event in await remote.history(PLAIN)]
    assert words == [event.event for event in await twin.history(PLAIN)]
    assert set(await remote.read_many([PLAIN, *gone, UNKNOWN])) == {PLAIN}
    assert await remote.read_many(gone, gone=True) == {}


async def test_what_fails_is_known_by_its_id(remote: PlatformAdapter, twin: LocalAdapter) -> None:
    for adapter in (remote, twin):
        for wrong in (UNKNOWN, "nonsense"):
            with pytest.raises(NotFoundError):
                await adapter.update(wrong, MemoryEdit(memory="x"))
            with pytest.raises(NotFoundError):
                await adapter.delete(wrong)
        with pytest.raises(ImmutableMemoryError):
            await adapter.update(IMMUTABLE, MemoryEdit(memory="x"))
        for unsafe in ("", "*", "a/b", ".."):
            with pytest.raises(RefusedError):
                await adapter.delete_many([PLAIN, unsafe])
    assert await content(remote) == await content(twin)


async def test_an_entity_with_all_it_holds(remote: PlatformAdapter) -> None:
    held: tuple[tuple[EntityType, str], ...] = (("user", "a/b c"), ("run", "run/1"), ("user", "größe 東京"))
    for kind, name in held:
        query = MemoryQuery(scope_condition(kind, name))
        assert await remote.count(query) > 0
        await remote.delete_entity(kind, name)
        assert await remote.count(query) == 0
    with pytest.raises(RefusedError):
        await remote.delete_entity("user", "*")


async def test_a_store_that_is_read_only(start: StartServer) -> None:
    adapter = PlatformAdapter(start().url, None)
    for change in (
        adapter.add(NewMemory("Likes tea", user_id="zoe")),
        adapter.update(PLAIN, MemoryEdit(memory="x")),
        adapter.delete(PLAIN),
        adapter.delete_many([PLAIN, OTHER]),
    ):
        with pytest.raises(UnauthorizedError, match="served read-only"):
            await change
    assert await adapter.count(EVERYTHING) == 48
    await adapter.close()


async def test_an_answer_that_is_lost_is_no_reason_to_send_again(
    remote: PlatformAdapter, changing: Running
) -> None:
    changing.faulty.mishaps.append(Mishap("POST", "/v3/memories/add/", drop=True, after=True))
    with pytest.raises(MemtuiError):
        await remote.add(NewMemory("Likes tea", user_id="zoe"))
    assert await remote.count(MemoryQuery(scope_condition("user", "zoe"))) == 1
    changing.faulty.mishaps.append(Mishap("DELETE", "/v1/batch/", drop=True, after=True))
    with pytest.raises(MemtuiError):
        await remote.delete_many([PLAIN, OTHER])
    assert await remote.read_many([PLAIN, OTHER], gone=True) == {}
    assert sum(asked.startswith("DELETE /v1/batch/") for asked in changing.faulty.asked) == 1
