"""The filter tree: what every face of a filter (text, JSON, SQL) is read into and written from.

Operators bear the names of the Platform's v2 language; `exists` is its `"*"` (`docs/mem0-api.md`,
"Filters"). This release reads equality and `*` of the scope fields and `keywords icontains`, joined by
AND and OR.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from memtui.core.models import SCOPE_FIELDS, EntityType, scope_field

Operator = Literal["eq", "exists", "icontains"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One field compared with one value; `exists` takes no value and means that the field is set."""

    field: str
    operator: Operator
    value: str = ""


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    children: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these."""

    children: tuple[Filter, ...]


Filter: TypeAlias = And | Or | Condition

MOST_LEVELS = 12
"""How deep filters may be nested in one another: no person writes more, and SQLite reads no more than 30."""

WHOLE_PROJECT = Or(tuple(Condition(field, "exists") for field in SCOPE_FIELDS))


def scope_condition(entity_type: EntityType, name: str | None) -> Condition:
    """The memories of one entity, or of any entity of that type when `name` is None."""
    field = scope_field(entity_type)
    return Condition(field, "exists") if name is None else Condition(field, "eq", name)


def keyword_condition(text: str) -> Condition:
    """The memories whose text contains `text`, whatever its case."""
    return Condition("keywords", "icontains", text)


def all_of(*filters: Filter | None) -> Filter | None:
    """The conjunction of those that are given: None for none, the filter itself for one."""
    given: list[Filter] = []
    for part in filters:
        if isinstance(part, And):
            given.extend(part.children)
        elif part is not None:
            given.append(part)
    if len(given) < 2:
        return given[0] if given else None
    return And(tuple(given))


def is_scoped(tree: Filter | None) -> bool:
    """Whether every memory that matches must belong to an entity that the filter names.

    The Platform refuses a list or search without that (`docs/mem0-api.md`, "Scope").
    """
    if isinstance(tree, Condition):
        return tree.field in SCOPE_FIELDS
    if isinstance(tree, And):
        return any(is_scoped(child) for child in tree.children)
    if isinstance(tree, Or):
        return bool(tree.children) and all(is_scoped(child) for child in tree.children)
    return False
