"""Delays that a test need not wait for."""

from __future__ import annotations

import pytest

from memtui.tui.modals.edit import modal


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modal, "DIFF_DELAY", 0.001)
