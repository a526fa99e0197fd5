"""The routes that list memories (`docs/mem0-api.md`, "Pages")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from memtui.adapters.base import MemoryAdapter
from memtui.core.filters import Filter, scope_condition
from memtui.core.models import EntityType, MemoryPage
from memtui.core.queries import MemoryQuery
from memtui.server.answer import Answer
from memtui.server.asking import (
    DEFAULT_PAGE_SIZE,
    MAX_PAGE_SIZE,
    Paging,
    read_body,
    read_fields,
    read_filters,
    read_flag,
    read_names,
    read_paging,
    read_whole,
    refuse_unsupported,
    with_keywords,
)
from memtui.server.refusal import Refusal, invalid_page
from memtui.server.shapes import envelope, listed, memory_json, nameless_json

_NAME_REQUIRED = ["One of the filters: app_id, user_id, agent_id, run_id is required!"]


class Lists:
    """Lists of memories, in each version's shape."""

    def __init__(self, adapter: MemoryAdapter) -> None:
        self._adapter = adapter

    async def v3(self, request: Request) -> Response:
        """A page of the memories that a filter selects, always in an envelope."""
        body = await read_body(request)
        query = _query(read_filters(body, needs_name=True), body)
        fields = read_fields(body.get("fields"))
        paging = read_paging(request, body)
        page = await self._page(query, paging)
        results = [memory_json(memory, "session_id", fields) for memory in page.results]
        return Answer(envelope(request, paging, count=await self._count(query, page), results=results))

    async def v2(self, request: Request) -> Response:
        """The memories that a filter selects: a bare list, or an envelope when a page is asked for."""
        body = await read_body(request)
        query = _query(read_filters(body, needs_name=False), body)
        fields = read_fields(body.get("fields"))
        paging = read_paging(request, body)
        page = await self._page(query, paging)
        items = [memory_json(memory, "session_id", fields) for memory in page.results]
        return await self._older(request, query, paging, page, listed(items, body.get("output_format")))

    async def v1(self, request: Request) -> Response:
        """The memories of the entities named in the query string; shapes as `v2`."""
        params = request.query_params
        names = read_names(params)
        if names is None:
            raise Refusal(400, _NAME_REQUIRED)
        query = _query(names, params)
        given = params.getlist("fields")
        fields = read_fields(given if len(given) > 1 else params.get("fields"))
        paging = read_paging(request, {})
        if not paging.both:
            limit = read_whole(params, "limit", paging.page_size, most=MAX_PAGE_SIZE)
            paging = replace(paging, page_size=limit)
        page = await self._page(query, paging)
        items = [memory_json(memory, "run_id", fields) for memory in page.results]
        return await self._older(request, query, paging, page, listed(items, params.get("output_format")))

    async def of_entity(self, request: Request, kind: EntityType, name: str) -> Response:
        """A page of one entity's memories; its size is fixed."""
        query = _query(scope_condition(kind, name), request.query_params)
        paging = Paging(read_paging(request, {}).page, DEFAULT_PAGE_SIZE, both=True)
        page = await self._page(query, paging)
        results = [nameless_json(memory) for memory in page.results]
        return await self._older(request, query, paging, page, results)

    async def _page(self, query: MemoryQuery, paging: Paging) -> MemoryPage:
        page = await self._adapter.page(query, paging.page, paging.page_size)
        if paging.page > 1 and not page.results:
            raise invalid_page()
        return page

    async def _count(self, query: MemoryQuery, page: MemoryPage) -> int:
        return await self._adapter.count(query) if page.total is None else page.total

    async def _older(
        self, request: Request, query: MemoryQuery, paging: Paging, page: MemoryPage, results: Any
    ) -> Response:
        if not paging.both:
            return Answer(results)
        count = await self._count(query, page)
        return Answer(envelope(request, paging, count=count, results=results))


def _query(tree: Filter | None, source: Mapping[str, Any]) -> MemoryQuery:
    refuse_unsupported(source)
    return MemoryQuery(with_keywords(tree, source), show_expired=read_flag(source, "show_expired"))
