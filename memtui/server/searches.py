"""The routes that search memories (`docs/mem0-api.md`, "Search")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from memtui.adapters.base import MemoryAdapter
from memtui.core.filters import Filter, all_of
from memtui.core.queries import MemoryQuery, SearchQuery
from memtui.server.answer import Answer
from memtui.server.asking import read_body, read_fields, read_flag, read_query, read_threshold, read_whole
from memtui.server.filtering import narrowed, read_filters, read_names, read_scope, refuse_keywords
from memtui.server.refusal import Refusal, bad_request
from memtui.server.shapes import RunKey, listed, memory_json

MAX_TOP_K = 1000
_NAME_REQUIRED = {"message": "At least one of the filters: agent_id, user_id, app_id, run_id is required!"}


class Searches:
    """Ranked searches, in each version's shape."""

    def __init__(self, adapter: MemoryAdapter) -> None:
        self._adapter = adapter

    async def v3(self, request: Request) -> Response:
        """The best matches within a filter."""
        body = await read_body(request)
        tree = read_filters(body, needs_name=True)
        return Answer({"results": await self._found(body, tree, "run_id", threshold=0.1)})

    async def v2(self, request: Request) -> Response:
        """The best matches within a filter, as a bare list."""
        return await self._v2(await read_body(request))

    async def v1(self, request: Request) -> Response:
        """The best matches among the memories of the entities named in the body, as a bare list.

        With `version=v2` it takes a filter, or nothing but conditions beside one.
        """
        asked = {**read_query(request), **await read_body(request)}
        if asked.get("version") == "v2" and asked.get("filters"):
            return await self._v2(asked)
        tree = read_scope(asked)
        narrowing = asked.get("categories") or asked.get("metadata")
        if tree is None and not asked.get("filters") and not (asked.get("version") == "v2" and narrowing):
            raise Refusal(400, _NAME_REQUIRED)
        found = await self._found(asked, tree, "run_id", threshold=0.0)
        results = listed(found, asked.get("output_format"))
        return Answer({**results, "relations": []} if isinstance(results, dict) else results)

    async def _v2(self, asked: Mapping[str, Any]) -> Response:
        tree = all_of(read_names(asked), read_filters(asked, needs_name=False))
        items = await self._found(asked, tree, "session_id", threshold=0.3)
        return Answer(listed(items, asked.get("output_format")))

    async def _found(
        self, asked: Mapping[str, Any], tree: Filter | None, run_key: RunKey, *, threshold: float
    ) -> list[dict[str, Any]]:
        if asked.get("keywords"):
            raise bad_request("keywords is not a part of a search; its query is.")
        refuse_keywords(tree)
        tree, fields = narrowed(tree, asked), read_fields(asked)
        top_k, show_expired = read_whole(asked, "top_k", 10, most=MAX_TOP_K), read_flag(asked, "show_expired")
        if read_flag(asked, "only_metadata_based_search"):
            page = await self._adapter.page(MemoryQuery(tree, show_expired), 1, top_k)
            return [memory_json(memory, run_key, fields) for memory in page.results]
        question = asked.get("query")
        if not isinstance(question, str) or not question.strip():
            raise bad_request("query is a text and cannot be empty.")
        query = SearchQuery(
            question=question,
            filter=tree,
            top_k=top_k,
            threshold=read_threshold(asked, threshold),
            rerank=read_flag(asked, "rerank"),
            keyword=read_flag(asked, "keyword_search"),
            show_expired=show_expired,
        )
        return [memory_json(memory, run_key, fields) for memory in await self._adapter.search(query)]
