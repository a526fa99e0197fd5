"""A filter tree to and from the Platform's v2 JSON (`docs/mem0-api.md`, "Filters")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memtui.core.errors import FilterError
from memtui.core.filters import MOST_LEVELS, And, Condition, Filter, Or
from memtui.core.models import SCOPE_FIELDS

ALLOWED_KEYS = (
    "AND", "OR", "NOT", *SCOPE_FIELDS, "created_at", "updated_at", "timestamp", "expiration_date",
    "text", "categories", "metadata", "keywords_search", "memory_ids", "keywords",
)  # fmt: skip


def from_json(value: Any) -> Filter:
    """The tree that a JSON filter means; sibling keys are all required.

    Raises FilterError with the service's own reason where it would refuse the filter, and where it uses
    a part of the language that this release does not read.
    """
    return _tree(value, MOST_LEVELS)


def _tree(value: Any, levels: int) -> Filter:
    if not isinstance(value, Mapping):
        raise FilterError("A filter is a JSON object.")
    if not value:
        raise FilterError("Filters are required and cannot be empty.")
    if levels < 0:
        raise FilterError(f"Filters are nested more than {MOST_LEVELS} deep.")
    if {"AND", "OR"} <= value.keys():
        # The Platform would ignore the OR without a word (docs/mem0-api.md, "Filters").
        raise FilterError(
            "AND and OR cannot stand side by side in one object.", hint="Put the OR inside the AND."
        )
    parts = tuple(_clause(str(key), item, levels) for key, item in value.items())
    return parts[0] if len(parts) == 1 else And(parts)


def _clause(key: str, item: Any, levels: int) -> Filter:
    if key in {"AND", "OR"}:
        if not isinstance(item, list) or not item:
            raise FilterError(f"{key} takes a list of filters.")
        children = tuple(_tree(child, levels - 1) for child in item)
        if len(children) == 1:
            return children[0]
        return And(children) if key == "AND" else Or(children)
    if key in SCOPE_FIELDS:
        if item == "*":
            return Condition(key, "exists")
        value = item["eq"] if isinstance(item, Mapping) and set(item) == {"eq"} else item
        if isinstance(value, str):
            return Condition(key, "eq", value)
        raise FilterError(f"{key} is compared with a text or with * in this release.")
    if key == "keywords":
        if isinstance(item, Mapping) and set(item) == {"icontains"} and isinstance(item["icontains"], str):
            return Condition(key, "icontains", item["icontains"])
        raise FilterError("keywords takes {'icontains': text} in this release.")
    if key not in ALLOWED_KEYS:
        raise FilterError(
            f"Top-level key must be a logical operator or an allowed field: {list(ALLOWED_KEYS)};"
            f" {key!r} is neither."
        )
    raise FilterError(f"Filters on {key} are not in this release yet.")


def to_json(tree: Filter) -> dict[str, Any]:
    """The JSON that the Platform reads as `tree`; AND and OR never stand side by side."""
    if isinstance(tree, And):
        return {"AND": [to_json(child) for child in tree.children]}
    if isinstance(tree, Or):
        return {"OR": [to_json(child) for child in tree.children]}
    if tree.operator == "exists":
        return {tree.field: "*"}
    if tree.operator == "eq" and tree.value != "*":
        return {tree.field: tree.value}
    return {tree.field: {tree.operator: tree.value}}
