"""The sizes of the panes are kept while they are not the usual ones, and ignored where they make no sense."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from memtui.state.pane_sizes import PaneSizes, keep_sizes, recall_sizes
from memtui.state.paths import log_file, sizes_file

SIZES = PaneSizes(zoom=1, hidden=True, entities=-3, memories=4)


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def test_sizes_come_back_as_they_were_kept_for_their_owner_alone() -> None:
    assert recall_sizes(sizes_file()) == PaneSizes()
    keep_sizes(sizes_file(), SIZES)
    assert recall_sizes(sizes_file()) == SIZES
    assert stat.S_IMODE(sizes_file().stat().st_mode) == 0o600
    assert not log_file().exists()


def test_the_usual_sizes_leave_no_file() -> None:
    keep_sizes(sizes_file(), PaneSizes())
    keep_sizes(sizes_file(), SIZES)
    keep_sizes(sizes_file(), PaneSizes())
    assert not sizes_file().exists()


@pytest.mark.parametrize(
    "said",
    [
        {"version": 2},
        {"version": 1, "zoom": 3},
        {"version": 1, "zoom": -1},
        {"version": 1, "zoom": True},
        {"version": 1, "hidden": 1},
        {"version": 1, "entities": 10**9},
        {"version": 1, "memories": 0.5},
        [],
        None,
    ],
)
def test_what_makes_no_sense_is_ignored_and_logged(said: Any) -> None:
    keep_sizes(sizes_file(), SIZES)
    sizes_file().write_text(json.dumps(said))
    assert recall_sizes(sizes_file()) == PaneSizes()
    assert "panes.json was ignored" in log_file().read_text()


def test_a_file_that_is_no_json_is_ignored_too() -> None:
    keep_sizes(sizes_file(), SIZES)
    for text in ("", "{", "[" * 9000):
        sizes_file().write_text(text)
        assert recall_sizes(sizes_file()) == PaneSizes()


def test_what_is_not_said_is_as_usual() -> None:
    keep_sizes(sizes_file(), SIZES)
    sizes_file().write_text('{"version": 1, "hidden": true, "new": 3}')
    assert recall_sizes(sizes_file()) == PaneSizes(hidden=True)


def test_a_folder_that_cannot_be_written_to_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "memtui").write_text("a file")
    keep_sizes(sizes_file(), SIZES)
