"""Memories of the usual shape read without pydantic: what most lines of a file are.

Whatever is unusual in any way is left to `memtui.core.from_wire`, which alone says what is wrong with it;
what is read here is read as it would be there.
"""

from __future__ import annotations

from typing import Any

from memtui.core.models import HistoryEvent, Memory, MemoryRecord
from memtui.core.times import parse_instant

_MEMORY_KEYS = {
    "id", "memory", "user_id", "agent_id", "app_id", "run_id", "metadata", "categories", "hash",
    "immutable", "expiration_date", "created_at", "updated_at", "history",
}  # fmt: skip
_EVENT_KEYS = {
    "id", "memory_id", "event", "old_memory", "new_memory", "input", "metadata", "created_at", "updated_at",
}  # fmt: skip
_MOST_SHAPES = 1000
_shapes: dict[tuple[str, ...], tuple[str, ...]] = {}
_event_shapes: dict[tuple[str, ...], tuple[str, ...]] = {}


def plain_record(raw: Any) -> MemoryRecord | None:
    """What `parse_record` makes of a memory of the usual shape; None for any other."""
    if type(raw) is not dict:
        return None
    keys = _shape(_shapes, raw, _MEMORY_KEYS)
    if keys is None:
        return None
    get = raw.get
    history = get("history")
    memory_id, text, immutable = get("id"), get("memory"), get("immutable")
    categories, metadata = get("categories"), get("metadata")
    user_id, agent_id, app_id, run_id = get("user_id"), get("agent_id"), get("app_id"), get("run_id")
    own_hash, created_at, updated_at = get("hash"), get("created_at"), get("updated_at")
    expiration_date = get("expiration_date")
    if not (
        (type(memory_id) is str and memory_id.strip() and _whole(memory_id))
        and (type(text) is str and text.strip() and _whole(text))
        and (immutable is None or type(immutable) is bool)
        and (metadata is None or type(metadata) is dict)
        and (categories is None or (type(categories) is list and all(type(one) is str for one in categories)))
        and (user_id is None or _is_name(user_id))
        and (agent_id is None or _is_name(agent_id))
        and (app_id is None or _is_name(app_id))
        and (run_id is None or _is_name(run_id))
        and (own_hash is None or (_is_name(own_hash) and own_hash != "None"))
        and (created_at is None or _is_instant(created_at))
        and (updated_at is None or _is_instant(updated_at))
        and (expiration_date is None or _is_instant(expiration_date))
    ):
        return None
    memory = Memory(
        memory_id, text, user_id, agent_id, app_id, run_id, metadata,
        None if categories is None else tuple(categories),
        own_hash, immutable is True, expiration_date, created_at, updated_at, None, {}, keys,
    )  # fmt: skip
    if history is None:
        return MemoryRecord(memory, None)
    if type(history) is not list:
        return None
    events = [_plain_event(item, memory_id) for item in history]
    known = tuple(event for event in events if event is not None)
    return MemoryRecord(memory, known) if len(known) == len(events) else None


def _plain_event(raw: Any, memory_id: str) -> HistoryEvent | None:
    if type(raw) is not dict:
        return None
    keys = _shape(_event_shapes, raw, _EVENT_KEYS)
    if keys is None:
        return None
    get = raw.get
    event_id, event, said, metadata = get("id"), get("event"), get("input"), get("metadata")
    old, new, created_at, updated_at = (
        get("old_memory"), get("new_memory"), get("created_at"), get("updated_at"),
    )  # fmt: skip
    if not (
        (type(event_id) is str and _whole(event_id))
        and get("memory_id") == memory_id
        and (type(event) is str and _whole(event))
        and (old is None or (type(old) is str and _whole(old) and old != "None"))
        and (new is None or (type(new) is str and _whole(new)))
        and (said is None or (type(said) is list and all(type(one) is dict for one in said)))
        and (metadata is None or type(metadata) is dict)
        and (created_at is None or _is_instant(created_at))
        and (updated_at is None or _is_instant(updated_at))
    ):
        return None
    return HistoryEvent(
        event_id, memory_id, event.upper(), old, new, None if said is None else tuple(said), metadata,
        created_at, updated_at, created_at or updated_at, {}, keys,
    )  # fmt: skip


def _shape(known: dict[tuple[str, ...], tuple[str, ...]], raw: dict[str, Any], usual: set[str]) -> Any:
    """The object's keys as they are remembered; None where one is unusual."""
    keys = tuple(raw)
    if raw.get("history") is None and "history" in raw:
        return None
    found = known.get(keys)
    if found is None:
        if not usual.issuperset(keys):
            return None
        found = keys
        if "history" in raw:
            found = (*(key for key in keys if key != "history"), "history")
        if len(known) < _MOST_SHAPES:
            known[keys] = found
    return found


def _is_name(value: Any) -> bool:
    return type(value) is str and value != "" and _whole(value)


def _is_instant(value: Any) -> bool:
    return type(value) is str and _whole(value) and parse_instant(value) is not None


def _whole(text: str) -> bool:
    """Whether a text holds no half of a surrogate pair, as far as is seen at once."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
