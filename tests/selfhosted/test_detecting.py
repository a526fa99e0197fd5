"""A service of which only the address is known shows what it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from memtui.adapters.base import MemoryAdapter, WritingAdapter
from memtui.adapters.factory import open_adapter
from memtui.adapters.http import HttpClient
from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.selfhosted.detecting import DetectingAdapter
from memtui.core.errors import FilterError, ServiceError, UnauthorizedError, UnreachableError
from memtui.core.filter_text import parse
from memtui.core.profile import Profile, Secret
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from memtui.server.app import create_app
from tests.selfhosted.data import memory_id
from tests.selfhosted.imitation import ADMIN, Imitation
from tests.server.conftest import Running, running
from tests.server.faults import Fault, Faulty


@pytest_asyncio.fixture
async def adapter(server: Running) -> AsyncIterator[WritingAdapter]:
    adapter = open_adapter(Profile("there", "platform", base_url=server.url, api_key=Secret(ADMIN)))
    assert isinstance(adapter, WritingAdapter)
    yield adapter
    await adapter.close()


async def first_record(adapter: MemoryAdapter) -> object:
    return await anext(adapter.records(MemoryQuery()))


def kind_of(adapter: MemoryAdapter) -> str:
    return adapter.capabilities.kind


QUESTIONS: list[Callable[[MemoryAdapter], Awaitable[object]]] = [
    lambda adapter: adapter.probe(),
    lambda adapter: adapter.page(MemoryQuery(), 1, 10),
    lambda adapter: adapter.page(MemoryQuery(parse("user_id = alice or length > 3")), 1, 10),
    lambda adapter: adapter.page(MemoryQuery(parse("not run_id = * and edited = true")), 1, 10),
    lambda adapter: adapter.count(MemoryQuery()),
    lambda adapter: adapter.search(SearchQuery("tea")),
    lambda adapter: adapter.search(SearchQuery("tea", parse("keywords icontains tea"))),
    lambda adapter: adapter.get(memory_id(1)),
    lambda adapter: adapter.history(memory_id(1)),
    lambda adapter: adapter.entities(EntityQuery()),
    first_record,
]


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
async def test_whatever_is_asked_first(adapter: MemoryAdapter, service: Imitation, number: int) -> None:
    assert kind_of(adapter) == "platform"
    assert await QUESTIONS[number](adapter)
    assert kind_of(adapter) == "selfhosted"
    assert adapter.capabilities.filters_here


async def test_it_is_found_out_once(adapter: MemoryAdapter, server: Running) -> None:
    await adapter.page(MemoryQuery(), 1, 10)
    server.faulty.asked.clear()
    await adapter.page(MemoryQuery(), 2, 10)
    await adapter.get(memory_id(1))
    assert server.faulty.asked == [f"GET /memories/{memory_id(1)}"]


async def test_several_first_questions(adapter: MemoryAdapter) -> None:
    page, entities, count = await asyncio.gather(
        adapter.page(MemoryQuery(), 1, 10), adapter.entities(EntityQuery()), adapter.count(MemoryQuery())
    )
    assert (page.total, count, entities.total) == (60, 60, 7)


async def test_an_old_server_shows_itself_too(old_service: Imitation, old_server: Running) -> None:
    old_service.add(memory_id(1), "tea", user_id="alice")
    adapter = open_adapter(Profile("there", "platform", base_url=old_server.url))
    assert await adapter.count(MemoryQuery(parse("user_id = alice"))) == 1
    await adapter.close()


async def test_a_wrong_key_of_a_self_hosted_server(server: Running) -> None:
    adapter = open_adapter(Profile("there", "platform", base_url=server.url, api_key=Secret("m0sk_x")))
    with pytest.raises(UnauthorizedError):
        await adapter.page(MemoryQuery(), 1, 10)
    assert kind_of(adapter) == "selfhosted"
    await adapter.close()


async def test_a_kind_that_is_given_is_believed(server: Running) -> None:
    profile = Profile("there", "selfhosted", base_url=server.url, api_key=Secret(ADMIN))
    adapter = open_adapter(profile)
    assert kind_of(adapter) == "selfhosted"
    assert await adapter.count(MemoryQuery()) == 60
    assert server.faulty.asked == ["GET /memories?top_k=1000&show_expired=true"]
    await adapter.close()


async def test_the_platform_stays_the_platform(tmp_path: Path) -> None:
    store = LocalAdapter.open(tmp_path / "memories.db")
    with running(Faulty(create_app(store))) as server:
        adapter = open_adapter(Profile("there", "platform", base_url=server.url))
        assert await adapter.count(MemoryQuery()) == 0
        assert kind_of(adapter) == "platform"
        with pytest.raises(FilterError):
            await adapter.search(SearchQuery("tea", parse("keywords icontains tea")))
        assert len(server.faulty.asked) == 1
        await adapter.close()
        fresh = open_adapter(Profile("there", "platform", base_url=server.url))
        with pytest.raises(FilterError):
            await fresh.search(SearchQuery("tea", parse("keywords icontains tea")))
        assert [record async for record in fresh.records(MemoryQuery())] == []
        assert kind_of(fresh) == "platform"
        await fresh.close()
    await store.close()


async def test_errors_are_no_sign(adapter: MemoryAdapter, server: Running) -> None:
    server.faulty.faults.append(Fault(400, b'{"error": "no"}'))
    with pytest.raises(ServiceError, match="no"):
        await adapter.page(MemoryQuery(), 1, 10)
    assert kind_of(adapter) == "platform"
    assert len(server.faulty.asked) == 1


async def test_nobody_there(waits: list[float]) -> None:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    adapter = DetectingAdapter("", client=HttpClient("http://127.0.0.1:1", sleep=sleep))
    with pytest.raises(UnreachableError):
        await adapter.page(MemoryQuery(), 1, 10)
    with pytest.raises(FilterError):
        await adapter.search(SearchQuery("tea", parse("keywords icontains tea")))
    assert len(waits) == 4
    await adapter.close()
