"""A list query turned into SQL that walks an index, whatever its filter.

Lists are ordered newest first. Three ways lead there: walking an index that already has that order and
checking each row; merging several such walks, for "this entity or that one"; or, when something in the
filter is rare, taking its rows from an index of their own and sorting those few. Which is chosen depends
on totals that the store keeps and on capped looks at an index, never on a scan. A walk begins and ends
where the filter's dates do. Where the filter is one list that the store keeps, and a span of time, any
page is found by its blocks (lists.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol, TypeGuard

from memtui.adapters.local.conditions import MOST_IN_A_ROW, condition_sql
from memtui.adapters.local.lists import ALL, ANY, LABEL, UNDATED, Blocks, Key, Listing, Track, track_of
from memtui.adapters.local.sources import Statement, is_span, source_of, span_of
from memtui.adapters.local.unexpired import unexpired
from memtui.core.filter_match import values_of
from memtui.core.filters import And, Condition, Filter, Not, Or, Value
from memtui.core.models import ENTITY_TYPES, SCOPE_FIELDS, EntityType
from memtui.core.times import midnight_us

RARE = 2000
"""What at most this many memories have is sorted rather than searched for along the list."""
_MOST_BRANCHES = 50
_SCATTERED = 20
"""One in so many rows is worth walking to; fewer are sorted."""
_MOST_LABELS = 4
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

    def of_list(self, listing: Listing) -> int:
        """How many memories are on a list."""

    def labels(self, operator: str, value: Value) -> list[str] | None:
        """The categories that a condition means, as JSON; None where the store keeps no lists of them."""

    def blocks(self, listing: Listing, unexpired_on: int | None = None) -> Blocks | None:
        """The blocks of a list; None where the store keeps none.

        Without what has expired before a day, given as microseconds, where there is one.
        """

    def is_rare(self, source: Statement) -> bool:
        """Whether a statement has at most RARE rows."""


class Selection:
    """The rows that a filter selects, as statements for their order and their number.

    `now` is the moment by which relative dates and expiry are measured.
    """

    def __init__(self, tree: Filter | None, *, show_expired: bool, now: datetime, totals: Totals) -> None:
        self._totals = totals
        self._now = now
        self._show_expired = show_expired
        self._everything = totals.everything()
        self._parts = tuple(part for part in _required(tree) if not self._holds_for_all(part)) if tree else ()
        self._learned = span_of(self._parts, now)
        listings = {part: self._listings(part) for part in self._parts if isinstance(part, Condition)}
        self._labels = {
            part: known
            for part, known in listings.items()
            if known is not None and part.field == "categories"
        }
        self._nothing = any(known is not None and not known for known in listings.values())
        others = [part for part in self._parts if not is_span(part, now)]
        self._whole: Listing | None = None if others else ALL
        if len(others) == 1 and isinstance(others[0], Condition):
            self._whole = self._one_list(others[0], listings[others[0]])
        self._rare = None if self._nothing or self._whole is not None else self._rare_source()
        self._walked_by: Filter | None = None
        self._tracks = [] if self._rare else self._choose()

    @cached_property
    def _blocks(self) -> Blocks | None:
        return None if self._whole is None else self._totals.blocks(self._whole)

    @cached_property
    def _shown(self) -> Blocks | None:
        """The same, without what has expired where that is not wanted."""
        if self._whole is None or self._show_expired:
            return self._blocks
        return self._totals.blocks(self._whole, midnight_us(self._now))

    def _ranks(self, blocks: Blocks) -> tuple[int, int]:
        """Which entries of the one list that is walked match: how many older ones do not, and the end."""
        first, last = self._learned
        if first is None and last is None:
            return 0, blocks.total
        end = blocks.total if last is None else blocks.before(last + 1)
        return blocks.before(UNDATED + 1 if first is None else first), end

    def known_total(self) -> int | None:
        """How many rows there are, expired ones included, where the store keeps that number; else None."""
        if self._nothing:
            return 0
        if self._blocks is not None:
            return self._spanned(self._blocks)
        if not self._parts:
            return self._everything
        if len(self._parts) != 1:
            return None
        part = self._parts[0]
        if isinstance(part, Not):
            total = self._kept_total(part.child)
            return None if total is None else self._everything - total
        return self._kept_total(part)

    def total(self) -> int | None:
        """How many rows are wanted, where that is known without a walk; else None."""
        if self._show_expired or self._nothing:
            return self.known_total()
        return None if self._shown is None else self._spanned(self._shown)

    def _spanned(self, blocks: Blocks) -> int:
        first, end = self._ranks(blocks)
        return max(end - first, 0)

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

    def undated(self) -> int | None:
        """How many of the rows wanted have no date, where that is known without a walk; else None."""
        if self._nothing or self._learned != (None, None):
            return 0
        return None if self._shown is None else self._shown.before(UNDATED + 1)

    @property
    def is_everything(self) -> bool:
        """Whether the filter leaves nothing out."""
        return not self._parts and not self._nothing

    @property
    def in_order(self) -> bool:
        """Whether the rows are walked in their order, and not sorted."""
        return self._rare is None and not self._is_sorted

    def page(self, *, limit: int, offset: int) -> Statement | None:
        """The same as `rows`, from a place that the store keeps; None where it keeps none."""
        blocks = self._shown
        if blocks is None or self._whole is None:
            return None
        first, end = self._ranks(blocks)
        limit = max(min(limit, end - first - offset), 0)
        key, passed = blocks.place(end - offset) if limit else (None, 0)
        return self._statement([track_of(self._whole)], self._condition(()), limit, passed, key, dated=False)

    def rows(
        self, *, limit: int, offset: int, oldest_first: bool = False, below: Key | None = None
    ) -> Statement:
        """(created_us, row) from `offset` below a key, at most `limit`, newest first unless told."""
        total = self.known_total()
        if total is not None and limit >= 0:
            # A walk for rows that are not there would go through the whole store.
            limit = max(min(limit, total - offset), 0)
        if self._rare is None:
            return self._statement(
                self._tracks, self._condition_beside(), limit, offset, below, oldest_first=oldest_first
            )
        way = "ASC" if oldest_first else "DESC"
        condition = self._bounded(self.condition(), "memories.created_us")
        return Statement(
            f"SELECT memories.created_us, memories.row FROM {_sorted(self._rare)} WHERE {condition.sql} "
            f"ORDER BY 1 {way}, 2 {way} LIMIT ? OFFSET ?",
            (*self._rare.values, *condition.values, limit, offset),
        )

    def _statement(
        self,
        tracks: list[Track],
        condition: Statement,
        limit: int,
        offset: int,
        below: Key | None,
        *,
        oldest_first: bool = False,
        dated: bool = True,
    ) -> Statement:
        way = "ASC" if oldest_first else "DESC"
        undated = not dated or self._learned == (None, None)
        arms, values = [], list[Any]()
        for track in tracks:
            beside = self._bounded(condition, track.us) if dated else condition
            source = track.with_rows(condition)
            for run in [Statement("1")] if below is None else track.below(below, undated=undated):
                arms.append(
                    f"SELECT {track.us}, {track.row} FROM {source} "
                    f"WHERE {track.inside} AND {run.sql} AND {beside.sql}"
                )
                values += (*track.values, *run.values, *beside.values)
        # Runs of one list share no row.
        sql = (" UNION ALL " if len(tracks) == 1 else " UNION ").join(arms)
        order = f"{tracks[0].us} {way}, {tracks[0].row} {way}" if len(arms) == 1 else f"1 {way}, 2 {way}"
        return Statement(f"{sql} ORDER BY {order} LIMIT ? OFFSET ?", (*values, limit, offset))

    def count(self) -> Statement:
        """The number of rows."""
        if self._rare is None:
            rows = self.rows(limit=-1, offset=0)
            return Statement(f"SELECT count(*) FROM ({rows.sql})", rows.values)
        condition = self._bounded(self.condition(), "memories.created_us")
        return Statement(
            f"SELECT count(*) FROM {_sorted(self._rare)} WHERE {condition.sql}",
            (*self._rare.values, *condition.values),
        )

    def expired(self) -> Statement:
        """The number of expired rows among those that the filter alone selects."""
        values: list[Any] = []
        parts = ["memories.expires_us < ?", *self._conditions(values, self._parts)]
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
        return self._condition(self._parts)

    def among(self) -> Statement | None:
        """The rows of the list that holds every match, where that is short; None where it is not."""
        if self._nothing:
            return Statement("SELECT 0 WHERE 0")
        if self._rare is not None:
            return Statement(f"SELECT row FROM ({self._rare.sql})", self._rare.values)
        if len(self._tracks) == 1 and self._fewest * 8 < self._everything:
            track = self._tracks[0]
            return Statement(f"SELECT {track.row} FROM {track.table} WHERE {track.inside}", track.values)
        return None

    def _condition_beside(self) -> Statement:
        """What the lists that are walked do not see to."""
        return self._condition([part for part in self._parts if part != self._walked_by])

    def _condition(self, required: Sequence[Filter]) -> Statement:
        values: list[Any] = []
        parts = self._conditions(values, required)
        if not self._show_expired:
            wanted = unexpired(midnight_us(self._now))
            parts.append(wanted.sql)
            values += wanted.values
        return Statement(" AND ".join(parts) or "1", tuple(values))

    def _conditions(self, values: list[Any], parts: Sequence[Filter]) -> list[str]:
        if len(parts) > MOST_IN_A_ROW:
            return [condition_sql(And(tuple(parts)), values, self._now)]
        return [self._on_lists(part, values) or condition_sql(part, values, self._now) for part in parts]

    def _on_lists(self, part: Filter, values: list[Any]) -> str | None:
        """A condition on categories asked of their lists, which need no row; None of any other."""
        known = self._labels.get(part) if isinstance(part, Condition) else None
        if not known or len(known) > _MOST_LABELS:
            return None
        values += [listing.name for listing in known]
        return (
            "EXISTS (SELECT 1 FROM labels CROSS JOIN labelled USING (label) "
            f"WHERE labels.name IN ({','.join('?' * len(known))}) "
            f"AND labelled.created_us = ifnull(memories.created_us, {UNDATED}) "
            "AND labelled.row = memories.row)"
        )

    def _bounded(self, condition: Statement, us: str) -> Statement:
        """The condition, with the span of time that bounds a walk along an index."""
        first, last = self._learned
        bounds = [(f"{us} >= ?", first), (f"{us} <= ?", last)]
        given = [(sql, at) for sql, at in bounds if at is not None]
        return Statement(
            " AND ".join([*(sql for sql, _ in given), condition.sql]),
            (*(at for _, at in given), *condition.values),
        )

    def _choose(self) -> list[Track]:
        """Where to walk: the lists with the fewest rows that hold every match."""
        self._is_sorted = False
        fewest, tracks = self._everything, [track_of(ALL)]
        most = min(_MOST_BRANCHES, _MOST_BOUND // (3 * len(self.condition().values) + 9))
        for part in self._parts:
            listings = self._owners(part)
            if not 0 < len(listings) <= most:
                continue
            total = self._total_of_all(listings)
            if total < fewest or (total == fewest and len(listings) == 1):
                fewest, tracks = total, [track_of(listing) for listing in listings]
                # A list of a category holds exactly what the condition means.
                self._walked_by = part if isinstance(part, Condition) and part.field == "categories" else None
        for part in self._parts:
            if isinstance(part, Condition) and part.field in _INDEXES and part.operator == "exists":
                total = self._total_of(part)
                # All rows with a field set come unordered: worth sorting only where they are few.
                if total < fewest and total * _SCATTERED < self._everything:
                    index = f"memories INDEXED BY {_INDEXES[part.field]}"
                    # SQLite takes this index only where it is said what it holds.
                    found = Track(index, f"memories.{part.field} IS NOT NULL")
                    fewest, tracks, self._walked_by, self._is_sorted = total, [found], None, True
        self._fewest = fewest
        return tracks

    def _listings(self, part: Condition) -> list[Listing] | None:
        """The lists that together are exactly what a condition allows; None where there are none."""
        if part.field in _INDEXES and part.operator in {"eq", "in"}:
            kind = ENTITY_TYPES.index(_TYPES[part.field])
            return [Listing(kind, name) for name in dict.fromkeys(map(str, values_of(part.value)))]
        if part.field == "categories" and part.operator != "exists":
            names = self._totals.labels(part.operator, part.value)
            return None if names is None else [Listing(LABEL, name) for name in names]
        return None

    def _one_list(self, part: Condition, known: list[Listing] | None) -> Listing | None:
        """The one list that a condition means, if it means one."""
        if known is not None:
            return known[0] if len(known) == 1 else None
        if part.field in _TYPES and part.operator == "exists":
            any_of = Listing(ANY + ENTITY_TYPES.index(_TYPES[part.field]))
            # Few that lie scattered among all are rather sorted.
            return any_of if self._totals.of_list(any_of) * _SCATTERED >= self._everything else None
        return None

    def _owners(self, part: Filter) -> list[Listing]:
        """The lists of which one must hold what this part allows; none when there is another way."""
        if isinstance(part, Condition):
            return self._listings(part) or []
        if isinstance(part, And):
            ways = [
                found for child in part.children if 0 < len(found := self._owners(child)) <= _MOST_BRANCHES
            ]
            return min(ways, key=self._total_of_all, default=[])
        if isinstance(part, Or):
            each = [self._owners(child) for child in part.children]
            found = list(dict.fromkeys(listing for some in each for listing in some)) if all(each) else []
            # What has no time stands otherwise on the lists of categories.
            return found if len({listing.kind == LABEL for listing in found}) == 1 else []
        return []

    def _total_of_all(self, listings: Iterable[Listing]) -> int:
        return sum(self._totals.of_list(listing) for listing in listings)

    def _holds_for_all(self, part: Filter) -> bool:
        if isinstance(part, Or):
            return any(self._holds_for_all(child) for child in part.children)
        if not isinstance(part, Condition) or part.field not in _TYPES or part.operator != "exists":
            return False
        return self._totals.of_type(_TYPES[part.field]) == self._everything

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


def _sorted(rare: Statement) -> str:
    return f"({rare.sql}) AS found CROSS JOIN memories ON memories.row = found.row"


def _is_entity(part: Filter) -> TypeGuard[Condition]:
    return isinstance(part, Condition) and part.field in _INDEXES and part.operator == "eq"
