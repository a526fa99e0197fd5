"""A list query turned into SQL that walks an index, whatever its filter.

Lists are ordered newest first. Three ways lead there: walking an index that already has that order and
checking each row; merging several such walks, for "this entity or that one"; or, when something in the
filter is rare, taking its rows from an index of their own and sorting those few. Which is chosen depends
on totals that the store keeps and on capped looks at an index, never on a scan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from memtui.adapters.local.conditions import SCOPE_COLUMNS, TIME_COLUMNS, compared, condition_sql
from memtui.core.filter_dates import instant_of
from memtui.core.filter_match import values_of
from memtui.core.filters import And, Condition, Filter, Or
from memtui.core.models import ENTITY_TYPES, SCOPE_FIELDS, EntityType
from memtui.core.times import microseconds_of, midnight_us
from memtui.core.words import fold

RARE = 2000
"""What at most this many memories have is sorted rather than searched for along the list."""
_MOST_BRANCHES = 50
_MOST_GRAMS = 30
_INDEXES = {
    "user_id": "memories_user",
    "agent_id": "memories_agent",
    "app_id": "memories_app",
    "run_id": "memories_run",
}
_TIME_INDEXES = {"updated_at": "memories_updated", "expiration_date": "memories_expires"}
_TYPES: dict[str, EntityType] = dict(zip(SCOPE_FIELDS, ENTITY_TYPES, strict=True))


class Totals(Protocol):
    """What the store knows without scanning."""

    def everything(self) -> int:
        """How many memories there are."""

    def of_entity(self, entity_type: EntityType, name: str) -> int:
        """How many memories one entity has."""

    def of_type(self, entity_type: EntityType) -> int:
        """How many memories belong to any entity of that type."""

    def is_rare(self, source: Statement) -> bool:
        """Whether a statement has at most RARE rows."""


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its bound values."""

    sql: str
    values: tuple[Any, ...] = ()


class Selection:
    """The rows that a filter selects, as statements for their order and their number.

    `now` is the moment by which relative dates and expiry are measured.
    """

    def __init__(self, tree: Filter | None, *, show_expired: bool, now: datetime, totals: Totals) -> None:
        self._tree = tree
        self._totals = totals
        self._now = now
        self._show_expired = show_expired
        self._parts = tree.children if isinstance(tree, And) else () if tree is None else (tree,)
        self._everything = totals.everything()
        self._rare = self._rare_source()
        self._branches = [] if self._rare else self._entity_branches()

    def known_total(self) -> int | None:
        """How many rows there are, expired ones included, where the store keeps that number; else None."""
        if self._tree is None:
            return self._everything
        if isinstance(self._tree, Condition) and self._tree.field in _TYPES:
            return self._total_of(self._tree)
        return None

    @property
    def shows_expired(self) -> bool:
        """Whether expired memories are among the rows."""
        return self._show_expired

    def rows(self, *, limit: int, offset: int, oldest_first: bool = False) -> Statement:
        """The row numbers from `offset`, at most `limit`, newest first unless told otherwise."""
        way = "ASC" if oldest_first else "DESC"
        condition = self.condition()
        if self._branches:
            arms = [
                f"SELECT memories.created_us, memories.row FROM memories INDEXED BY {_INDEXES[field]} "
                f"WHERE {SCOPE_COLUMNS[field]} = ? AND {condition.sql}"
                for field, _ in self._branches
            ]
            bound = [value for _, name in self._branches for value in (name, *condition.values)]
            sql = f"{' UNION '.join(arms)} ORDER BY 1 {way}, 2 {way} LIMIT ? OFFSET ?"
            return Statement(f"SELECT row FROM ({sql})", (*bound, limit, offset))
        source = self._source()
        return Statement(
            f"SELECT memories.row FROM {source.sql} WHERE {condition.sql} "
            f"ORDER BY memories.created_us {way}, memories.row {way} LIMIT ? OFFSET ?",
            (*source.values, *condition.values, limit, offset),
        )

    def count(self) -> Statement:
        """The number of rows."""
        if self._branches:
            rows = self.rows(limit=-1, offset=0)
            return Statement(f"SELECT count(*) FROM ({rows.sql})", rows.values)
        source, condition = self._source(), self.condition()
        return Statement(
            f"SELECT count(*) FROM {source.sql} WHERE {condition.sql}", (*source.values, *condition.values)
        )

    def expired(self) -> Statement:
        """The number of expired rows among those that the filter alone selects."""
        values: list[Any] = []
        sql = "1" if self._tree is None else condition_sql(self._tree, values, self._now)
        return Statement(
            f"SELECT count(*) FROM memories INDEXED BY memories_expires "
            f"WHERE memories.expires_us < ? AND {sql}",
            (midnight_us(self._now), *values),
        )

    def after(self, row: int, limit: int) -> Statement:
        """The row numbers above `row`, in the order in which memories were stored, for an export."""
        condition = self.condition()
        return Statement(
            f"SELECT row FROM memories WHERE row > ? AND {condition.sql} ORDER BY row LIMIT ?",
            (row, *condition.values, limit),
        )

    def condition(self) -> Statement:
        """The filter as a condition on a row of `memories`."""
        values: list[Any] = []
        sql = "1" if self._tree is None else condition_sql(self._tree, values, self._now)
        if not self._show_expired:
            sql += " AND (memories.expires_us IS NULL OR memories.expires_us >= ?)"
            values.append(midnight_us(self._now))
        return Statement(sql, tuple(values))

    def _entity_branches(self) -> list[tuple[str, str]]:
        """The entities of an OR of entities, where those are fewer rows than any single walk has."""
        best: list[tuple[str, str]] = []
        fewest = min(
            (self._total_of(part) for part in self._parts if _is_entity(part)), default=self._everything
        )
        for part in self._parts:
            pairs = _entities_of(part)
            if not 1 < len(pairs) <= _MOST_BRANCHES:
                continue
            total = sum(self._totals.of_entity(_TYPES[field], name) for field, name in pairs)
            if total < fewest:
                best, fewest = pairs, total
        return best

    def _source(self) -> Statement:
        """Where to walk: the fewest rows that the store knows of, already in order where they are many."""
        if self._rare is not None:
            sql = f"({self._rare.sql}) AS found CROSS JOIN memories ON memories.row = found.row"
            return Statement(sql, self._rare.values)
        fewest, index = self._everything, "memories_created"
        for part in self._parts:
            if isinstance(part, Condition) and part.field in _INDEXES and part.operator in {"eq", "exists"}:
                total = self._total_of(part)
                # All rows with a field set come unordered: worth sorting only where they are few.
                if total < fewest and (part.operator == "eq" or total * 20 < self._everything):
                    fewest, index = total, _INDEXES[part.field]
        return Statement(f"memories INDEXED BY {index}")

    def _total_of(self, condition: Condition | Filter) -> int:
        assert isinstance(condition, Condition)
        kind = _TYPES[condition.field]
        if condition.operator == "eq":
            return self._totals.of_entity(kind, str(condition.value))
        if condition.operator == "exists":
            return self._totals.of_type(kind)
        return self._everything

    def _rare_source(self) -> Statement | None:
        """A statement of the few rows that something in the filter allows, from an index of its own."""
        for part in self._parts:
            source = _source_of(part, self._now) if isinstance(part, Condition) else None
            if source is not None and self._totals.is_rare(source):
                return source
        return None


