"""The embedded store: its file, what is in it, and whether it is sound."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from memtui.adapters.store_file import StoreFile, examine
from memtui.core.diagnosis import Check, Diagnosis, size_in_words
from memtui.core.errors import MemtuiError
from memtui.state.checkup.folders import check_room
from memtui.state.checkup.private import check_file
from memtui.state.paths import default_store

AREA = "store"
LARGE = 50_000_000
"""Bytes from which on a store is looked through for damage only when that is asked for: it takes seconds."""
_FILE, _DAMAGE = Check(AREA, "file"), Check(AREA, "damage")


def check_store(path: Path, *, thorough: bool, is_read_only: bool = False) -> Iterator[Diagnosis]:
    """All that can be said of a store; one that is missing is not made, nor is an older one migrated."""
    if not os.path.lexists(path):
        yield _missing(path)
        return
    size = _size(path)
    yield check_file(_FILE, path, said=f", {size_in_words(size)}", is_read_only=is_read_only)
    if not path.is_file():
        return
    yield check_room(Check(AREA, "free space"), path.absolute().parent, wanted=size)
    if size == 0:
        yield Check(AREA, "content").ok("an empty file, which becomes a store when something is added")
        return
    is_looked_through = thorough or size <= LARGE
    try:
        found = examine(path, thorough=is_looked_through)
    except MemtuiError as error:
        yield Check(AREA, "content").error(error, "Restore the store from a copy or an export.")
        return
    yield Check(AREA, "content").ok(f"{found.memories:,} memor{'y' if found.memories == 1 else 'ies'}")
    yield _schema(found)
    yield _journal_mode(found)
    yield _damage(found, size)


def _missing(path: Path) -> Diagnosis:
    if path == default_store():
        return check_file(_FILE, path)
    return _FILE.failed(f"there is no {path}", "Name another file; `memtui import` and the screen make one.")


def _size(path: Path) -> int:
    """Bytes of the file and of what is not yet written into it."""
    total = 0
    for part in (path, path.with_name(f"{path.name}-wal")):
        try:
            total += part.stat().st_size
        except OSError:
            continue
    return total


def _schema(found: StoreFile) -> Diagnosis:
    check = Check(AREA, "schema")
    if found.schema == found.newest:
        return check.ok(str(found.schema))
    return check.warning(
        f"{found.schema}, made by an older memtui; this one has {found.newest}",
        "Open it once without --read-only: it is brought up to date.",
    )


def _journal_mode(found: StoreFile) -> Diagnosis:
    check = Check(AREA, "journal mode")
    if found.journal_mode == "wal":
        return check.ok("wal")
    return check.warning(
        f"{found.journal_mode}, not wal: readers wait while something is written",
        "Run `PRAGMA journal_mode = WAL` on it with sqlite3 while nothing else has it open.",
    )


def _damage(found: StoreFile, size: int) -> Diagnosis:
    if found.damage is None:
        return _DAMAGE.ok(f"not looked for in {size_in_words(size)}: --thorough does")
    if not found.damage:
        return _DAMAGE.ok("none (quick_check)")
    return _DAMAGE.failed(
        f"damaged: {'; '.join(found.damage)}",
        "Save what can be read with `memtui export`, then import it into a new store or restore a copy.",
    )
