"""The ordered lists of the store, and the blocks by which a place in a long one is found without a walk.

Every list runs by (created_us, row): the list of everything, one of each entity, one of each category. Of
the long ones `blocks` keeps runs of consecutive ones with their number, in the
same transaction as the rows, so that the 500,000th entry is some hundred small rows and a short walk away
from either end, and the number of entries before a moment is known.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import accumulate
from typing import Any, TypeAlias

from memtui.adapters.local.sources import Statement
from memtui.core.encoding import compact_json
from memtui.core.models import SCOPE_FIELDS
from memtui.core.values import dataclass

FULL = 1024
"""How many entries a new block has; one with twice as many is parted, and a list with no more has none."""
_CLOSER = 4
"""How many times smaller blocks are where entries lie scattered among the rows that are walked."""
UNDATED = -(10**18)
"""Stands for the time of what has none: before every instant."""
LABEL, EVERYTHING = len(SCOPE_FIELDS), len(SCOPE_FIELDS) + 1
"""The kinds of lists beside those of entities, which have the numbers of their types."""
ANY = EVERYTHING + 1
"""The first of the kinds for all that belongs to any entity of a type, in the order of types."""

Key: TypeAlias = tuple[int, int]
"""A place in a list: microseconds and row number. Rows count from 1."""
START: Key = (UNDATED, 0)


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: its kind, and the name of the entity or the category's as JSON."""

    kind: int
    name: str = ""


ALL = Listing(EVERYTHING)


@dataclass(frozen=True, slots=True)
class Track:
    """A list as SQL: the table with the index that has its order, and the condition for being in it."""

    table: str
    inside: str
    values: tuple[Any, ...] = ()
    us: str = "memories.created_us"
    row: str = "memories.row"
    dates_all: bool = False
    """Whether UNDATED stands in the place of NULL."""

    def with_rows(self, beside: Statement) -> str:
        """The table, joined with the rows of memories where a condition on them is asked beside it."""
        if not self.dates_all or beside.sql == "1":
            return self.table
        return f"{self.table} CROSS JOIN memories ON memories.row = {self.row}"

    def below(self, key: Key, *, undated: bool = True) -> list[Statement]:
        """Conditions for what comes before `key`, each a run of the index; together they are all.

        Without `undated` they need not hold for what has no time.
        """
        us, row = key
        if self.dates_all:
            return [Statement(f"({self.us}, {self.row}) < (?, ?)", key)]
        if us == UNDATED:
            return [Statement(f"{self.us} IS NULL AND {self.row} < ?", (row,))]
        # A pair of values would seek by the first alone: many memories may share one instant.
        runs = [Statement(f"{self.us} = ? AND {self.row} < ?", key), Statement(f"{self.us} < ?", (us,))]
        return [*runs, Statement(f"{self.us} IS NULL")] if undated else runs

    def from_on(self, key: Key, until: int | None = None) -> list[Statement]:
        """The same for `key` and what comes after it, in order, up to a later moment."""
        us, row = key
        end, ends = ("", ()) if until is None else (f" AND {self.us} < ?", (until,))
        if self.dates_all:
            return [Statement(f"({self.us}, {self.row}) >= (?, ?){end}", (*key, *ends))]
        later = Statement(f"{self.us} > ?{end}", (us, *ends))
        if us == UNDATED:
            return [Statement(f"{self.us} IS NULL AND {self.row} >= ?", (row,)), later]
        return [Statement(f"{self.us} = ? AND {self.row} >= ?", key), later]


def track_of(listing: Listing) -> Track:
    """Where a list is walked."""
    if listing.kind == EVERYTHING:
        return Track("memories INDEXED BY memories_created", "1")
    if listing.kind == LABEL:
        own = "(SELECT label FROM labels WHERE name = ?)"
        return Track(
            "labelled",
            f"labelled.label = {own}",
            (listing.name,),
            "labelled.created_us",
            "labelled.row",
            True,
        )
    if listing.kind >= ANY:
        return Track(
            "memories INDEXED BY memories_created", f"memories.{SCOPE_FIELDS[listing.kind - ANY]} IS NOT NULL"
        )
    field = SCOPE_FIELDS[listing.kind]
    index = f"memories_{field.removesuffix('_id')}"
    return Track(f"memories INDEXED BY {index}", f"memories.{field} = ?", (listing.name,))


