"""A service of any size that makes its memories up when they are asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence

from memtui.adapters.base import Capabilities, ServiceInfo
from memtui.core.models import (
    ENTITY_TYPES,
    Entity,
    EntityPage,
    HistoryEvent,
    Memory,
    MemoryPage,
    MemoryRecord,
)
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery


def plain(number: int) -> Memory:
    """The memory in row `number`."""
    return Memory(id=f"id-{number}", memory=f"Row {number}", user_id="alice")


class MadeUp:
    """`count` memories, each made by `make` from its row; filters are not looked at.

    A search finds the first ten.
    """

    def __init__(
        self,
        count: int,
        make: Callable[[int], Memory] = plain,
        *,
        entities: Sequence[Entity] = (),
        histories: Mapping[str, tuple[HistoryEvent, ...]] | None = None,
    ) -> None:
        self._count = count
        self._make = make
        self._entities = entities
        self._histories = histories or {}

    capabilities = Capabilities("platform", 1000, true_totals=True, lists_expired=True, writing=None)

    async def probe(self) -> ServiceInfo:
        return ServiceInfo("made up", "nowhere")

    async def entities(self, query: EntityQuery) -> EntityPage:
        found = [entity for entity in self._entities if entity.type == query.type]
        totals = {kind: sum(entity.type == kind for entity in self._entities) for kind in ENTITY_TYPES}
        start = (query.page - 1) * query.page_size
        return EntityPage(
            found[start : start + query.page_size], query.page, query.page_size, len(found), totals
        )

    async def page(self, query: MemoryQuery, page: int, page_size: int) -> MemoryPage:
        start, end = (page - 1) * page_size, min(page * page_size, self._count)
        rows = tuple(self._make(number) for number in range(start, end))
        return MemoryPage(rows, page, page_size, self._count, has_next=end < self._count)

    async def count(self, query: MemoryQuery) -> int:
        return self._count

    async def search(self, query: SearchQuery) -> tuple[Memory, ...]:
        return tuple(self._make(number) for number in range(min(10, self._count)))

    async def get(self, memory_id: str) -> Memory:
        return next(found for number in range(self._count) if (found := self._make(number)).id == memory_id)

    async def history(self, memory_id: str) -> tuple[HistoryEvent, ...]:
        return self._histories.get(memory_id, ())

    async def records(self, query: MemoryQuery) -> AsyncIterator[MemoryRecord]:
        for number in range(self._count):
            yield MemoryRecord(self._make(number), ())

    async def close(self) -> None:
        pass
