"""What can be said of memories without a model: a JSON schema filled with what they hold, and a summary.

Nothing is made up: a key of the schema is filled from metadata of that name, or with what every memory
has (its text, its dates, whose it is); all else is null.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from memtui.core.encoding import compact_json
from memtui.core.errors import DataError
from memtui.core.models import SCOPE_FIELDS, Memory
from memtui.core.to_wire import memory_to_wire

_TEXTS = ("memory", "text", "content", "fact")
_LISTS = ("memories", "texts", "facts")
_MOST_LEVELS = 20
_MOST_KEYS = 500
"""How many keys a schema may come to, through all that its references repeat."""
_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
    "array": list,
}
_NO_SHAPE = {"properties": {"memories": {"type": "array", "items": {"type": "string"}}}}


def filled(schema: Mapping[str, Any], memories: Sequence[Memory]) -> Any:
    """The value that the schema describes, as far as the memories, newest first, tell it.

    Raises DataError for a schema of too many keys.
    """
    filler = _Filler(schema)
    shape = filler.resolved(schema)
    if _is(shape, "array"):
        return filler.of_each(shape.get("items"), memories)
    return filler.of_all(shape if _properties(shape) else _NO_SHAPE, memories, 0)


class _Filler:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._keys = 0

    def resolved(self, schema: Any) -> Mapping[str, Any]:
        """The schema behind references and choices; a choice is its first part that is not null."""
        for _ in range(_MOST_LEVELS):
            if not isinstance(schema, Mapping):
                return {}
            parts = next((schema[word] for word in ("anyOf", "oneOf", "allOf") if schema.get(word)), None)
            if isinstance(schema.get("$ref"), str):
                schema = self._referred(schema["$ref"])
            elif isinstance(parts, list):
                schema = next((part for part in parts if not _is_null(part)), {})
            else:
                return schema
        return {}

    def of_all(self, schema: Mapping[str, Any], memories: Sequence[Memory], level: int) -> dict[str, Any]:
        """An object of which each key is told by all the memories together."""
        parts = _properties(schema)
        self._keys += len(parts)
        self._check(self._keys)
        return {key: self._key(key, part, memories, level) for key, part in parts.items()}

    def of_each(self, schema: Any, memories: Sequence[Memory]) -> list[Any]:
        """What stands for each memory in a list of them: an object, or its text."""
        shape = self.resolved(schema)
        parts = {key: self.resolved(part) for key, part in _properties(shape).items()}
        if not parts:
            return [memory.memory if _fits(memory.memory, shape) else None for memory in memories]
        self._check(len(parts))
        known = ({**(memory.metadata or {}), **_own(memory)} for memory in memories)
        return [
            {key: each[key] if _fits(each.get(key), part) else None for key, part in parts.items()}
            for each in known
        ]

    def _key(self, key: str, schema: Any, memories: Sequence[Memory], level: int) -> Any:
        shape = self.resolved(schema)
        values = [memory.metadata[key] for memory in memories if memory.metadata and key in memory.metadata]
        if _is(shape, "array"):
            return self._list(key, self.resolved(shape.get("items")), values, memories)
        for value in values:
            if _fits(value, shape):
                return value
        if _properties(shape) and level < _MOST_LEVELS:
            inner = self.of_all(shape, memories, level + 1)
            return inner if any(value is not None for value in inner.values()) else None
        names = {getattr(memory, key) for memory in memories} if key in SCOPE_FIELDS else set()
        return names.pop() if len(names) == 1 else None

    def _list(
        self, key: str, items: Mapping[str, Any], values: list[Any], memories: Sequence[Memory]
    ) -> list[Any] | None:
        parts = [part for value in values for part in (value if isinstance(value, list) else [value])]
        if not parts and key == "categories":
            parts = [category for memory in memories for category in memory.categories or ()]
        if not parts and key in _LISTS:
            return self.of_each(items, memories)
        return list(_distinct(part for part in parts if _fits(part, items))) or None

    def _check(self, keys: int) -> None:
        if keys > _MOST_KEYS:
            raise DataError(f"The schema comes to more than {_MOST_KEYS:,} keys.")

    def _referred(self, reference: str) -> Any:
        here: Any = self._root
        for step in reference.removeprefix("#").split("/")[1:]:
            here = here.get(step) if isinstance(here, Mapping) else None
        return here


def summary_of(
    newest: Sequence[Memory], *, total: int, categories: Mapping[str, int]
) -> list[dict[str, Any]]:
    """A summary as the Platform shapes it, one object in a list, made of counts and the newest texts."""
    counted = "1 memory" if total == 1 else f"{total:,} memories"
    most = sorted(categories.items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{name} ({number:,})" for name, number in most[:5])
    text = f"{counted}{f', most of them in {named}' if named else ''}."
    if newest:
        text += " Newest: " + "; ".join(memory.memory for memory in newest[:3])
    return [
        {
            "summary": text,
            "total_memories": total,
            "categories": dict(most),
            "newest": [
                {"id": memory.id, "memory": memory.memory, "created_at": memory.created_at}
                for memory in newest
            ],
            "note": "Counted and quoted, not written by a model; expired memories are left out.",
        }
    ]


def _own(memory: Memory) -> dict[str, Any]:
    """What a memory has by itself, its text under every name that it goes by."""
    told = {key: value for key, value in memory_to_wire(memory).items() if value is not None}
    return told | dict.fromkeys(_TEXTS, memory.memory)


def _properties(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = schema.get("properties")
    return properties if isinstance(properties, Mapping) else {}


def _is(schema: Mapping[str, Any], kind: str) -> bool:
    return kind in _kinds(schema)


def _is_null(schema: Any) -> bool:
    return isinstance(schema, Mapping) and schema.get("type") == "null"


def _kinds(schema: Mapping[str, Any]) -> list[Any]:
    kind = schema.get("type")
    return kind if isinstance(kind, list) else [kind]


def _fits(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether a value is of the schema's type and among the values that it allows."""
    if isinstance(schema.get("enum"), list) and value not in schema["enum"]:
        return False
    wanted = [_TYPES[kind] for kind in _kinds(schema) if isinstance(kind, str) and kind in _TYPES]
    if not wanted:
        return value is not None
    if isinstance(value, bool):
        return bool in wanted
    return any(isinstance(value, kind) for kind in wanted)


def _distinct(values: Iterator[Any]) -> Iterator[Any]:
    seen = set()
    for value in values:
        spelled = compact_json(value)
        if spelled not in seen:
            seen.add(spelled)
            yield value
