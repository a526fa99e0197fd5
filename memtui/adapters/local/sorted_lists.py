"""Sorted lists of the embedded store, off the event loop: one sorting serves all who wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any, Protocol, TypeAlias, TypeVar

from memtui.adapters.local.reading import StoreReader
from memtui.adapters.local.sorting import Rankings, Rows, sorted_page, sorted_rows
from memtui.core.models import MemoryPage, MemoryRecord
from memtui.core.ordering import Order
from memtui.core.queries import MemoryQuery

T = TypeVar("T")
_BATCH = 500
_TRIES = 3
"""How often a list is sorted anew because the store was changed meanwhile, before a page is read with it."""
Wanted: TypeAlias = tuple[Any, ...]


class Reads(Protocol):
    """Runs work on an open store, off the event loop; cancelling the caller interrupts it."""

    def __call__(self, work: Callable[[StoreReader], T]) -> Awaitable[T]:
        """The result of the work. Raises StoreError."""


class SortedLists:
    """Pages and records in any order; what is sorted is kept for the pages after it.

    `reads` are for what is quick, `sorts` for what may take seconds.
    """

    def __init__(self, reads: Reads, sorts: Reads) -> None:
        self._reads, self._sorts = reads, sorts
        self._rankings = Rankings()
        self._under_way: dict[Wanted, _Sorting] = {}

    async def page(self, query: MemoryQuery, order: Order, page: int, page_size: int) -> MemoryPage:
        """One page of a list in this order. Raises StoreError."""
        read = partial(
            sorted_page, query=query, order=order, rankings=self._rankings, page=page, page_size=page_size
        )
        for _ in range(_TRIES):
            found = await self._reads(read)
            if found is not None:
                return found
            await self._sorted(query, order)

        def sort_and_read(store: StoreReader) -> MemoryPage | None:
            sorted_rows(store, query, order, self._rankings)
            return read(store)

        found = await self._sorts(sort_and_read)
        assert found is not None, "what was sorted in the same snapshot is known"
        return found

    async def records(self, query: MemoryQuery, order: Order) -> AsyncIterator[MemoryRecord]:
        """Every match with its history, in the order of the moment; what is gone since is left out."""
        rows = await self._sorted(query, order)
        for at in range(0, len(rows), _BATCH):
            for record in await self._reads(partial(StoreReader.records_in, rows=rows[at : at + _BATCH])):
                yield record

    async def close(self) -> None:
        """Sort nothing any longer. Safe to call twice."""
        tasks = [sorting.task for sorting in self._under_way.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _sorted(self, query: MemoryQuery, order: Order) -> Rows:
        """The whole list, sorted.

        Whoever leaves before the end may soon ask again, as somebody does who moves through a list: the
        sorting goes on, until another one is asked for.
        """
        wanted = (query.filter, query.show_expired, order)
        sorting = self._under_way.get(wanted)
        if sorting is None:
            for key, other in list(self._under_way.items()):
                if not other.waiting:
                    # Nobody may join it any more.
                    del self._under_way[key]
                    other.task.cancel()
            work = partial(sorted_rows, query=query, order=order, rankings=self._rankings)
            sorting = self._under_way[wanted] = _Sorting(asyncio.ensure_future(self._sorts(work)))
            sorting.task.add_done_callback(partial(self._ended, wanted, sorting))
        sorting.waiting += 1
        try:
            return await asyncio.shield(sorting.task)
        finally:
            sorting.waiting -= 1

    def _ended(self, wanted: Wanted, sorting: _Sorting, task: asyncio.Future[Rows]) -> None:
        if self._under_way.get(wanted) is sorting:
            del self._under_way[wanted]
        if not task.cancelled():
            # Nobody may be waiting for it any longer.
            task.exception()


class _Sorting:
    """A list that is being sorted, and how many wait for it."""

    def __init__(self, task: asyncio.Future[Rows]) -> None:
        self.task = task
        self.waiting = 0
