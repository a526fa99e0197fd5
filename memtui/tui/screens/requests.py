"""What the browse screen asks of the service, in the background.

Each function asks, and posts what came or what went wrong; none touches the screen. The screen's
generation travels along, so that an answer to an old question is recognised.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from textual.message import Message

from memtui.adapters.base import MemoryAdapter
from memtui.core.errors import MemtuiError
from memtui.core.filters import scope_condition
from memtui.core.models import ENTITY_TYPES, EntityType
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from memtui.ops.browse import MemoryWindow
from memtui.ops.entities import PAGE_SIZE
from memtui.tui.messages import (
    BlameArrived,
    EntitiesArrived,
    EntityCounted,
    HistoryArrived,
    IdsArrived,
    PageArrived,
    RequestFailed,
    ResultsArrived,
    TotalArrived,
)
from memtui.tui.screens.lens_words import possible
from memtui.tui.screens.narrowing import blame_of
from memtui.tui.state import Lens, Narrowing

Post = Callable[[Message], object]
_AT_ONCE = 4
"""Pages that are asked for at the same time."""


class Requests:
    """The questions of one screen to one service; `stopwatch` tells seconds, for the latency shown."""

    def __init__(self, adapter: MemoryAdapter, post: Post, stopwatch: Callable[[], float]) -> None:
        self._adapter = adapter
        self._post = post
        self._stopwatch = stopwatch

    async def page(
        self, generation: int, window: MemoryWindow, number: int, also: Sequence[int] = ()
    ) -> None:
        """Fetch a page, once others are here too."""

        async def ask() -> None:
            for at in range(0, len(also), _AT_ONCE):
                await asyncio.gather(*map(window.fetch, also[at : at + _AT_ONCE]))
            started = self._stopwatch()
            page = await window.fetch(number)
            self._post(PageArrived(generation, page, self._milliseconds(started)))

        await self._or_tell(generation, ask, "list")

    async def total(self, generation: int, window: MemoryWindow) -> None:
        """Count what no page tells: first so far as is quick, then to the end."""

        async def ask() -> None:
            if await window.count_first():
                self._post(TotalArrived(generation, window.length))
            self._post(TotalArrived(generation, await window.count()))

        await self._or_tell(generation, ask, "list")

    async def search(self, generation: int, question: str, query: MemoryQuery, lens: Lens) -> None:
        """Ask for the best matches among the memories that a list would show, whatever their score."""
        lens = possible(lens, self._adapter.capabilities.lacks)
        search = SearchQuery(
            question,
            query.filter,
            top_k=lens.top_k,
            threshold=0.0,
            rerank=lens.rerank,
            keyword=lens.keyword,
            show_expired=query.show_expired,
            explain=True,
        )

        async def ask() -> None:
            started = self._stopwatch()
            results = await self._adapter.search(search)
            self._post(ResultsArrived(generation, results, self._milliseconds(started)))

        await self._or_tell(generation, ask, "list")

    async def blame(self, generation: int, narrowing: Narrowing) -> None:
        """Find out why nothing matches."""

        async def ask() -> None:
            self._post(BlameArrived(generation, *await blame_of(self._adapter, narrowing)))

        await self._or_tell(generation, ask, "blame")

    async def all_entities(self, generation: int, name_contains: str) -> None:
        """Fetch the first page of every group, and how many memories there are, all of it at once."""

        async def group(kind: EntityType) -> None:
            page = await self._adapter.entities(EntityQuery(kind, name_contains, 1, PAGE_SIZE))
            self._post(EntitiesArrived(generation, kind, page, None))

        async def everything() -> None:
            count = await self._adapter.count(MemoryQuery())
            self._post(EntitiesArrived(generation, ENTITY_TYPES[0], None, count))

        async def ask() -> None:
            asked = [*(group(kind) for kind in ENTITY_TYPES), everything()]
            # What comes is shown, whatever does not.
            for outcome in await asyncio.gather(*asked, return_exceptions=True):
                if outcome is not None:
                    raise outcome

        await self._or_tell(generation, ask, "entities")

    async def entities(self, generation: int, kind: EntityType, name_contains: str, number: int) -> None:
        """Fetch one more page of a group."""

        async def ask() -> None:
            page = await self._adapter.entities(EntityQuery(kind, name_contains, number, PAGE_SIZE))
            self._post(EntitiesArrived(generation, kind, page, None))

        await self._or_tell(generation, ask, "entities")

    async def count_of(self, kind: EntityType, name: str) -> None:
        """Find out how many memories an entity has, with one request."""
        try:
            page = await self._adapter.page(MemoryQuery(scope_condition(kind, name)), 1, 1)
        except MemtuiError:
            self._post(EntityCounted(kind, name, None))
        else:
            self._post(EntityCounted(kind, name, page.total))

    async def history(self, memory_id: str) -> None:
        """Fetch the history of a memory."""
        try:
            events = await self._adapter.history(memory_id)
        except MemtuiError as error:
            self._post(HistoryArrived(memory_id, (), error))
        else:
            self._post(HistoryArrived(memory_id, events, None))

    async def ids(self, generation: int, window: MemoryWindow, first: int, last: int) -> None:
        """Fetch the ids of a range of rows."""

        async def ask() -> None:
            self._post(IdsArrived(generation, await window.ids(first, last)))

        await self._or_tell(generation, ask, "marks")

    async def _or_tell(self, generation: int, ask: Callable[[], Awaitable[None]], what: str) -> None:
        try:
            await ask()
        except MemtuiError as error:
            self._post(RequestFailed(generation, error, what))

    def _milliseconds(self, started: float) -> float:
        return (self._stopwatch() - started) * 1000
