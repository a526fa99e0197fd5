"""What a screen shows, as something that can be asked for elsewhere."""

from __future__ import annotations

from typing import TypeAlias

from memtui.core.queries import MemoryQuery, SearchQuery
from memtui.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list, counted from 1."""

    query: MemoryQuery
    page: int = 1
    page_size: int = 100


@dataclass(frozen=True, slots=True)
class Searching:
    """A ranked search."""

    query: SearchQuery


@dataclass(frozen=True, slots=True)
class OneMemory:
    """A memory by its id; `as_json` as the service returns it."""

    memory_id: str
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class OneHistory:
    """A memory's history."""

    memory_id: str


@dataclass(frozen=True, slots=True)
class AllEntities:
    """Whoever has memories."""


UNSORTED = "this is not sorted: no service takes an order"
"""What is said of a list that is sorted, where it is asked for elsewhere."""

Asked: TypeAlias = Listing | Searching | OneMemory | OneHistory | AllEntities


def what_of(asked: Asked) -> str:
    """What is asked for, in a few words."""
    if isinstance(asked, Listing):
        return "this list" if asked.page == 1 else f"page {asked.page:,} of this list"
    if isinstance(asked, Searching):
        return "this search"
    if isinstance(asked, OneMemory):
        return "this memory"
    return "this history" if isinstance(asked, OneHistory) else "all entities"
