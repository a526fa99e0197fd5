"""What memtui asks of a memory service, whichever it is, and what it says of what that service can do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.models import EntityPage, HistoryEvent, Memory, MemoryPage, MemoryRecord
from memtui.core.profile import ServiceKind
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What is true of this service, so that the screen shows only what is true.

    `max_page_size` is in memories a request; `true_totals` says whether totals count every match;
    `lists_expired` whether expired memories can be listed; `writes` whether memtui can change anything
    there. `filters_here` says that the service takes little of a filter and memtui evaluates the rest, on
    at most `cap` memories, which is all that the service lists for one question; a page's
    `filtered_here` tells what came of it. None is no such limit.
    """

    kind: ServiceKind
    max_page_size: int
    true_totals: bool
    lists_expired: bool
    writes: bool
    filters_here: bool = False
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceInfo:
    """What answered when the service was first asked: one line for the status line, and its address."""

    description: str
    address: str


class MemoryAdapter(Protocol):
    """A memory service that can be read. Every method can be cancelled, and raises MemtuiError."""

    @property
    def capabilities(self) -> Capabilities:
        """What this service can do."""

    async def probe(self) -> ServiceInfo:
        """Ask the cheapest question that shows the service is there and accepts the key."""

    async def entities(self, query: EntityQuery) -> EntityPage:
        """A page of entities, most memories first where counts are known, else by name."""

    async def page(self, query: MemoryQuery, page: int, page_size: int) -> MemoryPage:
        """One page, newest first where the service has an order; past the end it is empty.

        `total` is None where counting would cost more than the page; `count` then tells.
        """

    async def count(self, query: MemoryQuery) -> int:
        """How many memories match; of those that the service lists, where it lists only so many."""

    async def search(self, query: SearchQuery) -> tuple[Memory, ...]:
        """The best matches with their scores, best first."""

    async def get(self, memory_id: str) -> Memory:
        """One memory. Raises NotFoundError."""

    async def history(self, memory_id: str) -> tuple[HistoryEvent, ...]:
        """The memory's events in the service's order; empty when it has none. Raises NotFoundError."""

    def records(self, query: MemoryQuery) -> AsyncIterator[MemoryRecord]:
        """Every match with its history, for an export, in a stable order and in constant memory."""

    async def close(self) -> None:
        """Give back connections and threads. Safe to call twice."""


@dataclass(slots=True)
class ImportOutcome:
    """What an import did, or would do: counts, and the ids that exist here with other content."""

    added: int = 0
    unchanged: int = 0
    replaced: int = 0
    conflicts: list[str] = field(default_factory=list)


@runtime_checkable
class ImportingAdapter(Protocol):
    """A service that takes memories with their ids, dates and history."""

    async def import_records(
        self, records: Iterable[MemoryRecord], *, replace: bool, dry_run: bool
    ) -> ImportOutcome:
        """Store all records or, when one of them raises, none.

        A record that is here already with the same content changes nothing; one with other content is a
        conflict, which is left alone or, with `replace`, replaced. A dry run says what would happen.
        """


@runtime_checkable
class WritingAdapter(Protocol):
    """A service that can be changed, one memory at a time; each change is written to the history."""

    async def add(self, new: NewMemory) -> Memory:
        """Store one memory literally and give it back with its id and dates."""

    async def update(self, memory_id: str, edit: MemoryEdit) -> Memory:
        """Change one memory and give it back. Raises NotFoundError, ImmutableMemoryError, DataError."""

    async def delete(self, memory_id: str) -> None:
        """Delete one memory; its history stays. Raises NotFoundError."""
