"""The entities of a service: read whole, since it neither sorts nor filters them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from memtui.adapters.http import HttpClient
from memtui.adapters.http_errors import PageEndError
from memtui.adapters.http_many import together
from memtui.core.from_wire import parse_entities
from memtui.core.models import ENTITY_TYPES, Entity, EntityPage
from memtui.core.queries import EntityQuery
from memtui.core.words import fold

_PAGE_SIZE = 100
_AT_ONCE = 3
"""One connection stays free for the list."""


class EntityBook:
    """Every entity of the service, kept until it is asked for anew."""

    def __init__(self, client: HttpClient) -> None:
        self._client = client
        self._known: tuple[Entity, ...] | None = None
        self._edition = 0
        self._readings = 0
        self._lock = asyncio.Lock()

    async def all(self, *, anew: bool) -> tuple[Entity, ...]:
        """The entities, each once; read from the service when `anew` or not known yet.

        Those who ask at the same time share one reading.
        """
        before = self._readings
        async with self._lock:
            # What came while this question waited for its turn is as new as can be.
            if self._known is not None and (not anew or self._readings > before):
                return self._known
            edition = self._edition
            known = await self._read()
            self._readings += 1
            # What was forgotten meanwhile may be from before a change.
            self._known = known if edition == self._edition else None
            return known

    def forget(self) -> None:
        """Read them again when they are next asked for."""
        self._known = None
        self._edition += 1

    async def _read(self) -> tuple[Entity, ...]:
        found: dict[tuple[str, str], Entity] = {}
        number, at_once = 1, 1
        while True:
            for answer in await together(self._page(page) for page in range(number, number + at_once)):
                before = len(found)
                for entity in () if answer is None else parse_entities(answer):
                    found.setdefault((entity.type, entity.name), entity)
                # A service that ignores the page would answer the same for ever.
                if not isinstance(answer, Mapping) or not answer.get("next") or len(found) == before:
                    return tuple(found.values())
                count = answer.get("count")
            number += at_once
            left = -(-count // _PAGE_SIZE) - number + 1 if isinstance(count, int) else 1
            at_once = max(min(left, _AT_ONCE), 1)

    async def _page(self, number: int) -> Any:
        """What the service answers; None past the end."""
        try:
            return await self._client.request(
                "GET", "/v1/entities/", params={"page": number, "page_size": _PAGE_SIZE}
            )
        except PageEndError:
            return None


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
