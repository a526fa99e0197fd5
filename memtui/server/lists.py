"""The routes that list memories (`docs/mem0-api.md`, "Pages")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from memtui.adapters.base import MemoryAdapter
from memtui.core.filters import Filter, all_of, scope_condition
from memtui.core.models import EntityType, MemoryPage
from memtui.core.queries import MemoryQuery
from memtui.server.answer import Answer
from memtui.server.asking import (
    DEFAULT_PAGE_SIZE,
    MAX_PAGE_SIZE,
    Paging,
    read_body,
    read_fields,
    read_flag,
    read_paging,
    read_query,
    read_whole,
)
from memtui.server.filtering import narrowed, read_filters, read_names, read_scope
from memtui.server.refusal import Refusal, invalid_page
from memtui.server.shapes import RunKey, envelope, listed, memory_json, nameless_json

_NAME_REQUIRED = ["One of the filters: app_id, user_id, agent_id, run_id is required!"]


class Lists:
    """Lists of memories, in each version's shape."""

    def __init__(self, adapter: MemoryAdapter) -> None:
        self._adapter = adapter

    async def v3(self, request: Request) -> Response:
        """A page of the memories that a filter selects, always in an envelope."""
        body = await read_body(request)
        query, fields = _query(read_filters(body, needs_name=True), body), read_fields(body)
        paging = read_paging(request, body)
        page = await self._page(query, paging)
        results = [memory_json(memory, "session_id", fields) for memory in page.results]
        return Answer(envelope(request, paging, count=await self._count(query, page), results=results))

    async def v2(self, request: Request) -> Response:
        """The memories that a filter selects: a bare list, or an envelope when a page is asked for.

        What the body does not say may stand in the query string.
        """
        asked = {**read_query(request), **await read_body(request)}
        tree = all_of(read_names(asked), read_filters(asked, needs_name=False))
        paging = read_paging(request, asked)
        return await self._older(request, _query(tree, asked), paging, asked, "session_id")

    async def v1(self, request: Request) -> Response:
        """The memories of the entities named in the query string; shapes as `v2`.

        With `version=v2` the query may bring a body with a filter, strange as that is.
        """
        asked = read_query(request)
        if asked.get("version") == "v2":
            asked = {**await read_body(request), **asked}
        tree = read_scope(asked)
        if tree is None and not asked.get("filters"):
            raise Refusal(400, _NAME_REQUIRED)
        paging = read_paging(request, {})
        if not paging.both:
            limit = read_whole(asked, "limit", paging.page_size, most=MAX_PAGE_SIZE)
            paging = replace(paging, page_size=limit)
        return await self._older(request, _query(tree, asked), paging, asked, "run_id")

    async def of_entity(self, request: Request, kind: EntityType, name: str) -> Response:
        """A page of one entity's memories; its size is fixed."""
        query = _query(scope_condition(kind, name), read_query(request))
        paging = Paging(read_paging(request, {}).page, DEFAULT_PAGE_SIZE, both=True)
        page = await self._page(query, paging)
        results = [nameless_json(memory) for memory in page.results]
        return Answer(envelope(request, paging, count=await self._count(query, page), results=results))

    async def _page(self, query: MemoryQuery, paging: Paging) -> MemoryPage:
        page = await self._adapter.page(query, paging.page, paging.page_size)
        if paging.page > 1 and not page.results:
            raise invalid_page()
        return page

    async def _count(self, query: MemoryQuery, page: MemoryPage) -> int:
        return await self._adapter.count(query) if page.total is None else page.total

    async def _older(
        self, request: Request, query: MemoryQuery, paging: Paging, asked: Mapping[str, Any], run_key: RunKey
    ) -> Response:
        fields = read_fields(asked)
        page = await self._page(query, paging)
        items = [memory_json(memory, run_key, fields) for memory in page.results]
        results = listed(items, asked.get("output_format"))
        if not paging.both:
            return Answer(results)
        return Answer(envelope(request, paging, count=await self._count(query, page), results=results))


def _query(tree: Filter | None, source: Mapping[str, Any]) -> MemoryQuery:
    return MemoryQuery(narrowed(tree, source), show_expired=read_flag(source, "show_expired"))
