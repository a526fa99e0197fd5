"""The memories that the tests of the commands work on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HOSTILE = "\x1b[2J\x9b31m evil \u202e txt\nsecond line\twith a tab"


def line(number: int, **changes: Any) -> dict[str, Any]:
    memory_id = f"00000000-0000-4000-8000-{number:012}"
    at = f"2024-03-{1 + number // 60:02}T10:{number % 60:02}:00Z"
    made: dict[str, Any] = {
        "id": memory_id,
        "memory": f"Fact number {number} about tea",
        "user_id": ["alice", "bob", "carol"][number % 3],
        "agent_id": None,
        "app_id": None,
        "run_id": f"run-{number % 5}" if number % 2 else None,
        "metadata": {"n": number, "nested": {"x": [1, 2.5, None, True]}},
        "categories": ["food"] if number % 4 == 0 else None,
        "hash": f"{number:032x}",
        "created_at": at,
        "updated_at": at,
        "history": [
            {
                "id": f"10000000-0000-4000-8000-{number:012}",
                "memory_id": memory_id,
                "input": [{"role": "user", "content": f"I said fact {number}"}],
                "old_memory": None,
                "new_memory": f"Fact number {number} about tea",
                "event": "ADD",
                "metadata": None,
                "created_at": at,
                "updated_at": at,
            }
        ],
    }
    history = changes.pop("history", made.pop("history"))
    return {**made, **changes, "history": history}


def id_of(number: int) -> str:
    return str(line(number)["id"])


def _changed(number: int) -> dict[str, Any]:
    made = line(number, memory="Alice drinks green tea now", updated_at="2024-05-01T00:00:00Z")
    update = {
        **made["history"][0],
        "id": "20000000-0000-4000-8000-000000000000",
        "event": "UPDATE",
        "old_memory": "Alice drinks black tea now",
        "new_memory": "Alice drinks green tea now",
        "created_at": "2024-05-01T00:00:00Z",
        "updated_at": "2024-05-01T00:00:00Z",
    }
    return {**made, "history": [*made["history"], update]}


CHANGED, EXPIRED, HOSTILE_ONE, WIDE = 3, 6, 7, 8

# 130 memories: more than a page of a hundred; the highest number is the newest.
LINES = [
    *(line(number) for number in range(CHANGED)),
    _changed(CHANGED),
    line(4),
    line(5),
    line(EXPIRED, expiration_date="2024-06-01"),
    line(HOSTILE_ONE, memory=HOSTILE, user_id="mallory\x1b]0;x\x07", metadata={"\x1bkey": "\x9bvalue"}),
    line(
        WIDE, memory="日本語の記憶 café 🍵", user_id="ユーザー", immutable=True, agent_id="bot", app_id="web"
    ),
    *(line(number) for number in range(9, 130)),
]


def write_lines(path: Path, lines: Iterable[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in lines), "utf-8")
    return path
