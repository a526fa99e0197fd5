"""When memories were created or updated, counted by the service or, where it cannot, by looking at them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Protocol, runtime_checkable

from memtui.adapters.base import MemoryAdapter
from memtui.core.activity import Activity, Moment, Split, Tally, Walked
from memtui.core.models import Memory, MemoryPage
from memtui.core.queries import MemoryQuery
from memtui.core.times import microseconds

MOST = 10_000
"""How many memories of a service are looked at."""
_MOST_A_PAGE = 1000

Told = Callable[[int, int | None], object]
"""Told how many memories were looked at, and how many there are in all, where that is known."""


@runtime_checkable
class CountsDays(Protocol):
    """A service that counts memories by day without giving them out."""

    async def count_days(self, query: MemoryQuery, of: Moment, split: Split | None) -> Activity:
        """How many matches were created or updated when."""


class ActivityCount:
    """The activity of one query; what was looked at once is not asked for again.

    `is_stopped` says that no more shall be looked at.
    """

    def __init__(self, adapter: MemoryAdapter, query: MemoryQuery) -> None:
        self._adapter = adapter
        self._query = query
        self._seen: dict[str, Memory] = {}
        self._pages = 0
        self._total: int | None = None
        self._walked: Walked | None = None
        self.is_stopped = False

    async def count(self, of: Moment, split: Split | None, told: Told = lambda seen, total: None) -> Activity:
        """How many were created or updated when. After a failure it goes on there. Raises MemtuiError."""
        if isinstance(self._adapter, CountsDays):
            return await self._adapter.count_days(self._query, of, split)
        if self._walked is None:
            self._walked = await self._look(told)
        tally = Tally(of, split)
        for memory in self._newest():
            tally.take(memory)
        return tally.activity(self._walked)

    def stop(self) -> None:
        """Look at no more than the page in hand: what was seen so far is counted."""
        self.is_stopped = True

    async def _look(self, told: Told) -> Walked:
        seen, more, is_cut = self._seen, True, False
        while more and len(seen) < MOST and not self.is_stopped:
            page = await self._page(self._pages + 1)
            # A memory that is added meanwhile pushes others to the next page.
            seen.update((memory.id, memory) for memory in page.results)
            self._pages += 1
            self._total = page.total if page.total is not None else self._total
            more = page.has_next and bool(page.results)
            is_cut = page.filtered_here is not None and page.filtered_here.more
            told(min(len(seen), MOST), self._total)
        found = self._newest()
        is_whole = not more and not is_cut and len(seen) <= MOST
        return Walked(len(found), None if is_cut else self._total, _is_sorted(found), is_whole)

    def _newest(self) -> list[Memory]:
        return list(self._seen.values())[:MOST]

    async def _page(self, number: int) -> MemoryPage:
        # Which service it is is known once it has been asked something.
        size = min(_MOST_A_PAGE, self._adapter.capabilities.max_page_size)
        return await self._adapter.page(self._query, number, size)


def _is_sorted(found: Sequence[Memory]) -> bool:
    known = [us for us in (microseconds(memory.created_at) for memory in found) if us is not None]
    return all(newer >= older for newer, older in pairwise(known))
