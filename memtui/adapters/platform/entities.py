"""The entities of a service: read whole, since it neither sorts nor filters them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from itertools import count

from memtui.adapters.http import HttpClient
from memtui.adapters.http_errors import PageEndError
from memtui.core.from_wire import parse_entities
from memtui.core.models import ENTITY_TYPES, Entity, EntityPage
from memtui.core.queries import EntityQuery
from memtui.core.words import fold

_PAGE_SIZE = 100


class EntityBook:
    """Every entity of the service, kept until it is asked for anew."""

    def __init__(self, client: HttpClient) -> None:
        self._client = client
        self._known: tuple[Entity, ...] | None = None
        self._edition = 0
        self._lock = asyncio.Lock()

    async def all(self, *, anew: bool) -> tuple[Entity, ...]:
        """The entities, each once; read from the service when `anew` or not known yet."""
        async with self._lock:
            if not anew and self._known is not None:
                return self._known
            edition = self._edition
            known = await self._read()
            # What was forgotten meanwhile may be from before a change.
            self._known = known if edition == self._edition else None
            return known

    def forget(self) -> None:
        """Read them again when they are next asked for."""
        self._known = None
        self._edition += 1

    async def _read(self) -> tuple[Entity, ...]:
        found: dict[tuple[str, str], Entity] = {}
        for page in count(1):
            try:
                answer = await self._client.request(
                    "GET", "/v1/entities/", params={"page": page, "page_size": _PAGE_SIZE}
                )
            except PageEndError:
                break
            before = len(found)
            for entity in parse_entities(answer):
                found.setdefault((entity.type, entity.name), entity)
            # A service that ignores the page would answer the same for ever.
            if not isinstance(answer, Mapping) or not answer.get("next") or len(found) == before:
                break
        return tuple(found.values())


def entity_page(entities: Iterable[Entity], query: EntityQuery) -> EntityPage:
    """The page of those entities that match, by type, most memories first where counts are known."""
    part = fold(query.name_contains)
    named = [entity for entity in entities if part in fold(entity.name)]
    totals = {kind: sum(entity.type == kind for entity in named) for kind in ENTITY_TYPES}
    matching = [entity for entity in named if query.type in {None, entity.type}]
    matching.sort(key=_order)
    first = (query.page - 1) * query.page_size
    return EntityPage(
        results=tuple(matching[first : first + query.page_size]),
        page=query.page,
        page_size=query.page_size,
        total=len(matching),
        totals=totals,
    )


def _order(entity: Entity) -> tuple[int, int, str]:
    known = -1 if entity.total_memories is None else entity.total_memories
    return ENTITY_TYPES.index(entity.type), -known, entity.name
