"""What is unusual about a memory stands in words beside it, and in full below."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from memtui.core.models import Memory
from memtui.tui.panes.views import memory_view
from tests.tui.data import record
from tests.tui.driver import browse, store_of

NOW = datetime(2026, 11, 20, tzinfo=UTC)


async def test_a_superseded_memory_says_so_in_the_list_and_in_full(tmp_path: Path) -> None:
    old = record(1, "Lives in Porto", user_id="alice", extra={"replaced_by": "m2"})
    async with browse(await store_of([old], tmp_path / "memories.db")) as ui:
        assert ui.memories[0].split()[-2:] == ["superseded", "alice"]
        assert "superseded  see m2" in ui.detail


def test_the_newer_one_is_named_without_its_control_characters() -> None:
    old = Memory("old", "Lives in Porto", extra={"replaced_by": "new\x1b[31m"})
    assert any("superseded  see new^[[31m" in line.plain for line in memory_view(old, NOW))


def test_a_merged_one_may_not_say_into_which() -> None:
    old = Memory("old", "Lives in Porto", extra={"lifecycle_state": "merged"})
    assert any("merged      see a newer memory" in line.plain for line in memory_view(old, NOW))
