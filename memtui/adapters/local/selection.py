"""A list query turned into SQL that walks an index, whatever its filter.

Lists are ordered newest first. Three ways lead there: walking an index that already has that order and
checking each row; merging several such walks, for "this entity or that one"; or, when a text is rare,
taking its rows from the character index and sorting those few. Which is chosen depends on totals that
the store keeps, never on a scan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from memtui.core.filters import And, Condition, Filter, Or
from memtui.core.models import ENTITY_TYPES, SCOPE_FIELDS, EntityType
from memtui.core.times import today
from memtui.core.words import fold

RARE = 2000
"""A text found in at most this many memories is sorted rather than searched for along the list."""
_MOST_BRANCHES = 50
_MOST_GRAMS = 30
# SQLite reads `a AND b AND c` as a tree of three levels, and no deeper one than a thousand.
_MOST_IN_A_ROW = 100
_EPOCH_DAY = 719163
_INDEXES = {
    "user_id": "memories_user",
    "agent_id": "memories_agent",
    "app_id": "memories_app",
    "run_id": "memories_run",
}
_COLUMNS: dict[str, str] = {field: f"memories.{field}" for field in SCOPE_FIELDS}
_TYPES: dict[str, EntityType] = dict(zip(SCOPE_FIELDS, ENTITY_TYPES, strict=True))


class Totals(Protocol):
    """What the store knows without scanning."""

    def everything(self) -> int:
        """How many memories there are."""

    def of_entity(self, entity_type: EntityType, name: str) -> int:
        """How many memories one entity has."""

    def of_type(self, entity_type: EntityType) -> int:
        """How many memories belong to any entity of that type."""

    def is_rare(self, grams: str) -> bool:
        """Whether at most RARE memories hold all these runs of characters."""


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its bound values."""

    sql: str
    values: tuple[Any, ...]


