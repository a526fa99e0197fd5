"""The platform adapter against a real server of the embedded store says what that store says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.platform import PlatformAdapter
from memtui.core.errors import FilterError, NotFoundError, UnauthorizedError
from memtui.core.filter_text import format_filter, parse
from memtui.core.filters import WHOLE_PROJECT, Filter, all_of, keyword_condition, scope_condition
from memtui.core.models import ENTITY_TYPES, HistoryEvent, Memory, MemoryPage, MemoryRecord
from memtui.core.profile import Secret
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from tests.server.conftest import Running, StartServer
from tests.server.sample import NAMES, NOT_A_UUID, memory_id

SIMPLE: list[Filter | None] = [
    None,
    *(scope_condition("user", name) for name in NAMES if name != "*"),
    scope_condition("agent", "bot 1"),
    scope_condition("run", "run/1"),
    parse("user_id = alice and app_id = web"),
    all_of(scope_condition("run", "run/1"), keyword_condition("GRÖSSE")),
    keyword_condition("tea"),
    keyword_condition("\x1b[31m"),
    scope_condition("user", "nobody"),
]
FULL: list[Filter | None] = [
    *SIMPLE,
    parse("user_id = *"),
    parse('user_id = alice or agent_id = "bot 1" or run_id = run/1'),
    parse("(user_id = alice or keywords icontains tea) and app_id = *"),
    scope_condition("user", "*"),
]


@pytest.fixture(params=["v3", "v2", "v1"])
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest_asyncio.fixture
async def remote(version: str, start: StartServer) -> AsyncIterator[PlatformAdapter]:
    adapter = PlatformAdapter(start(None, version).url, None)
    yield adapter
    await adapter.close()


def plain(memory: Memory) -> Memory:
    """Neither the history that a memory was imported with nor its score counts among its keys."""
    return replace(
        memory, wire_keys=tuple(key for key in memory.wire_keys if key not in {"history", "score"})
    )


def found_by(version: str, query: MemoryQuery) -> MemoryQuery:
    """What the store must be asked: v1 walks the entities, and nobody's memories belong to none of them."""
    if version != "v1":
        return query
    return MemoryQuery(all_of(query.filter, WHOLE_PROJECT), show_expired=query.show_expired)


def ids(page: MemoryPage) -> list[str]:
    return [memory.id for memory in page.results]


def filters_of(version: str) -> list[Filter | None]:
    return SIMPLE if version == "v1" else FULL


async def test_every_filter_finds_the_same_memories(
    version: str, remote: PlatformAdapter, local: LocalAdapter
) -> None:
    for tree in filters_of(version):
        # v1 and v2 cannot be asked for expired memories.
        query = MemoryQuery(tree, show_expired=version == "v3")
        text = "everything" if tree is None else format_filter(tree)
        there = await remote.page(query, 1, 200)
        query = found_by(version, query)
        here = await local.page(query, 1, 200)
        assert sorted(map(plain, there.results), key=lambda m: m.id) == sorted(
            map(plain, here.results), key=lambda m: m.id
        ), text
        if version != "v1" or tree is not None:
            assert ids(there) == ids(here), text
        assert there.total == await local.count(query), text
        assert await remote.count(query) == there.total, text
        assert not there.has_next


@pytest.mark.parametrize("text", ["user_id = * and app_id = *", "user_id = alice or user_id = bob"])
async def test_v1_refuses_what_it_cannot_ask(start: StartServer, text: str) -> None:
    adapter = PlatformAdapter(start(None, "v1").url, None)
    with pytest.raises(FilterError):
        await adapter.page(MemoryQuery(parse(text)), 1, 10)
    await adapter.close()


async def test_pages_join_to_the_whole(version: str, remote: PlatformAdapter, local: LocalAdapter) -> None:
    query = MemoryQuery(scope_condition("run", "run/1"), show_expired=version == "v3")
    whole = await local.page(query, 1, 200)
    found: list[str] = []
    number = 1
    while True:
        page = await remote.page(query, number, 5)
        assert (page.page, page.page_size, page.total) == (number, 5, len(whole.results))
        found += ids(page)
        if not page.has_next:
            break
        number += 1
    assert found == ids(whole)
    assert number == 3
    past = await remote.page(query, number + 1, 5)
    assert (past.results, past.has_next) == ((), False)


