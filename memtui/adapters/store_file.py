"""What the file of an embedded store is like; nothing in it is changed, an older one is not migrated."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from memtui.core.values import dataclass


@dataclass(frozen=True, slots=True)
class StoreFile:
    """A store as its file has it.

    `schema` is its number, `newest` that of the stores that this memtui makes; `journal_mode` how SQLite
    writes it. `damage` are SQLite's findings, a few at most, empty for a sound file; None where it was not
    looked for.
    """

    schema: int
    newest: int
    journal_mode: str
    memories: int
    damage: tuple[str, ...] | None


_MOST = 3


def examine(path: Path, *, thorough: bool) -> StoreFile:
    """Look at a store; for damage only if `thorough`, since that reads the whole file. Raises StoreError."""
    # Loaded on first use: they are the embedded store's own, and a service needs none of them.
    from memtui.adapters.local.reading import StoreReader
    from memtui.adapters.local.schema import MIGRATIONS, open_store
    from memtui.sqlite_files import APPLICATION_ID, snapshot, store_errors

    with store_errors(path), closing(_connected(path)) as connection:
        connection.execute("PRAGMA query_only = ON")
        (owner,) = connection.execute("PRAGMA application_id").fetchone()
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        if owner != APPLICATION_ID or schema > len(MIGRATIONS):
            # Says in its own words what is wrong with it.
            open_store(path, read_only=True).close()
        with snapshot(connection):
            memories = StoreReader(connection).everything()
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        damage = None
        if thorough:
            rows = connection.execute(f"PRAGMA quick_check({_MOST})").fetchall()
            damage = tuple(text for (text,) in rows if text != "ok")
        return StoreFile(schema, len(MIGRATIONS), mode, memories, damage)


def _connected(path: Path) -> sqlite3.Connection:
    """A connection that leaves none of SQLite's helper files behind."""
    from memtui.sqlite_files import connect

    # One that may write takes them away again, and one that believes that nobody writes makes none.
    if os.access(path, os.W_OK) or path.with_name(f"{path.name}-wal").exists():
        return connect(path)
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True, isolation_level=None)
