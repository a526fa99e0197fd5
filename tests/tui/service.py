"""A service that counts what it is asked, and fails or keeps silent when a test wants it to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Hashable
from dataclasses import replace
from typing import Literal, TypeVar

from memtui.adapters.base import Capabilities, MemoryAdapter, ServiceInfo
from memtui.core.models import EntityPage, HistoryEvent, Memory, MemoryPage, MemoryRecord
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery

Question = Literal["page", "count", "search", "entities", "history"]
T = TypeVar("T")


class Service:
    """Another service, watched: `asked` holds each question with what it was about.

    `fail` and `hold` name a question, and optionally what it must be about: the number of a page, the
    type of entities, the text of a search, the id of a memory.
    """

    def __init__(self, real: MemoryAdapter, *, page_size: int = 1000, totals: bool = True) -> None:
        self.real = real
        self.asked: list[tuple[Question, Hashable]] = []
        self.abandoned: list[tuple[Question, Hashable]] = []
        self._page_size = page_size
        self._totals = totals
        self._failing: dict[tuple[Question, Hashable], Exception] = {}
        self._held: dict[tuple[Question, Hashable], asyncio.Event] = {}
        self._answering = 0

    @property
    def silent(self) -> bool:
        """Whether every question was answered, but for those that are held."""
        return not self._answering

    def times(self, question: Question, about: Hashable = None) -> int:
        """How often it was asked."""
        return sum(1 for asked in self.asked if asked[0] == question and about in {None, asked[1]})

    def fail(self, error: Exception, *questions: Question, about: Hashable = None) -> None:
        """Answer these questions with an error from now on."""
        for question in questions:
            self._failing[question, about] = error

    def hold(self, question: Question, about: Hashable = None) -> asyncio.Event:
        """Leave a question open until the event is set."""
        return self._held.setdefault((question, about), asyncio.Event())

    def recover(self) -> None:
        """Answer everything again."""
        self._failing.clear()
        for event in self._held.values():
            event.set()
        self._held.clear()

    @property
    def capabilities(self) -> Capabilities:
        """Those of a service with true totals, unless a test says otherwise."""
        return replace(
            self.real.capabilities,
            kind="platform",
            max_page_size=self._page_size,
            true_totals=self._totals,
        )

    async def probe(self) -> ServiceInfo:
        return await self.real.probe()

    async def entities(self, query: EntityQuery) -> EntityPage:
        return await self._answer("entities", query.type, self.real.entities(query))

    async def page(self, query: MemoryQuery, page: int, page_size: int) -> MemoryPage:
        answer = await self._answer("page", page, self.real.page(query, page, page_size))
        return answer if self._totals else replace(answer, total=None)

    async def count(self, query: MemoryQuery) -> int:
        return await self._answer("count", query.filter, self.real.count(query))

    async def search(self, query: SearchQuery) -> tuple[Memory, ...]:
        return await self._answer("search", query.question, self.real.search(query))

    async def get(self, memory_id: str) -> Memory:
        return await self.real.get(memory_id)

    async def history(self, memory_id: str) -> tuple[HistoryEvent, ...]:
        return await self._answer("history", memory_id, self.real.history(memory_id))

    def records(self, query: MemoryQuery) -> AsyncIterator[MemoryRecord]:
        return self.real.records(query)

    async def close(self) -> None:
        await self.real.close()

    async def _answer(self, question: Question, about: Hashable, answer: Awaitable[T]) -> T:
        self.asked.append((question, about))
        task = asyncio.ensure_future(answer)
        self._answering += 1
        try:
            for key in ((question, None), (question, about)):
                if key in self._held:
                    await self._wait(self._held[key])
            for key in ((question, None), (question, about)):
                if key in self._failing:
                    raise self._failing[key]
            return await task
        except asyncio.CancelledError:
            self.abandoned.append((question, about))
            raise
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self._answering -= 1

    async def _wait(self, event: asyncio.Event) -> None:
        self._answering -= 1
        try:
            await event.wait()
        finally:
            self._answering += 1
