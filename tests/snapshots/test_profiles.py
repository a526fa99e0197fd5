"""What the first run and other services look like, compared with pictures that somebody has looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from memtui.adapters.local.adapter import LocalAdapter
from memtui.state.config import ProfileEntry
from memtui.state.keys import KeySource
from memtui.tui.profiles import page
from memtui.tui.profiles.places import DEMO, EMBEDDED, Place
from tests.snapshots.test_snapshots import Compare, Size, at
from tests.tui.driver import app_on
from tests.tui.profiles.conftest import ProfilesDriver

_STORE = Path("/home/ada/.local/share/memtui/memories.db")
_WORK = ProfileEntry("work", "platform", "https://api.mem0.ai", key=KeySource("command", "pass show mem0"))
_TEAM = ProfileEntry(
    "team", "selfhosted", "https://mem0.example:8888", email="ada@example.org", read_only=True,
    key=KeySource("keyring", "ada"),
)  # fmt: skip
_OLD = ProfileEntry("mem0-cli", "platform", source="mem0-cli", read_only=True, problem="It has no key.")
PLACES = (
    Place("work", _WORK, is_default=True), Place("team", _TEAM), Place("mem0-cli", _OLD),
    Place(EMBEDDED), Place(DEMO),
)  # fmt: skip
SCENES = {
    "first-run": [],
    "profiles": ["P", "down"],
    "connect": ["P", "a", *"http://host", "tab", *"secret", "tab", *"nobody", "ctrl+s"],
}


@at((60, 20), (80, 24), (120, 40))
@pytest.mark.parametrize("name", SCENES)
def test_other_services(
    snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, size: Size
) -> None:
    monkeypatch.setattr(page, "known_places", lambda: PLACES)
    monkeypatch.setattr(page, "default_store", lambda: _STORE)
    adapter = LocalAdapter.open(tmp_path / "memories.db")
    app = app_on(adapter, tmp_path, name="local", is_first_run=True)

    async def press(pilot: Pilot[None]) -> None:
        driver = ProfilesDriver(app, pilot, tmp_path)
        await driver.idle()
        await driver.press(*SCENES[name])

    assert snap_compare(app, terminal_size=size, run_before=press)
