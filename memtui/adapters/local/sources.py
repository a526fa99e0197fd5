"""What parts of a filter say about where to look: rows from an index of their own, or a span of time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from memtui.adapters.local.conditions import TIME_COLUMNS, compared
from memtui.core.filter_dates import instant_of
from memtui.core.filter_match import values_of
from memtui.core.filters import Condition, Filter
from memtui.core.times import microseconds_of
from memtui.core.values import dataclass
from memtui.core.words import fold

_MOST_GRAMS = 30
_COMPARED = {"gt", "gte", "lt", "lte", "eq", "in"}
_TIME_INDEXES = {
    "updated_at": ("memories_updated", _COMPARED),
    "expiration_date": ("memories_expires", _COMPARED),
    # A span of these is walked in order; instants far from one another are not.
    "created_at": ("memories_created", {"in"}),
    "timestamp": ("memories_created", {"in"}),
}
_SPANS: dict[str, tuple[int | None, int | None]] = {
    "gt": (1, None), "gte": (0, None), "lt": (None, -1), "lte": (None, 0), "eq": (0, 0), "in": (0, 0),
}  # fmt: skip
"""How far from its date, in microseconds, a comparison's span begins and ends."""


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its bound values."""

    sql: str
    values: tuple[Any, ...] = ()


def source_of(condition: Condition, now: datetime) -> Statement | None:
    """The rows that a condition allows, from its own index and in no order; None when it has none."""
    field, operator = condition.field, condition.operator
    if field == "keywords":
        grams = grams_of(str(condition.value))
        return Statement("SELECT rowid AS row FROM grams WHERE grams MATCH ?", (grams,)) if grams else None
    if field == "memory_ids":
        values: list[Any] = []
        found = compared("id", "in", values_of(condition.value), values)
        return Statement(f"SELECT row FROM memories WHERE {found}", tuple(values))
    if field in _TIME_INDEXES and operator in _TIME_INDEXES[field][1]:
        wanted = tuple(_microseconds(condition, now))
        if wanted:
            values = []
            found = compared(TIME_COLUMNS[field].removeprefix("+"), operator, wanted, values)
            index = _TIME_INDEXES[field][0]
            return Statement(f"SELECT row FROM memories INDEXED BY {index} WHERE {found}", tuple(values))
    return None


def span_of(parts: Iterable[Filter], now: datetime) -> tuple[int | None, int | None]:
    """The first and the last microsecond at which something may have been learned; None for no bound."""
    firsts, lasts = [], []
    for part in parts:
        if not isinstance(part, Condition) or part.field not in {"created_at", "timestamp"}:
            continue
        wanted = _microseconds(part, now)
        if not wanted or part.operator not in _SPANS:
            continue
        first, last = _SPANS[part.operator]
        if first is not None:
            firsts.append(min(wanted) + first)
        if last is not None:
            lasts.append(max(wanted) + last)
    return max(firsts, default=None), min(lasts, default=None)


def is_span(part: Filter, now: datetime) -> bool:
    """Whether a part of a filter says nothing but what `span_of` says of it."""
    return (
        isinstance(part, Condition)
        and part.field in {"created_at", "timestamp"}
        and part.operator in _SPANS
        and len(values_of(part.value)) == len(_microseconds(part, now)) == 1
    )


def _microseconds(condition: Condition, now: datetime) -> list[int]:
    instants = (instant_of(str(value), now) for value in values_of(condition.value))
    return [microseconds_of(at) for at in instants if at is not None]


def grams_of(text: str) -> str:
    """The question to the character index that finds every memory holding `text`, and some others.

    Empty when the text is too short to tell.
    """
    folded = fold(text)
    runs = dict.fromkeys(folded[at : at + 3] for at in range(len(folded) - 2))
    quoted = ['"' + run.replace('"', '""') + '"' for run in runs if "\0" not in run]
    return " AND ".join(quoted[:_MOST_GRAMS])
