"""What is exported: a list, some memories by their ids, what a search found, or one with its history."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import field
from typing import TypeAlias, TypeVar

from memtui.adapters.base import MemoryAdapter, WritingAdapter
from memtui.core.errors import MemtuiError, NotFoundError, RefusedError, ServiceError
from memtui.core.models import Memory, MemoryRecord
from memtui.core.queries import MemoryQuery
from memtui.core.values import dataclass
from memtui.ops.choices import BATCH, each_match

_T = TypeVar("_T")
_AT_ONCE = 8
"""Histories that are asked for at once, and records of a distant service that are handed on together."""
_LOCAL_BATCH = 500
_NO_HISTORY = {404, 405}
"""The statuses of services that keep no history at all."""


@dataclass(frozen=True, slots=True)
class Listed:
    """All that match, but some; in the order in which a store keeps them, or in the service's."""

    query: MemoryQuery
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Named:
    """The memories with these ids, in this order."""

    memory_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best first."""

    memories: tuple[Memory, ...]


@dataclass(frozen=True, slots=True)
class One:
    """One memory, with its history in every form."""

    memory_id: str


Source: TypeAlias = Listed | Named | Found | One


@dataclass(slots=True)
class Reading:
    """The memories of a source, some at a time; `with_history` asks for their histories too.

    `left_out` counts those that match and were not wanted, `missing` those that are not there any more.
    """

    adapter: MemoryAdapter
    source: Source
    with_history: bool
    left_out: int = field(default=0, init=False)
    missing: int = field(default=0, init=False)

    async def batches(self) -> AsyncIterator[Sequence[MemoryRecord]]:
        """All of them. Raises MemtuiError, also where the service lists only a part of what matches."""
        source = self.source
        if isinstance(source, Listed):
            async for some in self._listed(source):
                kept = [record for record in some if record.memory.id not in source.without]
                self.left_out += len(some) - len(kept)
                yield kept
        elif isinstance(source, Named):
            for part in _parts(source.memory_ids, BATCH):
                async for some in self._with_histories(await self._read(part)):
                    yield some
        elif isinstance(source, Found):
            async for some in self._with_histories(source.memories):
                yield some
        else:
            memory = await self.adapter.get(source.memory_id)
            yield [await self._with_own_history(memory)]

    async def expected(self) -> int | None:
        """How many there must have been, now that all were read; None where nobody can tell."""
        source = self.source
        if isinstance(source, Listed):
            if not self.adapter.capabilities.true_totals:
                return None
            return await self.adapter.count(source.query) - self.left_out
        if isinstance(source, Named):
            return len(source.memory_ids) - self.missing
        return len(source.memories) if isinstance(source, Found) else 1

    async def _listed(self, source: Listed) -> AsyncIterator[Sequence[MemoryRecord]]:
        is_local = self.adapter.capabilities.kind == "local"
        if self.with_history or is_local:
            size = _LOCAL_BATCH if is_local else _AT_ONCE
            batch: list[MemoryRecord] = []
            async for record in self.adapter.records(source.query):
                batch.append(record)
                if len(batch) == size:
                    yield batch
                    batch = []
            yield batch
            return
        # A history costs a request: without them the pages are enough.
        async for some in each_match(self.adapter, source.query):
            if some.more:
                raise MemtuiError(
                    "The service does not list all memories that match, or others are changing them.",
                    hint="Narrow the list with a user, agent or run.",
                )
            yield [MemoryRecord(memory, None) for memory in some.memories]

    async def _read(self, memory_ids: Sequence[str]) -> list[Memory]:
        if not isinstance(self.adapter, WritingAdapter):
            raise RefusedError("memtui can only list this service.")
        here = await self.adapter.read_many(memory_ids)
        self.missing += len(memory_ids) - len(here)
        return [here[memory_id] for memory_id in memory_ids if memory_id in here]

    async def _with_histories(self, memories: Sequence[Memory]) -> AsyncIterator[Sequence[MemoryRecord]]:
        if not self.with_history:
            yield [MemoryRecord(memory, None) for memory in memories]
            return
        for part in _parts(memories, _AT_ONCE):
            yield await asyncio.gather(*map(self._with_own_history, part))

    async def _with_own_history(self, memory: Memory) -> MemoryRecord:
        try:
            return MemoryRecord(memory, await self.adapter.history(memory.id))
        except NotFoundError:
            return MemoryRecord(memory, None)
        except ServiceError as error:
            if error.status not in _NO_HISTORY:
                raise
            return MemoryRecord(memory, None)


def _parts(things: Sequence[_T], size: int) -> Iterable[Sequence[_T]]:
    return (things[first : first + size] for first in range(0, len(things), size))
