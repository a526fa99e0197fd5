"""The platform adapter against canned answers: what it asks, and what it makes of the shapes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from memtui.adapters.base import MemoryAdapter
from memtui.adapters.http import MOST_AT_ONCE, HttpClient
from memtui.adapters.platform import PlatformAdapter
from memtui.core.errors import (
    DataError,
    FilterError,
    MemtuiError,
    NotFoundError,
    ServiceError,
    UnauthorizedError,
    UsageError,
)
from memtui.core.filter_json import to_json
from memtui.core.filter_text import parse
from memtui.core.filters import WHOLE_PROJECT
from memtui.core.profile import Secret
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery

ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
EVERYONE = to_json(WHOLE_PROJECT)
ALICE = MemoryQuery(parse("user_id = alice"))
NOT_FOUND = httpx.Response(404, json={"detail": "Not found."})
Answer = httpx.Response | Any


class Service:
    """Answers by method and path, from canned answers or functions of the request; keeps the questions."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.bodies: list[Any] = []

    def on(self, question: str, answer: Answer) -> Service:
        self.answers[question] = answer
        return self

    async def answer(self, request: httpx.Request) -> httpx.Response:
        target = unquote(request.url.raw_path.decode())
        self.asked.append(f"{request.method} {target}")
        self.bodies.append(json.loads(request.content) if request.content else None)
        path = target.split("?")[0]
        answer = self.answers.get(self.asked[-1], self.answers.get(f"{request.method} {path}", NOT_FOUND))
        if callable(answer):
            answer = answer(request)
            if asyncio.iscoroutine(answer):
                answer = await answer
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        return httpx.Response(200, json=answer)

    @asynccontextmanager
    async def adapter(self) -> AsyncIterator[PlatformAdapter]:
        async def sleep(seconds: float) -> None:
            return None

        client = HttpClient(
            "http://mem0.test", Secret("m0-key"), sleep=sleep, transport=httpx.MockTransport(self.answer)
        )
        adapter = PlatformAdapter("", client=client)
        yield adapter
        await adapter.close()


def row(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"{number:08}-0000-4000-8000-000000000000", "memory": f"memory {number}", **more}


def envelope(*results: Any, count: int | None = None, more: bool = False) -> dict[str, Any]:
    following = "https://elsewhere.example/v3/memories/?page=9" if more else None
    return {
        "count": len(results) if count is None else count,
        "next": following,
        "previous": None,
        "results": list(results),
    }


def test_it_is_a_memory_adapter() -> None:
    adapter: MemoryAdapter = PlatformAdapter("https://api.mem0.ai", None)
    assert adapter.capabilities.kind == "platform"
    assert adapter.capabilities.max_page_size == 200
    assert not adapter.capabilities.writes


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


# Lists


async def test_a_list_as_it_is_asked_of_v3() -> None:
    service = Service().on("POST /v3/memories/", envelope(row(1), count=7, more=True))
    async with service.adapter() as adapter:
        page = await adapter.page(MemoryQuery(parse("user_id = alice"), show_expired=False), 2, 50)
    assert service.asked == ["POST /v3/memories/?page=2&page_size=50"]
    assert service.bodies == [{"filters": {"user_id": "alice"}, "show_expired": False}]
    assert (page.page, page.page_size, page.total, page.has_next) == (2, 50, 7, True)


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        (None, EVERYONE),
        ("keywords icontains tea", {"AND": [{"keywords": {"icontains": "tea"}}, EVERYONE]}),
        ("user_id = *", {"user_id": "*"}),
        ("run_id = r and keywords icontains x", {"AND": [{"run_id": "r"}, {"keywords": {"icontains": "x"}}]}),
    ],
)
async def test_a_list_always_says_whose(text: str | None, filters: Any) -> None:
    service = Service().on("POST /v3/memories/", envelope())
    async with service.adapter() as adapter:
        await adapter.page(MemoryQuery(parse(text) if text else None), 1, 10)
    assert service.bodies == [{"filters": filters, "show_expired": True}]


async def test_no_more_than_200_are_asked_for() -> None:
    service = Service().on("POST /v3/memories/", envelope(row(1)))
    async with service.adapter() as adapter:
        assert (await adapter.page(ALICE, 1, 5000)).page_size == 200
    assert service.asked == ["POST /v3/memories/?page=1&page_size=200"]


