"""Memories of the imitation: every mixture of names, dates, metadata and expiry."""

from __future__ import annotations

from typing import Any

from memtui.core.from_wire import parse_memory
from memtui.core.models import Memory
from tests.selfhosted.imitation import Imitation

TEXTS = ("Prefers green tea", "Trinkt Kaffee aus der größten Tasse", "東京に住んでいる", "\x1b[31mred", "")
OLD, NEW = "2020-01-31", "2999-12-31"


def memory_id(number: int) -> str:
    """The id of the memory of that number."""
    return f"{number:08x}-0000-4000-8000-00000000abcd"


def fill(server: Imitation, count: int = 60) -> None:
    """Store so many memories, the newest neither first nor last."""
    for number in sorted(range(count), key=lambda number: number * 7919 % 61):
        more: dict[str, Any] = {}
        if number % 7 != 4:
            more["user_id"] = ("alice", "bob", "*", "größe/東京")[number % 4]
        if number % 7 in {3, 4}:
            more["agent_id"] = f"bot-{number % 2}"
        if number % 5 == 0:
            more["run_id"] = "run/1"
        if number % 6 == 0:
            more |= {"source": "email", "n": number, "role": "user", "attributed_to": "user"}
        if number % 8 == 1:
            more["expiration_date"] = OLD if number % 16 == 1 else NEW
        if number % 9 != 8:
            more["created_at"] = f"2026-0{1 + number % 3}-15T10:{number % 60:02}:00.5-07:00"
            more["updated_at"] = f"2026-06-15T10:{number % 60:02}:00+00:00" if number % 2 else None
        server.add(memory_id(number), TEXTS[number % len(TEXTS)] and f"{TEXTS[number % 5]} #{number}", **more)
        server.events[memory_id(number)] = [
            _event(number, 0, "ADD", None, "first"),
            _event(number, 1, "UPDATE", "first", "second"),
        ]


def _event(number: int, step: int, event: str, old: str | None, new: str | None) -> dict[str, Any]:
    return {
        "id": f"event-{number}-{step}",
        "memory_id": memory_id(number),
        "old_memory": old,
        "new_memory": new,
        "event": event,
        "created_at": "2026-01-15T10:00:00",
        "updated_at": f"2026-01-15T10:00:0{step}",
        "is_deleted": False,
        "actor_id": None,
        "role": "user",
    }


def many(server: Imitation, count: int, **payload: Any) -> None:
    """Store so many memories of the same names, after those that are there, each newer than the last."""
    start = len(server.rows)
    for number in range(start, start + count):
        at = f"2026-01-01T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z"
        server.add(memory_id(number), f"note {number}", **{"created_at": at, **payload})


def truth(server: Imitation) -> list[Memory]:
    """All memories as memtui should see them, in its order."""
    known = {"data", "text_lemmatized", "user_id", "agent_id", "run_id", "hash", "created_at", "updated_at"}
    known |= {"expiration_date", "role", "attributed_to", "actor_id"}
    memories = [
        parse_memory(
            {
                "id": memory_id,
                "memory": row["data"],
                **{key: value for key, value in row.items() if key in known - {"data", "text_lemmatized"}},
                "metadata": {key: value for key, value in row.items() if key not in known} or None,
            }
        )
        for memory_id, row in server.rows.items()
    ]
    return sorted(memories, key=lambda memory: (_age(memory), memory.id))


def _age(memory: Memory) -> float:
    from datetime import datetime

    return -datetime.fromisoformat(memory.created_at).timestamp() if memory.created_at else 0.0
