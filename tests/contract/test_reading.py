"""What is read from a service is the same, whichever it is."""

from __future__ import annotations

import asyncio

import pytest

from memtui.core.errors import FilterError, NotFoundError, UsageError
from memtui.core.filter_match import matches
from memtui.core.filter_text import parse
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from memtui.core.times import utc_now
from tests.contract.conftest import ALICE, BOB, Service

EVERYBODY = {*ALICE, *BOB, "Answers in short sentences"}
UNKNOWN = "00000000-0000-4000-8000-000000000000"
NO_IDS = (UNKNOWN, "*", "", " ", "..", "batch", "search", "a/b", "user/alice", "id?x=1", "é", "%2e%2e", "1")
SIMPLE = (
    None,
    "user_id = alice",
    "user_id = bob",
    "agent_id = helper",
    "run_id = trip/1",
    "user_id = bob and run_id = trip/1",
    "user_id = nobody",
    "user_id = alice and keywords icontains TEA",
)
COMPOSED = (
    "user_id = alice or agent_id = helper",
    "user_id = *",
    "user_id = alice and not keywords icontains tea",
    "user_id in (alice, bob) and (keywords icontains tea or keywords icontains chess)",
    "user_id = alice and metadata.source = chat",
    "user_id = bob and run_id = *",
    "user_id = alice and created_at > -1d",
    "user_id = alice and created_at > 2999-01-01",
)


async def texts(service: Service, query: MemoryQuery) -> list[str]:
    return [record.memory.memory async for record in service.adapter.records(query)]


async def test_it_says_where_it_is(service: Service) -> None:
    info = await service.adapter.probe()
    assert info.address
    assert info.description
    assert await service.adapter.identity() == await service.reader.identity()


async def test_simple_filters(service: Service) -> None:
    for text in SIMPLE:
        await _finds_what_it_means(service, text)


async def test_composed_filters(service: Service) -> None:
    for text in COMPOSED:
        try:
            await _finds_what_it_means(service, text)
        except FilterError:
            assert service.is_v1, "only v1 has too few words for it"


async def _finds_what_it_means(service: Service, text: str | None) -> None:
    tree = None if text is None else parse(text)
    query = MemoryQuery(tree)
    everything = [record.memory async for record in service.adapter.records(MemoryQuery())]
    meant = {memory.id for memory in everything if matches(tree, memory, utc_now())}
    assert {memory.memory for memory in everything} == EVERYBODY
    page = await service.adapter.page(query, 1, 100)
    assert {memory.id for memory in page.results} == meant
    assert not page.has_next
    assert await service.adapter.count(query) == len(meant)
    assert page.total in {None, len(meant)}


async def test_pages_join_to_the_whole(service: Service) -> None:
    for page_size in (1, 2, 3, 7, 200):
        await _pages_join(service, page_size)


async def _pages_join(service: Service, page_size: int) -> None:
    query, found, number = MemoryQuery(parse("user_id = alice")), list[str](), 0
    has_next = True
    while has_next:
        number += 1
        page = await service.adapter.page(query, number, page_size)
        assert (page.page, page.page_size) == (number, page_size)
        found += [memory.memory for memory in page.results]
        has_next = page.has_next and bool(page.results)
    assert sorted(found) == sorted(ALICE)
    past_the_end = await service.adapter.page(query, number + 3, page_size)
    assert (past_the_end.results, past_the_end.has_next) == ((), False)


async def test_one_memory(service: Service) -> None:
    memory = await service.adapter.get(service.ids[BOB[0]])
    assert (memory.id, memory.memory) == (service.ids[BOB[0]], BOB[0])
    assert (memory.user_id, memory.run_id, memory.agent_id) == ("bob", "trip/1", None)
    assert memory.created_at
    assert "session_id" not in memory.extra
    assert dict((await service.adapter.get(service.ids[ALICE[0]])).metadata or {}) == {"source": "chat"}


async def test_memories_that_are_not_there(service: Service) -> None:
    for missing in NO_IDS:
        with pytest.raises(NotFoundError):
            await service.adapter.get(missing)
        with pytest.raises(NotFoundError):
            await service.adapter.history(missing)
        assert await service.adapter.read_many([missing]) == {}


async def test_many_at_once(service: Service) -> None:
    wanted = [*service.ids.values(), UNKNOWN, service.ids[ALICE[0]]]
    found = await service.adapter.read_many(wanted)
    assert {memory_id: memory.memory for memory_id, memory in found.items()} == {
        memory_id: text for text, memory_id in service.ids.items()
    }
    assert found == await service.adapter.read_many(wanted, gone=True)
    both = await asyncio.gather(
        *(service.adapter.get(memory_id) for memory_id in service.ids.values() for _ in "12345")
    )
    assert len(both) == 5 * len(service.ids)


async def test_a_search(service: Service) -> None:
    found = await service.adapter.search(SearchQuery("tea", parse("user_id = alice"), threshold=0.0))
    assert found[0].memory == "Likes black tea"
    assert {memory.user_id for memory in found} == {"alice"}
    scores = [memory.score for memory in found]
    assert all(score is not None and 0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, key=lambda score: -(score or 0))
    best = await service.adapter.search(SearchQuery("tea", parse("user_id = alice"), top_k=1, threshold=0.0))
    assert [memory.id for memory in best] == [found[0].id]


async def test_entities(service: Service) -> None:
    page = await service.adapter.entities(EntityQuery())
    named = {(entity.type, entity.name) for entity in page.results}
    assert named == {("user", "alice"), ("user", "bob"), ("run", "trip/1"), ("agent", "helper")}
    assert page.total == 4
    assert dict(page.totals) == {"user": 2, "agent": 1, "app": 0, "run": 1}
    users = await service.adapter.entities(EntityQuery("user", "LI"))
    assert [entity.name for entity in users.results] == ["alice"]
    first = await service.adapter.entities(EntityQuery(page=1, page_size=3))
    second = await service.adapter.entities(EntityQuery(page=2, page_size=3))
    assert len(first.results) == 3
    assert len(second.results) == 1


async def test_every_memory_with_its_history(service: Service) -> None:
    found = {
        record.memory.id: [event.event for event in record.history or ()]
        async for record in service.adapter.records(MemoryQuery())
    }
    assert found == {memory_id: ["ADD"] for memory_id in service.ids.values()}


async def test_it_can_be_closed_twice(service: Service) -> None:
    await service.adapter.close()
    await service.adapter.close()


async def test_what_a_service_does_not_take_is_refused(service: Service) -> None:
    for question in (
        service.adapter.page(MemoryQuery(parse("user_id = alice"), options={"bogus": 1}), 1, 10),
        service.adapter.count(MemoryQuery(parse("user_id = alice"), options={"bogus": 1})),
        service.adapter.search(SearchQuery("tea", parse("user_id = alice"), options={"bogus": 1})),
    ):
        with pytest.raises(UsageError, match="bogus"):
            await question
