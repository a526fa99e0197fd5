"""Searches of the Platform, in every version that a service may have."""

from __future__ import annotations

import pytest

from memtui.core.errors import (
    FilterError,
)
from memtui.core.filter_text import parse
from memtui.core.queries import SearchQuery
from tests.adapters.platform_service import EVERYONE, Service, row


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
        {
            "query": "tea",
            "top_k": 10,
            "rerank": False,
            "keyword_search": False,
            "show_expired": False,
            "filters": EVERYONE,
        }
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
        "query": "tea", "top_k": 2, "rerank": False, "keyword_search": False, "threshold": 0.5,
        "filters": {"user_id": "alice"},
    }  # fmt: skip


async def test_a_search_of_v1() -> None:
    service = Service().on("POST /v1/memories/search/", [row(1, score=0.9), row(2, score=0.2), row(3)])
    async with service.adapter() as adapter:
        found = await adapter.search(SearchQuery("tea", parse("user_id = alice"), threshold=0.5))
        assert [memory.memory for memory in found] == ["memory 1", "memory 3"]
        assert service.bodies[-1] == {
            "query": "tea",
            "top_k": 10,
            "rerank": False,
            "keyword_search": False,
            "user_id": "alice",
        }
        asked = len(service.asked)
        for tree in (None, parse("user_id = alice and run_id = *")):
            with pytest.raises(FilterError, match="one user, agent, app or run at a time"):
                await adapter.search(SearchQuery("tea", tree))
        assert "POST /v1/memories/search/" not in service.asked[asked:]
