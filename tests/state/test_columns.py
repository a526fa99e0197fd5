"""The columns of a list, kept for each service, and ignored where they make no sense."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from memtui.core.profile import Profile
from memtui.state import columns as kept_columns
from memtui.state.columns import KeptColumns
from memtui.state.paths import COLUMNS_NAME, log_file

ONE = Profile("one", "local", path=Path("/stores/one.db"))
TWO = Profile("one", "local", path=Path("/stores/two.db"))
NAMES = ("created", "memory", "metadata.plan\ud800\x1b")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "memtui" / COLUMNS_NAME


def _log() -> str:
    return log_file().read_text() if log_file().exists() else ""


def test_they_come_back_as_they_were_chosen_for_this_service_alone(file: Path) -> None:
    assert KeptColumns(file, ONE).recall() == ()
    KeptColumns(file, ONE).keep(NAMES)
    assert KeptColumns(file, ONE).recall() == NAMES
    assert KeptColumns(file, TWO).recall() == ()
    assert not _log()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_none_forgets_what_was_chosen(file: Path) -> None:
    KeptColumns(file, ONE).keep(())
    assert not file.exists()
    KeptColumns(file, TWO).keep(NAMES)
    KeptColumns(file, ONE).keep(NAMES)
    KeptColumns(file, ONE).keep(())
    assert KeptColumns(file, ONE).recall() == ()
    assert KeptColumns(file, TWO).recall() == NAMES


def test_those_that_were_changed_last_are_kept(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_columns, "MOST", 2)
    profiles = [Profile(name, "local", path=Path(name)) for name in "abc"]
    for at in (0, 1, 0, 2):
        KeptColumns(file, profiles[at]).keep(NAMES)
    assert [bool(KeptColumns(file, profile).recall()) for profile in profiles] == [True, False, True]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"version": 2, "services": {}}',
        b"[" * 100_000,
        b'{"version": 1, "services": {"one /stores/one.db": {"a": 1}}}',
        b'{"version": 1, "services": {"one /stores/one.db": ["created", 3]}}',
    ],
)
def test_what_makes_no_sense_is_ignored_with_a_line_in_the_log(file: Path, content: bytes) -> None:
    file.parent.mkdir(mode=0o700)
    file.write_bytes(content)
    file.chmod(0o600)
    assert KeptColumns(file, ONE).recall() == ()
    assert str(file) in _log()
    KeptColumns(file, ONE).keep(NAMES)
    assert KeptColumns(file, ONE).recall() == NAMES


def test_a_file_that_others_can_write_is_ignored(file: Path) -> None:
    KeptColumns(file, ONE).keep(NAMES)
    file.chmod(0o666)
    assert KeptColumns(file, ONE).recall() == ()
    assert "Others can change" in _log()


def test_no_name_of_any_length_fills_the_file(file: Path) -> None:
    KeptColumns(file, ONE).keep(
        ["created", "metadata." + "k" * 100_000, *(f"metadata.{n}" for n in range(999))]
    )
    names = json.loads(file.read_text())["services"]["one /stores/one.db"]
    assert names[:2] == ["created", "metadata.0"]
    assert len(names) == 200


def test_where_it_cannot_be_written_nothing_happens(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    KeptColumns(tmp_path / "file" / COLUMNS_NAME, ONE).keep(NAMES)
