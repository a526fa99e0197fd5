"""What the server has beyond memories: keys, its log, and what it says of the parts that it lacks."""

from __future__ import annotations

import pytest

from memtui.adapters.base import FEATURES
from memtui.adapters.features import (
    ApiKeysAdapter,
    SentRequestsAdapter,
    ServedRequestsAdapter,
    feature,
    lacking,
)
from memtui.adapters.selfhosted import SelfHostedAdapter
from memtui.core.errors import (
    DataError,
    MemtuiError,
    NotFoundError,
    RefusedError,
    ServiceError,
    UnauthorizedError,
    UsageError,
)
from memtui.core.ordering import Order
from memtui.core.queries import MemoryQuery, SearchQuery
from tests.selfhosted.conftest import Connect
from tests.selfhosted.data import memory_id
from tests.selfhosted.imitation import ADMIN, MEMBER, Imitation
from tests.server.conftest import Running
from tests.server.faults import Fault

HAS = {
    "api_keys": ApiKeysAdapter,
    "served_requests": ServedRequestsAdapter,
    "sent_requests": SentRequestsAdapter,
}


def test_every_part_is_there_or_has_a_reason(adapter: SelfHostedAdapter) -> None:
    for name in FEATURES:
        assert bool(lacking(adapter, name)) == (name not in HAS), name
        assert not lacking(adapter, name).endswith(".")
    for part in HAS.values():
        assert isinstance(adapter, part)
    assert feature(adapter, "api_keys", ApiKeysAdapter) is adapter


async def test_a_key_is_made_shown_once_and_revoked(
    adapter: SelfHostedAdapter, service: Imitation, server: Running, connect: Connect
) -> None:
    assert await adapter.api_keys() == ()
    await adapter.create_api_key("first")
    made = await adapter.create_api_key("  laptop ")
    first, second = reversed(await adapter.api_keys())
    assert (first.label, second.label, second.last_used_at) == ("first", "laptop", None)
    assert made.api_key == second
    secret = made.secret.reveal()
    assert secret == service.accounts.secrets[second.id]
    assert second.hint == secret[:12]
    assert secret not in repr(made)
    assert secret not in repr(await adapter.api_keys())
    assert await connect(server.url, secret).count(MemoryQuery()) == 60
    await adapter.delete_api_key(second.id)
    assert [key.label for key in await adapter.api_keys()] == ["first"]
    with pytest.raises(NotFoundError, match="no such API key"):
        await adapter.delete_api_key(second.id)
    with pytest.raises(UnauthorizedError):
        await connect(server.url, secret).count(MemoryQuery())


@pytest.mark.parametrize("key_id", [memory_id(1), "", "*", "..", "nonsense"])
async def test_keys_that_are_not_there(adapter: SelfHostedAdapter, service: Imitation, key_id: str) -> None:
    with pytest.raises(NotFoundError, match="no such API key"):
        await adapter.delete_api_key(key_id)
    assert all(memory_id(1) in question for question in service.asked)


@pytest.mark.parametrize("label", ["", "  ", "x" * 256])
async def test_labels_that_the_server_would_not_take(adapter: SelfHostedAdapter, label: str) -> None:
    with pytest.raises(UsageError):
        await adapter.create_api_key(label)


async def test_keys_belong_to_an_account(adapter: SelfHostedAdapter, server: Running) -> None:
    server.faulty.faults.append(Fault(401, b'{"detail": "Authentication required."}'))
    with pytest.raises(UnauthorizedError) as caught:
        await adapter.api_keys()
    assert "email and password" in caught.value.hint


async def test_read_only_makes_and_revokes_no_keys(server: Running, connect: Connect) -> None:
    adapter = connect(server.url, ADMIN, read_only=True)
    with pytest.raises(RefusedError):
        await adapter.create_api_key("laptop")
    with pytest.raises(RefusedError):
        await adapter.delete_api_key(memory_id(1))
    assert await adapter.api_keys() == ()
    assert server.faulty.asked == ["GET /api-keys"]


@pytest.mark.parametrize(
    "answer", [b"{}", b"null", b'{"id": "x", "label": "l"}', b'{"key": "m0sk_x"}', b"[]"]
)
async def test_a_new_key_that_is_not_shown(
    adapter: SelfHostedAdapter, server: Running, answer: bytes
) -> None:
    server.faulty.faults.append(Fault(201, answer))
    with pytest.raises(DataError, match="shows no new key"):
        await adapter.create_api_key("laptop")


