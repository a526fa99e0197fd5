"""A list of any length, of which only the pages near the eye are held.

`MemoryWindow` fetches pages as they come into view and keeps those near it; `SearchResults`
offers the same face over a ranked search, which has no pages.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from math import inf
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, runtime_checkable

from memtui.adapters.base import MemoryAdapter
from memtui.core.models import FilteredHere, Memory, MemoryPage, NewestFound
from memtui.core.queries import MemoryQuery

if TYPE_CHECKING:
    from memtui.core.ordering import Order

PAGE_SIZE = 100
_MOST_PAGES, _MOST_PAGES_AT_HAND = 50, 12
"""How many pages are held: of a distant service, and of the embedded store, which reads one in no time."""
_AT_ONCE = 4
CAP = 10_000
"""How far is counted at first, where that is quicker than to the end."""
T = TypeVar("T")


class RowSource(Protocol):
    """Rows by their position, as far as they are known; without an `order` they stand as they came."""

    order: Order | None
    page_size: int
    filtered_here: FilteredHere | None
    is_capped: bool

    @property
    def length(self) -> int:
        """How many rows there are, as far as is known."""

    @property
    def total(self) -> int | None:
        """How many rows there are; None until that is known."""

    def row(self, index: int) -> Memory | None:
        """The row at `index` from 0; None while it is not here."""

    def missing(self, first: int, last: int) -> list[int]:
        """The numbers of the pages (from 1) to fetch so that rows `first` to `last` can be shown."""

    def ids_here(self, first: int, last: int) -> list[str] | None:
        """The ids of rows `first` to `last`; None when not all of them are here."""


@runtime_checkable
class CountsUpTo(Protocol):
    """A service that can count a few thousand matches sooner than all of them."""

    async def count_up_to(self, query: MemoryQuery, most: int) -> int:
        """How many memories match, where that is at most `most`; otherwise more than that."""


class _Shared(Generic[T]):
    """A question that several may wait for; it is taken back when the last of them leaves."""

    def __init__(self, question: Coroutine[Any, Any, T]) -> None:
        self.waiting = 0
        self._task = asyncio.ensure_future(question)

    async def answer(self) -> T:
        """What the service answers. Raises MemtuiError."""
        self.waiting += 1
        try:
            return await asyncio.shield(self._task)
        finally:
            self.waiting -= 1
            if not self.waiting:
                self._task.cancel()


class MemoryWindow:
    """The pages of one query: fetched once each, those near the one that came last kept."""

    def __init__(self, adapter: MemoryAdapter, query: MemoryQuery) -> None:
        self.query = query
        self.order = query.order
        self.page_size = min(PAGE_SIZE, adapter.capabilities.max_page_size)
        self.total: int | None = None
        self.filtered_here: FilteredHere | None = None
        self.is_capped = False
        """Whether `length` is how far was counted at first."""
        self._adapter = adapter
        self._most = _MOST_PAGES_AT_HAND if adapter.capabilities.kind == "local" else _MOST_PAGES
        self._pages: dict[int, MemoryPage] = {}
        self._reached = 0
        self._fetching: dict[int, _Shared[MemoryPage]] = {}
        self._counting: _Shared[int] | None = None

    @property
    def length(self) -> int:
        """The total, or while it is unknown the rows that have been seen to exist."""
        return self._reached if self.total is None else self.total

    def row(self, index: int) -> Memory | None:
        """The row at `index` from 0; None while its page is not here."""
        number, place = divmod(index, self.page_size)
        page = self._pages.get(number + 1)
        if page is None or place >= len(page.results):
            return None
        return page.results[place]

    def held(self) -> dict[int, Memory]:
        """The rows that are here, by their index from 0, in the order of the list."""
        return {
            index: row
            for number in sorted(self._pages)
            for index, row in enumerate(self._pages[number].results, (number - 1) * self.page_size)
        }

    def missing(self, first: int, last: int) -> list[int]:
        """The pages of rows `first` to `last` that are not here; some may be on their way."""
        if self.length == 0:
            return []
        last = min(last, self.length - 1)
        numbers = range(max(first, 0) // self.page_size + 1, last // self.page_size + 2)
        return [number for number in numbers if number not in self._pages]

    def ids_here(self, first: int, last: int) -> list[str] | None:
        """The ids of rows `first` to `last`; None when not all of them are here."""
        # Of a long range, nearly nothing is: it is not looked through.
        if last - first >= self._most * self.page_size or self.missing(first, last):
            return None
        rows = [self.row(index) for index in range(first, last + 1)]
        return None if None in rows else [row.id for row in rows if row is not None]

    def take(self, page: MemoryPage) -> None:
        """Hold a page that somebody asked the same service for."""
        self._keep(page)

    async def fetch(self, number: int) -> MemoryPage:
        """The page with this number, from the service or from what is held. Raises MemtuiError."""
        if number in self._pages:
            return self._pages[number]
        page = await self._ask(number)
        self._keep(page)
        return page

    async def count_first(self) -> bool:
        """Count up to CAP where the service can; whether that told anything. Raises MemtuiError."""
        if not isinstance(self._adapter, CountsUpTo):
            return False
        found = await self._adapter.count_up_to(self.query, CAP)
        # A page may have told it meanwhile.
        if self.total is None and found <= CAP:
            self.total = found
        elif self.total is None:
            self._reached, self.is_capped = max(self._reached, CAP), True
        return True

    async def count(self) -> int:
        """How many memories match, asked of the service when no page told it. Raises MemtuiError."""
        if self.total is None:
            if self._counting is None:
                self._counting = _Shared(self._adapter.count(self.query))
            counting = self._counting
            try:
                self.total = await counting.answer()
            finally:
                if not counting.waiting:
                    self._counting = None
        return self.total

    async def ids(self, first: int, last: int) -> list[str]:
        """The ids of rows `first` to `last`, fetching what is not here. Raises MemtuiError."""
        found: list[str] = []
        end = last // self.page_size + 2
        for start in range(first // self.page_size + 1, end, _AT_ONCE):
            numbers = range(start, min(start + _AT_ONCE, end))
            asked = [asyncio.ensure_future(self._ids_of(number, first, last)) for number in numbers]
            try:
                for coming in asked:
                    found += await coming
            finally:
                for coming in asked:
                    coming.cancel()
                await asyncio.gather(*asked, return_exceptions=True)
        return found

    async def _ids_of(self, number: int, first: int, last: int) -> list[str]:
        # Not kept: a long range would push out the pages in view.
        page = self._pages.get(number) or await self._ask(number)
        start = (number - 1) * self.page_size
        return [memory.id for place, memory in enumerate(page.results, start) if first <= place <= last]

    async def _ask(self, number: int) -> MemoryPage:
        if number not in self._fetching:
            self._fetching[number] = _Shared(self._adapter.page(self.query, number, self.page_size))
        fetching = self._fetching[number]
        try:
            return await fetching.answer()
        finally:
            if not fetching.waiting:
                del self._fetching[number]

    def _keep(self, page: MemoryPage) -> None:
        self._pages[page.page] = page
        self.filtered_here = page.filtered_here
        if len(self._pages) > self._most:
            # Not the one that was used longest ago: whoever turns round comes to that one next.
            del self._pages[max(self._pages, key=lambda number: abs(number - page.page))]
        end = (page.page - 1) * self.page_size + len(page.results)
        if page.results:
            # While the total is unknown one row more is promised, so that moving down asks for its page.
            self._reached = max(self._reached, end + 1 if page.has_next else end)
        else:
            self._reached = min(self._reached, end)
        if page.total is not None:
            self.total = page.total
        elif not page.has_next and (page.results or page.page == 1):
            self.total = end
        elif not page.results and self.total is not None:
            self.total = min(self.total, end)


class SearchResults:
    """The rows of a ranked search, all here; those with a score below `threshold` are hidden.

    They stand as they were ranked, unless there is an `order`.
    """

    def __init__(self, results: Sequence[Memory], threshold: float = 0.0, order: Order | None = None) -> None:
        self.threshold, self.order = threshold, order
        self._all = results
        # What has no score is not below any; at 0 nothing is hidden, also where scores are distances.
        self._results = [one for one in results if not (threshold and _score(one) < threshold)]
        if order is not None:
            # Loaded when first asked for: what is found has an order by itself.
            from memtui.core.ordering import ordered

            self._results = ordered(self._results, order)
        self.page_size = max(len(self._results), 1)
        self.filtered_here: FilteredHere | None = None
        self.is_capped = False
        self.hidden = len(results) - len(self._results)
        """How many are hidden."""
        self.scored = any(one.score is not None for one in results)
        """Whether the service gives scores."""
        self.newest = results.looked_at if isinstance(results, NewestFound) else None
        """How many were ranked, where more match: the newest; None where all were."""

    def from_score(self, threshold: float) -> SearchResults:
        """The same results with others of them hidden."""
        return SearchResults(self._all, threshold, self.order)

    def sorted_by(self, order: Order | None) -> SearchResults:
        """The same results in another order, or as they were ranked."""
        return SearchResults(self._all, self.threshold, order)

    @property
    def length(self) -> int:
        """How many rows there are."""
        return len(self._results)

    @property
    def total(self) -> int | None:
        """How many rows there are."""
        return len(self._results)

    def row(self, index: int) -> Memory | None:
        """The row at `index` from 0."""
        return self._results[index] if 0 <= index < len(self._results) else None

    def missing(self, first: int, last: int) -> list[int]:
        """Nothing: every row is here."""
        return []

    def ids_here(self, first: int, last: int) -> list[str] | None:
        """The ids of rows `first` to `last`."""
        return [row.id for row in self._results[first : last + 1]]


def _score(memory: Memory) -> float:
    return inf if memory.score is None else memory.score
