"""Lists of any length, of which only the pages near the eye are held.

A page is read by a key, that of the last row before it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

PAGE_SIZE = 100
MOST_PAGES = 20

T = TypeVar("T")


class Pages(ABC, Generic[T]):
    """Rows by their index, as far as they are here. Pages count from 0."""

    def __init__(self) -> None:
        self._pages: OrderedDict[int, Sequence[T]] = OrderedDict()

    @property
    @abstractmethod
    def length(self) -> int:
        """How many rows there are or, while the end is not known, how many may be looked for."""

    @property
    @abstractmethod
    def is_whole(self) -> bool:
        """Whether `length` is certain."""

    @abstractmethod
    def key(self, number: int) -> int | None:
        """The key by which a page is read."""

    @property
    def held(self) -> int:
        """How many pages are held."""
        return len(self._pages)

    def row(self, index: int) -> T | None:
        """The row at `index` from 0; None while it is not here."""
        number, place = divmod(index, PAGE_SIZE)
        page = self._pages.get(number)
        if page is None or place >= len(page):
            return None
        self._pages.move_to_end(number)
        return page[place]

    def missing(self, first: int, last: int) -> list[int]:
        """The pages that are needed for rows `first` to `last` and can be read now."""
        numbers = range(max(first, 0) // PAGE_SIZE, min(last, self.length - 1) // PAGE_SIZE + 1)
        return [number for number in numbers if number not in self._pages]

    def take(self, number: int, rows: Sequence[T]) -> None:
        """Hold a page; one with fewer rows than fit is the last."""
        self._pages[number] = rows
        self._pages.move_to_end(number)
        while len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)


class DensePages(Pages[T]):
    """A list whose keys are its indexes: any page can be read at once."""

    def __init__(self, total: int) -> None:
        super().__init__()
        self._total = total

    @property
    def length(self) -> int:
        """How many rows there are."""
        return self._total

    @property
    def is_whole(self) -> bool:
        """It always is."""
        return True

    def key(self, number: int) -> int | None:
        """The index of the row before the page."""
        return number * PAGE_SIZE - 1

    def take(self, number: int, rows: Sequence[T]) -> None:
        """Hold a page."""
        super().take(number, rows)
        if len(rows) < PAGE_SIZE:
            self._total = min(self._total, number * PAGE_SIZE + len(rows))


class ChainedPages(Pages[T]):
    """A list in which a page can be read when the one before it was.

    `first` is the key of the first page, `key_of` finds that of a row; `total` is how many rows are
    expected, None when nobody knows.
    """

    def __init__(self, first: int | None, key_of: Callable[[T], int], total: int | None = None) -> None:
        super().__init__()
        self._keys = [first]
        self._key_of = key_of
        self._expected = total
        self._reached = 0
        self._is_whole = total == 0

    @property
    def length(self) -> int:
        """The rows that were reached and, before the end, those of the page after them."""
        if self._is_whole:
            return self._reached
        if self._expected is None:
            # One row more is promised, so that moving down asks for its page.
            return self._reached + 1
        return self._reached + min(max(self._expected - self._reached, 1), PAGE_SIZE)

    @property
    def is_whole(self) -> bool:
        """Whether the last page was read."""
        return self._is_whole

    def key(self, number: int) -> int | None:
        """The key of the last row before the page."""
        return self._keys[number]

    def take(self, number: int, rows: Sequence[T]) -> None:
        """Hold a page; when it is new, the one after it can be read."""
        super().take(number, rows)
        end = number * PAGE_SIZE + len(rows)
        is_last = len(rows) < PAGE_SIZE
        self._reached = end if is_last else max(self._reached, end)
        self._is_whole = self._is_whole or is_last or self._reached == self._expected
        if not is_last and number == len(self._keys) - 1:
            self._keys.append(self._key_of(rows[-1]))
