"""Which fields can be filtered, how, and on which service (`docs/mem0-api.md`, "Filters")."""

from __future__ import annotations

from typing import Literal

from memtui.core.filters import METADATA, Operator
from memtui.core.models import SCOPE_FIELDS
from memtui.core.profile import ServiceKind
from memtui.core.values import dataclass

FieldKind = Literal["scope", "time", "categories", "keywords", "memory_ids", "metadata", "length", "edited"]

_ORDER: tuple[Operator, ...] = ("gte", "lt", "gt", "lte")


@dataclass(frozen=True, slots=True)
class Field:
    """A field that can be filtered: its operators, those of the Platform first, and what it means."""

    name: str
    kind: FieldKind
    operators: tuple[Operator, ...]
    help: str
    only_here: tuple[Operator, ...] = ()
    """Operators that memtui evaluates itself and the Platform refuses."""


FIELDS: tuple[Field, ...] = (
    *(
        Field(name, "scope", ("eq", "exists", "in", "ne"), f"the {name.removesuffix('_id')} it belongs to")
        for name in SCOPE_FIELDS
    ),
    Field("created_at", "time", (*_ORDER, "eq", "ne", "in"), "when it was learned"),
    Field("updated_at", "time", (*_ORDER, "eq", "ne", "in"), "when it last changed"),
    Field("expiration_date", "time", (*_ORDER, "eq", "ne", "in"), "when it expires", ("exists",)),
    Field("timestamp", "time", (*_ORDER, "eq", "ne", "in"), "when what it tells happened"),
    Field("categories", "categories", ("in", "contains"), "any of its categories", ("exists",)),
    Field("keywords", "keywords", ("icontains", "contains"), "its text"),
    Field(METADATA, "metadata", ("eq", "ne", "contains"), "a key of its metadata", ("exists",)),
    Field("memory_ids", "memory_ids", ("in",), "its id"),
    Field("length", "length", (), "how long its text is", ("gt", "gte", "lt", "lte", "eq")),
    Field("edited", "edited", (), "whether it was changed since it was learned", ("eq",)),
)
_BY_NAME = {field.name: field for field in FIELDS}
_OTHER_NAMES = {
    "session_id": "run_id", "session": "run_id", "text": "keywords", "memory": "keywords", "id": "memory_ids",
    "expires": "expiration_date", "expired": "expiration_date", "tag": "categories", "tags": "categories",
}  # fmt: skip

OPERATOR_SIGNS: dict[Operator, str] = {
    "eq": "=", "ne": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "in": "in", "contains": "contains",
    "icontains": "icontains", "exists": "= *",
}  # fmt: skip


def field_of(name: str) -> Field | None:
    """The field of this name; every `metadata.KEY` is one."""
    return _BY_NAME[METADATA] if name.startswith(METADATA) and name != METADATA else _BY_NAME.get(name)


def likely_field(word: str) -> str:
    """The field that a word which is none may stand for; empty when none is like it."""
    from difflib import get_close_matches

    if word.lower() in _OTHER_NAMES:
        return _OTHER_NAMES[word.lower()]
    names = [field.name for field in FIELDS if field.name != METADATA]
    return next(iter(get_close_matches(word.lower(), names, n=1)), "")


def fields_for(kind: ServiceKind) -> tuple[Field, ...]:
    """The fields that this service can be asked for."""
    return tuple(field for field in FIELDS if operators_for(field, kind))


def operators_for(field: Field, kind: ServiceKind) -> tuple[Operator, ...]:
    """The operators that this service takes for a field: the Platform its own, others all of memtui's."""
    return field.operators if kind == "platform" else (*field.operators, *field.only_here)
