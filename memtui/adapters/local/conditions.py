"""A filter as a condition of SQL on one row of `memories`, with exactly the meaning of `matches`.

Every condition is true or false, never NULL, so that NOT means what it says. What SQL cannot say as the
predicate does (case, JSON, lengths) is asked of the same Python functions: functions.py.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from memtui.core.encoding import half_character
from memtui.core.filter_dates import instant_of
from memtui.core.filter_match import values_of
from memtui.core.filters import METADATA, And, Condition, Filter, Not, levels_of
from memtui.core.models import SCOPE_FIELDS
from memtui.core.times import microseconds_of
from memtui.core.words import fold

SCOPE_COLUMNS: dict[str, str] = {field: f"memories.{field}" for field in SCOPE_FIELDS}
TIME_COLUMNS = {
    # The span that selection.py puts beside a condition is what an index is walked by: the `+` keeps SQLite
    # from choosing a wider one.
    "created_at": "+memories.created_us",
    "timestamp": "+memories.created_us",
    "updated_at": "memories.updated_us",
    "expiration_date": "memories.expires_us",
}
# SQLite reads `a AND b AND c` as a tree of three levels, and no deeper one than a thousand.
MOST_IN_A_ROW = 100
_FEW_LEVELS = 4
_SIGNS = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_EDITED = (
    "(memories.updated_us IS NOT NULL AND "
    "(memories.created_us IS NULL OR memories.updated_us > memories.created_us))"
)


def condition_sql(tree: Filter, values: list[Any], now: datetime) -> str:
    """The condition, which AND and NOT may stand before; its bound values are appended to `values`.

    SQLite's parser keeps what stands before an open parenthesis on a stack of a hundred: in a filter of many
    levels the deepest part comes first.
    """
    if isinstance(tree, Not):
        return f"NOT {condition_sql(tree.child, values, now)}"
    if isinstance(tree, Condition):
        return _one(tree, values, now)
    if not tree.children:
        return "1" if isinstance(tree, And) else "0"
    word = " AND " if isinstance(tree, And) else " OR "
    children = tree.children
    if levels_of(tree) > _FEW_LEVELS:
        children = tuple(sorted(children, key=levels_of, reverse=True))
    parts = [condition_sql(child, values, now) for child in children]
    while len(parts) > MOST_IN_A_ROW:
        groups = range(0, len(parts), MOST_IN_A_ROW)
        parts = [f"({word.join(parts[at : at + MOST_IN_A_ROW])})" for at in groups]
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
        letters = "1"
        first, *others = map(str, values_of(value))
        if operator == "in" and not others and not half_character(first):
            values.append(_spelled(first))
            letters = _holds_letters("memories.categories", 1)
        values += [operator, _json(value)]
        return f"(memories.categories IS NOT NULL AND {letters} AND has_category(memories.categories, ?, ?))"
    return _metadata(field[len(METADATA) :], condition, values)


def _metadata(key: str, condition: Condition, values: list[Any]) -> str:
    operator, value = condition.operator, condition.value
    asked = [key, operator, _json(value)]
    if operator == "ne" or (operator == "eq" and value is None):
        values += asked
        return "has_metadata(memories.metadata, ?, ?, ?)"
    # A text that does not hold these letters need not be read as JSON.
    letters = [f"{_spelled(key)}:"]
    if isinstance(value, str) and not half_character(value):
        letters = [letters[0] + _spelled(value)] if operator == "eq" else [*letters, _spelled(value)[1:-1]]
    values += [*letters, *asked]
    return (
        f"(memories.metadata IS NOT NULL AND {_holds_letters('memories.metadata', len(letters))} "
        "AND has_metadata(memories.metadata, ?, ?, ?))"
    )


def _holds_letters(column: str, number: int) -> str:
    """Whether a column's JSON holds these letters, or halves of characters: then it is spelled otherwise."""
    all_of = " AND ".join([f"instr({column}, ?) > 0"] * number)
    return f"(({all_of}) OR instr({column}, '\\ud') > 0)"


def _spelled(text: str) -> str:
    """A text as the store's JSON spells it."""
    return json.dumps(text, ensure_ascii=False)


def compared(column: str, operator: str, wanted: tuple[Any, ...], values: list[Any]) -> str:
    """A column compared with values; a column that is not set matches only `ne`."""
    if operator == "exists":
        return f"{column} IS NOT NULL"
    # A date that cannot be read is no instant, and nothing compares with that.
    wanted = tuple(part for part in wanted if part is not None)
    if not wanted:
        return "1" if operator == "ne" else "0"
    if operator == "in":
        return f"({column} IS NOT NULL AND {column} IN {_list(wanted, values)})"
    values.append(wanted[0])
    if operator == "ne":
        return f"({column} IS NULL OR {column} <> ?)"
    return f"({column} IS NOT NULL AND {column} {_SIGNS[operator]} ?)"


def _list(wanted: tuple[Any, ...], values: list[Any]) -> str:
    if len(wanted) <= MOST_IN_A_ROW:
        values += wanted
        return f"({','.join('?' * len(wanted))})"
    # SQLite binds no more than some thousand values.
    values.append(json.dumps(wanted))
    return "(SELECT value FROM json_each(?))"


def _json(value: Any) -> str:
    return json.dumps(value)
