"""memtui's own folders and its log: for their owner alone, without keys, and safe to read in a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from memtui.core.display import is_plain
from memtui.state.log import conceal, record_crash
from memtui.state.paths import default_store, log_file, private_folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own."""
    for name in ("DATA", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    return tmp_path


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_memtuis_own_folders_are_closed_to_others() -> None:
    own = default_store().parent
    own.mkdir(parents=True)
    own.chmod(0o755)
    inner = own / "clipboard"
    inner.mkdir(mode=0o755)
    private_folder(inner)
    private_folder(own)
    assert (mode(own), mode(inner)) == (0o700, 0o700)


def test_folders_of_other_programs_stay_as_they_are(home: Path) -> None:
    other = home / "notes" / "memtui"
    other.mkdir(parents=True)
    other.chmod(0o755)
    private_folder(other)
    assert mode(other) == 0o755


def test_a_log_that_others_can_read_is_closed_to_them() -> None:
    log = log_file()
    log.parent.mkdir(parents=True)
    log.touch()
    log.chmod(0o644)
    assert record_crash(ValueError("x")) == log
    assert (mode(log), mode(log.parent)) == (0o600, 0o700)


def test_what_a_stranger_says_stands_in_the_log_as_marks() -> None:
    path = record_crash(ValueError("\x1b]0;owned\x07\x9b2J\u202e\ud800"))
    assert path is not None
    written = path.read_text("utf-8")
    assert "^[]0;owned^G<9B>2J<U+202E><U+D800>" in written
    assert is_plain(written)


@pytest.mark.parametrize("secret", ["m0-verysecret", 'it\'s "two" words\\ & ümlaut/+'])
def test_no_form_of_a_secret_stands_in_the_log(secret: str) -> None:
    conceal(secret)
    said = f"{secret} {secret!r} {json.dumps(secret)} {json.dumps({'password': secret})}"
    path = record_crash(ValueError(said))
    assert path is not None
    written = path.read_text("utf-8")
    assert "verysecret" not in written
    assert "words" not in written
    assert written.count("[redacted]") == 4
