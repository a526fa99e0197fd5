"""What the store holds for a field, so that a value can be completed while it is typed.

Entities are asked for by a part of their name. Categories and metadata no service lists: they are
counted over one page of the newest memories, which is asked for once. A service that fails never
stops the typing: there is nothing to complete then, and a reason.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

from memtui.adapters.base import MemoryAdapter
from memtui.core.errors import MemtuiError
from memtui.core.filters import METADATA, Filter, Scalar
from memtui.core.models import ENTITY_TYPES, SCOPE_FIELDS, EntityType, Memory
from memtui.core.queries import EntityQuery, MemoryQuery
from memtui.core.values import dataclass
from memtui.core.words import fold

SAMPLE_SIZE = 500
"""At most how many memories are looked at for categories and metadata; a service's page may be smaller."""
_MOST = 50
_LONGEST = 200
"""A longer text is no value that anybody completes."""
_TYPES: dict[str, EntityType] = dict(zip(SCOPE_FIELDS, ENTITY_TYPES, strict=True))


@dataclass(frozen=True, slots=True)
class KnownValue:
    """A value that the store holds, and how many memories hold it; None where that is not known."""

    value: Scalar
    count: int | None = None


@dataclass(frozen=True, slots=True)
class KnownValues:
    """The values of a field that hold what was typed, likeliest first.

    `sampled` is how many of the newest memories were looked at, None when all were; `problem` says why
    nothing could be asked.
    """

    values: tuple[KnownValue, ...] = ()
    sampled: int | None = None
    problem: str = ""


@dataclass(slots=True)
class _Sample:
    """What stands in a page of memories; values are kept as JSON, in which 1 is not true."""

    looked_at: int | None
    categories: Counter[str] = field(default_factory=Counter)
    keys: Counter[str] = field(default_factory=Counter)
    values: dict[str, Counter[str]] = field(default_factory=dict)

    def take(self, memories: Iterable[Memory]) -> None:
        for memory in memories:
            self.categories.update(json.dumps(name) for name in set(memory.categories or ()))
            metadata: Mapping[str, Any] = memory.metadata or {}
            for key, value in metadata.items():
                self.keys[json.dumps(key)] += 1
                parts = value if isinstance(value, list) else [value]
                found = {json.dumps(part) for part in parts if isinstance(part, str | int | float)}
                self.values.setdefault(key, Counter()).update(found)


class FilterValues:
    """The values that one service holds, within a filter if one is given."""

    def __init__(self, adapter: MemoryAdapter, *, within: Filter | None = None) -> None:
        self._adapter = adapter
        self._within = within
        self._sample: _Sample | None = None
        self._asking = asyncio.Lock()

    async def known(self, name: str, typed: str = "") -> KnownValues:
        """The values of the field `name` that hold `typed`; for `metadata.` alone, its keys."""
        try:
            if name in _TYPES:
                return await self._entities(_TYPES[name], typed)
            if name == "categories" or name.startswith(METADATA):
                return self._sampled(await self._looked(), name, typed)
        except MemtuiError as error:
            return KnownValues(problem=error.message)
        return KnownValues()

    async def matching(self, name: str, typed: str) -> Sequence[str]:
        """The same, those that are texts, and nothing more about them."""
        known = await self.known(name, typed)
        return [found.value for found in known.values if isinstance(found.value, str)]

    def forget(self) -> None:
        """Look at the memories again when they are asked about next."""
        self._sample = None

    async def _entities(self, kind: EntityType, typed: str) -> KnownValues:
        page = await self._adapter.entities(EntityQuery(kind, typed, page=1, page_size=_MOST))
        values = [KnownValue(entity.name, entity.total_memories) for entity in page.results]
        return KnownValues(_ranked(values, typed))

    async def _looked(self) -> _Sample:
        async with self._asking:
            if self._sample is None:
                size = min(self._adapter.capabilities.max_page_size, SAMPLE_SIZE)
                page = await self._adapter.page(MemoryQuery(self._within), 1, size)
                self._sample = _Sample(len(page.results) if page.has_next else None)
                self._sample.take(page.results)
            return self._sample

    def _sampled(self, sample: _Sample, name: str, typed: str) -> KnownValues:
        if name == "categories":
            counted = sample.categories
        elif name == METADATA:
            counted = sample.keys
        else:
            counted = sample.values.get(name[len(METADATA) :], Counter())
        often = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        values = [KnownValue(json.loads(text), count) for text, count in often if len(text) <= _LONGEST]
        return KnownValues(_ranked(values, typed), sample.looked_at)


def _ranked(values: Iterable[KnownValue], typed: str) -> tuple[KnownValue, ...]:
    """Those that hold what was typed: exactly that first, then those that begin with it."""
    wanted = fold(typed)

    def rank(found: KnownValue) -> int:
        text = as_text(found.value)
        return 0 if text == typed else 1 if fold(text).startswith(wanted) else 2

    holding = (found for found in values if wanted in fold(as_text(found.value)))
    return tuple(sorted(holding, key=rank)[:_MOST])


def as_text(value: Scalar) -> str:
    """A value as it is typed: a text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value)
