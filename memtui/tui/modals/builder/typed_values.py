"""What is typed as a value, read for its field and operator; and values as one types them."""

from __future__ import annotations

import json
import re
from datetime import datetime

from memtui.core.errors import FilterError
from memtui.core.filter_check import check
from memtui.core.filter_dates import instant_of
from memtui.core.filter_fields import OPERATOR_SIGNS, Field, FieldKind, field_of, operators_for
from memtui.core.filter_text import format_value, parse, unquote
from memtui.core.filters import Condition, Filter, Operator, Scalar, Value
from memtui.core.profile import ServiceKind
from memtui.core.times import iso, relative

_SIGNS: dict[str, Operator] = {
    "!=": "ne", ">=": "gte", "<=": "lte", "==": "eq", "=": "eq", ">": "gt", "<": "lt",
}  # fmt: skip
_SIGN = re.compile(r"(!=|>=|<=|==|[=<>])\s*(.*)", re.DOTALL)
_PART = re.compile(r'\s*("(?:[^"\\]|\\.)*"?[^,]*|[^,]*)', re.DOTALL)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_TYPED: frozenset[FieldKind] = frozenset({"metadata", "length", "edited"})
_WRONG = frozenset({"unknown-field", "illegal-operator", "bad-date", "wrong-value"})


def default_operator(field: Field, kind: ServiceKind) -> Operator:
    """What a field is compared with when nothing is said; of a category a part is enough."""
    allowed = operators_for(field, kind)
    return "contains" if field.kind == "categories" else allowed[0]


def sign_in(
    text: str, allowed: tuple[Operator, ...], *, entered: bool = False
) -> tuple[Operator, str] | None:
    """The operator that the text of a value begins with, and what follows it; None when there is none.

    `<` may still become `<=`: it counts once something follows, or when it is entered.
    """
    found = _SIGN.match(text)
    if found is None or _SIGNS[found[1]] not in allowed:
        return None
    if len(found[1]) == 1 and not found[2] and not entered:
        return None
    return _SIGNS[found[1]], found[2]


def condition_typed(
    name: str, operator: Operator, text: str, kind: ServiceKind, now: datetime
) -> Condition | str:
    """The condition that is meant, or why there is none."""
    field = field_of(name)
    if field is None:
        return f"{name} is not a field."
    allowed = operators_for(field, kind)
    if operator == "exists":
        return Condition(name, "exists")
    if text.strip() == "*" and "exists" in allowed:
        if operator == "eq":
            return Condition(name, "exists")
        if operator == "ne":
            return f"What is not set is written: {name} = *, then n."
    sign = _SIGN.match(text)
    # A text that is looked for may well begin with a sign.
    is_text = operator in {"contains", "icontains"} and field.kind != "categories"
    if sign is not None and not is_text and _SIGNS[sign[1]] not in allowed:
        signs = ", ".join(OPERATOR_SIGNS[other] for other in allowed)
        return f"{name} does not take {sign[1]}; it takes {signs}."
    value: Value
    if operator == "in":
        value = tuple(_scalar(field, part) for part in parts_of(text) if part)
        if not value:
            return "Type a value; a comma parts several."
    else:
        if not text.strip():
            return "Type a value."
        value = _scalar(field, text)
    condition = Condition(name, operator, value)
    return wrong_in(condition, kind, now) or condition


def wrong_in(tree: Filter, kind: ServiceKind, now: datetime) -> str:
    """Why the service would refuse a part of this, whatever stands around it; empty if it would not."""
    wrong = (finding.sentence for finding in check(tree, kind, now=now) if finding.code in _WRONG)
    return next(wrong, "")


def parts_of(text: str) -> list[str]:
    """What commas part, those in quotes left alone; the last one, which may be empty, is being typed."""
    parts, at = [], 0
    while found := _PART.match(text, at):
        parts.append(found[1].strip())
        if found.end() >= len(text):
            break
        at = found.end() + 1
    return parts


def with_last_part(text: str, part: str) -> str:
    """The list with another last part."""
    return ", ".join([*parts_of(text)[:-1], part])


def text_of(condition: Condition) -> str:
    """What one would type as the value of this condition."""
    if condition.operator == "exists":
        return ""
    if isinstance(condition.value, tuple):
        return ", ".join(value_text(condition.field, part, in_list=True) for part in condition.value)
    return value_text(condition.field, condition.value, in_list=False)


def value_text(name: str, value: Scalar, *, in_list: bool) -> str:
    """A value as one types it: in quotes where it would be read as something else."""
    field = field_of(name)
    if not isinstance(value, str) or field is None:
        return json.dumps(value)
    needs_quotes = (
        not value
        or value != value.strip()
        or value.startswith('"')
        or value == "*"
        or "\n" in value
        or (in_list and "," in value)
        or _SIGN.match(value) is not None
        or _scalar(field, value) != value
    )
    return _quoted(value) if needs_quotes else value


def instant_note(text: str, now: datetime) -> str:
    """Which instant a date means, in UTC as it is sent, and how far that is; empty when it means none."""
    at = instant_of(text, now)
    if at is None:
        return ""
    ago = relative(iso(at), now)
    return f"{_utc(at)} UTC · {ago if ago == 'now' or ago.startswith('in ') else ago + ' ago'}"


def _utc(at: datetime) -> str:
    return iso(at.replace(microsecond=0)).removesuffix("Z").replace("T", " ").removesuffix(":00")


def _scalar(field: Field, text: str) -> Scalar:
    text = text.strip()
    if _QUOTED.fullmatch(text):
        return unquote(text)
    if field.kind not in _TYPED:
        return text
    try:
        tree = parse(f"metadata.key = {text}")
    except FilterError:
        return text
    if isinstance(tree, Condition) and tree.operator == "eq" and not isinstance(tree.value, tuple):
        return tree.value
    return text


def _quoted(value: str) -> str:
    quoted = format_value(value, typed=True)
    return quoted if quoted.startswith('"') else f'"{quoted}"'
