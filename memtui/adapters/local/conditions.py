"""A filter as a condition of SQL on one row of `memories`, with exactly the meaning of `matches`.

Every condition is true or false, never NULL, so that NOT means what it says. What SQL cannot say as the
predicate does (case, JSON, lengths) is asked of the same Python functions: functions.py.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from memtui.core.filter_dates import instant_of
from memtui.core.filter_match import values_of
from memtui.core.filters import METADATA, And, Condition, Filter, Not
from memtui.core.models import SCOPE_FIELDS
from memtui.core.times import microseconds_of
from memtui.core.words import fold

SCOPE_COLUMNS: dict[str, str] = {field: f"memories.{field}" for field in SCOPE_FIELDS}
TIME_COLUMNS = {
    "created_at": "memories.created_us",
    "timestamp": "memories.created_us",
    "updated_at": "memories.updated_us",
    "expiration_date": "memories.expires_us",
}
# SQLite reads `a AND b AND c` as a tree of three levels, and no deeper one than a thousand.
_MOST_IN_A_ROW = 100
_SIGNS = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_EDITED = (
    "(memories.updated_us IS NOT NULL AND "
    "(memories.created_us IS NULL OR memories.updated_us > memories.created_us))"
)


def condition_sql(tree: Filter, values: list[Any], now: datetime) -> str:
    """The condition; its bound values are appended to `values`."""
    if isinstance(tree, Not):
        return f"NOT ({condition_sql(tree.child, values, now)})"
    if isinstance(tree, Condition):
        return _one(tree, values, now)
    if not tree.children:
        return "1" if isinstance(tree, And) else "0"
    word = " AND " if isinstance(tree, And) else " OR "
    parts = [condition_sql(child, values, now) for child in tree.children]
    while len(parts) > _MOST_IN_A_ROW:
        groups = range(0, len(parts), _MOST_IN_A_ROW)
        parts = [f"({word.join(parts[at : at + _MOST_IN_A_ROW])})" for at in groups]
    return f"({word.join(parts)})"


def _one(condition: Condition, values: list[Any], now: datetime) -> str:
    field, operator, value = condition.field, condition.operator, condition.value
    if field in SCOPE_COLUMNS:
        return compared(SCOPE_COLUMNS[field], operator, values_of(value), values)
    if field in TIME_COLUMNS:
        instants = [instant_of(str(part), now) for part in values_of(value)] if operator != "exists" else []
        wanted = tuple(None if at is None else microseconds_of(at) for at in instants)
        return compared(TIME_COLUMNS[field], operator, wanted, values)
    if field == "keywords":
        values.append(fold(str(value)) if operator == "icontains" else str(value))
        return "holds(memories.memory, ?)" if operator == "icontains" else "instr(memories.memory, ?) > 0"
    if field == "memory_ids":
        return compared("memories.id", "in", values_of(value), values)
    if field == "length":
        return compared("text_length(memories.memory)", operator, values_of(value), values)
    if field == "edited":
        return _EDITED if value is True else f"NOT {_EDITED}"
    if field == "categories":
        if operator == "exists":
            return "(memories.categories IS NOT NULL AND memories.categories <> '[]')"
        values += [operator, _json(value)]
        return "(memories.categories IS NOT NULL AND has_category(memories.categories, ?, ?))"
    key = field[len(METADATA) :]
    found = "has_metadata(memories.metadata, ?, ?, ?)"
    if operator == "ne" or (operator == "eq" and value is None):
        values += [key, operator, _json(value)]
        return found
    # A text that does not hold the key's name need not be read as JSON.
    values += [json.dumps(key, ensure_ascii=False) + ":", key, operator, _json(value)]
    return f"(memories.metadata IS NOT NULL AND instr(memories.metadata, ?) > 0 AND {found})"


def compared(column: str, operator: str, wanted: tuple[Any, ...], values: list[Any]) -> str:
    """A column compared with values; a column that is not set matches only `ne`."""
    if operator == "exists":
        return f"{column} IS NOT NULL"
    if operator == "in":
        values += wanted
        return f"({column} IS NOT NULL AND {column} IN ({','.join('?' * len(wanted))}))"
    values.append(wanted[0])
    if operator == "ne":
        return f"({column} IS NULL OR {column} <> ?)"
    return f"({column} IS NOT NULL AND {column} {_SIGNS[operator]} ?)"


def _json(value: Any) -> str:
    return json.dumps(value)
