"""What is taken out of the journal for good: before-images, and operations that are over.

Every function but the first and the last runs inside one transaction of its caller.
"""

from __future__ import annotations

import sqlite3
from json import loads

from memtui.core.encoding import compact_json
from memtui.state.journal import codec

_WITHOUT_IMAGES = "change = without_images(kind, change), result = NULL, added = NULL, theirs = NULL"


def add_erasing(connection: sqlite3.Connection) -> None:
    """Give a connection the function that erasing uses."""
    connection.create_function("without_images", 2, _without_images, deterministic=True)


def forget_images(connection: sqlite3.Connection, operation: int) -> None:
    """Take every before-image out of an operation, which cannot be undone afterwards."""
    connection.execute("UPDATE operations SET purged = 1 WHERE id = ?", (operation,))
    connection.execute(f"UPDATE items SET {_WITHOUT_IMAGES} WHERE operation = ?", (operation,))


def forget_elsewhere(connection: sqlite3.Connection, operation: int) -> None:
    """Empty the items of other operations of the same store that are about the memories of this one."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS forgotten (id TEXT PRIMARY KEY)")
    connection.execute("DELETE FROM forgotten")
    connection.execute(
        "INSERT OR IGNORE INTO forgotten SELECT subject FROM items WHERE operation = ? AND subject NOT NULL",
        (operation,),
    )
    # A memory may have had other ids, from which it was brought back.
    while connection.execute(
        "INSERT OR IGNORE INTO forgotten SELECT subject FROM items JOIN forgotten ON made = forgotten.id"
        " WHERE subject NOT NULL"
    ).rowcount:
        pass
    connection.execute(
        f"UPDATE items SET {_WITHOUT_IMAGES}, note = 'forgotten',"
        " status = CASE status WHEN 'done' THEN 'skipped' WHEN 'planned' THEN 'cancelled' ELSE status END"
        " WHERE operation != ?"
        " AND operation IN (SELECT id FROM operations WHERE service ="
        "  (SELECT service FROM operations WHERE id = ?))"
        " AND (subject IN (SELECT id FROM forgotten) OR made IN (SELECT id FROM forgotten))",
        (operation, operation),
    )


def forget_before(connection: sqlite3.Connection, before: str) -> int:
    """Forget the operations that were begun before an instant and are over; how many."""
    old = "SELECT id FROM operations WHERE created_at < ? AND status NOT IN ('planned', 'running')"
    connection.execute(f"DELETE FROM items WHERE operation IN ({old})", (before,))
    return connection.execute(f"DELETE FROM operations WHERE id IN ({old})", (before,)).rowcount


def empty_log(connection: sqlite3.Connection) -> bool:
    """Leave nothing of what was taken out in the file's log; False while somebody reads it."""
    (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


def _without_images(kind: str, change: str) -> str:
    emptied = codec.without_images(codec.change_from_json(kind, loads(change)))
    return compact_json(codec.change_to_json(emptied))
