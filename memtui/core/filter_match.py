"""Whether a memory matches a filter: the meaning that every other face of a filter must have.

The Platform's rules (`docs/mem0-api.md`, "Filters"): `ne` matches what is not set, `*` does not;
comparisons never match what is not set; `categories in` is any of and exact, `contains` partial and
whatever the case; `keywords contains` minds case.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from memtui.core.filter_dates import instant_of
from memtui.core.filters import METADATA, And, Condition, Filter, Not, Or, Scalar, Value
from memtui.core.models import SCOPE_FIELDS, Memory
from memtui.core.times import parse_instant
from memtui.core.words import fold


def matches(tree: Filter | None, memory: Memory, now: datetime) -> bool:
    """Whether the memory matches at `now`, by which relative dates are measured."""
    if tree is None:
        return True
    if isinstance(tree, And):
        return all(matches(child, memory, now) for child in tree.children)
    if isinstance(tree, Or):
        return any(matches(child, memory, now) for child in tree.children)
    if isinstance(tree, Not):
        return not matches(tree.child, memory, now)
    return _holds(tree, memory, now)


def _holds(condition: Condition, memory: Memory, now: datetime) -> bool:
    field, value = condition.field, condition.value
    if field in SCOPE_FIELDS:
        return _compare(getattr(memory, field), condition)
    if field == "keywords":
        return text_holds(memory.memory, condition.operator, str(value))
    if field == "categories":
        return category_holds(memory.categories, condition.operator, value)
    if field.startswith(METADATA):
        return metadata_holds((memory.metadata or {}).get(field[len(METADATA) :]), condition.operator, value)
    if field == "memory_ids":
        return memory.id in values_of(value)
    if field == "length":
        return _compare(text_length(memory.memory), condition)
    if field == "edited":
        return was_edited(memory.created_at, memory.updated_at) is value
    at = parse_instant(memory.created_at if field == "timestamp" else getattr(memory, field))
    wanted = tuple(instant_of(str(part), now) for part in values_of(value))
    return _compare(at, condition, wanted)


def _compare(actual: Any, condition: Condition, wanted: tuple[Any, ...] | None = None) -> bool:
    operator = condition.operator
    wanted = values_of(condition.value) if wanted is None else wanted
    if operator == "exists":
        return actual is not None
    if operator == "ne":
        return actual is None or actual != wanted[0]
    if actual is None:
        return False
    if operator in {"eq", "in"}:
        return actual in wanted
    if wanted[0] is None:
        return False
    return bool(
        {
            "gt": actual > wanted[0],
            "gte": actual >= wanted[0],
            "lt": actual < wanted[0],
            "lte": actual <= wanted[0],
        }[operator]
    )


def values_of(value: Value) -> tuple[Scalar, ...]:
    """The value as a tuple: `in` has several, the others one."""
    return value if isinstance(value, tuple) else (value,)


def text_holds(text: str, operator: str, wanted: str) -> bool:
    """Whether a text contains another; only `icontains` overlooks case."""
    return fold(wanted) in fold(text) if operator == "icontains" else wanted in text


def text_length(text: str) -> int:
    """How many characters a text has, the blanks around it left out."""
    return len(text.strip())


def was_edited(created_at: str | None, updated_at: str | None) -> bool:
    """Whether a memory was changed since it was learned, by its dates."""
    created, updated = parse_instant(created_at), parse_instant(updated_at)
    return updated is not None and (created is None or updated > created)


def category_holds(categories: tuple[str, ...] | None, operator: str, value: Value) -> bool:
    """Whether any of the categories is one of these, or contains this whatever its case."""
    if operator == "exists":
        return bool(categories)
    if operator == "contains":
        return any(fold(str(value)) in fold(category) for category in categories or ())
    return any(category in values_of(value) for category in categories or ())


def metadata_holds(actual: Any, operator: str, value: Value) -> bool:
    """Whether the value under a key of the metadata is, is not or contains this one; None is not set.

    A text contains a number as JSON writes it; a list contains what is the same as one of its items.
    """
    if operator == "exists":
        return actual is not None
    if operator == "contains":
        if isinstance(actual, str):
            return (value if isinstance(value, str) else json.dumps(value)) in actual
        return isinstance(actual, list) and any(_same(item, value) for item in actual)
    same = _same(actual, value)
    return not same if operator == "ne" else same


def _same(actual: Any, wanted: Any) -> bool:
    """Equality as JSON has it: `true` is not 1, and 1 is 1.0."""
    return isinstance(actual, bool) == isinstance(wanted, bool) and bool(actual == wanted)