def _source_of(condition: Condition, now: datetime) -> Statement | None:
    """The rows that a condition allows, from its own index and in no order; None when it has none."""
    field, operator = condition.field, condition.operator
    if field == "keywords":
        grams = grams_of(str(condition.value))
        return Statement("SELECT rowid AS row FROM grams WHERE grams MATCH ?", (grams,)) if grams else None
    if field == "memory_ids":
        ids = values_of(condition.value)
        return Statement(f"SELECT row FROM memories WHERE id IN ({','.join('?' * len(ids))})", ids)
    if field in _TIME_INDEXES and operator in {"gt", "gte", "lt", "lte", "eq"}:
        at = instant_of(str(condition.value), now)
        if at is not None:
            values: list[Any] = []
            sql = compared(TIME_COLUMNS[field], operator, (microseconds_of(at),), values)
            return Statement(
                f"SELECT row FROM memories INDEXED BY {_TIME_INDEXES[field]} WHERE {sql}", tuple(values)
            )
    return None


def _is_entity(part: Filter) -> bool:
    return isinstance(part, Condition) and part.field in _INDEXES and part.operator == "eq"


def _entities_of(part: Filter) -> list[tuple[str, str]]:
    """The entities of which one must own a memory for this part to hold; none when there is another way."""
    found: dict[tuple[str, str], None] = {}
    for child in part.children if isinstance(part, Or) else (part,):
        if not isinstance(child, Condition) or child.field not in _INDEXES:
            return []
        if child.operator not in {"eq", "in"}:
            return []
        found.update(dict.fromkeys((child.field, str(name)) for name in values_of(child.value)))
    return list(found)


def grams_of(text: str) -> str:
    """The question to the character index that finds every memory holding `text`, and some others.

    Empty when the text is too short to tell.
    """
    folded = fold(text)
    runs = dict.fromkeys(folded[at : at + 3] for at in range(len(folded) - 2))
    quoted = ['"' + run.replace('"', '""') + '"' for run in runs if "\0" not in run]
    return " AND ".join(quoted[:_MOST_GRAMS])
