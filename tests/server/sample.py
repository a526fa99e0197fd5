"""A few dozen memories of every kind, as the records of an import."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from memtui.core.from_wire import parse_record
from memtui.core.models import MemoryRecord

NAMES = ("alice", "bob", "a/b c", "größe 東京", "..", "?q=1&x#y", "100%", 'O\'Hara "x"', " padded ", "*")
TEXTS = (
    "Prefers green tea in the morning",
    "Trinkt Kaffee nur in der größten Tasse",
    "東京に住んでいる",
    "Wears 👩‍👩‍👧 pins and e\u0301 accents",
    "line one\nline two\ttabbed",
    "\x1b[31mred\x1b[0m \u202eevil",
    '{"looks": ["like", "json"]}',
    "tea " * 300,
)
NOT_A_UUID = "note/1 ü"
NOBODYS = 46


def memory_id(number: int) -> str:
    """The id of the memory of that number."""
    return f"{number:08x}-0000-4000-8000-00000000abcd"


def lines() -> Iterator[dict[str, Any]]:
    """The lines of the import, oldest first."""
    for number in range(48):
        line: dict[str, Any] = {
            "id": memory_id(number) if number != 47 else NOT_A_UUID,
            "memory": f"{TEXTS[number % len(TEXTS)]} #{number}",
            "created_at": f"2024-0{1 + number % 9}-15T10:{number:02}:00.5+02:00",
            "updated_at": f"2025-01-01T00:00:{number:02}Z" if number % 3 else None,
        }
        if number % 7 != 4:
            line["user_id"] = NAMES[number % len(NAMES)]
        if number % 7 in {3, 4}:
            line["agent_id"] = f"bot {number % 2}"
        if number % 4 == 0:
            line["run_id"] = "run/1"
        if number % 6 == 0:
            line["app_id"] = "web"
        if number % 7 == 0:
            line["metadata"] = {"source": "email", "deep": [1, {"x": None}], "n": number}
        if number % 3 == 0:
            line["categories"] = ["food", "größe"]
        if number % 8 == 1:
            line["expiration_date"] = "2024-12-31" if number % 16 == 1 else "2999-01-01"
        if number % 9 == 0:
            line["owner"] = "o-1"
            line["immutable"] = True
        if number == NOBODYS:
            line = {key: value for key, value in line.items() if not key.endswith("_id")}
        if number % 2 == 0:
            line["history"] = list(_history(line["id"], number))
        yield line


def _history(owner: str, number: int) -> Iterator[dict[str, Any]]:
    for step in range(1 + number % 3):
        yield {
            "id": f"event-{number}-{step}",
            "memory_id": owner,
            "input": [{"role": "user", "content": "I like größe"}] if step == 0 else None,
            "old_memory": None if step == 0 else f"version {step - 1}",
            "new_memory": f"version {step}",
            "event": "ADD" if step == 0 else "UPDATE",
            "metadata": None,
            "created_at": f"2024-01-15T10:00:0{step}Z",
            "updated_at": f"2024-01-15T10:00:0{step}Z",
            "user_id": "alice",
        }


def records() -> list[MemoryRecord]:
    """The records to import."""
    return [parse_record(line) for line in lines()]
