"""What a service wants its user to know is said once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from memtui.adapters.base import Capabilities
from memtui.adapters.local.adapter import LocalAdapter
from tests.tui.driver import browse


class Noticing(LocalAdapter):
    """A store that has something to say."""

    notice = "claim this key \x1b[31mby Friday"

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, notice=self.notice)


async def test_a_notice_is_said_until_the_next_key(tmp_path: Path) -> None:
    adapter = Noticing.open(tmp_path / "memories.db")
    async with browse(adapter, size=(120, 40)) as screen:
        assert "the service says: claim this key ^[[31mby Friday" in screen.status
        await screen.press("full_stop")
        assert "claim this key" not in screen.status
        await screen.press("ctrl+r")
        assert "claim this key" not in screen.status
