"""A filter tree to and from the Platform's v2 JSON (`docs/mem0-api.md`, "Filters").

Every documented form is read; only the safe ones are written: AND and OR never stand side by side, and
NOT wraps one object. `length` and `edited` are memtui's own fields, which no service knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

from memtui.core.errors import FilterError
from memtui.core.filter_dates import instant_of, is_relative
from memtui.core.filter_fields import Field, field_of, likely_field
from memtui.core.filters import (
    METADATA,
    MOST_LEVELS,
    And,
    Condition,
    Filter,
    Not,
    Operator,
    Or,
    Scalar,
    Value,
    levels_of,
)
from memtui.core.models import SCOPE_FIELDS
from memtui.core.times import iso, parse_instant

PLATFORM_KEYS = (
    "AND", "OR", "NOT", *SCOPE_FIELDS, "created_at", "updated_at", "timestamp", "expiration_date",
    "text", "categories", "metadata", "keywords_search", "memory_ids", "keywords",
)  # fmt: skip
_OWN_KEYS = ("length", "edited")
_TOO_LARGE = 1e300
_MOST_CHARACTERS = 2**63
_MOST_OBJECTS = 2 * MOST_LEVELS + 2
"""How many objects stand in one another where a text has MOST_LEVELS: `(a and b or c)` is two of them."""
_JSON_NAMES = {"exists": '"*"'}
_OPERATORS: dict[str, Operator] = {name: name for name in get_args(Operator) if name != "exists"}
_SQL_SIGNS = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte", "=": "eq", "==": "eq", "!=": "ne", "<>": "ne"}


def from_json(value: Any, *, own_fields: bool = True) -> Filter:
    """The tree that a JSON filter means; sibling keys are all required.

    Without `own_fields` only what the Platform takes is read: neither memtui's own fields and operators nor
    relative dates. Raises FilterError with the service's own reason where it would refuse the filter.
    """
    tree = _Reader(own_fields=own_fields).tree(value, _MOST_OBJECTS)
    if levels_of(tree) > MOST_LEVELS:
        raise _nested_too_deep()
    return tree


def to_json(tree: Filter, now: datetime | None = None) -> dict[str, Any]:
    """The JSON that the Platform reads as `tree`; with `now`, relative dates become instants in UTC."""
    if isinstance(tree, And):
        return {"AND": [to_json(child, now) for child in tree.children]}
    if isinstance(tree, Or):
        return {"OR": [to_json(child, now) for child in tree.children]}
    if isinstance(tree, Not):
        return {"NOT": to_json(tree.child, now)}
    field = field_of(tree.field)
    value = _resolved(tree.value, now) if field is not None and field.kind == "time" and now else tree.value
    if tree.operator == "exists":
        written: Any = "*"
    elif tree.operator == "eq" and value != "*":
        written = value
    elif tree.operator == "in":
        parts = list(value) if isinstance(value, tuple) else [value]
        written = parts if tree.field == "memory_ids" else {"in": parts}
    else:
        written = {tree.operator: value}
    if tree.field.startswith(METADATA):
        return {"metadata": {tree.field[len(METADATA) :]: written}}
    return {tree.field: written}


def _resolved(value: Value, now: datetime) -> Value:
    if isinstance(value, tuple):
        return tuple(_resolved_part(part, now) for part in value)
    return _resolved_part(value, now)


def _resolved_part(value: Scalar, now: datetime) -> Scalar:
    at = instant_of(value, now) if isinstance(value, str) and is_relative(value) else None
    return value if at is None else iso(at)


class _Reader:
    def __init__(self, *, own_fields: bool) -> None:
        self._own_fields = own_fields

    def tree(self, value: Any, levels: int) -> Filter:
        if not isinstance(value, Mapping):
            raise FilterError("A filter is a JSON object.")
        if not value:
            raise FilterError("Filters are required and cannot be empty.")
        if levels < 0:
            raise _nested_too_deep()
        if {"AND", "OR"} <= value.keys():
            # The Platform would ignore the OR without a word (docs/mem0-api.md, "Filters").
            raise FilterError(
                "AND and OR cannot stand side by side in one object.", hint="Put the OR inside the AND."
            )
        parts = tuple(self._clause(str(key), item, levels) for key, item in value.items())
        return parts[0] if len(parts) == 1 else And(parts)

    def _clause(self, key: str, item: Any, levels: int) -> Filter:
        if key in {"AND", "OR", "NOT"}:
            return self._group(key, item, levels)
        if key == "metadata":
            return self._metadata(item)
        field = field_of(key) if "." not in key else None
        if key in {"text", "keywords_search"}:
            raise FilterError(f"{key} is not documented.", hint="Use keywords with contains or icontains.")
        if field is None or (key in _OWN_KEYS and not self._own_fields):
            raise FilterError(
                f"Top-level key must be a logical operator or an allowed field: {list(PLATFORM_KEYS)}; "
                f"{key!r} is neither.",
                hint=_suggestion(key) if field is None else "",
            )
        conditions = tuple(self._conditions(key, field, item))
        return conditions[0] if len(conditions) == 1 else And(conditions)

    def _group(self, key: str, item: Any, levels: int) -> Filter:
        if key == "NOT" and isinstance(item, Mapping):
            return Not(self.tree(item, levels - 1))
        if not isinstance(item, list) or not item:
            empty = " that is not empty" if item == [] else " or one filter" if key == "NOT" else ""
            raise FilterError(f"{key} takes a list of filters{empty}.")
        children = tuple(self.tree(child, levels - 1) for child in item)
        if key == "NOT":
            return Not(children[0] if len(children) == 1 else Or(children))
        if len(children) == 1:
            return children[0]
        return And(children) if key == "AND" else Or(children)

    def _metadata(self, item: Any) -> Filter:
        if not isinstance(item, Mapping) or not item:
            raise FilterError('metadata takes an object of keys and values, such as {"source": "email"}.')
        field = field_of(f"{METADATA}key")
        assert field is not None
        conditions = tuple(
            condition
            for key, value in item.items()
            for condition in self._conditions(f"{METADATA}{key}", field, value)
        )
        return conditions[0] if len(conditions) == 1 else And(conditions)

    def _conditions(self, name: str, field: Field, item: Any) -> list[Condition]:
        if isinstance(item, Mapping):
            if not item:
                raise FilterError(f"{name} has no operator.")
            return [self._operation(name, field, str(sign), value) for sign, value in item.items()]
        if item == "*":
            return [self._checked(name, field, "exists", "")]
        if isinstance(item, list) and field.kind == "memory_ids":
            return [self._operation(name, field, "in", item)]
        if isinstance(item, list):
            hint = 'Write {"in": [...]}.' if "in" in field.operators else _instead(field, "in")
            raise FilterError(f"{name} is not compared with a list.", hint=hint)
        return [self._checked(name, field, "eq", item)]

    def _operation(self, name: str, field: Field, sign: str, value: Any) -> Condition:
        if sign not in _OPERATORS:
            raise FilterError(f"{name}: {sign!r} is not an operator.", hint=_operator_hint(name, sign))
        if sign == "eq" and field.kind == "time":
            raise FilterError(f"{name} does not take eq.", hint="Write the value alone, or a range.")
        if sign == "in" and (not isinstance(value, list) or not value):
            raise FilterError(f"{name}: in takes a list of values.")
        return self._checked(name, field, _OPERATORS[sign], value)

    def _checked(self, name: str, field: Field, operator: Operator, value: Any) -> Condition:
        allowed = (*field.operators, *field.only_here) if self._own_fields else field.operators
        if operator not in allowed:
            listed = ", ".join(_JSON_NAMES.get(each, each) for each in allowed)
            sign = _JSON_NAMES.get(operator, operator)
            raise FilterError(
                f"{name} does not take {sign}; it takes {listed}.", hint=_instead(field, operator)
            )
        if operator == "exists":
            return Condition(name, "exists")
        if operator == "in":
            return Condition(name, "in", tuple(self._scalar(name, field, part) for part in value))
        if isinstance(value, list):
            hint = "Exclude with NOT and in." if operator == "ne" and "in" in allowed else ""
            raise FilterError(f"{name}: {operator} takes one value.", hint=hint)
        return Condition(name, operator, self._scalar(name, field, value))

    def _scalar(self, name: str, field: Field, value: Any) -> Scalar:
        problem = wrong_value(field, value)
        if not problem and field.kind == "time" and not self._own_fields and parse_instant(value) is None:
            problem = f"{value!r} is not an ISO date"
        if problem:
            raise FilterError(f"{name}: {problem}.")
        scalar: Scalar = value
        return scalar


def wrong_value(field: Field, value: Any) -> str:
    """Why this value cannot be compared with the field; empty when it can."""
    if field.kind == "metadata":
        if isinstance(value, (int, float)) and not abs(value) < _TOO_LARGE:
            return "the number is too large"
        is_scalar = value is None or isinstance(value, (str, int, float))
        return "" if is_scalar else "only top-level keys are compared"
    if field.kind == "edited":
        return "" if isinstance(value, bool) else "the value is true or false"
    if field.kind == "length":
        fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST_CHARACTERS
        return "" if fits else "the value is a whole number of characters"
    if not isinstance(value, str):
        return "the value is a text"
    if field.kind == "time" and not is_relative(value) and parse_instant(value) is None:
        return f"{value!r} is no date; write 2024-07-01, 2024-07-01T12:00:00Z, today or -7d"
    return ""


def _nested_too_deep() -> FilterError:
    return FilterError(f"Filters are nested more than {MOST_LEVELS} deep.")


def _instead(field: Field, operator: str) -> str:
    if field.kind == "categories":
        return "Use in for one of several, contains for a part, and NOT to exclude."
    if field.kind == "keywords":
        return "Use icontains, or contains to mind case."
    if field.kind == "metadata" and operator == "in":
        return "Write an OR of equalities."
    return ""


def _operator_hint(name: str, sign: str) -> str:
    if sign == "nin":
        return f"Exclude with NOT and in: not {name} in (...)."
    if sign == "exists":
        return 'A field that is set is written "*".'
    word = _SQL_SIGNS.get(sign) or sign.lstrip("$").lower()
    return f"Did you mean {word!r}?" if word in _OPERATORS else f"Operators: {', '.join(sorted(_OPERATORS))}."


def _suggestion(key: str) -> str:
    word = key.lstrip("$").upper()
    if word in {"AND", "OR", "NOT"}:
        return f"Did you mean {word!r}?"
    close = "metadata" if key.lower().startswith("metadata") else likely_field(key)
    return f"Did you mean {close!r}?" if close else "A key of the metadata is written inside metadata."
