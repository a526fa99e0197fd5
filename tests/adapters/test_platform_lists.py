"""Lists of the Platform, in every version that a service may have."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from memtui.core.errors import (
    DataError,
    FilterError,
    MemtuiError,
    ServiceError,
)
from memtui.core.filter_text import parse
from memtui.core.queries import MemoryQuery, SearchQuery
from tests.adapters.platform_service import ALICE, EVERYONE, Service, envelope, row


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
        with pytest.raises(FilterError, match="The v1 API does not know"):
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


@pytest.mark.parametrize("text", ["user_id = alice", "user_id = alice and keywords icontains tea"])
async def test_memories_of_others_are_not_shown_as_those_that_were_asked_for(text: str) -> None:
    stranger = {**row(1), "user_id": "default_user"}
    service = Service().on("POST /v3/memories/", envelope(stranger))
    service.on("POST /v3/memories/search/", {"results": [stranger]})
    async with service.adapter() as adapter:
        with pytest.raises(DataError, match="of others than were asked for"):
            await adapter.page(MemoryQuery(parse(text)), 1, 10)
        with pytest.raises(DataError, match="of others than were asked for"):
            await adapter.search(SearchQuery("tea", parse("user_id = alice")))
        # What does not say whose it is may be.
        nameless = {key: value for key, value in row(1).items() if key != "user_id"}
        service.on("POST /v3/memories/search/", {"results": [nameless]})
        assert len(await adapter.search(SearchQuery("tea", parse("user_id = alice")))) == 1
