"""The embedded store as a memory service."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from memtui.adapters.base import Capabilities, ImportOutcome, ServiceInfo
from memtui.adapters.local.database import connect, snapshot, transaction
from memtui.adapters.local.lane import Lane
from memtui.adapters.local.reading import StoreReader
from memtui.adapters.local.schema import drop_indexes, make_indexes, open_store, with_functions
from memtui.adapters.local.writing import StoreWriter
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.errors import NotFoundError, RefusedError
from memtui.core.models import EntityPage, HistoryEvent, Memory, MemoryPage, MemoryRecord
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery

_IMPORT_BATCH = 500
_WRITE_CACHE_KIB = 128 * 1024
T = TypeVar("T")


class _DryRunError(Exception):
    """Raised to roll a transaction back once it has told what it would do."""


class LocalAdapter:
    """Memories in one SQLite file.

    Short questions and long ones (counts, searches) have a lane each, so that a page never waits for a
    count; writes have a third.
    """

    def __init__(self, path: Path, first: sqlite3.Connection, *, read_only: bool) -> None:
        self._path = path
        self._read_only = read_only
        self._quick = Lane(path, self._connect, first)
        self._slow = Lane(path, self._connect)
        self._write = Lane(path, self._connect_to_write)
        self._readers: dict[sqlite3.Connection, StoreReader] = {}

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> LocalAdapter:
        """The store in `path`, made if it is missing unless `read_only`. Raises StoreError."""
        return cls(path, open_store(path, read_only=read_only), read_only=read_only)

    @property
    def capabilities(self) -> Capabilities:
        """What the embedded store can do."""
        return Capabilities(
            kind="local", max_page_size=1000, true_totals=True, lists_expired=True, writes=not self._read_only
        )

    async def probe(self) -> ServiceInfo:
        """The store's own id, and its file."""
        await self._read(self._quick, lambda store: store.everything())
        return ServiceInfo(description="embedded store", address=str(self._path))

    async def entities(self, query: EntityQuery) -> EntityPage:
        """A page of entities, by type, most memories first."""
        return await self._read(self._quick, lambda store: store.entities(query))

    async def page(self, query: MemoryQuery, page: int, page_size: int) -> MemoryPage:
        """One page, newest first."""
        return await self._read(self._quick, lambda store: store.page(query, page, page_size))

    async def count(self, query: MemoryQuery) -> int:
        """How many memories match."""
        return await self._read(self._slow, lambda store: store.count(query))

    async def search(self, query: SearchQuery) -> tuple[Memory, ...]:
        """The best matches with their scores; a score is the share of the question's words found."""
        return await self._read(self._slow, lambda store: store.search(query))

    async def get(self, memory_id: str) -> Memory:
        """One memory. Raises NotFoundError."""
        return await self._read(self._quick, lambda store: store.get(memory_id))

    async def history(self, memory_id: str) -> tuple[HistoryEvent, ...]:
        """The memory's events, oldest first. Raises NotFoundError."""
        return await self._read(self._quick, lambda store: store.history(memory_id))

    async def records(self, query: MemoryQuery) -> AsyncIterator[MemoryRecord]:
        """Every match with its history, in the order in which it was stored."""
        row = 0
        while True:
            row, records = await self._read(
                self._slow, partial(StoreReader.records_after, query=query, row=row)
            )
            if not records:
                return
            for record in records:
                yield record

    async def add(self, new: NewMemory) -> Memory:
        """Store one memory literally."""
        return await self._change(lambda store, writer: writer.add(new))

    async def update(self, memory_id: str, edit: MemoryEdit) -> Memory:
        """Change one memory. Raises NotFoundError, ImmutableMemoryError, DataError."""
        return await self._change(lambda store, writer: writer.update(*_row_of(store, memory_id), edit=edit))

    async def delete(self, memory_id: str) -> None:
        """Delete one memory; its history stays. Raises NotFoundError."""
        await self._change(lambda store, writer: writer.delete(*_row_of(store, memory_id)))

    async def import_records(
        self, records: Iterable[MemoryRecord], *, replace: bool, dry_run: bool
    ) -> ImportOutcome:
        """Store all records or none, in one transaction."""
        outcome = ImportOutcome()

        def work(store: StoreReader, writer: StoreWriter) -> None:
            is_empty = store.everything() == 0
            if is_empty:
                drop_indexes(store.connection)
            _import(store, writer, records, outcome, replacing=replace)
            if is_empty:
                make_indexes(store.connection)
            if dry_run:
                raise _DryRunError

        with suppress(_DryRunError):
            await self._change(work)
        return outcome

    async def close(self) -> None:
        """Finish what runs and close the file. Safe to call twice."""
        for lane in (self._quick, self._slow, self._write):
            await asyncio.to_thread(lane.close)
        self._readers.clear()

    def _connect(self) -> sqlite3.Connection:
        return with_functions(connect(self._path, read_only=self._read_only))

    def _connect_to_write(self) -> sqlite3.Connection:
        connection = self._connect()
        connection.execute(f"PRAGMA cache_size = -{_WRITE_CACHE_KIB}")
        return connection

    def _reader(self, connection: sqlite3.Connection) -> StoreReader:
        if connection not in self._readers:
            self._readers[connection] = StoreReader(connection)
        return self._readers[connection]

    async def _read(self, lane: Lane, work: Callable[[StoreReader], T]) -> T:
        def read(connection: sqlite3.Connection) -> T:
            with snapshot(connection):
                return work(self._reader(connection))

        return await lane.run(read)

    async def _change(self, work: Callable[[StoreReader, StoreWriter], T]) -> T:
        if self._read_only:
            raise RefusedError("This store is open read-only.", hint="Open it without --read-only to write.")

        def change(connection: sqlite3.Connection) -> T:
            # Numbers of shapes given out in a transaction that fails must not be remembered.
            store = StoreReader(connection)
            with transaction(connection):
                writer = StoreWriter(connection, store.shapes)
                result = work(store, writer)
                writer.finish()
            return result

        return await self._write.run(change, interruptible=False)


