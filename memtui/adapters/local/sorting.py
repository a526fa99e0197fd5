"""Lists of the embedded store by any column: sorted once for a state of the store, then read like an array.

What is kept of a sorted list is the numbers of its rows, four bytes each. A first page that an index gives at
once does not wait for that, and oldest first is the list that is there anyway, read from its other end.
Plain blocking calls on one connection.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from array import array
from collections import OrderedDict
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeAlias

from memtui.adapters.local.sources import Statement
from memtui.core.filters import METADATA
from memtui.core.models import SCOPE_FIELDS, MemoryPage
from memtui.core.ordering import Order, Value, categories_value, folded, metadata_value
from memtui.core.times import utc_now

if TYPE_CHECKING:
    from memtui.adapters.local.reading import StoreReader
    from memtui.adapters.local.selection import Selection
    from memtui.core.queries import MemoryQuery

Rows: TypeAlias = "array[int]"
"""The row numbers of a whole list, in its order."""
_MOST_ROWS = 1_000_000
"""How many rows the lists that are kept have together, unless one alone has more."""
_MOST_LISTS = 8
_BATCH = 1000
_NEAR = 2000
"""How many rows an index is walked for a page, where the whole list is not sorted yet."""
_DATES = {"created_at": "created_us", "updated_at": "updated_us", "expiration_date": "expires_us"}
_PLAIN = "length(memories.memory) = length(CAST(memories.memory AS BLOB))"
_INDEXES: dict[str, str] = {
    "updated_at": "memories_updated",
    "expiration_date": "memories_expires",
    **{field: f"memories_{field.removesuffix('_id')}" for field in SCOPE_FIELDS},
}


class Rankings:
    """The lists that were sorted last, by the state of the store and what was asked; shared by threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], Rows] = OrderedDict()

    def get(self, identity: tuple[object, ...]) -> Rows | None:
        """The rows of a list that is kept."""
        with self._guard:
            if identity in self._kept:
                self._kept.move_to_end(identity)
            return self._kept.get(identity)

    def keep(self, identity: tuple[object, ...], rows: Rows) -> None:
        """Keep a list, in the place of those that were not asked for the longest."""
        self.make_room(len(rows))
        with self._guard:
            self._kept[identity] = rows

    def make_room(self, rows: int) -> None:
        """Let go of what has to make room for a list of so many rows."""
        with self._guard:
            while self._kept and (
                len(self._kept) >= _MOST_LISTS or sum(map(len, self._kept.values())) + rows > _MOST_ROWS
            ):
                self._kept.popitem(last=False)


def sorted_rows(store: StoreReader, query: MemoryQuery, order: Order, rankings: Rankings) -> Rows:
    """The rows of a whole list, sorted now unless they are known."""
    selection, identity = _asked(store, query, order)
    rows = rankings.get(identity)
    if rows is None:
        _add_functions(store.connection)
        largest = store.connection.execute("SELECT max(row) FROM memories").fetchone()[0] or 0
        total = selection.total() or 0
        rankings.make_room(total)
        # Made in its size, where that is known: what grows by and by leaves holes of its size behind.
        rows = array("I" if largest < 2**32 else "q", [0]) * total
        statement = _whole_list(selection, order)
        found = store.connection.execute(statement.sql, statement.values)
        end = 0
        for some in iter(partial(found.fetchmany, _BATCH), []):
            rows[end : end + len(some)] = array(rows.typecode, [row for (row,) in some])
            end += len(some)
        del rows[end:]
        rankings.keep(identity, rows)
    return rows


def sorted_page(
    store: StoreReader, query: MemoryQuery, order: Order, rankings: Rankings, page: int, page_size: int
) -> MemoryPage | None:
    """A page of a sorted list; None where all of it has to be sorted first."""
    selection, identity = _asked(store, query, order)
    offset = (page - 1) * page_size
    rows = rankings.get(identity)
    if rows is not None:
        found = store.memories_in(rows[offset : offset + page_size])
        return MemoryPage(found, page, page_size, len(rows), offset + page_size < len(rows))
    if order.field == "created_at":
        return _oldest_first(store, selection, page, page_size)
    if offset + page_size > _NEAR or order.field not in _INDEXES or not selection.is_everything:
        return None
    top = _by_index(selection, order, limit=page_size, offset=offset)
    numbers = [row for (row,) in store.connection.execute(top.sql, top.values)]
    if len(numbers) < page_size:
        # What lacks the value follows.
        return None
    total = selection.total() if query.show_expired or page > 1 else None
    return MemoryPage(
        store.memories_in(numbers), page, page_size, total, total is None or offset + page_size < total
    )


