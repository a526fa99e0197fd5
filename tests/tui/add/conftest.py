"""Delays that a test need not wait for."""

from __future__ import annotations

import pytest

from memtui.tui.modals.add import offer_box


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offer_box, "OFFER_DELAY", 0.001)
