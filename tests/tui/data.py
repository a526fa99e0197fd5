"""Memories for the screens to show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from memtui.core.models import HistoryEvent, Memory, MemoryRecord


def record(number: int, text: str, **fields: Any) -> MemoryRecord:
    """A memory that is newer than those with lower numbers, with an ADD event and its conversation."""
    created = f"2026-11-{1 + number // 1440:02d}T{number // 60 % 24:02d}:{number % 60:02d}:00Z"
    memory_id = f"00000000-0000-4000-8000-{number:012d}"
    memory = Memory(id=memory_id, memory=text, created_at=created, updated_at=created)
    event = HistoryEvent(
        id=f"{number}-add",
        memory_id=memory_id,
        event="ADD",
        new_memory=text,
        input=({"role": "user", "content": f"I said: {text}"},),
        created_at=created,
        occurred_at=created,
    )
    return MemoryRecord(replace(memory, **fields), (event,))


def many(count: int) -> list[MemoryRecord]:
    """Memories of three users and an agent; every tenth mentions coffee."""
    owners = ({"user_id": "alice"}, {"user_id": "bob"}, {"user_id": "carol"}, {"agent_id": "guide"})
    drinks = ("drinks coffee", "drinks tea")
    return [
        record(number, f"Memory {number}: {drinks[bool(number % 10)]}", **owners[number % 4])
        for number in range(count)
    ]