async def test_expired_memories(remote: PlatformAdapter, version: str, local: LocalAdapter) -> None:
    hidden = await local.count(found_by(version, MemoryQuery(show_expired=False)))
    everything = await local.count(found_by(version, MemoryQuery()))
    assert 0 < hidden < everything
    assert await remote.count(MemoryQuery(show_expired=False)) == hidden
    assert await remote.count(MemoryQuery(show_expired=True)) == (everything if version == "v3" else hidden)
    assert remote.capabilities.lists_expired is (version == "v3")
    assert (await remote.get(memory_id(1))).expiration_date == "2024-12-31"


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.75])
@pytest.mark.parametrize(
    "question", ["green tea", "größten Tasse", "東京", "nothing of the kind", "tea #8 OR *"]
)
async def test_searches_find_the_same_memories(
    remote: PlatformAdapter, version: str, local: LocalAdapter, question: str, threshold: float
) -> None:
    trees = [scope_condition("user", "alice"), parse("run_id = run/1")]
    for tree in trees if version == "v1" else [*trees, None, parse("user_id = *")]:
        for top_k in (3, 100):
            query = SearchQuery(question, tree, top_k, threshold, show_expired=version == "v3")
            there, here = await remote.search(query), await local.search(query)
            assert [*map(plain, there)] == [*map(plain, here)]
            assert [memory.score for memory in there] == [memory.score for memory in here]


async def test_one_memory_and_its_history(remote: PlatformAdapter, local: LocalAdapter) -> None:
    for number in range(0, 46, 5):
        assert plain(await remote.get(memory_id(number))) == plain(await local.get(memory_id(number)))
        assert await remote.history(memory_id(number)) == await local.history(memory_id(number))


@pytest.mark.parametrize("missing", [memory_id(999), "nonsense", "", ".."])
async def test_memories_that_are_not_there(remote: PlatformAdapter, missing: str) -> None:
    with pytest.raises(NotFoundError):
        await remote.get(missing)
    with pytest.raises(NotFoundError):
        await remote.history(missing)


async def test_entities(remote: PlatformAdapter, local: LocalAdapter) -> None:
    for query in (
        EntityQuery(),
        EntityQuery(page=2, page_size=3),
        *(EntityQuery(kind) for kind in ENTITY_TYPES),
        EntityQuery(name_contains="B"),
        EntityQuery("user", "GRÖSSE"),
        EntityQuery("app", "nobody"),
        EntityQuery(page=99),
    ):
        there, here = await remote.entities(query), await local.entities(query)
        assert [replace(entity, extra={}) for entity in there.results] == [*here.results]
        assert (there.total, dict(there.totals)) == (here.total, dict(here.totals))
        assert (there.page, there.page_size) == (here.page, here.page_size)


def by_id(records: list[MemoryRecord]) -> list[tuple[Memory, tuple[HistoryEvent, ...] | None]]:
    return sorted(((plain(record.memory), record.history) for record in records), key=lambda pair: pair[0].id)


async def test_records(remote: PlatformAdapter, version: str, local: LocalAdapter) -> None:
    query = MemoryQuery(show_expired=version == "v3")
    there = [record async for record in remote.records(query)]
    here = [record async for record in local.records(found_by(version, query))]
    assert by_id(there) == by_id(here)
    assert NOT_A_UUID in {record.memory.id for record in there}
    again = [record async for record in remote.records(query)]
    assert [record.memory.id for record in again] == [record.memory.id for record in there]


async def test_probe(remote: PlatformAdapter, version: str, start: StartServer, local: LocalAdapter) -> None:
    info = await remote.probe()
    assert info.address == start(None, version).url
    project = (await local.identity()).store.replace("-", "")[:12]
    assert info.description == f"Mem0 Platform, project {project}"


async def test_the_key_is_asked_for(start: StartServer) -> None:
    server = start("m0-secret")
    for key in (None, Secret("m0-wrong")):
        adapter = PlatformAdapter(server.url, key)
        with pytest.raises(UnauthorizedError) as caught:
            await adapter.probe()
        assert "m0-wrong" not in str(caught.value)
        await adapter.close()
    adapter = PlatformAdapter(server.url, Secret("m0-secret"))
    assert await adapter.count(MemoryQuery()) == 48
    await adapter.close()


async def test_the_connection_is_kept(server: Running) -> None:
    adapter = PlatformAdapter(server.url, Secret("m0-any"))
    for _ in range(3):
        await adapter.probe()
    assert server.faulty.asked == ["GET /v1/ping/"] * 3
    assert server.faulty.keys == ["Token m0-any"] * 3
    await adapter.close()
