"""The journal's file: plans are written into it as they are made, and followed in it item by item.

A plan of any size is never held in memory: the preview, the work, the undo and the journal view all
read the same rows. Every change of the file is on disk (synchronous FULL) when its function returns.
Functions block; they may be called from any thread, one at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from memtui.core.changes import Addition, Change, Deletion, SettingChange, Update
from memtui.core.encoding import compact_json
from memtui.core.errors import NotFoundError, StoreError
from memtui.core.profile import ServiceIdentity
from memtui.core.times import iso_now
from memtui.sqlite_files import open_database, store_errors, transaction
from memtui.state.journal import codec
from memtui.state.journal.erasing import (
    add_erasing,
    empty_log,
    forget_before,
    forget_elsewhere,
    forget_images,
)
from memtui.state.journal.model import Item, ItemStatus, NewItem, Operation, OperationStatus, Outcome, Verb
from memtui.state.journal.owners import Owners
from memtui.state.journal.reading import made_ids, present_id, read_items, read_operations
from memtui.state.journal.schema import JOURNAL_ID, MIGRATIONS
from memtui.state.paths import private_folder

_HOLDS = {"done", "skipped"}
"""What an item is when the memory looks as it should afterwards."""
_MARK_UNDONE = """
UPDATE items SET undone_by = ? WHERE (operation, position) IN (
  SELECT operations.undo_of, items.undoes FROM items JOIN operations ON operations.id = items.operation
  WHERE items.operation = ? AND items.position = ? AND items.undoes IS NOT NULL)"""


class Journal:
    """One journal. Every function raises StoreError when the file cannot be read or written."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.owners = Owners(path)
        self._connection = connection
        self._lock = RLock()

    @classmethod
    def open(cls, path: Path) -> Journal:
        """The journal in `path`, made with its folder if it is missing."""
        private_folder(path.parent)
        connection = open_database(path, MIGRATIONS, application_id=JOURNAL_ID)
        connection.executescript("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;")
        add_erasing(connection)
        return cls(path, connection)

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        with self._lock:
            self._connection.close()

    # Plans

    def draft(
        self, verb: Verb, title: str, service: ServiceIdentity, *, undo_of: int | None = None,
        force: bool = False,
    ) -> int:  # fmt: skip
        """Begin a plan; its number. It stays a draft until `start`."""
        with self._writing() as connection:
            depth = 0 if undo_of is None else self._depth(undo_of) + 1
            row = (iso_now(), verb, title, service.key, service.kind, service.address, service.store)
            cursor = connection.execute(
                "INSERT INTO operations (created_at, verb, title, service, kind, address, store, status,"
                " undo_of, depth, force) VALUES (?, ?, ?, ?, ?, ?, ?, 'planned', ?, ?, ?)",
                (*row, undo_of, depth, force),
            )
            number = cursor.lastrowid
            assert number is not None
            self.owners.claim(number)
            return number

    def append(self, operation: int, items: Iterable[NewItem]) -> None:
        """Write the next items of a plan, with their before-images."""
        with self._writing() as connection:
            (last,) = connection.execute(
                "SELECT max(position) FROM items WHERE operation = ?", (operation,)
            ).fetchone()
            first = 0 if last is None else last + 1
            connection.executemany(
                "INSERT INTO items (operation, position, kind, change, status, note, subject, undoes)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        operation, position, codec.kind_of(item.change),
                        compact_json(codec.change_to_json(item.change)), item.status, item.note,
                        _subject(item.change),
                        item.undoes,
                    )
                    for position, item in enumerate(items, first)
                ),
            )  # fmt: skip

    def entitle(self, operation: int, title: str) -> None:
        """Give a plan the title that is known once its items are."""
        with self._writing() as connection:
            connection.execute("UPDATE operations SET title = ? WHERE id = ?", (title, operation))

    def discard(self, operation: int) -> None:
        """Forget a plan that was not agreed to; what is left of a stopped operation is not wanted again."""
        with self._writing() as connection:
            stopped = "SELECT id FROM operations WHERE id = ? AND status = 'cancelled'"
            left = f"status = 'planned' AND operation IN ({stopped})"
            connection.execute(f"UPDATE items SET status = 'cancelled' WHERE {left}", (operation,))
            planned = "SELECT id FROM operations WHERE id = ? AND status = 'planned'"
            connection.execute(f"DELETE FROM items WHERE operation IN ({planned})", (operation,))
            connection.execute("DELETE FROM operations WHERE id = ? AND status = 'planned'", (operation,))
        self.owners.release(operation)

    def start(self, operation: int) -> bool:
        """Say that it is carried out from now on; False when another memtui is at it."""
        if not self.owners.claim(operation):
            return False
        self._set_status(operation, "running", "")
        return True

    def write(self, operation: int, outcomes: Sequence[Outcome]) -> None:
        """Write what became of some items, all or nothing; what they undo is undone when they are done."""
        with self._writing() as connection:
            for outcome in outcomes:
                fields: dict[str, Any] = {"status": outcome.status, "note": outcome.note}
                if outcome.change is not None:
                    fields["change"] = compact_json(codec.change_to_json(outcome.change))
                for name, memory in (("result", outcome.result), ("theirs", outcome.theirs)):
                    if memory is not None:
                        fields[name] = compact_json(codec.memory_to_json(memory))
                if outcome.added is not None:
                    fields["added"] = compact_json(codec.added_to_json(outcome.added))
                    fields["made"] = outcome.added[0].memory_id if outcome.added else None
                if outcome.twins is not None:
                    fields["twins"] = compact_json(list(outcome.twins))
                sets = ", ".join(f"{name} = ?" for name in fields)
                connection.execute(
                    f"UPDATE items SET {sets} WHERE operation = ? AND position = ?",
                    (*fields.values(), operation, outcome.position),
                )
                if outcome.status in _HOLDS:
                    connection.execute(_MARK_UNDONE, (operation, operation, outcome.position))

    def settle(self, operation: int, of: Collection[ItemStatus], to: ItemStatus, note: str = "") -> None:
        """Give all items of some statuses another one."""
        with self._writing() as connection:
            marks = ",".join("?" * len(of))
            connection.execute(
                f"UPDATE items SET status = ?, note = ? WHERE operation = ? AND status IN ({marks})",
                (to, note, operation, *of),
            )

    def finish(self, operation: int, status: OperationStatus, error: str = "") -> None:
        """Say that nobody is at work on it any more."""
        self._set_status(operation, status, error)
        self.owners.release(operation)

    # Reading

    def operation(self, operation: int) -> Operation:
        """One operation. Raises NotFoundError."""
        found = self._operations("id = ?", (operation,), 1)
        if not found:
            raise NotFoundError(
                f"The journal has no operation {operation}.", hint="`memtui journal` lists them."
            )
        return found[0]

    def operations(
        self, service: ServiceIdentity | None = None, *, before: int | None = None, limit: int = 100
    ) -> list[Operation]:
        """Operations that were begun, newest first: of one store or of all, older than `before`."""
        where = "status != 'planned'"
        values: list[Any] = []
        if service is not None:
            where, values = f"{where} AND service = ?", [service.key]
        if before is not None:
            where, values = f"{where} AND id < ?", [*values, before]
        return self._operations(where, values, limit)

    def unsettled(self, service: ServiceIdentity) -> list[Operation]:
        """Operations of this store that nobody is at work on, although something of them is open.

        They are said to run, or the fate of some of their items is unknown. Oldest first.
        """
        undecided = "SELECT 1 FROM items WHERE operation = operations.id AND status IN ('sending', 'unknown')"
        found = self._operations(
            f"service = ? AND (status = 'running' OR status = 'interrupted' AND EXISTS ({undecided}))",
            (service.key,),
            -1,
        )
        return [operation for operation in reversed(found) if not self.owners.is_owned(operation.id)]

    def items(
        self,
        operation: int,
        statuses: Collection[ItemStatus] | None = None,
        *,
        after: int = -1,
        limit: int = 100,
    ) -> list[Item]:
        """Items in order, those after a position; of some statuses only, where given."""
        with self._reading() as connection:
            return read_items(connection, operation, statuses, after=after, limit=limit)

    def each_item(self, operation: int, statuses: Collection[ItemStatus] | None = None) -> Iterator[Item]:
        """All items in order, read a page at a time."""
        after = -1
        while page := self.items(operation, statuses, after=after, limit=500):
            yield from page
            after = page[-1].position

    def item(self, operation: int, position: int) -> Item:
        """One item. Raises NotFoundError."""
        found = self.items(operation, after=position - 1, limit=1)
        if not found or found[0].position != position:
            raise NotFoundError(f"Operation {operation} has no item {position + 1}.")
        return found[0]

    def present_id(self, service: ServiceIdentity, memory_id: str) -> str:
        """The id that something has now, if memtui deleted it and brought it back under another one."""
        with self._reading() as connection:
            return present_id(connection, service, memory_id)

    def made_ids(self, operation: int) -> set[str]:
        """The ids of all memories that the additions of an operation are known to have made."""
        with self._reading() as connection:
            return made_ids(connection, operation)

    # Keeping house

    def clear_drafts(self) -> None:
        """Forget plans that nobody agreed to and that no memtui has open any more."""
        with self._reading() as connection:
            drafts = connection.execute("SELECT id FROM operations WHERE status = 'planned'").fetchall()
        for (draft,) in drafts:
            if not self.owners.is_owned(draft):
                self.discard(draft)

    def purge(self, operation: int, *, everywhere: bool = False) -> None:
        """Take every before-image out of an operation, for good: it cannot be undone afterwards.

        With `everywhere` nothing is left either of what other operations of the same store know of its
        memories: their items cannot be undone any more.
        """
        with self._writing() as connection:
            if everywhere:
                forget_elsewhere(connection, operation)
            forget_images(connection, operation)
        with self._reading() as connection:
            if not empty_log(connection):
                raise StoreError(
                    "Another memtui is reading the journal: what was forgotten is in its log until then.",
                    hint="Close it, then forget it again.",
                )

    def prune(self, before: str) -> int:
        """Forget the operations that were begun before an instant (ISO 8601, UTC) and are over; how many."""
        with self._writing() as connection:
            pruned = forget_before(connection, before)
        with self._reading() as connection:
            empty_log(connection)
        return pruned

    # Inside

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, store_errors(self.path):
            yield self._connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, store_errors(self.path), transaction(self._connection):
            yield self._connection

    def _depth(self, operation: int) -> int:
        row = self._connection.execute("SELECT depth FROM operations WHERE id = ?", (operation,)).fetchone()
        return int(row[0]) if row else 0

    def _set_status(self, operation: int, status: OperationStatus, error: str) -> None:
        with self._writing() as connection:
            connection.execute(
                "UPDATE operations SET status = ?, error = ? WHERE id = ?", (status, error, operation)
            )

    def _operations(self, where: str, values: Sequence[Any], limit: int) -> list[Operation]:
        with self._reading() as connection:
            return read_operations(connection, where, values, limit)


def _subject(change: Change) -> str | None:
    if isinstance(change, Addition):
        return change.replaces
    if isinstance(change, SettingChange):
        return change.key or None
    return change.before.id if isinstance(change, Update | Deletion) else None