class Selection:
    """The rows that a filter selects, as statements for their order and their number."""

    def __init__(self, tree: Filter | None, *, show_expired: bool, totals: Totals) -> None:
        self._tree = tree
        self._totals = totals
        self._show_expired = show_expired
        self._parts = tree.children if isinstance(tree, And) else () if tree is None else (tree,)
        self._grams = self._rare_grams()

    def known_total(self) -> int | None:
        """How many rows there are, where the store keeps that number; else None."""
        if not self._show_expired:
            return None
        if self._tree is None:
            return self._totals.everything()
        if isinstance(self._tree, Condition) and self._tree.field in _TYPES:
            return self._total_of(self._tree)
        return None

    def rows(self, *, limit: int, offset: int, oldest_first: bool = False) -> Statement:
        """The row numbers from `offset`, at most `limit`, newest first unless told otherwise."""
        way = "ASC" if oldest_first else "DESC"
        branches = self._branches()
        if branches:
            expired, values = self._expired_clause()
            arms = [
                "SELECT created_us, row FROM memories "
                f"INDEXED BY {_INDEXES[field]} WHERE {_COLUMNS[field]} = ?{expired}"
                for field, _ in branches
            ]
            names: list[Any] = [value for _, name in branches for value in (name, *values)]
            sql = f"{' UNION '.join(arms)} ORDER BY 1 {way}, 2 {way} LIMIT ? OFFSET ?"
            return Statement(f"SELECT row FROM ({sql})", (*names, limit, offset))
        source, bound = self._source()
        condition, values = self._condition()
        return Statement(
            f"SELECT memories.row FROM {source} WHERE {condition} "
            f"ORDER BY memories.created_us {way}, memories.row {way} LIMIT ? OFFSET ?",
            (*bound, *values, limit, offset),
        )

    def count(self) -> Statement:
        """The number of rows."""
        branches = self._branches()
        if branches:
            rows = self.rows(limit=-1, offset=0)
            return Statement(f"SELECT count(*) FROM ({rows.sql})", rows.values)
        source, bound = self._source()
        condition, values = self._condition()
        return Statement(f"SELECT count(*) FROM {source} WHERE {condition}", (*bound, *values))

    def after(self, row: int, limit: int) -> Statement:
        """The row numbers above `row`, in the order in which memories were stored, for an export."""
        condition, values = self._condition()
        return Statement(
            f"SELECT row FROM memories WHERE row > ? AND {condition} ORDER BY row LIMIT ?",
            (row, *values, limit),
        )

    def condition(self) -> Statement:
        """The filter as a condition on a row of `memories`."""
        return Statement(*self._condition())

    def _branches(self) -> list[tuple[str, str]]:
        """The entities of an OR of entities, when the filter is nothing else."""
        tree = self._tree
        if not isinstance(tree, Or) or len(tree.children) > _MOST_BRANCHES:
            return []
        pairs = [
            (child.field, child.value)
            for child in tree.children
            if isinstance(child, Condition) and child.operator == "eq" and child.field in _INDEXES
        ]
        return list(dict.fromkeys(pairs)) if len(pairs) == len(tree.children) else []

    def _source(self) -> tuple[str, tuple[Any, ...]]:
        """Where to walk: the fewest rows that the store knows of, already in order where they are many."""
        if self._grams is not None:
            match = "SELECT rowid FROM grams WHERE grams MATCH ?"
            return f"({match}) AS found CROSS JOIN memories ON memories.row = found.rowid", (self._grams,)
        everything = self._totals.everything()
        fewest, index = everything, "memories_created"
        for part in self._parts:
            if isinstance(part, Condition) and part.field in _INDEXES:
                total = self._total_of(part)
                # All rows with a field set come unordered: worth sorting only where they are few.
                if total < fewest and (part.operator == "eq" or total * 20 < everything):
                    fewest, index = total, _INDEXES[part.field]
        return f"memories INDEXED BY {index}", ()

    def _condition(self) -> tuple[str, tuple[Any, ...]]:
        values: list[Any] = []
        sql = "1" if self._tree is None else _sql(self._tree, values)
        expired, more = self._expired_clause()
        return f"{sql}{expired}", (*values, *more)

    def _expired_clause(self) -> tuple[str, tuple[int, ...]]:
        if self._show_expired:
            return "", ()
        return " AND (expires_day IS NULL OR expires_day >= ?)", (today().toordinal() - _EPOCH_DAY,)

    def _total_of(self, condition: Condition) -> int:
        kind = _TYPES[condition.field]
        if condition.operator == "eq":
            return self._totals.of_entity(kind, condition.value)
        return self._totals.of_type(kind)

    def _rare_grams(self) -> str | None:
        for part in self._parts:
            if isinstance(part, Condition) and part.operator == "icontains":
                grams = grams_of(part.value)
                if grams and self._totals.is_rare(grams):
                    return grams
        return None


def grams_of(text: str) -> str:
    """The question to the character index that finds every memory holding `text`, and some others.

    Empty when the text is too short to tell.
    """
    folded = fold(text)
    runs = dict.fromkeys(folded[at : at + 3] for at in range(len(folded) - 2))
    quoted = ['"' + run.replace('"', '""') + '"' for run in runs if "\0" not in run]
    return " AND ".join(quoted[:_MOST_GRAMS])


def _sql(tree: Filter, values: list[Any]) -> str:
    if isinstance(tree, Condition):
        if tree.operator == "exists":
            return f"{_COLUMNS[tree.field]} IS NOT NULL"
        if tree.operator == "icontains":
            values.append(fold(tree.value))
            return "holds(memories.memory, ?)"
        values.append(tree.value)
        return f"{_COLUMNS[tree.field]} = ?"
    word = " AND " if isinstance(tree, And) else " OR "
    parts = [_sql(child, values) for child in tree.children]
    while len(parts) > _MOST_IN_A_ROW:
        groups = range(0, len(parts), _MOST_IN_A_ROW)
        parts = [f"({word.join(parts[at : at + _MOST_IN_A_ROW])})" for at in groups]
    return f"({word.join(parts)})"
