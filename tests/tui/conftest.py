"""Stores for the screens, and delays that a test need not wait for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.tui.screens import browse as browse_screen
from tests.tui.data import many
from tests.tui.driver import store_of


@pytest.fixture(autouse=True)
def _no_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse_screen, "DETAIL_DELAY", 0.001)
    monkeypatch.setattr(browse_screen, "TYPING_DELAY", 0.001)
    # How long Textual gathers changes before it draws them.
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 0.001)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[LocalAdapter]:
    """A store of 1,000 memories."""
    adapter = await store_of(many(1000), tmp_path / "memories.db")
    yield adapter
    await adapter.close()
