"""What can be asked of an open store: pages, entities, one memory, its history, a ranked search.

Plain blocking calls on one connection; `adapter.py` runs them off the event loop.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from memtui.adapters.local.anchors import Anchors, Identity
from memtui.adapters.local.lists import LABEL, UNDATED, Blocks, Key, Listing, total_of
from memtui.adapters.local.ranking import MOST, ranked
from memtui.adapters.local.rows import (
    EVENT_COLUMNS,
    MEMORY_COLUMNS,
    Shapes,
    categories_from_row,
    event_from_row,
    memory_from_row,
)
from memtui.adapters.local.selection import RARE, Selection
from memtui.adapters.local.sources import Statement
from memtui.adapters.local.unexpired import UnexpiredBlocks
from memtui.core.encoding import compact_json, half_character
from memtui.core.errors import NotFoundError
from memtui.core.filter_match import category_holds, values_of
from memtui.core.filters import Value
from memtui.core.models import (
    ENTITY_TYPES,
    Entity,
    EntityPage,
    EntityType,
    HistoryEvent,
    Memory,
    MemoryPage,
    MemoryRecord,
    NewestFound,
)
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from memtui.core.times import utc_now
from memtui.core.words import fold

_BATCH = 500
_PLAIN_LIKE = "name LIKE ? ESCAPE '\\'"
_MOST_BOUND = 1000
T = TypeVar("T")


class StoreReader:
    """Reads one store through one connection."""

    def __init__(self, connection: sqlite3.Connection, anchors: Anchors | None = None) -> None:
        self.connection = connection
        self.shapes = Shapes(connection)
        self._anchors = Anchors() if anchors is None else anchors

    @property
    def has_lists(self) -> bool:
        """Whether the file's schema has lists of categories and blocks."""
        return self.changes() is not None

    def changes(self) -> int | None:
        """How many transactions have changed memories; None in a file that does not count them."""
        row = self.connection.execute("SELECT value FROM counters WHERE name = 'changes'").fetchone()
        return None if row is None else int(row[0])

    def everything(self) -> int:
        """How many memories there are."""
        return self._number("SELECT value FROM counters WHERE name = 'memories'")

    def of_entity(self, entity_type: EntityType, name: str) -> int:
        """How many memories one entity has."""
        return self._number(
            "SELECT total FROM entities WHERE type = ? AND name = ?", ENTITY_TYPES.index(entity_type), name
        )

    def of_type(self, entity_type: EntityType) -> int:
        """How many memories belong to any entity of that type."""
        return self._number(
            "SELECT coalesce(sum(total), 0) FROM entities WHERE type = ?", ENTITY_TYPES.index(entity_type)
        )

    def of_list(self, listing: Listing) -> int:
        """How many memories are on a list."""
        return total_of(self.connection, listing)

    def labels(self, operator: str, value: Value) -> list[str] | None:
        """The categories that a condition means, as JSON; None where the store keeps no lists of them."""
        if not self.has_lists:
            return None
        if operator != "contains":
            named = [compact_json(one) for one in dict.fromkeys(values_of(value)) if isinstance(one, str)]
            return [name for name in named if self.of_list(Listing(LABEL, name))]
        names = [row[0] for row in self.connection.execute("SELECT name FROM labels ORDER BY label")]
        return [name for name in names if category_holds((json.loads(name),), operator, value)]

    def blocks(self, listing: Listing, unexpired_on: int | None = None) -> Blocks | None:
        """The blocks of a list; None where the store keeps none.

        Without what has expired before a day, given as microseconds, where there is one.
        """
        changes = self.changes()
        if changes is None:
            return None
        total = self.of_list(listing)
        if unexpired_on is None:
            return Blocks(self.connection, listing, total)
        return UnexpiredBlocks(self.connection, listing, total, unexpired_on, changes, self._anchors.tallies)

    def is_rare(self, source: Statement) -> bool:
        """Whether a statement has at most RARE rows."""
        sql = f"SELECT count(*) FROM ({source.sql} LIMIT ?)"
        return self._number(sql, *source.values, RARE + 1) <= RARE

    def page(self, query: MemoryQuery, page: int, page_size: int) -> MemoryPage:
        """One page, newest first; its total where the store keeps it or the page tells it."""
        selection = self.selection(query)
        offset = (page - 1) * page_size
        # What has expired need not be told apart before there is a page.
        is_first_look = not query.show_expired and page == 1
        total = None if is_first_look else selection.total()
        placed = None if is_first_look else selection.page(limit=page_size, offset=offset)
        if total == 0:
            keys = []
        elif placed is not None:
            keys = self._keys(placed)
        else:
            keys = self._walk(selection, total, page_size, offset)
        results = self.memories_in([row for _, row in keys])
        if total is None and len(results) < page_size and (results or page == 1):
            total = offset + len(results)
        has_next = len(results) == page_size if total is None else offset + len(results) < total
        return MemoryPage(results, page, page_size, total, has_next)

    def _walk(self, selection: Selection, total: int | None, limit: int, offset: int) -> list[Key]:
        """The keys of a page, from the nearest place that is known, or from the end."""
        known = self._known_places(selection)
        passed, below = (0, None) if known is None else self._anchors.nearest(known, offset)
        left = None if total is None else max(total - offset - limit, 0)
        if total is not None and left is not None and left < offset - passed:
            size = max(min(limit, total - offset), 0)
            return self._keys(selection.rows(limit=size, offset=left, oldest_first=True))[::-1]
        keys = self._keys(selection.rows(limit=limit, offset=offset - passed, below=below))
        if keys and known is not None:
            self._anchors.keep(known, offset + len(keys), keys[-1])
        return keys

    def _known_places(self, selection: Selection) -> Identity | None:
        changes = self.changes()
        if changes is None or not selection.in_order:
            return None
        statement = selection.rows(limit=0, offset=0)
        return (changes, statement.sql, statement.values)

    def count(self, query: MemoryQuery) -> int:
        """How many memories match."""
        selection = self.selection(query)
        wanted = selection.total()
        if wanted is not None:
            return wanted
        total = selection.known_total()
        known = None if total is not None else self._known_places(selection)
        if known is not None:
            return self._counted(selection, known)
        statement = selection.count() if total is None else selection.expired()
        number = self._number(statement.sql, *statement.values)
        return number if total is None else total - number

    def _counted(self, selection: Selection, known: Identity) -> int:
        """The number of matches, found by walking through them; places on the way are remembered."""
        statement = selection.rows(limit=-1, offset=0)
        found = self.connection.execute(statement.sql, statement.values)
        number = 0
        for some in iter(partial(found.fetchmany, _BATCH), []):
            number += len(some)
            self._anchors.keep(known, number, _key(*some[-1]))
        return number

    def at_most(self, query: MemoryQuery, most: int) -> int:
        """How many memories match, counted no further than `most`."""
        selection = self.selection(query)
        total = selection.known_total() if query.show_expired else None
        if total is not None:
            return min(total, most)
        statement = selection.rows(limit=most, offset=0)
        return self._number(f"SELECT count(*) FROM ({statement.sql})", *statement.values)

    def search(self, query: SearchQuery) -> tuple[Memory, ...]:
        """The best matches with their scores, best first; NewestFound where only the newest were ranked."""
        selection = self.selection(MemoryQuery(query.filter, query.show_expired))
        found = ranked(
            self.connection,
            query.question,
            selection.condition(),
            selection.among(),
            top_k=query.top_k,
            threshold=query.threshold or 0.0,
        )
        memories = self.memories_in([row for row, _ in found.results])
        scored = [
            replace(memory, score=score) for memory, (_, score) in zip(memories, found.results, strict=True)
        ]
        return NewestFound(scored, MOST) if found.is_cut else tuple(scored)

    def get(self, memory_id: str) -> Memory:
        """One memory. Raises NotFoundError."""
        sql = f"SELECT {MEMORY_COLUMNS} FROM memories WHERE id = ?"
        row = self.connection.execute(sql, (memory_id,)).fetchone()
        if row is None:
            raise no_memory(memory_id)
        return memory_from_row(row, self.shapes)

    def store_id(self) -> str:
        """The store's own id, which it keeps wherever its file is moved."""
        return str(self.connection.execute("SELECT value FROM meta WHERE name = 'store_id'").fetchone()[0])

    def history(self, memory_id: str) -> tuple[HistoryEvent, ...]:
        """The memory's events in the order in which they were stored. Raises NotFoundError."""
        events = self._events([memory_id]).get(memory_id, ())
        if not events:
            self.get(memory_id)
        return tuple(events)

    def activity(self, page: int, page_size: int) -> tuple[tuple[HistoryEvent, ...], int]:
        """A page of the events of all memories, what was stored last first, and how many there are."""
        sql = f"SELECT {EVENT_COLUMNS} FROM history ORDER BY row DESC LIMIT ? OFFSET ?"
        rows = self.connection.execute(sql, (page_size, (page - 1) * page_size)).fetchall()
        events = tuple(event_from_row(row, self.shapes) for row in rows)
        return events, self._number("SELECT count(*) FROM history")

    def categories(self, query: MemoryQuery) -> Counter[str]:
        """How many of the memories that match are in each category."""
        condition = self.selection(query).condition()
        sql = f"SELECT categories, count(*) FROM memories WHERE {condition.sql} GROUP BY categories"
        counts: Counter[str] = Counter()
        for listed, number in self.connection.execute(sql, condition.values).fetchall():
            for category in [] if listed is None else categories_from_row(listed):
                counts[category] += number
        return counts

    def entities(self, query: EntityQuery) -> EntityPage:
        """A page of entities, by type, most memories first."""
        where, values = ["1"], list[object]()
        part = fold(query.name_contains)
        if part:
            # What is folded from plain letters is plain: SQLite compares those itself.
            where.append(f"({_PLAIN_LIKE} OR length(name) <> length(CAST(name AS BLOB)) AND holds(name, ?))")
            values += [f"%{_escaped(part)}%" if part.isascii() else "", part]
        found = f"FROM entities WHERE {' AND '.join(where)}"
        counts = dict(
            self.connection.execute(f"SELECT type, count(*) {found} GROUP BY type", values).fetchall()
        )
        totals = {kind: counts.get(number, 0) for number, kind in enumerate(ENTITY_TYPES)}
        if query.type is not None:
            found += " AND type = ?"
            values.append(ENTITY_TYPES.index(query.type))
        rows = self.connection.execute(
            f"SELECT type, name, total, created_at, updated_at {found} ORDER BY type, total DESC, name "
            "LIMIT ? OFFSET ?",
            (*values, query.page_size, (query.page - 1) * query.page_size),
        )
        return EntityPage(
            results=tuple(Entity(ENTITY_TYPES[row[0]], *row[1:]) for row in rows),
            page=query.page,
            page_size=query.page_size,
            total=sum(totals.values()) if query.type is None else totals[query.type],
            totals=totals,
        )

    def records_after(self, query: MemoryQuery, row: int) -> tuple[int, list[MemoryRecord]]:
        """The next records above a row number, and the last row read; no records at the end."""
        numbers = self._row_numbers(self.selection(query).after(row, _BATCH))
        return (numbers[-1] if numbers else row), self.records_in(numbers)

    def records_in(self, rows: Sequence[int]) -> list[MemoryRecord]:
        """The records of these rows, in their order, as far as they are there."""
        memories = self.memories_in(rows)
        events = self._events([memory.id for memory in memories])
        return [MemoryRecord(memory, tuple(events.get(memory.id, ()))) for memory in memories]

    def rows_of(self, ids: Iterable[str]) -> dict[str, tuple[int, Memory]]:
        """Those of these memories that are here, with their row numbers."""
        found: dict[str, tuple[int, Memory]] = {}
        for part in _parts([memory_id for memory_id in ids if not half_character(memory_id)]):
            sql = f"SELECT {MEMORY_COLUMNS}, row FROM memories WHERE id IN ({','.join('?' * len(part))})"
            for row in self.connection.execute(sql, part).fetchall():
                found[row[0]] = (row[-1], memory_from_row(row, self.shapes))
        return found

    def present(self, ids: Iterable[str]) -> list[str]:
        """Those of these ids that memories here have."""
        found: list[str] = []
        for part in _parts([memory_id for memory_id in ids if not half_character(memory_id)]):
            sql = f"SELECT id FROM memories WHERE id IN ({','.join('?' * len(part))})"
            found += [row[0] for row in self.connection.execute(sql, part)]
        return found

    def has_history(self) -> bool:
        """Whether anything is told of any memory, be it deleted."""
        return self.connection.execute("SELECT 1 FROM history LIMIT 1").fetchone() is not None

    def existing(self, ids: Sequence[str]) -> dict[str, tuple[int, MemoryRecord]]:
        """Those of these memories that are here, with their row numbers and history."""
        found = self.rows_of(ids)
        events = self._events(list(found))
        return {
            memory_id: (row, MemoryRecord(memory, tuple(events.get(memory_id, ()))))
            for memory_id, (row, memory) in found.items()
        }

    def remembered(self, ids: Iterable[str]) -> set[str]:
        """Those of these ids that are or were memories here, as far as the history tells."""
        found: set[str] = set()
        for part in _parts([memory_id for memory_id in ids if not half_character(memory_id)]):
            sql = f"SELECT DISTINCT memory_id FROM history WHERE memory_id IN ({','.join('?' * len(part))})"
            found.update(row[0] for row in self.connection.execute(sql, part))
        return found

    def selection(self, query: MemoryQuery, now: datetime | None = None) -> Selection:
        """What a query selects at a moment, which is now unless it is given."""
        return Selection(query.filter, show_expired=query.show_expired, now=now or utc_now(), totals=self)

    def _number(self, sql: str, *values: object) -> int:
        row = self.connection.execute(sql, values).fetchone()
        return int(row[0]) if row else 0

    def _keys(self, statement: Statement) -> list[Key]:
        return [_key(*row) for row in self.connection.execute(statement.sql, statement.values)]

    def _row_numbers(self, statement: Statement) -> list[int]:
        return [row[0] for row in self.connection.execute(statement.sql, statement.values)]

    def memories_in(self, rows: Sequence[int]) -> tuple[Memory, ...]:
        """The memories of these rows, in their order, as far as they are there."""
        found: dict[int, Memory] = {}
        for part in _parts(rows):
            sql = f"SELECT {MEMORY_COLUMNS}, row FROM memories WHERE row IN ({','.join('?' * len(part))})"
            for row in self.connection.execute(sql, part):
                found[row[-1]] = memory_from_row(row, self.shapes)
        return tuple(found[row] for row in rows if row in found)

    def _events(self, ids: Sequence[str]) -> dict[str, list[HistoryEvent]]:
        events: dict[str, list[HistoryEvent]] = {}
        for part in _parts(ids):
            marks = ",".join("?" * len(part))
            sql = f"SELECT {EVENT_COLUMNS} FROM history WHERE memory_id IN ({marks}) ORDER BY row"
            for row in self.connection.execute(sql, part):
                events.setdefault(row[1], []).append(event_from_row(row, self.shapes))
        return events


def _escaped(part: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\%_" else letter for letter in part)


def _key(us: int | None, row: int) -> Key:
    return (UNDATED if us is None else us), row


def no_memory(memory_id: str) -> NotFoundError:
    """The error for an id that no memory of the store has."""
    return NotFoundError(f"There is no memory {memory_id!r} in this store.")


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[at : at + _MOST_BOUND] for at in range(0, len(items), _MOST_BOUND))
