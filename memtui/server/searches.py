"""The routes that search memories (`docs/mem0-api.md`, "Search")."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from memtui.adapters.base import MemoryAdapter
from memtui.core.filters import Filter
from memtui.core.queries import SearchQuery
from memtui.server.answer import Answer
from memtui.server.asking import (
    read_body,
    read_fields,
    read_filters,
    read_flag,
    read_names,
    read_threshold,
    read_whole,
    refuse_keywords,
    refuse_unsupported,
)
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
        body = await read_body(request)
        tree = read_filters(body, needs_name=False)
        items = await self._found(body, tree, "session_id", threshold=0.3)
        return Answer(listed(items, body.get("output_format")))

    async def v1(self, request: Request) -> Response:
        """The best matches among the memories of the entities named in the body, as a bare list."""
        body = await read_body(request)
        names = read_names(body)
        if names is None:
            raise Refusal(400, _NAME_REQUIRED)
        refuse_unsupported(body, also=("filters",))
        results = listed(await self._found(body, names, "run_id", threshold=0.0), body.get("output_format"))
        return Answer({**results, "relations": []} if isinstance(results, dict) else results)

    async def _found(
        self, body: dict[str, Any], tree: Filter | None, run_key: RunKey, *, threshold: float
    ) -> list[dict[str, Any]]:
        refuse_unsupported(body, also=("keywords",))
        refuse_keywords(tree)
        question = body.get("query")
        if not isinstance(question, str) or not question.strip():
            raise bad_request("query is a text and cannot be empty.")
        fields = read_fields(body.get("fields"))
        query = SearchQuery(
            question=question,
            filter=tree,
            top_k=read_whole(body, "top_k", 10, most=MAX_TOP_K),
            threshold=read_threshold(body, threshold),
            rerank=read_flag(body, "rerank"),
            keyword=read_flag(body, "keyword_search"),
            show_expired=read_flag(body, "show_expired"),
        )
        return [memory_json(memory, run_key, fields) for memory in await self._adapter.search(query)]