def _oldest_first(store: StoreReader, selection: Selection, page: int, page_size: int) -> MemoryPage | None:
    """A page from the other end of a list whose places the store keeps; what has no date comes last."""
    total, undated = selection.total(), selection.undated()
    if total is None or undated is None:
        return None
    offset = (page - 1) * page_size
    end = min(offset + page_size, total)
    dated = total - undated
    numbers: list[int] = []
    for first, last in ((undated + offset, undated + min(end, dated)), (max(offset - dated, 0), end - dated)):
        if first < last:
            placed = selection.page(limit=last - first, offset=total - last)
            if placed is None:
                return None
            numbers += [row for _, row in store.connection.execute(placed.sql, placed.values)][::-1]
    return MemoryPage(store.memories_in(numbers), page, page_size, total, end < total)


def _asked(store: StoreReader, query: MemoryQuery, order: Order) -> tuple[Selection, tuple[object, ...]]:
    """What is selected, and what a sorted list of it is known by."""
    # Dates that are relative to now are the same for a minute, so that one sorting serves many pages.
    selection = store.selection(query, utc_now().replace(second=0, microsecond=0))
    condition = selection.condition()
    changes = store.changes()
    state = ("uncounted", store.everything()) if changes is None else changes
    return selection, (state, condition.sql, condition.values, str(order))


def _whole_list(selection: Selection, order: Order) -> Statement:
    """The numbers of all rows, in their order."""
    value, condition, among = value_sql(order.field), selection.condition(), selection.among()
    inside = Statement("1") if among is None else Statement(f"memories.row IN ({among.sql})", among.values)
    way = "DESC" if order.descending else "ASC"
    # The rows of one instant are turned round with all others.
    ties = "" if order.field == "created_at" else "memories.created_us DESC, "
    return Statement(
        f"SELECT memories.row FROM memories NOT INDEXED WHERE {inside.sql} AND {condition.sql} "
        f"ORDER BY {value.sql} {way} NULLS LAST, {ties}memories.row {'DESC' if ties else way}",
        (*inside.values, *condition.values, *value.values),
    )


def _by_index(selection: Selection, order: Order, *, limit: int, offset: int) -> Statement:
    """The numbers of the rows that have a value, from `offset` on, as the index of that value has them."""
    value, condition = value_sql(order.field), selection.condition()
    return Statement(
        f"SELECT memories.row FROM memories INDEXED BY {_INDEXES[order.field]} "
        f"WHERE {value.sql} IS NOT NULL AND {condition.sql} "
        f"ORDER BY {value.sql} {'DESC' if order.descending else 'ASC'}, "
        "memories.created_us DESC, memories.row DESC LIMIT ? OFFSET ?",
        (*condition.values, limit, offset),
    )


def value_sql(field: str) -> Statement:
    """What a row is sorted by, the same as `memtui.core.ordering.value_of` says of its memory."""
    if field in _DATES:
        return Statement(f"memories.{_DATES[field]}")
    if field == "memory":
        # Of plain letters SQLite knows the case itself.
        return Statement(
            f"CASE WHEN {_PLAIN} THEN lower(memories.memory) ELSE folded_text(memories.memory) END"
        )
    if field == "categories":
        return Statement("categories_value(memories.categories)")
    if field.startswith(METADATA):
        return Statement("metadata_value(memories.metadata, ?)", (json.dumps(field[len(METADATA) :]),))
    return Statement(f"memories.{field}")


def _add_functions(connection: sqlite3.Connection) -> None:
    connection.create_function("folded_text", 1, folded, deterministic=True)
    connection.create_function("categories_value", 1, _of_categories, deterministic=True)
    connection.create_function("metadata_value", 2, _of_metadata, deterministic=True)


@lru_cache(maxsize=2048)
def _of_categories(categories: str | None) -> str | None:
    # Most memories share a few lists of categories.
    return None if categories is None else categories_value(json.loads(categories))


def _of_metadata(metadata: str | None, key: str) -> Value | None:
    if metadata is None:
        return None
    found: dict[str, Any] = _decode(metadata)
    return metadata_value(found.get(_key(key)))


_decode = json.JSONDecoder().decode


@lru_cache(maxsize=64)
def _key(spelled: str) -> str:
    # JSON, since a key may hold half a character, which cannot be bound.
    return str(json.loads(spelled))
