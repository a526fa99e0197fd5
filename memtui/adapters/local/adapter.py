"""The embedded store as a memory service."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from memtui.adapters.base import AddOutcome, Capabilities, Feature, ImportOutcome, ServiceInfo, WriteSupport
from memtui.adapters.local.reading import StoreReader
from memtui.adapters.local.schema import drop_indexes, make_indexes, open_store
from memtui.adapters.local.services import LocalServices
from memtui.adapters.no_options import refuse_options
from memtui.core.errors import MemtuiError
from memtui.core.later import later
from memtui.core.models import EntityPage, EntityType, HistoryEvent, Memory, MemoryPage, MemoryRecord
from memtui.core.profile import ServiceIdentity
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery

if TYPE_CHECKING:
    from memtui.adapters.local import activity, changing, importing, kept
    from memtui.adapters.local.sorted_lists import SortedLists
    from memtui.adapters.local.writing import StoreWriter
    from memtui.core import changes
    from memtui.core.activity import Activity, Moment, Split
    from memtui.core.changes import MemoryEdit, NewMemory
else:
    activity = later("memtui.adapters.local.activity")
    changing, importing = later("memtui.adapters.local.changing"), later("memtui.adapters.local.importing")
    kept, changes = later("memtui.adapters.local.kept"), later("memtui.core.changes")

_WRITING = WriteSupport(
    max_batch=500,
    restores=True,
    merges_metadata=False,
    dedupes=False,
    edits_categories=True,
    has_entities=False,
    infers=False,
    takes_immutable=True,
)
_LACKS: dict[Feature, str] = {
    "rerank": "the embedded store has no model to rank with",
    "keyword_search": "the embedded store always searches by words",
    "events": "an embedded store does its work at once",
    "webhooks": "an embedded store calls nobody",
    "api_keys": "an embedded store needs no keys",
    "served_requests": "an embedded store keeps no log of requests",
    "sent_requests": "nothing is sent to an embedded store",
}

_STORE = "the embedded store"
_NEWEST_FIRST = "created_at desc"


class _DryRunError(Exception):
    """Raised to roll a transaction back once it has told what it would do."""


class LocalAdapter(LocalServices):
    """Memories in one SQLite file."""

    _sorted: SortedLists | None = None

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> LocalAdapter:
        """The store in `path`, made if it is missing unless `read_only`. Raises StoreError."""
        return cls(path, open_store(path, read_only=read_only), read_only=read_only)

    @property
    def capabilities(self) -> Capabilities:
        """What the embedded store can do."""
        return Capabilities(
            kind="local",
            max_page_size=1000,
            true_totals=True,
            lists_expired=True,
            writing=None if self._read_only else _WRITING,
            lacks=_LACKS,
            orders=True,
        )

    async def probe(self) -> ServiceInfo:
        """The store's own id, and its file."""
        await self._read(self._quick, lambda store: store.everything())
        return ServiceInfo(description="embedded store", address=str(self._path))

    async def entities(self, query: EntityQuery) -> EntityPage:
        """A page of entities, by type, most memories first."""
        return await self._read(self._quick, lambda store: store.entities(query))

    async def page(self, query: MemoryQuery, page: int, page_size: int) -> MemoryPage:
        """One page, newest first unless there is another order."""
        refuse_options(query.options, _STORE)
        if query.order is not None and str(query.order) != _NEWEST_FIRST:
            return await self._sorted_lists().page(query, query.order, page, page_size)
        return await self._read(self._quick, lambda store: store.page(query, page, page_size))

    async def count(self, query: MemoryQuery) -> int:
        """How many memories match."""
        refuse_options(query.options, _STORE)
        return await self._read(self._slow, lambda store: store.count(query))

    async def count_up_to(self, query: MemoryQuery, most: int) -> int:
        """How many memories match, where that is at most `most`; otherwise one more than that."""
        refuse_options(query.options, _STORE)
        return await self._read(self._slow, lambda store: store.at_most(query, most + 1))

    async def count_days(self, query: MemoryQuery, of: Moment, split: Split | None) -> Activity:
        """How many matches were created or updated when."""
        refuse_options(query.options, _STORE)
        return await self._read(self._slow, lambda store: activity.count_days(store, query, of, split))

    async def search(self, query: SearchQuery) -> tuple[Memory, ...]:
        """The best matches with their scores; a score is the share of the question's words found."""
        refuse_options(query.options, _STORE)
        return await self._read(self._slow, lambda store: store.search(query))

    async def get(self, memory_id: str) -> Memory:
        """One memory. Raises NotFoundError."""
        return await self._read(self._quick, lambda store: store.get(memory_id))

    async def history(self, memory_id: str) -> tuple[HistoryEvent, ...]:
        """The memory's events, oldest first. Raises NotFoundError."""
        return await self._read(self._quick, lambda store: store.history(memory_id))

    async def records(self, query: MemoryQuery) -> AsyncIterator[MemoryRecord]:
        """Every match with its history, in the order in which it was stored, or the one asked for."""
        refuse_options(query.options, _STORE)
        if query.order is not None:
            async for record in self._sorted_lists().records(query, query.order):
                yield record
            return
        row = 0
        while True:
            row, records = await self._read(
                self._slow, partial(StoreReader.records_after, query=query, row=row)
            )
            if not records:
                return
            for record in records:
                yield record

    def _sorted_lists(self) -> SortedLists:
        """Lists in another order."""
        if self._sorted is None:
            # Loaded when first asked for: lists have an order by themselves.
            from memtui.adapters.local.sorted_lists import SortedLists

            self._sorted = SortedLists(partial(self._read, self._quick), partial(self._read, self._sort))
        return self._sorted

    async def close(self) -> None:
        """Finish what runs and close the file. Safe to call twice."""
        if self._sorted is not None:
            await self._sorted.close()
        await super().close()

    async def identity(self) -> ServiceIdentity:
        """The store's own id, which it keeps wherever its file is moved."""
        store_id = await self._read(self._quick, lambda store: store.store_id())
        return ServiceIdentity("local", str(self._path.absolute()), store_id)

    async def read_many(self, memory_ids: Sequence[str], *, gone: bool = False) -> dict[str, Memory]:
        """Those of these memories that are there, by id."""
        found = await self._read(self._quick, lambda store: store.rows_of(memory_ids))
        return {memory_id: memory for memory_id, (_, memory) in found.items()}

    async def add(self, new: NewMemory) -> AddOutcome:
        """Store one memory literally. Raises DataError, and RefusedError for what a store cannot do."""
        return await self.add_all([new])

    async def add_all(self, news: Sequence[NewMemory]) -> AddOutcome:
        """Store these literally, all or none. Raises as `add`."""
        added = await self._change(lambda store, writer: [changing.add(writer, new) for new in news])
        return AddOutcome(tuple(changes.AddedMemory(one.id, "ADD", one.memory) for one in added))

    async def update(self, memory_id: str, edit: MemoryEdit) -> None:
        """Change one memory. Raises NotFoundError, ImmutableMemoryError, DataError."""
        for error in (await self.update_many([(memory_id, edit)])).values():
            raise error

    async def delete(self, memory_id: str) -> None:
        """Delete one memory; its history stays. Raises NotFoundError."""
        for error in (await self.delete_many([memory_id])).values():
            raise error

    async def update_many(self, edits: Sequence[tuple[str, MemoryEdit]]) -> dict[str, MemtuiError]:
        """Change memories in one transaction; those that cannot be changed, with the reason."""
        return await self._change(lambda store, writer: changing.update_each(store, writer, edits))

    async def delete_many(self, memory_ids: Sequence[str]) -> dict[str, MemtuiError]:
        """Delete memories in one transaction; those that are not there, as errors.

        Their history stays; what was said of them and exports of them go.
        """
        return await self._change(lambda store, writer: changing.delete_each(store, writer, memory_ids))

    async def forget(self, memory_ids: Sequence[str]) -> None:
        """Erase the history of deleted memories, and whatever else tells of them."""

        def forget(store: StoreReader, writer: StoreWriter) -> None:
            gone = sorted(set(memory_ids) - store.rows_of(memory_ids).keys())
            writer.forget(gone)
            kept.drop_traces(store.connection, gone)

        await self._change(forget)

    async def scrub(self) -> None:
        """Write the file anew without its free pages, and empty its log."""

        def scrub(connection: sqlite3.Connection) -> None:
            # What was taken out of these indexes stands in them until they are merged.
            for index in ("words", "grams"):
                connection.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

        self._check_writable()
        await self._write.run(scrub, interruptible=False)

    async def restore(self, memories: Sequence[Memory]) -> None:
        """Put deleted memories back as they were, in one transaction; their history goes on with an ADD."""
        await self._change(lambda store, writer: changing.restore_absent(store, writer, memories))

    async def delete_entity(self, entity_type: EntityType, name: str) -> None:
        """Nothing, since an entity here is the memories that name it; refused while there are any."""
        await self._change(lambda store, writer: changing.refuse_unless_empty(store, entity_type, name))

    async def import_records(
        self, records: Iterable[MemoryRecord], *, replace: bool, dry_run: bool
    ) -> ImportOutcome:
        """Store all records or none, in one transaction."""
        outcome = ImportOutcome()

        def work(store: StoreReader, writer: StoreWriter) -> None:
            is_empty = store.everything() == 0
            if is_empty:
                drop_indexes(store.connection)
                writer.fills = True
            importing.import_all(store, writer, records, outcome, replacing=replace)
            if is_empty:
                make_indexes(store.connection)
            if dry_run:
                raise _DryRunError

        with suppress(_DryRunError):
            await self._change(work)
        return outcome
