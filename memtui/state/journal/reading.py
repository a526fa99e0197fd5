"""Rows of the journal as operations and items."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Sequence
from json import loads
from typing import Any

from memtui.core.profile import ServiceIdentity
from memtui.state.journal import codec
from memtui.state.journal.model import Item, ItemStatus, Operation

_OPERATION = "id, created_at, verb, title, kind, address, store, status, undo_of, depth, force, purged, error"
_ITEM = "operation, position, kind, change, status, note, result, added, theirs, twins, undoes, undone_by"


def read_operations(
    connection: sqlite3.Connection, where: str, values: Sequence[Any], limit: int
) -> list[Operation]:
    """The operations that a condition selects, newest first, with what became of their items."""
    rows = connection.execute(
        f"SELECT {_OPERATION} FROM operations WHERE {where} ORDER BY id DESC LIMIT ?", (*values, limit)
    ).fetchall()
    found = []
    for row in rows:
        counts: Counter[ItemStatus] = Counter()
        undone = 0
        for status, number, taken_back in connection.execute(
            "SELECT status, count(*), count(undone_by) FROM items WHERE operation = ? GROUP BY status",
            (row[0],),
        ):
            counts[status] += number
            undone += taken_back
        found.append(_operation(row, counts, undone))
    return found


def read_items(
    connection: sqlite3.Connection,
    operation: int,
    statuses: Collection[ItemStatus] | None,
    *,
    after: int,
    limit: int,
) -> list[Item]:
    """Items in order, those after a position; of some statuses only, where given."""
    where = "operation = ? AND position > ?"
    values: list[Any] = [operation, after]
    if statuses is not None:
        where, values = f"{where} AND status IN ({','.join('?' * len(statuses))})", [*values, *statuses]
    rows = connection.execute(
        f"SELECT {_ITEM} FROM items WHERE {where} ORDER BY position LIMIT ?", (*values, limit)
    ).fetchall()
    return [_item(row) for row in rows]


def present_id(connection: sqlite3.Connection, service: ServiceIdentity, memory_id: str) -> str:
    """The id that something has now, from one that it had: additions lead from each to the next."""
    seen = {memory_id}
    while True:
        row = connection.execute(
            "SELECT made FROM items JOIN operations ON operations.id = items.operation"
            " WHERE subject = ? AND made IS NOT NULL AND items.kind IN ('add', 'setting')"
            " AND items.status = 'done' AND service = ? ORDER BY operation DESC LIMIT 1",
            (memory_id, service.key),
        ).fetchone()
        if row is None or row[0] in seen:
            return memory_id
        memory_id = row[0]
        seen.add(memory_id)


def made_ids(connection: sqlite3.Connection, operation: int) -> set[str]:
    """The ids that the additions of an operation are known to have made."""
    rows = connection.execute("SELECT made FROM items WHERE operation = ? AND made IS NOT NULL", (operation,))
    return {made for (made,) in rows}


def _operation(row: Sequence[Any], counts: Counter[ItemStatus], undone: int) -> Operation:
    number, created_at, verb, title, kind, address, store, status, undo_of, depth, force, purged, error = row
    return Operation(
        id=number,
        created_at=created_at,
        verb=verb,
        title=title,
        service=ServiceIdentity(kind, address, store),
        status=status,
        counts=counts,
        undone=undone,
        undo_of=undo_of,
        depth=depth,
        force=bool(force),
        purged=bool(purged),
        error=error,
    )


def _item(row: Sequence[Any]) -> Item:
    operation, position, kind, change, status, note, result, added, theirs, twins, undoes, undone_by = row
    return Item(
        operation=operation,
        position=position,
        change=codec.change_from_json(kind, loads(change)),
        status=status,
        note=note,
        result=None if result is None else codec.memory_from_json(loads(result)),
        added=() if added is None else codec.added_from_json(loads(added)),
        theirs=None if theirs is None else codec.memory_from_json(loads(theirs)),
        twins=() if twins is None else tuple(loads(twins)),
        undoes=undoes,
        undone_by=undone_by,
    )
