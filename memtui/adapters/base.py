"""What memtui asks of a memory service, whichever it is, and what it says of what that service can do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Literal, Protocol, get_args, runtime_checkable

from memtui.core.models import (
    SCOPE_FIELDS,
    EntityPage,
    EntityType,
    HistoryEvent,
    Memory,
    MemoryPage,
    MemoryRecord,
    ScopeField,
)
from memtui.core.values import dataclass

if TYPE_CHECKING:
    from memtui.core.changes import AddedMemory, MemoryEdit, NewMemory
    from memtui.core.errors import MemtuiError
    from memtui.core.profile import ApiVersion, ServiceIdentity, ServiceKind
    from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery


@dataclass(frozen=True, slots=True)
class WriteSupport:
    """What can be changed on a service, and what it gives back afterwards.

    `max_batch` is how many memories `update_many` and `delete_many` take at once. `restores` says that a
    deleted memory comes back with its id, dates and history; `merges_metadata` that an update cannot
    remove metadata keys; `dedupes` that an addition may come to nothing because the text is there
    already. `scope_fields` are the ids that an addition takes; `infers` whether it can learn from a
    conversation; `add_options` the names of the further fields it takes, each with what it is for.
    `has_entities` says that entities exist by themselves and have to be deleted too.
    """

    max_batch: int
    restores: bool
    merges_metadata: bool
    dedupes: bool
    edits_categories: bool
    has_entities: bool
    infers: bool
    takes_immutable: bool
    scope_fields: tuple[ScopeField, ...] = SCOPE_FIELDS
    add_options: Mapping[str, str] = field(default_factory=dict)


Feature = Literal[
    "rerank",
    "keyword_search",
    "feedback",
    "events",
    "exports",
    "summary",
    "usage",
    "project",
    "webhooks",
    "api_keys",
    "served_requests",
    "sent_requests",
]
FEATURES: tuple[Feature, ...] = get_args(Feature)
"""What a service may have beyond its memories (`memtui.adapters.features`)."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a Platform is asked, as far as that was found out.

    In which versions of lists and searches, and whether a filter has to have a name beside a `*`.
    """

    lists: ApiVersion = "v3"
    searches: ApiVersion = "v3"
    anchored: bool = False


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What is true of this service, so that the screen shows only what is true.

    `max_page_size` is in memories a request; `true_totals` says whether totals count every match;
    `lists_expired` whether expired memories can be listed; `writing` what can be changed there, None
    when it is opened read-only. `filters_here` says that the service takes little of a filter and memtui
    evaluates the rest, on at most `cap` memories, which is all that the service lists for one question; a
    page's `filtered_here` tells what came of it. None is no such limit. `lacks` says of every feature that
    the service does not have why, in words that complete "off: …". `list_options` and `search_options` are
    the further fields that its calls take, each with what it is for. `notice` is what it last wanted its user
    to know, on one line; `dialect` how it is asked, where that differs. `orders` says that its lists can be
    sorted by any column; others take no order.
    """

    kind: ServiceKind
    max_page_size: int
    true_totals: bool
    lists_expired: bool
    writing: WriteSupport | None
    filters_here: bool = False
    cap: int | None = None
    lacks: Mapping[Feature, str] = field(default_factory=dict)
    list_options: Mapping[str, str] = field(default_factory=dict)
    search_options: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    dialect: Dialect | None = None
    orders: bool = False


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

        Raises UsageError for another order where the service takes none. `total` is None where counting would
        cost more than the page; `count` then tells.
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
        """Every match with its history, for an export, in a stable order and in constant memory.

        In the query's order where it has one.
        """

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


@dataclass(frozen=True, slots=True)
class AddOutcome:
    """What came of an addition; no results mean that the service found nothing new in it.

    `event_id` is the service's number for the work; `pending` says that it was still under way when
    memtui stopped waiting.
    """

    results: tuple[AddedMemory, ...]
    event_id: str | None = None
    pending: bool = False


@runtime_checkable
class ForgettingAdapter(Protocol):
    """A service whose own history of deleted memories can be erased."""

    async def forget(self, memory_ids: Sequence[str]) -> None:
        """Erase what is kept of memories that are deleted; those that are there are left alone."""

    async def scrub(self) -> None:
        """Leave nothing of what was deleted and forgotten where it stood; may take a while."""


@runtime_checkable
class WritingAdapter(MemoryAdapter, Protocol):
    """A service that can be changed. Every method raises RefusedError when it is opened read-only.

    Ids are checked by `memtui.core.safety` before anything is sent. Nothing here is sent twice.
    """

    async def identity(self) -> ServiceIdentity:
        """Which store of memories this is."""

    async def read_many(self, memory_ids: Sequence[str], *, gone: bool = False) -> dict[str, Memory]:
        """Those of these memories that are there, by id, as the service has them now.

        With `gone` they are expected to be gone, and what the service does not list needs no second look.
        """

    async def add(self, new: NewMemory) -> AddOutcome:
        """Store a memory, or learn from a conversation; returns when the service is done with it."""

    async def update(self, memory_id: str, edit: MemoryEdit) -> None:
        """Change one memory. Raises NotFoundError, ImmutableMemoryError, DataError."""

    async def delete(self, memory_id: str) -> None:
        """Delete one memory. Raises NotFoundError."""

    async def update_many(self, edits: Sequence[tuple[str, MemoryEdit]]) -> dict[str, MemtuiError]:
        """Change up to `max_batch` memories; what is known to have failed, by id.

        Raises MemtuiError when the fate of all of them is the same or unknown.
        """

    async def delete_many(self, memory_ids: Sequence[str]) -> dict[str, MemtuiError]:
        """Delete up to `max_batch` memories; what is known to have failed, by id. Raises as above."""

    async def restore(self, memories: Sequence[Memory]) -> None:
        """Put deleted memories back with their ids and dates; only where the service `restores`.

        A memory that is there already is left alone.
        """

    async def delete_entity(self, entity_type: EntityType, name: str) -> None:
        """Delete an entity with all that it holds; returns when the service is done with it."""
