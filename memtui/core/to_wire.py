"""Memories and history as JSON objects with the Platform's field names (`docs/mem0-api.md`, "Memory").

An object that came from outside is written with the keys it came with, in that order, so that an
import and an export are each other's inverse; what has been set since is added.
"""

from __future__ import annotations

from typing import Any

from memtui.core.models import Entity, HistoryEvent, Memory, MemoryRecord

MEMORY_KEYS = (
    "id", "memory", "user_id", "agent_id", "app_id", "run_id", "metadata", "categories", "hash",
    "immutable", "expiration_date", "created_at", "updated_at", "score",
)  # fmt: skip
EVENT_KEYS = (
    "id", "memory_id", "input", "old_memory", "new_memory", "event", "metadata", "created_at", "updated_at",
)  # fmt: skip


def memory_to_wire(memory: Memory) -> dict[str, Any]:
    """The memory as a JSON object; `score` only where a search set it."""
    values = _memory_values(memory)
    if memory.score is None:
        del values["score"]
    return _in_order(values, memory.wire_keys or MEMORY_KEYS, dict(memory.extra))


def event_to_wire(event: HistoryEvent) -> dict[str, Any]:
    """The history event as a JSON object."""
    values = {key: getattr(event, key) for key in EVENT_KEYS}
    values["input"] = None if event.input is None else [dict(message) for message in event.input]
    values["metadata"] = None if event.metadata is None else dict(event.metadata)
    return _in_order(values, event.wire_keys or EVENT_KEYS, dict(event.extra))


def record_to_wire(record: MemoryRecord) -> dict[str, Any]:
    """The memory with its `history`: one line of an export."""
    line = memory_to_wire(record.memory)
    came_without = record.memory.wire_keys and "history" not in record.memory.wire_keys
    if record.history is not None and (record.history or not came_without):
        line["history"] = [event_to_wire(event) for event in record.history]
    return line


def entity_to_wire(entity: Entity) -> dict[str, Any]:
    """The entity as a JSON object."""
    return {
        "name": entity.name,
        "type": entity.type,
        "total_memories": entity.total_memories,
        "created_at": entity.created_at,
        "updated_at": entity.updated_at,
        **entity.extra,
    }


def _memory_values(memory: Memory) -> dict[str, Any]:
    return {
        "id": memory.id,
        "memory": memory.memory,
        "user_id": memory.user_id,
        "agent_id": memory.agent_id,
        "app_id": memory.app_id,
        "run_id": memory.run_id,
        "metadata": None if memory.metadata is None else dict(memory.metadata),
        "categories": None if memory.categories is None else list(memory.categories),
        "hash": memory.hash,
        "immutable": memory.immutable,
        "expiration_date": memory.expiration_date,
        "created_at": memory.created_at,
        "updated_at": memory.updated_at,
        "score": memory.score,
    }


def _in_order(values: dict[str, Any], keys: tuple[str, ...], extra: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key in keys:
        if key in extra:
            out[key] = extra[key]
        elif key in values:
            out[key] = values[key]
    for key, value in values.items():
        if key not in out and value is not None and value is not False and value != "":
            out[key] = value
    for key, value in extra.items():
        out.setdefault(key, value)
    return out