async def test_past_the_end_is_an_empty_page() -> None:
    end = httpx.Response(404, json={"detail": "Invalid page."})
    async with Service().on("POST /v3/memories/", end).adapter() as adapter:
        page = await adapter.page(ALICE, 9, 10)
    assert (page.results, page.page, page.has_next) == ((), 9, False)


async def test_rows_of_every_shape() -> None:
    rows = [
        {"mem0_notice": "claim your key"},
        row(1, session_id="r1", metadata="None", categories=None, updated_at=None),
        {"id": "x", "text": "from text"},
        {"id": "y", "data": {"memory": "from data"}},
        "junk",
    ]
    async with Service().on("POST /v3/memories/", envelope(*rows, count=3)).adapter() as adapter:
        page = await adapter.page(ALICE, 1, 10)
    assert [memory.memory for memory in page.results] == ["memory 1", "from text", "from data"]
    assert page.results[0].run_id == "r1"
    assert page.results[0].metadata is None


async def test_a_service_that_takes_no_star_for_a_name_is_asked_with_one() -> None:
    def answer(request: httpx.Request) -> Any:
        filters = json.loads(request.content)["filters"]
        named = any(
            isinstance(value, str) and value != "*"
            for part in filters.get("OR", [])
            for value in part.values()
        )
        text = "filters must include at least one positively-scoped entity ID"
        return envelope(row(1)) if named else httpx.Response(400, json={"error": text})

    service = Service().on("POST /v3/memories/", answer)
    async with service.adapter() as adapter:
        assert (await adapter.page(MemoryQuery(), 1, 10)).total == 1
        assert (await adapter.page(MemoryQuery(), 1, 10)).total == 1
    anchored = {"OR": [{"user_id": "*"}, {"user_id": "memtui"}, *EVERYONE["OR"][1:]]}
    assert [body["filters"] for body in service.bodies] == [EVERYONE, anchored, anchored]


async def test_any_other_refusal_of_a_filter_is_told() -> None:
    service = Service().on("POST /v3/memories/", httpx.Response(400, json={"error": "Bad filter."}))
    async with service.adapter() as adapter:
        with pytest.raises(ServiceError, match="Bad filter"):
            await adapter.page(MemoryQuery(), 1, 10)
    assert len(service.asked) == 1


async def test_counting_takes_one_row() -> None:
    service = Service().on("POST /v3/memories/", envelope(row(1), count=12345, more=True))
    async with service.adapter() as adapter:
        assert await adapter.count(ALICE) == 12345
    assert service.asked == ["POST /v3/memories/?page=1&page_size=1"]


async def test_counting_without_a_count_walks() -> None:
    service = Service()
    service.on("POST /v3/memories/?page=1&page_size=1", {"results": [row(1)]})
    service.on("POST /v3/memories/?page=1&page_size=200", {"results": [row(n) for n in range(200)]})
    service.on("POST /v3/memories/?page=2&page_size=200", {"results": [row(199), row(200)]})
    async with service.adapter() as adapter:
        assert await adapter.count(ALICE) == 201


# Older versions


async def test_v2_is_asked_when_v3_is_missing_and_then_always() -> None:
    service = Service().on("POST /v2/memories/", envelope(row(1)))
    async with service.adapter() as adapter:
        before = adapter.capabilities.lists_expired
        await adapter.page(ALICE, 1, 10)
        await adapter.page(ALICE, 2, 10)
        assert (before, adapter.capabilities.lists_expired) == (True, False)
    assert [question.split("?")[0] for question in service.asked] == [
        "POST /v3/memories/", "POST /v2/memories/", "POST /v2/memories/",
    ]  # fmt: skip
    assert service.bodies[-1] == {"filters": {"user_id": "alice"}}


@pytest.mark.parametrize(
    "status_and_body",
    [(400, {"error": "x"}), (401, {"detail": "x"}), (403, {"detail": "x"}), (429, {"detail": "x"}),
     (500, "<html>"), (404, {"error": "Memory not found!"})],
)  # fmt: skip
async def test_no_other_error_leads_to_an_older_version(status_and_body: tuple[int, Any]) -> None:
    status, body = status_and_body
    service = Service().on("POST /v3/memories/", httpx.Response(status, json=body))
    async with service.adapter() as adapter:
        with pytest.raises(MemtuiError):
            await adapter.page(ALICE, 1, 10)
    assert {question.split("?")[0] for question in service.asked} == {"POST /v3/memories/"}


