"""Delays that a test need not wait for."""

from __future__ import annotations

import pytest

from memtui.tui.service import list_page, polling


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_page, "DETAIL_DELAY", 0.001)
    monkeypatch.setattr(polling, "FIRST_WAIT", 0.001)
    monkeypatch.setattr(polling, "LONGEST_WAIT", 0.001)
    monkeypatch.setattr(polling, "PATIENCE", 0.01)