class Blocks:
    """The blocks of one list with `total` entries, as they are kept."""

    def __init__(self, connection: sqlite3.Connection, listing: Listing, total: int) -> None:
        self._connection = connection
        self._listing = listing
        self._track = track_of(listing)
        self._beside = Statement("1")
        self.total = total

    @cached_property
    def _kept(self) -> tuple[list[Key], list[int]]:
        """Where each block begins, and how many entries come before it, with all of them at the end."""
        if self.total <= 2 * _size(self._listing):
            return [START], [0, self.total]
        rows = kept_blocks(self._connection, self._listing)
        keys: list[Key] = [(us, row) for us, row, _ in rows]
        return keys, list(accumulate((number for _, _, number in rows), initial=0))

    def place(self, left: int) -> tuple[Key | None, int]:
        """Where the entries that have at most `left` - 1 before them begin, going back in time.

        The key below which to walk, None for the list's end, and how many entries to pass over.
        """
        if left > self.total - _size(self._listing):
            return None, self.total - left
        keys, before = self._kept
        block = bisect_right(before, left - 1) - 1
        return (keys[block + 1] if block + 1 < len(keys) else None), before[block + 1] - left

    def before(self, us: int) -> int:
        """How many entries are older than this moment."""
        keys, totals = self._kept
        block = bisect_right(keys, (us, 0)) - 1
        track, beside, number = self._track, self._beside, totals[block]
        for run in track.from_on(keys[block], until=us):
            sql = (
                f"SELECT count(*) FROM {track.with_rows(beside)} "
                f"WHERE {track.inside} AND {run.sql} AND {beside.sql}"
            )
            values = (*track.values, *run.values, *beside.values)
            number += self._connection.execute(sql, values).fetchone()[0]
        return number


