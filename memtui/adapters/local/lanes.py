"""The file of an embedded store, with a lane for each kind of work."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from memtui import sqlite_files
from memtui.adapters.local.anchors import Anchors
from memtui.adapters.local.lane import Lane
from memtui.adapters.local.reading import StoreReader
from memtui.adapters.local.schema import prepared
from memtui.core.errors import RefusedError
from memtui.sqlite_files import connect, snapshot, transaction

if TYPE_CHECKING:
    from memtui.adapters.local.writing import StoreWriter

_WRITE_CACHE_KIB = 32 * 1024
_SORT_CACHE_KIB = 512
_WRITE_PATIENCE = 6
"""How many times longer than a question a change waits for others: an import is one long transaction."""
T = TypeVar("T")


class StoreLanes:
    """Short questions and long ones (counts, searches) have a lane each, so that a page never waits for a
    count; writes have a third, and sorting whole lists a fourth.
    """

    def __init__(self, path: Path, first: sqlite3.Connection, *, read_only: bool) -> None:
        self._path = path
        self._read_only = read_only
        self._quick = Lane(path, self._connect, first)
        self._slow = Lane(path, self._connect)
        self._write = Lane(path, self._connect_to_write)
        self._sort = Lane(path, self._connect_to_sort)
        self._readers: dict[sqlite3.Connection, StoreReader] = {}
        self._anchors = Anchors()

    async def close(self) -> None:
        """Finish what runs and close the file. Safe to call twice."""
        for lane in (self._quick, self._slow, self._write, self._sort):
            await asyncio.to_thread(lane.close)
        self._readers.clear()

    async def _read(self, lane: Lane, work: Callable[[StoreReader], T]) -> T:
        def read(connection: sqlite3.Connection) -> T:
            with snapshot(connection):
                return work(self._reader(connection))

        return await lane.run(read)

    async def _note(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Write beside the memories, in one transaction. Raises RefusedError when the store is read-only."""
        self._check_writable()

        def note(connection: sqlite3.Connection) -> T:
            with transaction(connection):
                return work(connection)

        return await self._write.run(note, interruptible=False)

    async def _change(self, work: Callable[[StoreReader, StoreWriter], T]) -> T:
        """Write memories, in one transaction. Raises RefusedError when the store is read-only."""

        # Loaded when first needed: it takes a change.
        from memtui.adapters.local.writing import StoreWriter

        def change(connection: sqlite3.Connection) -> T:
            # Numbers of shapes given out in a transaction that fails must not be remembered.
            store = StoreReader(connection)
            writer = StoreWriter(connection, store.shapes)
            result = work(store, writer)
            writer.finish()
            return result

        return await self._note(change)

    def _check_writable(self) -> None:
        if self._read_only:
            raise RefusedError("This store is open read-only.", hint="Open it without --read-only to write.")

    def _connect(self) -> sqlite3.Connection:
        return prepared(connect(self._path, read_only=self._read_only))

    def _connect_to_write(self) -> sqlite3.Connection:
        connection = self._connect()
        connection.execute(f"PRAGMA cache_size = -{_WRITE_CACHE_KIB}")
        # An import sorts whole indexes, which memory need not hold.
        connection.execute("PRAGMA temp_store = FILE")
        milliseconds = int(sqlite_files.BUSY_SECONDS * _WRITE_PATIENCE * 1000)
        connection.execute(f"PRAGMA busy_timeout = {milliseconds}").fetchall()
        return connection

    def _connect_to_sort(self) -> sqlite3.Connection:
        connection = connect(self._path, read_only=self._read_only)
        # What is sorted need not fit into memory. Tables that are made for older files come after it.
        connection.execute("PRAGMA temp_store = FILE")
        connection.execute(f"PRAGMA cache_size = -{_SORT_CACHE_KIB}")
        return prepared(connection)

    def _reader(self, connection: sqlite3.Connection) -> StoreReader:
        if connection not in self._readers:
            self._readers[connection] = StoreReader(connection, self._anchors)
        return self._readers[connection]
