"""SQLite files that memtui makes: opened, created, migrated, or refused with a sentence.

Every such file carries memtui's application id and, in `user_version`, the number of its schema. An
older schema is copied beside itself and then migrated in one transaction, or without a copy where nothing
that is there changes; a newer one is refused.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from memtui.core.errors import DataError, StoreError

APPLICATION_ID = 0x6D656D74  # "memt", an embedded store
BUSY_SECONDS = 5.0
_SIGNS_OF_DAMAGE = (
    "not a database", "malformed", "corrupt", "vtable constructor failed", "Could not decode",
    "user-defined function raised",
)  # fmt: skip

Migration = Callable[[sqlite3.Connection], None]


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into StoreError sentences that name the file and say what to do.

    Text that is no Unicode, as a command line may bring it, becomes a DataError.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _explained(path, error) from error
    except UnicodeEncodeError as error:
        half = ord(error.object[error.start])
        raise DataError(f"A text holds half a character (U+{half:04X}), which no store can hold.") from error
    except PermissionError as error:
        raise StoreError(f"No permission to open {path}.", hint="Check who owns it.") from error


def open_database(
    path: Path,
    migrations: Sequence[Migration],
    *,
    read_only: bool = False,
    application_id: int = APPLICATION_ID,
    alike_from: int | None = None,
) -> sqlite3.Connection:
    """A connection to the file, created or migrated to the last schema. Raises StoreError.

    `migrations[n]` takes a database from schema n to n + 1; the first one makes it. With `read_only`
    nothing is created or migrated and nothing can be written. `application_id` is what marks files of
    this kind. Schemas from `alike_from` on lack nothing but whole tables of the last one: such a file may be
    read as it is, and needs no copy before it is migrated.
    """
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a store.", hint="Name a file in it.")
    if path.exists() and not path.is_file():
        # Opening a pipe would wait for its other end for ever.
        raise StoreError(f"{path} is no regular file, so it can be no store.", hint="Name another file.")
    if not path.parent.is_dir():
        raise StoreError(f"The folder {path.parent} does not exist.", hint="Create it first.")
    with store_errors(path):
        if not read_only:
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection = connect(path, read_only=read_only)
        try:
            _bring_up_to_date(
                connection, path, migrations, application_id, read_only=read_only, alike_from=alike_from
            )
        except BaseException:
            connection.close()
            raise
        return connection


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode that may be used from any one thread at a time."""
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode={'ro' if read_only else 'rw'}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.executescript("PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;")
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All that happens inside is written together, or not at all when anything raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        # After some errors, a full disk among them, SQLite has rolled back already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def run_statements(connection: sqlite3.Connection, script: str) -> None:
    """Run statements that each end their line with a semicolon, within the transaction that is open.

    `executescript` would commit it.
    """
    for statement in script.split(";\n"):
        if statement.strip():
            connection.execute(statement)


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read inside is read as of one moment, whatever others write meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _bring_up_to_date(
    connection: sqlite3.Connection,
    path: Path,
    migrations: Sequence[Migration],
    application_id: int,
    *,
    read_only: bool,
    alike_from: int | None,
) -> None:
    version, newest = _version(connection), len(migrations)
    is_empty = version == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if not is_empty:
        _check_identity(connection, path, application_id, version, newest)
    is_alike = alike_from is not None and alike_from <= version
    if version == newest or (read_only and is_alike):
        return
    if read_only:
        if is_empty:
            raise StoreError(f"{path} is empty.", hint="Import memories into it first.")
        raise StoreError(f"{path} was made by an older memtui.", hint="Open it once without --read-only.")
    if not is_empty and not is_alike:
        _copy(connection, path, version)
    connection.execute("PRAGMA journal_mode = WAL")
    with transaction(connection):
        # Another process may have done it while this one waited for the lock.
        for migrate in migrations[_version(connection) :]:
            migrate(connection)
        connection.execute(f"PRAGMA application_id = {application_id}")
        connection.execute(f"PRAGMA user_version = {newest}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _check_identity(
    connection: sqlite3.Connection, path: Path, application_id: int, version: int, newest: int
) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != application_id:
        raise StoreError(f"{path} is an SQLite database, but not one of memtui's.", hint="Name another file.")
    if version > newest:
        raise StoreError(
            f"{path} was made by a newer memtui (schema {version}; this one knows {newest}).",
            hint="Upgrade memtui to open it.",
        )


def _copy(connection: sqlite3.Connection, path: Path, version: int) -> None:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    copy = path.with_name(f"{path.name}.schema-{version}.{stamp}.bak")
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    target = sqlite3.connect(copy)
    try:
        connection.backup(target)
    finally:
        target.close()


def _explained(path: Path, error: sqlite3.Error) -> StoreError:
    reason = str(error)
    if "locked" in reason or "busy" in reason:
        return StoreError(f"{path} is locked by another program.", hint="Close it there, then try again.")
    if any(sign in reason for sign in _SIGNS_OF_DAMAGE):
        # What follows may be a piece of somebody's memory.
        return StoreError(
            f"{path} is damaged or not a store ({reason.partition(' with text ')[0]}).",
            hint="Restore it from a copy or an export.",
        )
    if "unable to open" in reason:
        return StoreError(f"{path} cannot be opened.", hint="Check that it exists and that you may read it.")
    if "readonly" in reason:
        return StoreError(f"{path} cannot be written.", hint="Check its permissions.")
    if "full" in reason:
        return StoreError(f"The disk that holds {path} is full.", hint="Make room, then try again.")
    return StoreError(f"{path}: {reason}.")
