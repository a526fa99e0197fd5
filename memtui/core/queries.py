"""What is asked of a memory service, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from memtui.core.filters import Filter
from memtui.core.models import EntityType
from memtui.core.values import dataclass

if TYPE_CHECKING:
    from memtui.core.ordering import Order

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class MemoryQuery:
    """Which memories to list, newest first unless there is an `order`. No filter means every memory.

    Services whose capabilities do not say `orders` refuse one. `options` are further fields of the service's
    list call, by their names there (`docs/mem0-api.md`, "Lists"); a service takes those that its capabilities
    name.
    """

    filter: Filter | None = None
    show_expired: bool = True
    options: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, hash=False)
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A ranked search. `threshold` in [0, 1] hides lower scores; None leaves it to the service.

    `explain` asks how each score came about, where a service says so only when asked; `options` are further
    fields of its search call, by their names there (`docs/mem0-api.md`, "Search").
    """

    question: str
    filter: Filter | None = None
    top_k: int = 10
    threshold: float | None = None
    rerank: bool = False
    keyword: bool = False
    show_expired: bool = True
    explain: bool = False
    options: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, hash=False)


@dataclass(frozen=True, slots=True)
class EntityQuery:
    """Which entities to list: of one type or all, whose name contains a text, whatever its case."""

    type: EntityType | None = None
    name_contains: str = ""
    page: int = 1
    page_size: int = 200
