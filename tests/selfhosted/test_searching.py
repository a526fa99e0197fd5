"""Searching a self-hosted server, which wants one name in each question."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from memtui.adapters.selfhosted import SelfHostedAdapter
from memtui.core.errors import ServiceError
from memtui.core.filter_match import matches
from memtui.core.filter_text import parse
from memtui.core.models import Memory
from memtui.core.queries import SearchQuery
from tests.selfhosted.conftest import Connect
from tests.selfhosted.data import many, memory_id, truth
from tests.selfhosted.imitation import MEMBER, Imitation
from tests.server.conftest import Running
from tests.server.faults import Fault

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ANY = [{"agent_id": "*"}, {"run_id": "*"}, {"user_id": "*"}]


def expected(service: Imitation, text: str, words: list[str], threshold: float) -> set[tuple[str, float]]:
    """What a search finds that looks at every memory that has a name."""
    tree = parse(text) if text else None
    scored = (
        (memory, sum(word in memory.memory.lower() for word in words) / len(words))
        for memory in truth(service)
        if memory.scope() and matches(tree, memory, NOW)
    )
    return {(memory.id, score) for memory, score in scored if score >= threshold}


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("", ANY),
        ("user_id = alice", [{"user_id": "alice"}]),
        ("user_id = bob and run_id = run/1", [{"run_id": "run/1", "user_id": "bob"}]),
        ("user_id = alice or agent_id = bot-1", [{"agent_id": "bot-1"}, {"user_id": "alice"}]),
        ("user_id = *", [{"user_id": "*"}]),
        ('user_id = "*"', [{"user_id": "*"}]),
        ("user_id = bob and keywords icontains tasse", [{"user_id": "bob"}]),
        ("user_id = alice and metadata.source = email", [{"user_id": "alice"}]),
        ("not user_id = alice", ANY),
        ("created_at > 2026-02-01", ANY),
        ("user_id = alice and user_id = bob", []),
    ],
)
@pytest.mark.parametrize("threshold", [0.0, 0.5])
async def test_searches(
    adapter: SelfHostedAdapter,
    service: Imitation,
    text: str,
    filters: list[dict[str, str]],
    threshold: float,
) -> None:
    query = SearchQuery("tea tasse", parse(text) if text else None, 500, threshold)
    found = await adapter.search(query)
    assert {(memory.id, memory.score) for memory in found} == expected(
        service, text, ["tea", "tasse"], threshold
    )
    assert len({memory.id for memory in found}) == len(found)
    scores = [memory.score for memory in found if memory.score is not None]
    assert scores == sorted(scores, reverse=True)
    assert sorted((body["filters"] for body in service.searched), key=str) == filters
    assert all(body["threshold"] == threshold for body in service.searched)


async def test_only_names_leave_the_choice_to_the_service(
    adapter: SelfHostedAdapter, service: Imitation
) -> None:
    found = await adapter.search(SearchQuery("tea", parse("user_id = alice or run_id = run/1"), 3))
    assert len(found) == 3
    body = {"query": "tea", "top_k": 3, "show_expired": True}
    assert sorted(service.searched, key=str) == [
        {**body, "filters": {"run_id": "run/1"}},
        {**body, "filters": {"user_id": "alice"}},
    ]


async def test_what_is_filtered_here_is_looked_for_further_down(
    adapter: SelfHostedAdapter, service: Imitation
) -> None:
    many(service, 300, user_id="carol")
    service.add(memory_id(900), "note of the day", user_id="carol", kind="diary")
    tree = parse("user_id = carol and metadata.kind = diary")
    found = await adapter.search(SearchQuery("note", tree, 1))
    assert [memory.id for memory in found] == [memory_id(900)]
    assert service.searched[0]["top_k"] == 1000


async def test_expired_memories(adapter: SelfHostedAdapter, service: Imitation) -> None:
    def expired(found: tuple[Memory, ...]) -> int:
        return sum(memory.is_expired(NOW.date()) for memory in found)

    tree = parse("user_id = bob")
    everything = await adapter.search(SearchQuery("tea", tree, 100, 0.0))
    lasting = await adapter.search(SearchQuery("tea", tree, 100, 0.0, show_expired=False))
    assert expired(everything) > 0
    assert expired(lasting) == 0
    assert len(lasting) == len(everything) - expired(everything)


async def test_the_order_of_one_answer_is_the_services(adapter: SelfHostedAdapter, server: Running) -> None:
    # Old servers give distances, of which the least is the best.
    near, far = ({"id": memory_id(n), "memory": "tea", "user_id": "alice", "score": n / 2} for n in (0, 1))
    server.faulty.faults.append(Fault(200, json.dumps({"results": [near, far]}).encode()))
    found = await adapter.search(SearchQuery("tea", parse("user_id = alice"), 10))
    assert [memory.score for memory in found] == [0.0, 0.5]


async def test_a_member_may_search_everything(service: Imitation, server: Running, connect: Connect) -> None:
    assert await connect(server.url, MEMBER).search(SearchQuery("tea", None, 3))


async def test_an_empty_question_is_the_services_to_refuse(adapter: SelfHostedAdapter) -> None:
    with pytest.raises(ServiceError, match="query must not be empty") as caught:
        await adapter.search(SearchQuery(" "))
    assert caught.value.status == 400
