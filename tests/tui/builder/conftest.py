"""A store to build filters on, and delays that a test need not wait for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.tui.modals.builder import modal
from tests.tui.data import record
from tests.tui.driver import store_of


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modal, "COUNT_DELAY", 0.001)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[LocalAdapter]:
    """Twelve memories: alice's are about food and travel, bob's about work, one is an agent's."""
    alice = [
        record(
            n, f"Alice {n}", user_id="alice", categories=("food",), metadata={"source": "email", "rank": n}
        )
        for n in range(4)
    ]
    more = [
        record(n, f"Alice {n}", user_id="alice", categories=("travel",), run_id="r1") for n in range(4, 6)
    ]
    bob = [
        record(n, f"Bob {n}", user_id="bob", categories=("work",), metadata={"pinned": True})
        for n in range(6, 9)
    ]
    rest = [
        record(9, "Alina", user_id="alina"),
        record(10, "Guide", agent_id="guide"),
        record(11, "App", app_id="web"),
    ]
    adapter = await store_of([*alice, *more, *bob, *rest], tmp_path / "memories.db")
    yield adapter
    await adapter.close()
