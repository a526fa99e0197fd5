"""The filter tree, which every face of a filter (text, JSON, SQL, predicate, screen) is read into.

Operators bear the names of the Platform's v2 language; `exists` is its `"*"` (`docs/mem0-api.md`,
"Filters"). Metadata is compared key by key: its fields are called `metadata.KEY`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from memtui.core.models import SCOPE_FIELDS, EntityType, scope_field
from memtui.core.values import dataclass

Operator = Literal["eq", "ne", "gt", "gte", "lt", "lte", "in", "contains", "icontains", "exists"]
Scalar: TypeAlias = str | int | float | bool | None
Value: TypeAlias = Scalar | tuple[Scalar, ...]
Path: TypeAlias = tuple[int, ...]
"""Where a part of a tree stands: the index among its siblings at each level, from the root."""

METADATA = "metadata."
MOST_LEVELS = 12
"""How deep filters may be nested in one another: no person writes more, and SQLite reads no more than 30."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One field compared with one value: a tuple for `in`, none for `exists` (the field is set)."""

    field: str
    operator: Operator
    value: Value = ""


@dataclass(frozen=True, slots=True)
class And:
    """All of these; without children, everything."""

    children: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these; without children, nothing."""

    children: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of this."""

    child: Filter


Filter: TypeAlias = And | Or | Not | Condition

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


def children_of(tree: Filter) -> tuple[Filter, ...]:
    """The parts that stand directly below."""
    if isinstance(tree, Condition):
        return ()
    return (tree.child,) if isinstance(tree, Not) else tree.children


def walk(tree: Filter, path: Path = ()) -> Iterator[tuple[Path, Filter]]:
    """Every part of the tree with its place, a part before what is below it."""
    yield path, tree
    for index, child in enumerate(children_of(tree)):
        yield from walk(child, (*path, index))


def levels_of(tree: Filter) -> int:
    """How deep the tree is nested, as its text is: each `not` and each pair of parentheses is a level."""
    if isinstance(tree, Condition):
        return 0
    if isinstance(tree, Not):
        return 1 + isinstance(tree.child, (And, Or)) + levels_of(tree.child)
    grouped = (And, Or) if isinstance(tree, And) else (Or,)
    return max((isinstance(child, grouped) + levels_of(child) for child in tree.children), default=0)


def part_at(tree: Filter, path: Path) -> Filter:
    """The part that stands at `path`."""
    for index in path:
        tree = children_of(tree)[index]
    return tree


def with_part(tree: Filter, path: Path, part: Filter | None) -> Filter | None:
    """The tree with another part at `path`; with None that part is gone, and what it leaves empty with it."""
    if not path:
        return part
    index, *below = path
    children = children_of(tree)
    changed = with_part(children[index], tuple(below), part)
    if isinstance(tree, Not):
        return None if changed is None else Not(changed)
    rest = (changed,) if changed is not None else ()
    parts = (*children[:index], *rest, *children[index + 1 :])
    if not rest and len(parts) < 2:
        return parts[0] if parts else None
    return And(parts) if isinstance(tree, And) else Or(parts)


def is_scoped(tree: Filter | None) -> bool:
    """Whether every memory that matches must belong to an entity that the filter names.

    The Platform refuses a list or search without that (`docs/mem0-api.md`, "Scope").
    """
    if isinstance(tree, Condition):
        return tree.field in SCOPE_FIELDS and tree.operator in {"eq", "in", "exists"}
    if isinstance(tree, And):
        return any(is_scoped(child) for child in tree.children)
    if isinstance(tree, Or):
        return bool(tree.children) and all(is_scoped(child) for child in tree.children)
    return False