def _row_of(store: StoreReader, memory_id: str) -> tuple[int, Memory]:
    found = store.existing([memory_id])
    if memory_id not in found:
        raise NotFoundError(f"There is no memory {memory_id!r} in this store.")
    row, record = found[memory_id]
    return row, record.memory


def _import(
    store: StoreReader,
    writer: StoreWriter,
    records: Iterable[MemoryRecord],
    outcome: ImportOutcome,
    *,
    replacing: bool,
) -> None:
    waiting = iter(records)
    while batch := list(islice(waiting, _IMPORT_BATCH)):
        here = store.existing([record.memory.id for record in batch])
        fresh: dict[str, MemoryRecord] = {}
        for record in batch:
            memory_id = record.memory.id
            earlier = fresh.get(memory_id) or (here[memory_id][1] if memory_id in here else None)
            if earlier is None:
                fresh[memory_id] = record
                outcome.added += 1
            elif _same(earlier, record):
                outcome.unchanged += 1
            elif not replacing:
                outcome.conflicts.append(memory_id)
            elif memory_id in fresh:
                fresh[memory_id] = _kept_history(earlier, record)
                outcome.replaced += 1
            else:
                row, old = here[memory_id]
                writer.replace(row, old, record)
                here[memory_id] = store.existing([memory_id])[memory_id]
                outcome.replaced += 1
        # What a deleted memory of the same id left behind gives way to the history that comes with it.
        writer.forget([memory_id for memory_id, record in fresh.items() if record.history is not None])
        writer.insert(fresh.values())


def _kept_history(old: MemoryRecord, new: MemoryRecord) -> MemoryRecord:
    return new if new.history is not None else MemoryRecord(new.memory, old.history)


def _same(old: MemoryRecord, new: MemoryRecord) -> bool:
    """Whether two records say the same, however their JSON was laid out."""
    if replace(old.memory, wire_keys=(), score=None) != replace(new.memory, wire_keys=(), score=None):
        return False
    if new.history is None:
        return True
    return [replace(event, wire_keys=(), occurred_at=None) for event in old.history or ()] == [
        replace(event, wire_keys=(), occurred_at=None) for event in new.history
    ]
