"""What a filter means in plain words, and how many memories each part of it matches."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from memtui.adapters.base import MemoryAdapter
from memtui.core.filter_dates import instant_of, is_date_alone, is_relative
from memtui.core.filter_fields import field_of
from memtui.core.filters import And, Condition, Filter, Not, Or, Scalar, children_of
from memtui.core.queries import MemoryQuery
from memtui.core.times import iso
from memtui.core.values import dataclass

MOST_COUNTED = 40
"""How many parts of a filter are counted; each costs a request."""


_EVENTS = {
    "created_at": "it was learned",
    "updated_at": "it last changed",
    "expiration_date": "it expires",
    "timestamp": "what it tells happened",
}
_ORDER = {"gt": "after {}", "gte": "at {} or later", "lt": "before {}", "lte": "at {} or earlier"}
_LENGTHS = {"gt": "more than", "gte": "at least", "lt": "fewer than", "lte": "at most", "eq": "exactly"}


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a filter, how deep it stands, and what it means; a group's words end with a colon."""

    depth: int
    words: str
    part: Filter


def clauses_of(tree: Filter, now: datetime, depth: int = 0) -> Iterator[Clause]:
    """Every part of the filter as it is read, a group before what stands in it."""
    inner = tree.child if isinstance(tree, Not) else tree
    if isinstance(inner, Condition):
        words = condition_words(inner, now)
        yield Clause(depth, f"not: {words}" if isinstance(tree, Not) else words, tree)
        return
    yield Clause(depth, _group_words(tree), tree)
    for child in children_of(inner) if not isinstance(inner, Not) else (inner,):
        yield from clauses_of(child, now, depth + 1)


async def counts_of(adapter: MemoryAdapter, clauses: Sequence[Clause]) -> list[int | None]:
    """How many memories, expired ones included, each part matches by itself; None past MOST_COUNTED."""
    counts: list[int | None] = [
        await adapter.count(MemoryQuery(clause.part)) for clause in clauses[:MOST_COUNTED]
    ]
    return counts + [None] * (len(clauses) - len(counts))


def condition_words(condition: Condition, now: datetime) -> str:
    """What one condition says of a memory; relative dates are followed by the instant that they mean."""
    name, operator, value = condition.field, condition.operator, condition.value
    field = field_of(name)
    kind = field.kind if field is not None else "metadata"
    values = value if isinstance(value, tuple) else (value,)
    if kind == "time":
        return _time_words(name, operator, [_date(str(part), now) for part in values])
    quoted = [_quoted(part) for part in values]
    one, several = quoted[0], ", ".join(quoted)
    one_of = f"is one of {several}" if len(quoted) > 1 else f"is {several}"
    if kind == "scope":
        return _scope_words(name, operator, one, one_of)
    if kind == "keywords":
        return f"its text contains {one}{', whatever the case' if operator == 'icontains' else ''}"
    if kind == "categories":
        words = {"exists": "it has a category", "contains": f"a category contains {one}, whatever the case"}
        return words.get(operator, f"a category {one_of}")
    if kind == "memory_ids":
        return f"its id {one_of}"
    if kind == "length":
        return f"its text has {_LENGTHS[operator]} {one} characters"
    if kind == "edited":
        return "it was changed since it was learned" if value is True else "it was never changed"
    return f"{name} {_metadata_words(operator, value, one)}"


def _group_words(tree: Filter) -> str:
    if isinstance(tree, Not):
        if isinstance(tree.child, Or):
            return "none of:"
        return "not all of:" if isinstance(tree.child, And) else "not:"
    return "all of:" if isinstance(tree, And) else "any of:"


def _scope_words(name: str, operator: str, one: str, one_of: str) -> str:
    noun = name.removesuffix("_id")
    article = "an" if noun[0] in "aeio" else "a"
    if operator == "exists":
        return f"it belongs to {article} {noun}"
    if operator == "ne":
        return f"its {noun} is not {one}, or it has none"
    return f"its {noun} {one_of}"


def _time_words(name: str, operator: str, dates: Sequence[str]) -> str:
    event = _EVENTS[name]
    if operator == "exists":
        return f"{event} at some time"
    if operator in _ORDER:
        return f"{event} {_ORDER[operator].format(dates[0])}"
    if operator == "ne":
        return f"{event} at another time than {dates[0]}, or at none"
    return f"{event} exactly at {' or '.join(dates)}"


def _metadata_words(operator: str, value: object, one: str) -> str:
    if operator == "exists" or (operator == "ne" and value is None):
        return "is set"
    if operator == "eq" and value is None:
        return "is not set"
    if operator == "ne":
        return f"is not {one}, or is not set"
    return f"{'contains' if operator == 'contains' else 'is'} {one}"


def _date(text: str, now: datetime) -> str:
    if not (is_relative(text) or is_date_alone(text)):
        return text
    at = instant_of(text, now)
    return text if at is None else f"{text} ({iso(at.replace(microsecond=0))})"


def _quoted(value: Scalar) -> str:
    return json.dumps(value, ensure_ascii=False)
