"""Stores for the screens, and delays that a test need not wait for."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.tui.screens import showing
from memtui.tui.widgets import ask
from tests.tui import style_sheets
from tests.tui.data import many
from tests.tui.driver import NOW, store_of


def same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away delays that a test need not wait for, and what a machine has of its own."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setattr(showing, "DETAIL_DELAY", 0.001)
    monkeypatch.setattr(showing, "POSITION_DELAY", 0.0)
    monkeypatch.setattr(ask, "TYPING_DELAY", 0.001)
    monkeypatch.setattr("memtui.tui.modals.edit.modal.DIFF_DELAY", 0.001)
    monkeypatch.setattr("memtui.tui.palette.TYPING_DELAY", 0.001)
    # Stores and screens live in one and the same day, whatever day it is.
    ahead = NOW - datetime.now(UTC)
    monkeypatch.setattr("memtui.core.times._clock", lambda: datetime.now(UTC) + ahead)
    style_sheets.once(monkeypatch)
    # How long Textual gathers changes before it draws them.
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 0.001)


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    same_everywhere(monkeypatch)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store of 1,000 memories, to be copied."""
    path = tmp_path_factory.mktemp("filled") / "memories.db"

    async def fill() -> None:
        adapter = await store_of(many(1000), path)
        await adapter.close()

    asyncio.run(fill())
    return path


@pytest.fixture
async def store(filled: Path, tmp_path: Path) -> AsyncIterator[LocalAdapter]:
    """A store of 1,000 memories."""
    adapter = LocalAdapter.open(Path(shutil.copy(filled, tmp_path)))
    yield adapter
    await adapter.close()
