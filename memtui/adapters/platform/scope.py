"""Filters as a service accepts them: with a name in them (`docs/mem0-api.md`, "Scope")."""

from __future__ import annotations

from memtui.core.filters import WHOLE_PROJECT, And, Condition, Filter, Not, Or, all_of, is_scoped, walk
from memtui.core.models import SCOPE_FIELDS, Memory


def scoped(tree: Filter | None) -> Filter:
    """The filter, joined with "anyone's memories" when it does not say whose."""
    if tree is None:
        return WHOLE_PROJECT
    return tree if is_scoped(tree) else all_of(tree, WHOLE_PROJECT) or tree


def keeps_to(tree: Filter | None, memory: Memory) -> bool:
    """Whether a memory can be one of those that the filter names; what it does not say speaks for it."""
    parts = tree.children if isinstance(tree, And) else () if tree is None else (tree,)
    for part in parts:
        if isinstance(part, Condition) and part.field in SCOPE_FIELDS and part.operator == "eq":
            name = getattr(memory, part.field)
            if name is not None and name != part.value:
                return False
    return True


def anchored(tree: Filter) -> Filter:
    """The same filter with a name beside its first `*`, which that name is a part of anyway."""
    if isinstance(tree, Condition):
        if tree.operator != "exists" or tree.field not in SCOPE_FIELDS:
            return tree
        return Or((tree, Condition(tree.field, "eq", "memtui")))
    if isinstance(tree, Not):
        return tree
    for at, child in enumerate(tree.children):
        changed = anchored(child)
        if changed != child:
            joined = changed.children if isinstance(tree, Or) and isinstance(changed, Or) else (changed,)
            return type(tree)((*tree.children[:at], *joined, *tree.children[at + 1 :]))
    return tree


def mentions(tree: Filter | None, field: str) -> bool:
    """Whether any condition of the filter is on `field`."""
    parts = walk(tree) if tree is not None else ()
    return any(isinstance(part, Condition) and part.field == field for _, part in parts)
