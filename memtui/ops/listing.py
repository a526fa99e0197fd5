"""Lists read page by page, whatever they are lists of."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Generic, Protocol, TypeVar

from memtui.adapters.base import MemoryAdapter
from memtui.core.models import Entity, Memory
from memtui.core.queries import EntityQuery, MemoryQuery
from memtui.core.values import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """One page of a list; `total` is None where it is not known yet.

    `is_cut` says that the service may have more than it lists: `total` is the least that there is.
    """

    results: Sequence[T]
    total: int | None
    has_next: bool
    is_cut: bool = False


class Pages(Protocol[T]):
    """A list that is read page by page; pages count from 1, and are empty past the end."""

    async def page(self, number: int, size: int) -> Slice[T]:
        """One page."""

    async def count(self) -> int:
        """How many there are in all; where the list is cut, how many are listed."""

    async def is_cut(self) -> bool:
        """Whether the service may have more than it lists."""


@dataclass(frozen=True, slots=True)
class MemoryPages:
    """The memories that match a query, newest first."""

    adapter: MemoryAdapter
    query: MemoryQuery

    async def page(self, number: int, size: int) -> Slice[Memory]:
        """One page."""
        page = await self.adapter.page(self.query, number, size)
        is_cut = page.filtered_here is not None and page.filtered_here.more
        return Slice(page.results, page.total, page.has_next, is_cut)

    async def count(self) -> int:
        """How many memories match."""
        return await self.adapter.count(self.query)

    async def is_cut(self) -> bool:
        """Whether the service may have more than it lists."""
        # Which service it is is known once it has been asked something.
        return self.adapter.capabilities.cap is not None and (await self.page(1, 1)).is_cut


@dataclass(frozen=True, slots=True)
class EntityPages:
    """The entities that match a query."""

    adapter: MemoryAdapter
    query: EntityQuery

    async def page(self, number: int, size: int) -> Slice[Entity]:
        """One page."""
        page = await self.adapter.entities(replace(self.query, page=number, page_size=size))
        return Slice(page.results, page.total, number * size < page.total)

    async def count(self) -> int:
        """How many entities match."""
        return (await self.adapter.entities(replace(self.query, page=1, page_size=1))).total

    async def is_cut(self) -> bool:
        """Entities are listed whole."""
        return False


async def every_page(pages: Pages[T], size: int) -> AsyncIterator[Sequence[T]]:
    """The results of each page in turn, to the end of the list."""
    number = 1
    while True:
        page = await pages.page(number, size)
        if page.results:
            yield page.results
        if not page.has_next or not page.results:
            return
        number += 1