@pytest.mark.parametrize("missing", [405, 404])
async def test_v1_is_asked_with_names_in_the_query(missing: int) -> None:
    service = Service().on("GET /v1/memories/", [row(1)])
    service.on("POST /v3/memories/", httpx.Response(missing, text="<html>"))
    service.on("POST /v2/memories/", httpx.Response(missing, text=""))
    query = MemoryQuery(parse('user_id = "a/b c" and run_id = r and keywords icontains tea'))
    async with service.adapter() as adapter:
        page = await adapter.page(query, 1, 10)
    assert service.asked[-1] == "GET /v1/memories/?user_id=a/b+c&run_id=r&page=1&page_size=10&keywords=tea"
    assert page.total == 1


async def test_v1_says_what_it_cannot_do() -> None:
    service = Service().on("GET /v1/memories/", [row(1)])
    async with service.adapter() as adapter:
        with pytest.raises(FilterError, match="only the v1 API"):
            await adapter.page(MemoryQuery(parse("user_id = a or user_id = b")), 1, 10)


async def test_v1_reads_everything_entity_by_entity() -> None:
    def memories(request: httpx.Request) -> Any:
        params = request.url.params
        if params.get("user_id") == "u" and params["page"] == "1":
            return envelope(
                row(1, created_at="2024-01-01"), row(3, created_at="2024-01-03"), count=201, more=True
            )
        if params.get("user_id") == "u":
            return envelope(row(4, created_at=None), count=201)
        return envelope(row(2, created_at="2024-01-02"), row(3, created_at="2024-01-03"))

    service = Service().on("GET /v1/memories/", memories)
    service.on("GET /v1/entities/", [{"name": "u", "type": "user"}, {"name": "b", "type": "agent"}])
    async with service.adapter() as adapter:
        page = await adapter.page(MemoryQuery(), 1, 3)
        assert [memory.memory for memory in page.results] == ["memory 3", "memory 2", "memory 1"]
        assert (page.total, page.has_next) == (4, True)
        questions = len(service.asked)
        rest = await adapter.page(MemoryQuery(), 2, 3)
        assert [memory.memory for memory in rest.results] == ["memory 4"]
        assert not rest.has_next
        assert len(service.asked) == questions


async def test_v1_reads_everything_anew_with_the_first_page() -> None:
    service = (
        Service().on("GET /v1/memories/", [row(1)]).on("GET /v1/entities/", [{"name": "u", "type": "user"}])
    )
    async with service.adapter() as adapter:
        await adapter.page(MemoryQuery(), 1, 3)
        service.on("GET /v1/memories/", [row(1), row(2)])
        assert (await adapter.page(MemoryQuery(), 2, 3)).total == 1
        assert (await adapter.page(MemoryQuery(), 1, 3)).total == 2


# Searches


async def test_a_search_as_it_is_asked_of_v3() -> None:
    service = Service().on("POST /v3/memories/search/", {"results": [row(1, score=0.9), row(2, score=0.5)]})
    query = SearchQuery("tea?", parse("user_id = alice"), top_k=5, threshold=0.0, rerank=True, keyword=True)
    async with service.adapter() as adapter:
        found = await adapter.search(query)
    assert [memory.score for memory in found] == [0.9, 0.5]
    assert service.bodies == [
        {"query": "tea?", "top_k": 5, "rerank": True, "keyword_search": True, "threshold": 0.0,
         "show_expired": True, "filters": {"user_id": "alice"}}
    ]  # fmt: skip


async def test_a_search_leaves_the_threshold_to_the_service() -> None:
    service = Service().on("POST /v3/memories/search/", {"results": []})
    async with service.adapter() as adapter:
        assert await adapter.search(SearchQuery("tea", show_expired=False)) == ()
    assert service.bodies == [
        {"query": "tea", "top_k": 10, "rerank": False, "show_expired": False, "filters": EVERYONE}
    ]


async def test_a_search_does_not_send_keywords() -> None:
    service = Service()
    async with service.adapter() as adapter:
        with pytest.raises(FilterError, match="keywords"):
            await adapter.search(
                SearchQuery("tea", parse("user_id = a and (run_id = r or keywords icontains x)"))
            )
    assert service.asked == []


