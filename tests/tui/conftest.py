"""Stores for the screens, and delays that a test need not wait for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.models import HistoryEvent, Memory, MemoryRecord
from memtui.tui.screens import browse as browse_screen
from tests.tui.driver import store_of


@pytest.fixture(autouse=True)
def _no_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse_screen, "DETAIL_DELAY", 0.001)
    monkeypatch.setattr(browse_screen, "TYPING_DELAY", 0.001)


def record(number: int, text: str, **fields: object) -> MemoryRecord:
    """A memory that is newer than those with lower numbers, with an ADD event and its conversation."""
    created = f"2026-11-{1 + number // 1440:02d}T{number // 60 % 24:02d}:{number % 60:02d}:00Z"
    memory_id = f"00000000-0000-4000-8000-{number:012d}"
    memory = Memory(id=memory_id, memory=text, created_at=created, updated_at=created, **fields)  # type: ignore[arg-type]
    event = HistoryEvent(
        id=f"{number}-add",
        memory_id=memory_id,
        event="ADD",
        new_memory=text,
        input=({"role": "user", "content": f"I said: {text}"},),
        created_at=created,
        occurred_at=created,
    )
    return MemoryRecord(memory, (event,))


def many(count: int) -> list[MemoryRecord]:
    """Memories of three users and an agent; every tenth mentions coffee."""
    owners = ({"user_id": "alice"}, {"user_id": "bob"}, {"user_id": "carol"}, {"agent_id": "guide"})
    drinks = ("drinks coffee", "drinks tea")
    return [
        record(number, f"Memory {number}: {drinks[bool(number % 10)]}", **owners[number % 4])
        for number in range(count)
    ]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[LocalAdapter]:
    """A store of 1,000 memories."""
    adapter = await store_of(many(1000), tmp_path / "memories.db")
    yield adapter
    await adapter.close()
