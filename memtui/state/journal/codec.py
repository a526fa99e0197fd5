"""Changes and memories as the JSON that the journal keeps: exactly what they were, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from memtui.core.changes import (
    KEEP,
    AddedMemory,
    Addition,
    Change,
    Deletion,
    EntityDeletion,
    MemoryEdit,
    NewMemory,
    SettingChange,
    Update,
)
from memtui.core.errors import StoreError
from memtui.core.models import Memory

_TUPLES = {"categories", "wire_keys", "input"}


def memory_to_json(memory: Memory) -> dict[str, Any]:
    """Every field that is set."""
    return _object(memory)


def memory_from_json(value: Mapping[str, Any]) -> Memory:
    """The memory that was written."""
    return Memory(**_arguments(value))


def change_to_json(change: Change) -> dict[str, Any]:
    """The change with its before-image."""
    if isinstance(change, Addition):
        value: dict[str, Any] = {"new": _object(change.new)}
        if change.replaces is not None:
            value["replaces"] = change.replaces
        if change.before is not None:
            value["before"] = _object(change.before)
        return value
    if isinstance(change, Update):
        return {"before": _object(change.before), "edit": _object(change.edit)}
    if isinstance(change, Deletion):
        return {"before": _object(change.before)}
    if isinstance(change, EntityDeletion):
        return {"type": change.type, "name": change.name}
    return {
        "setting": change.kind, "key": change.key, "before": change.before, "after": change.after,
        "label": change.label,
    }  # fmt: skip


def change_from_json(kind: str, value: Mapping[str, Any]) -> Change:
    """The change that was written. Raises StoreError for a kind that this memtui does not know."""
    if kind == "add":
        before = value.get("before")
        return Addition(
            NewMemory(**_arguments(value["new"])),
            replaces=value.get("replaces"),
            before=None if before is None else memory_from_json(before),
        )
    if kind == "update":
        return Update(memory_from_json(value["before"]), MemoryEdit(**_arguments(value["edit"])))
    if kind == "delete":
        return Deletion(memory_from_json(value["before"]))
    if kind == "delete entity":
        return EntityDeletion(value["type"], value["name"])
    if kind == "setting":
        return SettingChange(value["setting"], value["key"], value["before"], value["after"], value["label"])
    raise StoreError(f"The journal holds a change of a kind this memtui does not know: {kind!r}.")


def kind_of(change: Change) -> str:
    """The word for the kind of change."""
    if isinstance(change, Addition):
        return "add"
    if isinstance(change, Update):
        return "update"
    if isinstance(change, Deletion):
        return "delete"
    return "delete entity" if isinstance(change, EntityDeletion) else "setting"


def added_to_json(added: Sequence[AddedMemory]) -> list[dict[str, Any]]:
    """What an addition made."""
    return [_object(one) for one in added]


def added_from_json(value: Sequence[Mapping[str, Any]]) -> tuple[AddedMemory, ...]:
    """What an addition made."""
    return tuple(AddedMemory(**one) for one in value)


def without_images(change: Change) -> Change:
    """The change without anything of a memory, or a setting, but its id."""
    if isinstance(change, Addition):
        before = None if change.before is None else Memory(change.before.id, "")
        return Addition(NewMemory(""), replaces=change.replaces, before=before)
    if isinstance(change, Update):
        return Update(Memory(change.before.id, ""), MemoryEdit())
    if isinstance(change, Deletion):
        return Deletion(Memory(change.before.id, ""))
    if isinstance(change, SettingChange):
        was, becomes = (None if one is None else dict[str, Any]() for one in (change.before, change.after))
        return SettingChange(change.kind, change.key, was, becomes)
    return change


def _object(value: Memory | NewMemory | MemoryEdit | AddedMemory) -> dict[str, Any]:
    """The fields of a dataclass that differ from their defaults; those of an edit that it touches."""
    keeps_nothing = isinstance(value, MemoryEdit)
    found: dict[str, Any] = {}
    for field in fields(value):
        content = getattr(value, field.name)
        if content is KEEP or (not keeps_nothing and (content is None or content is False)):
            continue
        if isinstance(content, Mapping):
            content = dict(content)
            if not content and field.name == "extra":
                continue
        elif isinstance(content, tuple):
            if not content and field.name == "wire_keys":
                continue
            content = [dict(one) if isinstance(one, Mapping) else one for one in content]
        found[field.name] = content
    return found


def _arguments(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(content) if name in _TUPLES and isinstance(content, list) else content
        for name, content in value.items()
    }