async def test_a_search_of_v2() -> None:
    service = Service().on("POST /v2/memories/search/", [row(1, score=0.9), row(2, score=0.2), row(3)])
    async with service.adapter() as adapter:
        found = await adapter.search(SearchQuery("tea", parse("user_id = alice"), top_k=2, threshold=0.5))
    assert [memory.memory for memory in found] == ["memory 1", "memory 2"]
    assert service.bodies[-1] == {
        "query": "tea", "top_k": 2, "rerank": False, "threshold": 0.5, "filters": {"user_id": "alice"},
    }  # fmt: skip


async def test_a_search_of_v1() -> None:
    service = Service().on("POST /v1/memories/search/", [row(1, score=0.9), row(2, score=0.2), row(3)])
    async with service.adapter() as adapter:
        found = await adapter.search(SearchQuery("tea", parse("user_id = alice"), threshold=0.5))
        assert [memory.memory for memory in found] == ["memory 1", "memory 3"]
        assert service.bodies[-1] == {"query": "tea", "top_k": 10, "rerank": False, "user_id": "alice"}
        with pytest.raises(FilterError, match="one user, agent, app or run at a time"):
            await adapter.search(SearchQuery("tea"))


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


# Records


def history_of(events: int) -> Callable[[httpx.Request], Any]:
    return lambda request: [
        {"id": f"e{number}", "memory_id": request.url.path.split("/")[3], "event": "ADD"}
        for number in range(events)
    ]


def with_histories(service: Service, numbers: range, answer: Answer) -> Service:
    for number in numbers:
        service.on(f"GET /v1/memories/{row(number)['id']}/history/", answer)
    return service


async def test_records_are_every_match_once_in_order_with_history() -> None:
    service = with_histories(Service(), range(30), history_of(2))
    service.on("POST /v3/memories/?page=1&page_size=200", envelope(*map(row, range(20)), count=30, more=True))
    service.on("POST /v3/memories/?page=2&page_size=200", envelope(*map(row, range(15, 30)), count=30))
    async with service.adapter() as adapter:
        records = [record async for record in adapter.records(ALICE)]
    assert [record.memory.id for record in records] == [row(number)["id"] for number in range(30)]
    assert all(len(record.history or ()) == 2 for record in records)


async def test_records_read_few_histories_at_once() -> None:
    running, most = 0, 0

    async def slow(request: httpx.Request) -> Any:
        nonlocal running, most
        running += 1
        most = max(most, running)
        for _ in range(50):
            await asyncio.sleep(0)
        running -= 1
        return []

    service = with_histories(Service(), range(20), slow)
    service.on("POST /v3/memories/", envelope(*map(row, range(20))))
    async with service.adapter() as adapter:
        assert len([record async for record in adapter.records(ALICE)]) == 20
    assert 1 < most <= MOST_AT_ONCE


async def test_a_record_whose_history_is_gone_has_none() -> None:
    service = Service().on(
        "POST /v3/memories/", envelope(row(1), {"id": "odd/id", "memory": "x"}, {"memory": "y"})
    )
    service.on(
        f"GET /v1/memories/{row(1)['id']}/history/", httpx.Response(404, json={"error": "Memory not found!"})
    )
    service.on("GET /v1/memories/odd/id/history/", [{"id": "e", "event": "ADD"}])
    async with service.adapter() as adapter:
        histories = [record.history async for record in adapter.records(ALICE)]
    assert histories[0] is None
    assert histories[1] is not None and len(histories[1]) == 1
    assert histories[2] is None
    assert len(service.asked) == 3


async def test_records_stop_with_the_first_error() -> None:
    service = with_histories(Service(), range(20), history_of(0))
    service.on("POST /v3/memories/", envelope(*map(row, range(20))))
    service.on(f"GET /v1/memories/{row(5)['id']}/history/", httpx.Response(500))
    async with service.adapter() as adapter:
        seen = []
        with pytest.raises(ServiceError):
            async for record in adapter.records(ALICE):
                seen.append(record.memory.id)
    assert seen == [row(number)["id"] for number in range(5)]


async def test_records_that_nobody_reads_on_leave_no_task_behind() -> None:
    service = with_histories(Service(), range(20), history_of(0))
    service.on("POST /v3/memories/", envelope(*map(row, range(20))))
    async with service.adapter() as adapter:
        records = adapter.records(ALICE)
        async for _ in records:
            break
        assert hasattr(records, "aclose")
        await records.aclose()
    assert asyncio.all_tasks() == {asyncio.current_task()}