async def test_the_servers_log(adapter: SelfHostedAdapter, service: Imitation) -> None:
    await adapter.page(MemoryQuery(), 1, 5)
    with pytest.raises(NotFoundError):
        await adapter.delete(memory_id(999))
    newest, before = await adapter.served_requests(50)
    assert (newest.method, newest.path, newest.status) == ("DELETE", f"/memories/{memory_id(999)}", 404)
    assert (before.method, before.path, before.status, before.latency_ms) == ("GET", "/memories", 200, 1.25)
    assert before.extra == {"auth_type": "admin_api_key"}
    assert before.created_at == "2026-07-01T00:00:00Z"
    assert len(await adapter.served_requests(1)) == 1


@pytest.mark.parametrize(("limit", "asked"), [(0, 1), (-5, 1), (200, 200), (10_000, 200)])
async def test_the_log_is_asked_for_what_it_gives(
    adapter: SelfHostedAdapter, service: Imitation, limit: int, asked: int
) -> None:
    await adapter.served_requests(limit)
    assert service.asked == [f"GET /requests?limit={asked}"]


async def test_the_log_is_an_admins(server: Running, connect: Connect) -> None:
    with pytest.raises(UnauthorizedError, match="Admin role required"):
        await connect(server.url, MEMBER).served_requests(50)


async def test_an_older_server_has_neither(old_server: Running, connect: Connect) -> None:
    adapter = connect(old_server.url, None)
    with pytest.raises(MemtuiError, match="without API keys"):
        await adapter.api_keys()
    with pytest.raises(MemtuiError, match="without a log of requests"):
        await adapter.served_requests(50)


@pytest.mark.parametrize("answer", [b"null", b"{}", b'"x"', b'[3, null, {"status_code": "x", "path": 4}]'])
async def test_any_answer_is_survived(adapter: SelfHostedAdapter, server: Running, answer: bytes) -> None:
    for question in (adapter.api_keys, lambda: adapter.served_requests(5)):
        server.faulty.faults.append(Fault(200, answer))
        if answer[:1] == b"[":
            assert len(await question()) <= 1
        else:
            with pytest.raises(DataError):
                await question()


async def test_a_failing_server(adapter: SelfHostedAdapter, server: Running) -> None:
    server.faulty.faults.extend([Fault(500, b"Internal Server Error")] * 3)
    with pytest.raises(ServiceError):
        await adapter.served_requests(5)


async def test_what_was_sent(adapter: SelfHostedAdapter) -> None:
    await adapter.page(MemoryQuery(), 1, 5)
    await adapter.search(SearchQuery("tea"))
    sent = feature(adapter, "sent_requests", SentRequestsAdapter).sent_requests()
    assert [request.path for request in sent] == ["/search"] * 3 + ["/memories"]
    assert all(request.request_id == "req-1" for request in sent)


# Searches


async def test_a_search_that_is_explained(adapter: SelfHostedAdapter, service: Imitation) -> None:
    plain = await adapter.search(SearchQuery("green tea"))
    assert all("explain" not in body for body in service.searched)
    assert all("score_details" not in memory.extra for memory in plain)
    found = await adapter.search(SearchQuery("green tea", explain=True))
    assert [memory.id for memory in found] == [memory.id for memory in plain]
    assert all(memory.extra["score_details"]["final_score"] == memory.score for memory in found)
    assert all(body["explain"] is True for body in service.searched[3:])


@pytest.mark.parametrize(
    ("query", "name"),
    [(SearchQuery("tea", rerank=True), "rerank"), (SearchQuery("tea", keyword=True), "keyword search")],
)
async def test_what_a_search_does_not_have_is_refused(
    adapter: SelfHostedAdapter, service: Imitation, query: SearchQuery, name: str
) -> None:
    with pytest.raises(RefusedError, match=f"has no {name}: a self-hosted server"):
        await adapter.search(query)
    assert service.asked == []


async def test_options_are_not_passed_over_in_silence(adapter: SelfHostedAdapter, service: Imitation) -> None:
    with pytest.raises(UsageError, match="'fields' is no option"):
        await adapter.search(SearchQuery("tea", options={"fields": ["id"]}))
    for question in (
        adapter.page(MemoryQuery(options={"categories": ["food"]}), 1, 5),
        adapter.count(MemoryQuery(options={"categories": ["food"]})),
        anext(adapter.records(MemoryQuery(options={"categories": ["food"]}))),
    ):
        with pytest.raises(UsageError, match="'categories' is no option"):
            await question
    with pytest.raises(UsageError, match="cannot sort"):
        await adapter.page(MemoryQuery(order=Order("memory")), 1, 5)
    assert service.asked == []
