"""What is asked of a memory service, as values."""

from __future__ import annotations

from dataclasses import dataclass

from memtui.core.filters import Filter
from memtui.core.models import EntityType


@dataclass(frozen=True, slots=True)
class MemoryQuery:
    """Which memories to list, newest first. No filter means every memory."""

    filter: Filter | None = None
    show_expired: bool = True


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A ranked search. `threshold` in [0, 1] hides lower scores; None leaves it to the service."""

    question: str
    filter: Filter | None = None
    top_k: int = 10
    threshold: float | None = None
    rerank: bool = False
    keyword: bool = False
    show_expired: bool = True


@dataclass(frozen=True, slots=True)
class EntityQuery:
    """Which entities to list: of one type or all, whose name contains a text, whatever its case."""

    type: EntityType | None = None
    name_contains: str = ""
    page: int = 1
    page_size: int = 200
