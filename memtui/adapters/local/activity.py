"""When the memories of a store were created or updated, counted in SQL by day.

A day is the number of the calendar (`date.toordinal`), made of the microseconds that the store keeps.
"""

from __future__ import annotations

import sqlite3

from memtui.adapters.local.reading import StoreReader
from memtui.adapters.local.selection import Selection
from memtui.adapters.local.sources import Statement, span_of
from memtui.core.activity import TOP, Activity, Moment, Part, Split, Tally
from memtui.core.filters import And
from memtui.core.models import scope_field
from memtui.core.queries import MemoryQuery
from memtui.core.times import utc_now

_DAY = 86_400_000_000
_EPOCH_DAY = 719_163
"""1970-01-01 in the calendar: what is added lets no microsecond be below 0, where SQLite rounds up."""
_FEW = 8
"""One in so many memories, or fewer, are taken from the list that is walked, and not from the whole table."""


def count_days(store: StoreReader, query: MemoryQuery, of: Moment, split: Split | None) -> Activity:
    """How many of the memories that match were created or updated when."""
    source = _source(store, query, of, split)
    day = f"(memories.{of}_us + {_EPOCH_DAY * _DAY}) / {_DAY}"
    tally = Tally(of, split)
    if split is None:
        sql = f"SELECT {day}, count(*) FROM {source.sql} GROUP BY 1"
        for at, number in store.connection.execute(sql, source.values):
            tally.add(at, None, number)
        return tally.activity()
    name = _name(split)
    top, names = _top(store.connection, source, name)
    ranks = " ".join(f"WHEN ? THEN {rank}" for rank in range(len(top)))
    which = f"CASE {name} {ranks} ELSE iif({name} IS NULL, -1, {len(top)}) END" if top else "-1"
    rows = store.connection.execute(
        f"SELECT {day}, {which}, count(*) FROM {source.sql} GROUP BY 1, 2", (*top, *source.values)
    )
    others: dict[int, int] = {}
    undated = 0
    for at, rank, number in rows:
        if rank < len(top):
            tally.add(at, str(top[rank]) if rank >= 0 else None, number)
        elif at is None:
            undated += number
        else:
            others[at] = number
    rest = names - len(top)
    return tally.activity(others=Part("others", None, others, undated, rest) if rest else None)


def _source(store: StoreReader, query: MemoryQuery, of: Moment, split: Split | None) -> Statement:
    """The rows of `memories` that match, by the index or the list that gives them soonest."""
    now = utc_now()
    selection = Selection(query.filter, show_expired=query.show_expired, now=now, totals=store)
    parts = query.filter.children if isinstance(query.filter, And) else (query.filter,)
    is_bounded = span_of((part for part in parts if part is not None), now) != (None, None)
    condition = selection.condition()
    if condition.sql == "1":
        index = f" INDEXED BY memories_{of}" if split is None else ""
        return Statement(f"memories{index} WHERE 1")
    known = selection.known_total()
    is_few = known is not None and known * _FEW < store.everything()
    if not is_few and not is_bounded and selection.among() is None:
        # SQLite would rather walk an index by name, and look up every row where it happens to be.
        return Statement(f"memories NOT INDEXED WHERE {condition.sql}", condition.values)
    rows = selection.rows(limit=-1, offset=0)
    return Statement(
        f"({rows.sql}) AS found CROSS JOIN memories ON memories.row = found.row WHERE 1", rows.values
    )


def _top(connection: sqlite3.Connection, source: Statement, name: str) -> tuple[list[str], int]:
    """The names with most memories, and how many names there are."""
    rows = connection.execute(
        f"SELECT name, count(*) OVER () FROM (SELECT {name} AS name, count(*) AS number FROM {source.sql} "
        "GROUP BY 1) WHERE name IS NOT NULL ORDER BY number DESC, name LIMIT ?",
        (*source.values, TOP),
    ).fetchall()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def _name(split: Split) -> str:
    """The name by which a row counts."""
    if split == "category":
        return "json_extract(memories.categories, '$[0]')"
    return f"memories.{scope_field(split)}"
