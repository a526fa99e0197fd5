"""A service's lists as pages, and pages as one list (`docs/mem0-api.md`, "Pages")."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from memtui.adapters.http_errors import PageEndError
from memtui.core.from_wire import parse_page
from memtui.core.models import Memory, MemoryPage


def page_of(answer: Any, *, page: int, page_size: int) -> MemoryPage:
    """The page in an envelope or a bare list; the end of a bare list is told by its length.

    Raises DataError when the answer is no list of memories.
    """
    parsed = parse_page(answer, page=page, page_size=page_size)
    if isinstance(answer, Mapping) and parsed.total is not None:
        if "next" in answer:
            return parsed
        return replace(parsed, has_next=page * page_size < parsed.total)
    found = len(parsed.results)
    if found > page_size:
        # The service does not page: this is everything.
        return slice_of(parsed.results, page, page_size)
    if found == page_size:
        return replace(parsed, total=None, has_next=True)
    known = found > 0 or page == 1
    return replace(parsed, total=(page - 1) * page_size + found if known else None, has_next=False)


def slice_of(everything: Sequence[Memory], page: int, page_size: int) -> MemoryPage:
    """A page of memories that are all here."""
    first = (page - 1) * page_size
    end = first + page_size
    return MemoryPage(tuple(everything[first:end]), page, page_size, len(everything), end < len(everything))


async def each_memory(page_number: Callable[[int], Awaitable[MemoryPage]]) -> AsyncIterator[Memory]:
    """The memories of every page, each id once: rows shift between pages while others write."""
    seen: set[str] = set()
    for number in count(1):
        try:
            page = await page_number(number)
        except PageEndError:
            return
        before = len(seen)
        for memory in page.results:
            if memory.id not in seen:
                seen.add(memory.id)
                yield memory
        # Where the end is only guessed, a page with nothing new is one.
        guessed_end = page.total is None and len(seen) == before
        if not page.has_next or not page.results or guessed_end:
            return
