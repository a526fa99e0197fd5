"""The routes that look one thing up: the service itself, a memory, its history, the entities."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from memtui.adapters.base import MemoryAdapter
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import NotFoundError
from memtui.core.models import ENTITY_TYPES, Entity, EntityType
from memtui.core.queries import EntityQuery
from memtui.server.answer import Answer
from memtui.server.asking import MAX_PAGE_SIZE, read_paging
from memtui.server.refusal import Refusal, invalid_page, no_memory
from memtui.server.shapes import entity_json, envelope, event_json, memory_json


class Lookups:
    """Routes that exist in one version."""

    def __init__(self, adapter: LocalAdapter) -> None:
        self._adapter = adapter

    async def ping(self, request: Request) -> Response:
        """Whether the store answers, and which project it is. Nobody's address is told: there is none."""
        project = await self._adapter.project()
        return Answer({"status": "ok", "org_id": project.organization_id, "project_id": project.id})

    async def memory(self, request: Request) -> Response:
        """One memory, expired or not."""
        memory_id = unquote(request.path_params["memory_id"])
        try:
            memory = await self._adapter.get(memory_id)
        except NotFoundError:
            raise no_memory(memory_id) from None
        return Answer(memory_json(memory, "session_id"))

    async def history(self, memory_id: str) -> Response:
        """The events of a memory, as a bare list."""
        try:
            events = await self._adapter.history(memory_id)
        except NotFoundError:
            raise no_memory(memory_id) from None
        return Answer([event_json(event) for event in events])

    async def entities(self, request: Request) -> Response:
        """A page of entities, and how many there are of each type."""
        paging = read_paging(request, {})
        page = await self._adapter.entities(EntityQuery(page=paging.page, page_size=paging.page_size))
        if paging.page > 1 and not page.results:
            raise invalid_page()
        results = [entity_json(entity) for entity in page.results]
        totals = {f"total_{kind}s": page.totals[kind] for kind in ENTITY_TYPES}
        return Answer({**envelope(request, paging, count=page.total, results=results), **totals})

    async def entity(self, request: Request) -> Response:
        """The entities of a type and name, as a list: one, or none."""
        kind = entity_type(unquote(request.path_params["kind"]))
        if kind is None:
            raise Refusal(400, {"message": "Invalid entity type"})
        name = unquote(request.path_params["name"])
        async for entity in entities_of(self._adapter, kind, name):
            if entity.name == name:
                return Answer([entity_json(entity)])
        return Answer([])


async def entities_of(
    adapter: MemoryAdapter, kind: EntityType | None, name_contains: str = ""
) -> AsyncIterator[Entity]:
    """All entities of a type whose name contains a text."""
    page = 1
    while True:
        found = await adapter.entities(EntityQuery(kind, name_contains, page, MAX_PAGE_SIZE))
        for entity in found.results:
            yield entity
        if page * MAX_PAGE_SIZE >= found.total:
            return
        page += 1


def entity_type(word: str) -> EntityType | None:
    """The entity type of that name, if there is one."""
    return next((kind for kind in ENTITY_TYPES if kind == word), None)
