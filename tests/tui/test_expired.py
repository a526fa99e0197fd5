"""A service that leaves expired memories out of its lists, whatever it is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from memtui.adapters.base import Capabilities
from memtui.adapters.local.adapter import LocalAdapter
from tests.tui.driver import browse


class Hiding(LocalAdapter):
    """A store that does not list them."""

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, lists_expired=False)


async def test_it_is_said_and_cannot_be_switched(tmp_path: Path) -> None:
    adapter = Hiding.open(tmp_path / "memories.db")
    async with browse(adapter) as screen:
        assert "expired hidden" in screen.where
        await screen.press("full_stop")
        assert "Expired is off: this service never lists expired memories" in screen.status
        assert screen.screen.state.show_expired


async def test_a_store_that_lists_them_says_nothing(tmp_path: Path) -> None:
    async with browse(LocalAdapter.open(tmp_path / "memories.db")) as screen:
        assert "expired hidden" not in screen.where
