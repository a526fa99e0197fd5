"""Which memories a plan is about: some that are named, or all that match."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TypeAlias

from memtui.adapters.base import MemoryAdapter, WritingAdapter
from memtui.core.errors import RefusedError
from memtui.core.filter_match import values_of
from memtui.core.filters import And, Condition, Filter, Not, Or, walk
from memtui.core.models import SCOPE_FIELDS, Memory, MemoryPage
from memtui.core.queries import MemoryQuery
from memtui.core.safety import checked_id, checked_name
from memtui.core.values import dataclass

BATCH = 200
"""Memories that are read and written down at a time."""
_MOST_READINGS = 3


@dataclass(frozen=True, slots=True)
class Ids:
    """The memories with these ids."""

    memory_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """All memories that match when the plan is made, but some; what is sent later are their ids."""

    query: MemoryQuery
    without: frozenset[str] = frozenset()


Choice: TypeAlias = Ids | Matching


@dataclass(frozen=True, slots=True)
class Chosen:
    """Some of the memories, and the ids of those that are not there. `more` says that the service lists
    no more of the matches than these, and may have others."""

    memories: tuple[Memory, ...]
    missing: tuple[str, ...] = ()
    more: bool = False


async def chosen(adapter: WritingAdapter, choice: Choice) -> AsyncIterator[Chosen]:
    """The memories, each once, some at a time.

    Raises RefusedError for ids that name no memory and for a filter that could mean all.
    """
    if isinstance(choice, Ids):
        ids = list(dict.fromkeys(checked_id(memory_id) for memory_id in choice.memory_ids))
        if not ids:
            raise RefusedError("No memory is named.", hint="Name them by their ids, or give a filter.")
        for first in range(0, len(ids), BATCH):
            batch = ids[first : first + BATCH]
            here = await adapter.read_many(batch)
            yield Chosen(
                tuple(here[memory_id] for memory_id in batch if memory_id in here),
                tuple(memory_id for memory_id in batch if memory_id not in here),
            )
        return
    _check(choice.query.filter)
    async for some in each_match(adapter, choice.query):
        kept = (memory for memory in some.memories if memory.id not in choice.without)
        yield replace(some, memories=tuple(kept))


def means_all(tree: Filter | None) -> bool:
    """Whether a filter leaves nothing out, having no condition that could."""
    if tree is None:
        return True
    if isinstance(tree, And):
        return all(map(means_all, tree.children))
    if isinstance(tree, Or):
        return any(map(means_all, tree.children))
    return isinstance(tree, Not) and _means_none(tree.child)


async def each_match(adapter: MemoryAdapter, query: MemoryQuery) -> AsyncIterator[Chosen]:
    """All that match, each once, some at a time and in constant memory but for their ids."""
    if adapter.capabilities.kind == "local":
        # Reads on from where it was, however long the list.
        batch: list[Memory] = []
        async for record in adapter.records(query):
            batch.append(record.memory)
            if len(batch) == BATCH:
                yield Chosen(tuple(batch))
                batch = []
        if batch:
            yield Chosen(tuple(batch))
        return
    seen = set[str]()
    for _ in range(_MOST_READINGS):
        reading = _Reading(seen)
        async for some in reading.all(adapter, query):
            yield some
        if not reading.has_shifted:
            return
    yield Chosen((), more=True)


@dataclass(slots=True)
class _Reading:
    """One reading of a list, page by page. Rows shift from page to page while others write.

    What comes twice is left out. What a list that becomes shorter has lost to a page that was read before is
    missed: `has_shifted` says that there may be such.
    """

    seen: set[str]
    has_shifted: bool = False

    async def all(self, adapter: MemoryAdapter, query: MemoryQuery) -> AsyncIterator[Chosen]:
        """Each page, without what was seen before."""
        total = None
        async for page in _ahead(adapter, query):
            if total is not None and page.total is not None and page.total < total:
                self.has_shifted = True
            total = page.total
            fresh = tuple(
                {memory.id: memory for memory in page.results if memory.id not in self.seen}.values()
            )
            self.seen.update(memory.id for memory in fresh)
            here = page.filtered_here
            if fresh or (here is not None and here.more):
                yield Chosen(fresh, more=here is not None and here.more)


async def _ahead(adapter: MemoryAdapter, query: MemoryQuery) -> AsyncIterator[MemoryPage]:
    """The pages of a list, each asked for once the one before is here, and before that is looked at."""
    size, number = min(BATCH, adapter.capabilities.max_page_size), 1
    coming: asyncio.Future[MemoryPage] | None = asyncio.ensure_future(adapter.page(query, number, size))
    try:
        while coming is not None:
            page, coming = await coming, None
            if page.has_next and page.results:
                number += 1
                coming = asyncio.ensure_future(adapter.page(query, number, size))
            yield page
    finally:
        if coming is not None:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)


def _check(tree: Filter | None) -> None:
    """Raises RefusedError for a filter that could mean every memory."""
    if tree is None or means_all(tree):
        raise RefusedError(
            "An empty filter would mean every memory.",
            hint="Say whose: user_id = alice, or user_id = * for every user's.",
        )
    for _, part in walk(tree):
        if isinstance(part, Condition) and part.field in SCOPE_FIELDS and part.operator in {"eq", "in"}:
            for name in values_of(part.value):
                checked_name(str(name))


def _means_none(tree: Filter) -> bool:
    if isinstance(tree, And):
        return any(map(_means_none, tree.children))
    if isinstance(tree, Or):
        return all(map(_means_none, tree.children))
    return isinstance(tree, Not) and means_all(tree.child)
