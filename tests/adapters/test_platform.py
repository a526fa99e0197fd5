"""The platform adapter against canned answers: what it asks, and what it makes of the shapes."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from memtui.adapters.base import WritingAdapter
from memtui.adapters.platform import PlatformAdapter
from memtui.core.errors import (
    DataError,
    MemtuiError,
    NotFoundError,
    ServiceError,
    UnauthorizedError,
    UsageError,
)
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from tests.adapters.platform_service import ALICE, ID, Answer, Service, envelope


def test_it_is_a_writing_adapter() -> None:
    adapter: WritingAdapter = PlatformAdapter("https://api.mem0.ai", None)
    assert isinstance(adapter, WritingAdapter)
    assert adapter.capabilities.kind == "platform"
    assert adapter.capabilities.max_page_size == 200
    assert adapter.capabilities.writing is not None
    assert PlatformAdapter("https://api.mem0.ai", read_only=True).capabilities.writing is None


def test_an_address_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(UsageError):
        PlatformAdapter("api.mem0.ai", None)


# Probing


async def test_probe_names_the_project() -> None:
    ping = {"status": "ok", "org_id": "o", "project_id": "proj_1\x1b", "user_email": "a@b.example"}
    async with Service().on("GET /v1/ping/", ping).adapter() as adapter:
        info = await adapter.probe()
    assert info.description == "Mem0 Platform, project proj_1^["
    assert info.address == "http://mem0.test"


async def test_probe_with_a_wrong_key() -> None:
    refusal = httpx.Response(401, json={"detail": "Invalid API key."})
    async with Service().on("GET /v1/ping/", refusal).adapter() as adapter:
        with pytest.raises(UnauthorizedError):
            await adapter.probe()


@pytest.mark.parametrize(
    ("path", "answer"),
    [("/auth/setup-status", {"needsSetup": True}), ("/openapi.json", {"info": {"title": "Mem0 REST APIs"}})],
)
async def test_probe_recognises_a_self_hosted_server(path: str, answer: Any) -> None:
    service = Service().on(f"GET {path}", answer)
    async with service.adapter() as adapter:
        with pytest.raises(MemtuiError, match="is a self-hosted Mem0 server"):
            await adapter.probe()
    assert service.asked[0] == "GET /v1/ping/"


async def test_every_question_recognises_a_self_hosted_server() -> None:
    async with Service().on("GET /openapi.json", {"info": {"title": "Mem0 REST APIs"}}).adapter() as adapter:
        for question in (
            adapter.page(MemoryQuery(), 1, 10),
            adapter.count(ALICE),
            adapter.search(SearchQuery("tea", ALICE.filter)),
            adapter.get(ID),
            adapter.history(ID),
            adapter.entities(EntityQuery()),
        ):
            with pytest.raises(MemtuiError, match="self-hosted Mem0 server"):
                await question


async def test_probe_of_some_other_server() -> None:
    service = Service().on("GET /openapi.json", {"info": {"title": "Petstore"}})
    async with service.adapter() as adapter:
        with pytest.raises(ServiceError, match="no route GET /v1/ping/"):
            await adapter.probe()


@pytest.mark.parametrize("answer", [{}, [], "ok", None, {"hello": "world"}])
async def test_probe_of_a_server_that_answers_something_else(answer: Any) -> None:
    async with Service().on("GET /v1/ping/", answer).adapter() as adapter:
        with pytest.raises(DataError):
            await adapter.probe()


# One memory


async def test_one_memory_and_its_history() -> None:
    service = Service()
    service.on(f"GET /v1/memories/{ID}/", {"id": ID, "memory": "x", "session_id": "r"})
    event = {"id": "e", "memory_id": ID, "event": "add", "old_memory": "None", "new_memory": "x",
             "session_id": "r", "created_at": "2024-01-01T00:00:00Z", "updated_at": "2025-01-01T00:00:00Z",
             "embedding_qwen": "0.1" * 1000}  # fmt: skip
    service.on(f"GET /v1/memories/{ID}/history/", [event])
    async with service.adapter() as adapter:
        assert (await adapter.get(ID)).run_id == "r"
        (found,) = await adapter.history(ID)
    assert (found.event, found.old_memory, found.occurred_at) == ("ADD", None, "2024-01-01T00:00:00Z")
    assert found.extra == {"run_id": "r"}
    assert found.wire_keys == (
        "id", "memory_id", "event", "old_memory", "new_memory", "run_id", "created_at", "updated_at",
    )  # fmt: skip


@pytest.mark.parametrize("answer", [None, httpx.Response(404, json={"error": "Memory not found!"})])
async def test_a_memory_that_is_not_there(answer: Answer) -> None:
    service = Service().on(f"GET /v1/memories/{ID}/", answer)
    service.on(f"GET /v1/memories/{ID}/history/", httpx.Response(404, json={"error": "Memory not found!"}))
    async with service.adapter() as adapter:
        with pytest.raises(NotFoundError):
            await adapter.get(ID)
        with pytest.raises(NotFoundError):
            await adapter.history(ID)


@pytest.mark.parametrize("memory_id", ["1", "a/b", "\x1b", "3fa85f64-5717-4562-b3fc"])
async def test_an_id_of_another_shape_is_for_the_service_to_judge(memory_id: str) -> None:
    refusal = httpx.Response(400, json={"error": "memory_id should be a valid UUID"})
    path = f"/v1/memories/{memory_id}/"
    service = Service().on(f"GET {path}", refusal).on(f"GET {path}history/", refusal)
    async with service.adapter() as adapter:
        with pytest.raises(NotFoundError) as caught:
            await adapter.get(memory_id)
        with pytest.raises(NotFoundError):
            await adapter.history(memory_id)
    assert len(service.asked) == 2
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("memory_id", ["", " ", "*", "..", "events"])
async def test_what_can_be_no_id_is_not_sent(memory_id: str) -> None:
    service = Service()
    async with service.adapter() as adapter:
        with pytest.raises(NotFoundError):
            await adapter.get(memory_id)
        with pytest.raises(NotFoundError):
            await adapter.history(memory_id)
    assert service.asked == []


@pytest.mark.parametrize("answer", [{"detail": "x"}, "x", None, {"results": 1}])
async def test_a_history_that_is_no_list(answer: Any) -> None:
    async with Service().on(f"GET /v1/memories/{ID}/history/", answer).adapter() as adapter:
        with pytest.raises(DataError):
            await adapter.history(ID)


# Entities


def entity(number: int, **more: Any) -> dict[str, Any]:
    return {"id": str(number), "name": f"user {number}", "type": "user", **more}


async def test_entities_are_read_page_by_page_and_kept() -> None:
    service = Service()
    service.on("GET /v1/entities/?page=1&page_size=100", envelope(entity(1), entity(2), more=True))
    service.on("GET /v1/entities/?page=2&page_size=100", envelope(entity(2), entity(3, total_memories=4)))
    async with service.adapter() as adapter:
        page = await adapter.entities(EntityQuery())
        assert [item.name for item in page.results] == ["user 3", "user 1", "user 2"]
        assert [item.total_memories for item in page.results] == [4, None, None]
        assert (await adapter.entities(EntityQuery(name_contains="3"))).total == 1
        assert (await adapter.entities(EntityQuery(page=2, page_size=2))).results == page.results[2:]
        assert len(service.asked) == 2
        await adapter.entities(EntityQuery(type="user"))
        assert len(service.asked) == 4


async def test_entities_as_a_bare_list_and_a_service_that_ignores_pages() -> None:
    service = Service().on("GET /v1/entities/", [entity(1)])
    async with service.adapter() as adapter:
        assert (await adapter.entities(EntityQuery())).total == 1
    assert len(service.asked) == 1
    service = Service().on("GET /v1/entities/", envelope(entity(1), more=True))
    async with service.adapter() as adapter:
        assert (await adapter.entities(EntityQuery())).total == 1
    assert len(service.asked) == 2


async def test_entities_whose_last_page_is_gone() -> None:
    service = Service().on("GET /v1/entities/?page=1&page_size=100", envelope(entity(1), more=True))
    service.on(
        "GET /v1/entities/?page=2&page_size=100", httpx.Response(404, json={"detail": "Invalid page."})
    )
    async with service.adapter() as adapter:
        assert (await adapter.entities(EntityQuery())).total == 1
