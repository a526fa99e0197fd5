"""Delays that a test need not wait for."""

from __future__ import annotations

import pytest

from memtui.tui.modals.rewrite import trials, trying


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "TRY_DELAY", 0.001)
    # A busy machine may take its time for what is no slow pattern at all.
    monkeypatch.setattr(trying, "SECONDS_EACH", 10.0)
    monkeypatch.setattr(trying, "SECONDS_IN_ALL", 30.0)
