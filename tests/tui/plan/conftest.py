"""A journal, and delays that a test need not wait for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from memtui.state.journal import Journal
from memtui.tui.modals.items import board
from tests.tui.plan.made_up import journal_in


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "DETAIL_DELAY", 0.001)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    found = journal_in(tmp_path)
    yield found
    found.close()
