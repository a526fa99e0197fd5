"""A list query turned into SQL that walks an index, whatever its filter.

Lists are ordered newest first. Three ways lead there: walking an index that already has that order and
checking each row; merging several such walks, for "this entity or that one"; or, when something in the
filter is rare, taking its rows from an index of their own and sorting those few. Which is chosen depends
on totals that the store keeps and on capped looks at an index, never on a scan. A walk begins and ends
where the filter's dates do.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol, TypeGuard

from memtui.adapters.local.conditions import MOST_IN_A_ROW, SCOPE_COLUMNS, condition_sql
from memtui.adapters.local.sources import Statement, source_of, span_of
from memtui.core.filter_match import values_of
from memtui.core.filters import And, Condition, Filter, Not, Or
from memtui.core.models import ENTITY_TYPES, SCOPE_FIELDS, EntityType
from memtui.core.times import midnight_us

RARE = 2000
"""What at most this many memories have is sorted rather than searched for along the list."""
_MOST_BRANCHES = 50
_MOST_BOUND = 20_000
"""How many values may be bound; SQLite takes 32,766."""
_INDEXES = {
    "user_id": "memories_user",
    "agent_id": "memories_agent",
    "app_id": "memories_app",
    "run_id": "memories_run",
}
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


class Selection:
    """The rows that a filter selects, as statements for their order and their number.

    `now` is the moment by which relative dates and expiry are measured.
    """

    def __init__(self, tree: Filter | None, *, show_expired: bool, now: datetime, totals: Totals) -> None:
        self._parts = () if tree is None else tuple(_required(tree))
        self._totals = totals
        self._now = now
        self._show_expired = show_expired
        self._learned = span_of(self._parts, now)
        self._everything = totals.everything()
        self._rare = self._rare_source()
        self._branches = [] if self._rare else self._entity_branches()

    def known_total(self) -> int | None:
        """How many rows there are, expired ones included, where the store keeps that number; else None."""
        if not self._parts:
            return self._everything
        if len(self._parts) != 1:
            return None
        part = self._parts[0]
        if isinstance(part, Not):
            total = self._kept_total(part.child)
            return None if total is None else self._everything - total
        return self._kept_total(part)

    def _kept_total(self, part: Filter) -> int | None:
        if not isinstance(part, Condition) or part.field not in _TYPES:
            return None
        if part.operator == "exists":
            return self._totals.of_type(_TYPES[part.field])
        names = dict.fromkeys(map(str, values_of(part.value)))
        if len(names) > _MOST_BRANCHES:
            return None
        total = sum(self._totals.of_entity(_TYPES[part.field], name) for name in names)
        return self._everything - total if part.operator == "ne" else total

    def rows(self, *, limit: int, offset: int, oldest_first: bool = False) -> Statement:
        """The row numbers from `offset`, at most `limit`, newest first unless told otherwise."""
        way = "ASC" if oldest_first else "DESC"
        total = self.known_total()
        if total is not None and limit >= 0:
            # A walk for rows that are not there would go through the whole store.
            limit = max(min(limit, total - offset), 0)
        condition = self._walked()
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
        source, condition = self._source(), self._walked()
        return Statement(
            f"SELECT count(*) FROM {source.sql} WHERE {condition.sql}", (*source.values, *condition.values)
        )

    def expired(self) -> Statement:
        """The number of expired rows among those that the filter alone selects."""
        values: list[Any] = []
        parts = ["memories.expires_us < ?", *self._conditions(values)]
        return Statement(
            f"SELECT count(*) FROM memories INDEXED BY memories_expires WHERE {' AND '.join(parts)}",
            (midnight_us(self._now), *values),
        )

    def after(self, row: int, limit: int) -> Statement:
        """The row numbers above `row`, in the order in which memories were stored, for an export."""
        condition = self.condition()
        source = "memories NOT INDEXED"
        owned = [part for part in self._parts if _is_entity(part)]
        if owned:
            fewest = min(owned, key=self._total_of)
            # Each batch sorts all that the index gives; beyond some number the whole store is read sooner.
            if self._total_of(fewest) ** 2 < limit * self._everything:
                source = f"memories INDEXED BY {_INDEXES[fewest.field]}"
        return Statement(
            f"SELECT memories.row FROM {source} WHERE memories.row > ? AND {condition.sql} "
            "ORDER BY memories.row LIMIT ?",
            (row, *condition.values, limit),
        )

    def condition(self) -> Statement:
        """The filter as a condition on a row of `memories`."""
        values: list[Any] = []
        parts = self._conditions(values)
        if not self._show_expired:
            parts.append("(memories.expires_us IS NULL OR memories.expires_us >= ?)")
            values.append(midnight_us(self._now))
        return Statement(" AND ".join(parts) or "1", tuple(values))

    def _conditions(self, values: list[Any]) -> list[str]:
        if len(self._parts) > MOST_IN_A_ROW:
            return [condition_sql(And(self._parts), values, self._now)]
        return [condition_sql(part, values, self._now) for part in self._parts]

    def _walked(self) -> Statement:
        """The condition, with the span of time that bounds a walk along an index."""
        condition = self.condition()
        first, last = self._learned
        bounds = [("memories.created_us >= ?", first), ("memories.created_us <= ?", last)]
        given = [(sql, at) for sql, at in bounds if at is not None]
        return Statement(
            " AND ".join([*(sql for sql, _ in given), condition.sql]),
            (*(at for _, at in given), *condition.values),
        )

    def _entity_branches(self) -> list[tuple[str, str]]:
        """The entities of an OR of entities, where those are fewer rows than any single walk has."""
        best: list[tuple[str, str]] = []
        fewest = min(
            (self._total_of(part) for part in self._parts if _is_entity(part)), default=self._everything
        )
        most = min(_MOST_BRANCHES, _MOST_BOUND // (len(self._walked().values) + 1))
        for part in self._parts:
            pairs = self._owners(part)
            if not 1 < len(pairs) <= most:
                continue
            total = self._total_of_all(pairs)
            if total < fewest:
                best, fewest = pairs, total
        return best

    def _owners(self, part: Filter) -> list[tuple[str, str]]:
        """The entities of which one must own what this part allows; none when there is another way."""
        if isinstance(part, Condition):
            owned = part.field in _INDEXES and part.operator in {"eq", "in"}
            names = dict.fromkeys(map(str, values_of(part.value))) if owned else ()
            return [(part.field, name) for name in names]
        if isinstance(part, And):
            ways = [
                pairs for child in part.children if 0 < len(pairs := self._owners(child)) <= _MOST_BRANCHES
            ]
            return min(ways, key=self._total_of_all, default=[])
        if isinstance(part, Or):
            each = [self._owners(child) for child in part.children]
            return list(dict.fromkeys(pair for pairs in each for pair in pairs)) if all(each) else []
        return []

    def _total_of_all(self, pairs: list[tuple[str, str]]) -> int:
        return sum(self._totals.of_entity(_TYPES[field], name) for field, name in pairs)

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

    def _total_of(self, condition: Condition) -> int:
        total = self._kept_total(condition)
        return self._everything if total is None else total

    def _rare_source(self) -> Statement | None:
        """A statement of the few rows that something in the filter allows, from an index of its own."""
        conditions = [part for part in self._parts if isinstance(part, Condition)]
        # Ids are the fewest of all.
        for part in sorted(conditions, key=lambda part: part.field != "memory_ids"):
            source = source_of(part, self._now)
            if source is not None and self._totals.is_rare(source):
                return source
        return None


def _required(tree: Filter) -> Iterator[Filter]:
    """What must all hold, as parts as small as can be."""
    if isinstance(tree, And) or (isinstance(tree, Or) and len(tree.children) == 1):
        for child in tree.children:
            yield from _required(child)
    elif isinstance(tree, Not) and isinstance(tree.child, Not):
        yield from _required(tree.child.child)
    else:
        yield tree


def _is_entity(part: Filter) -> TypeGuard[Condition]:
    return isinstance(part, Condition) and part.field in _INDEXES and part.operator == "eq"
