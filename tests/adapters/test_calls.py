"""What is copied as a request is what the adapters themselves send."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from memtui.adapters.base import Dialect
from memtui.adapters.calls import calls_of
from memtui.core.asked import AllEntities, Asked, Listing, OneHistory, OneMemory, Searching
from memtui.core.calls import Call
from memtui.core.errors import FilterError, MemtuiError, RefusedError, UsageError
from memtui.core.filter_text import parse
from memtui.core.profile import ApiVersion, ServiceKind
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from tests.adapters.platform_service import ID, Service, envelope, row
from tests.selfhosted.conftest import Connect, adapter, clock, connect, server, service, waits
from tests.selfhosted.data import memory_id
from tests.selfhosted.imitation import ADMIN
from tests.server.conftest import Running

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FILTERS = {
    "v3": ["user_id = alice", "categories in (food, work)", 'user_id = "é\u202e" or not run_id = *', ""],
    "v2": ["user_id = alice and created_at > 2024-01-31", ""],
    "v1": ["user_id = alice", 'agent_id = bot and keywords icontains "to play"'],
}
CASES = [(version, text) for version, texts in FILTERS.items() for text in texts]
__all__ = ["adapter", "clock", "connect", "server", "service", "waits"]


def only(asked: Asked, kind: ServiceKind = "platform", dialect: Dialect | None = None) -> Call:
    (call,) = calls_of(asked, kind, dialect or Dialect(), NOW).calls
    return call


def platform(*versions: str) -> Service:
    found = Service().on(f"GET /v1/memories/{ID}/", row(1)).on(f"GET /v1/memories/{ID}/history/", [])
    found.on("GET /v1/entities/", envelope())
    for version in versions:
        method = "GET" if version == "v1" else "POST"
        found.on(f"{method} /{version}/memories/", envelope())
        found.on(f"POST /{version}/memories/search/", envelope())
    return found


def same(call: Call, service: Service) -> None:
    """The last question that came was this one."""
    assert service.raw[-1] == f"{call.method} {call.url('')}"
    assert service.bodies[-1] == call.body


@pytest.mark.parametrize(("version", "text"), CASES)
@pytest.mark.parametrize("show_expired", [True, False])
async def test_a_list(version: ApiVersion, text: str, show_expired: bool) -> None:
    query = MemoryQuery(parse(text) if text else None, show_expired=show_expired)
    found = platform(version)
    async with found.adapter() as adapter:
        await adapter.page(query, 3, 50)
        dialect = adapter.capabilities.dialect
    assert dialect == Dialect(lists=version)
    same(only(Listing(query, 3, 50), dialect=dialect), found)


@pytest.mark.parametrize(("version", "text"), [case for case in CASES if "keywords" not in case[1]])
async def test_a_search(version: ApiVersion, text: str) -> None:
    query = SearchQuery("to eat?", parse(text) if text else None, top_k=7, threshold=0.25, rerank=True)
    found = platform(version)
    async with found.adapter() as adapter:
        await adapter.search(query)
        dialect = adapter.capabilities.dialect
    assert dialect == Dialect(searches=version)
    same(only(Searching(query), dialect=dialect), found)


async def test_a_name_stands_beside_a_star_where_that_is_wanted() -> None:
    found = platform("v3")
    found.on(
        "POST /v3/memories/",
        lambda request: (
            envelope()
            if b"memtui" in request.content
            else httpx.Response(400, json={"detail": "one positively-scoped entity ID"})
        ),
    )
    async with found.adapter() as adapter:
        await adapter.page(MemoryQuery(), 1, 10)
        dialect = adapter.capabilities.dialect
    assert dialect == Dialect(anchored=True)
    same(only(Listing(MemoryQuery(), 1, 10), dialect=dialect), found)


async def test_one_memory_its_history_and_entities() -> None:
    found = platform("v3")
    async with found.adapter() as adapter:
        await adapter.get(ID)
        same(only(OneMemory(ID)), found)
        await adapter.history(ID)
        same(only(OneHistory(ID)), found)
        await adapter.entities(EntityQuery())
        same(only(AllEntities()), found)


@pytest.mark.parametrize("memory_id", ["", " ", "*", "..", "a/b", "search", "\ud800"])
@pytest.mark.parametrize("kind", ["platform", "local", "selfhosted"])
def test_what_is_no_id_is_not_asked_for(memory_id: str, kind: ServiceKind) -> None:
    for asked in (OneMemory(memory_id), OneHistory(memory_id)):
        with pytest.raises((RefusedError, UsageError, MemtuiError)):
            only(asked, kind)


@pytest.mark.parametrize("text", ["length > 5", "edited = true", "user_id = alice and not length < 3"])
def test_what_only_memtui_evaluates_is_not_sent(text: str) -> None:
    with pytest.raises(FilterError, match="Only memtui"):
        only(Listing(MemoryQuery(parse(text))), "local")
    with pytest.raises(FilterError, match="keywords"):
        only(Searching(SearchQuery("tea", parse("keywords contains tea"))), "local")


def test_v1_lists_one_name_at_a_time() -> None:
    for asked in (Listing(MemoryQuery()), Searching(SearchQuery("tea", parse("user_id = *")))):
        with pytest.raises(UsageError, match="one user"):
            only(asked, dialect=Dialect("v1", "v1"))


# A self-hosted server


@pytest.mark.parametrize(
    "text", ["", "user_id = alice", "user_id in (alice, bob)", "user_id = bob and metadata.source = email"]
)
async def test_what_a_self_hosted_server_answers_holds_what_is_shown(
    server: Running, connect: Connect, text: str
) -> None:
    query = MemoryQuery(parse(text) if text else None)
    shown = await connect(server.url).page(query, 1, 200)
    found = calls_of(Listing(query), "selfhosted", Dialect(), NOW)
    ids: set[str] = set()
    async with httpx.AsyncClient(headers={"X-API-Key": ADMIN}) as client:
        for call in found.calls:
            answer = await client.request(call.method, call.url(server.url), json=call.body)
            ids |= {item["id"] for item in answer.json()["results"]}
    expected = {memory.id for memory in shown.results}
    is_more = any("only names" in note for note in found.notes)
    assert is_more == ("metadata" in text)
    assert expected < ids if is_more else expected == ids


async def test_one_memory_of_a_self_hosted_server() -> None:
    assert only(OneMemory(memory_id(3)), "selfhosted") == Call("GET", f"/memories/{memory_id(3)}")
    assert only(OneHistory(memory_id(3)), "selfhosted").path == f"/memories/{memory_id(3)}/history"
    assert only(AllEntities(), "selfhosted") == Call("GET", "/entities")
    with pytest.raises(UsageError, match="Nothing can match"):
        only(Listing(MemoryQuery(parse("user_id = a and user_id = b"))), "selfhosted")


@pytest.mark.parametrize(
    ("text", "bodies"), [("user_id = alice", 1), ("", 3), ("user_id in (alice, bob)", 2)]
)
def test_a_search_of_a_self_hosted_server_asks_once_for_each_name(text: str, bodies: int) -> None:
    query = SearchQuery("tea", parse(text) if text else None, top_k=5, threshold=0.0)
    found = calls_of(Searching(query), "selfhosted", Dialect(), NOW)
    assert len(found.calls) == bodies
    assert all(call.body and call.body["top_k"] == 5 and call.body["filters"] for call in found.calls)
    assert found.notes == ()