class Lists:
    """Keeps categories, their lists, and all blocks, in the transaction that is open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._labels: dict[str, int] = {}

    def label(self, name: str) -> int:
        """The number of a category, given out now if it is new."""
        if name not in self._labels:
            self._connection.execute("INSERT OR IGNORE INTO labels (name, total) VALUES (?, 0)", (name,))
            row = self._connection.execute("SELECT label FROM labels WHERE name = ?", (name,)).fetchone()
            self._labels[name] = row[0]
        return self._labels[name]

    def enter(self, entries: Iterable[tuple[str, Key]]) -> None:
        """Put memories on the lists of categories."""
        rows = [(self.label(name), *key) for name, key in entries]
        self._connection.executemany("INSERT INTO labelled VALUES (?, ?, ?)", rows)

    def leave(self, entries: Iterable[tuple[str, Key]]) -> None:
        """Take them off again."""
        rows = [(self.label(name), *key) for name, key in entries]
        self._connection.executemany(
            "DELETE FROM labelled WHERE label = ? AND created_us = ? AND row = ?", rows
        )

    def add_totals(self, totals: Iterable[tuple[str, int]]) -> None:
        """Change how many memories categories have."""
        rows = [(step, self.label(name)) for name, step in totals if step]
        self._connection.executemany("UPDATE labels SET total = total + ? WHERE label = ?", rows)
        self._connection.execute("DELETE FROM labels WHERE total <= 0")
        self._labels.clear()

    def move(self, listing: Listing, steps: Iterable[tuple[Key, int]]) -> None:
        """Keep the blocks of a list, of which some entries came (+1) and some went (-1)."""
        kept = kept_blocks(self._connection, listing)
        total, size = total_of(self._connection, listing), _size(listing)
        if total <= 2 * size or not kept or total * 8 < len(kept) * size or self._is_all(listing, total):
            self._build(listing, total, clear=bool(kept))
            return
        keys: list[Key] = [(us, row) for us, row, _ in kept]
        totals = [number for _, _, number in kept]
        changed = set()
        for key, step in steps:
            at = bisect_right(keys, key) - 1
            totals[at] += step
            changed.add(at)
        for at in changed:
            us, row = keys[at]
            place = (listing.kind, listing.name, us, row)
            if totals[at] > 2 * size:
                self._connection.execute(f"DELETE FROM blocks WHERE {_PLACE}", place)
                self._keep(listing, self._pieces(listing, keys[at], totals[at]))
            elif totals[at] == 0 and at:
                self._connection.execute(f"DELETE FROM blocks WHERE {_PLACE}", place)
            else:
                self._connection.execute(f"UPDATE blocks SET total = ? WHERE {_PLACE}", (totals[at], *place))

    def fill(self) -> None:
        """Make the lists of categories from the rows, and all blocks."""
        connection = self._connection
        for table in ("labels", "labelled"):
            connection.execute(f"DELETE FROM {table}")
        self._labels.clear()
        connection.execute("CREATE TEMP TABLE spelled (categories TEXT NOT NULL, label INTEGER NOT NULL)")
        each = connection.execute("SELECT DISTINCT categories FROM memories WHERE categories IS NOT NULL")
        while some := each.fetchmany(500):
            pairs = [(text, self.label(name)) for (text,) in some for name in label_names(json.loads(text))]
            connection.executemany("INSERT INTO spelled VALUES (?, ?)", pairs)
        connection.execute("CREATE INDEX temp.spelled_all ON spelled (categories, label)")
        connection.execute(
            f"INSERT INTO labelled SELECT spelled.label, ifnull(created_us, {UNDATED}), memories.row "
            "FROM memories NOT INDEXED CROSS JOIN spelled USING (categories) ORDER BY 1, 2, 3"
        )
        connection.execute("DROP TABLE temp.spelled")
        connection.execute(
            "UPDATE labels SET total = (SELECT count(*) FROM labelled WHERE labelled.label = labels.label)"
        )
        self.build()

    def build(self) -> None:
        """Make all blocks from the lists."""
        self._connection.execute("DELETE FROM blocks")
        long = self._connection.execute(
            "SELECT type, name, total FROM entities WHERE total > :most UNION ALL "
            "SELECT :label, name, total FROM labels WHERE total > :most",
            {"most": 2 * FULL, "label": LABEL},
        ).fetchall()
        whole = [ALL, *(Listing(ANY + kind) for kind in range(len(SCOPE_FIELDS)))]
        for kind, name, total in long:
            self._build(Listing(kind, name), total)
        for listing in whole:
            self._build(listing, total_of(self._connection, listing))

    def _build(self, listing: Listing, total: int, *, clear: bool = False) -> None:
        if clear:
            place = (listing.kind, listing.name)
            self._connection.execute("DELETE FROM blocks WHERE kind = ? AND name = ?", place)
        if total > 2 * _size(listing) and not self._is_all(listing, total):
            self._keep(listing, self._pieces(listing, START, total))

    def _is_all(self, listing: Listing, total: int) -> bool:
        """Whether a list of any entity is that of everything, whose blocks then do for both."""
        return listing.kind >= ANY and total == total_of(self._connection, ALL)

    def _keep(self, listing: Listing, pieces: Iterable[tuple[Key, int]]) -> None:
        self._connection.executemany(
            "INSERT INTO blocks VALUES (?, ?, ?, ?, ?)",
            [(listing.kind, listing.name, us, row, number) for (us, row), number in pieces],
        )

    def _pieces(self, listing: Listing, first: Key, total: int) -> Iterator[tuple[Key, int]]:
        """Blocks for the `total` entries from `first` on."""
        key: Key | None = first
        size = _size(listing)
        waiting: list[Key] = []
        for entry in self._entries(listing, first, total):
            waiting.append(entry)
            if len(waiting) == size:
                yield (waiting[0] if key is None else key), size
                key, waiting = None, []
        if waiting:
            yield (waiting[0] if key is None else key), len(waiting)

    def _entries(self, listing: Listing, first: Key, total: int) -> Iterator[Key]:
        track = track_of(listing)
        for run in track.from_on(first):
            if total <= 0:
                return
            rows = self._connection.execute(
                f"SELECT ifnull({track.us}, {UNDATED}), {track.row} FROM {track.table} "
                f"WHERE {track.inside} AND {run.sql} ORDER BY {track.us}, {track.row} LIMIT ?",
                (*track.values, *run.values, total),
            )
            for some in iter(partial(rows.fetchmany, FULL), []):
                total -= len(some)
                yield from some


_PLACE = "kind = ? AND name = ? AND created_us = ? AND row = ?"


def _size(listing: Listing) -> int:
    return FULL // _CLOSER if listing.kind >= ANY else FULL


def kept_blocks(connection: sqlite3.Connection, listing: Listing) -> list[tuple[int, int, int]]:
    """The first key of each block of a list, and how many entries it has; none where the list is short."""
    return connection.execute(
        "SELECT created_us, row, total FROM blocks WHERE kind = ? AND name = ? ORDER BY created_us, row",
        (listing.kind, listing.name),
    ).fetchall()


def total_of(connection: sqlite3.Connection, listing: Listing) -> int:
    """How many entries a list has; each is kept."""
    sql, values = "SELECT value FROM counters WHERE name = 'memories'", tuple[Any, ...]()
    if listing.kind == LABEL:
        sql, values = "SELECT total FROM labels WHERE name = ?", (listing.name,)
    elif listing.kind >= ANY:
        sql, values = "SELECT coalesce(sum(total), 0) FROM entities WHERE type = ?", (listing.kind - ANY,)
    elif listing.kind != EVERYTHING:
        sql = "SELECT total FROM entities WHERE type = ? AND name = ?"
        values = (listing.kind, listing.name)
    row = connection.execute(sql, values).fetchone()
    return int(row[0]) if row else 0


def label_names(categories: Sequence[str]) -> list[str]:
    """The categories of a memory as they are kept: JSON, each once. Half characters are no text otherwise."""
    return list(dict.fromkeys(map(compact_json, categories)))
