"""Where somebody was when memtui was left: kept for each service, and ignored where it makes no sense."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from memtui.core.profile import Profile
from memtui.state import session as sessions
from memtui.state.paths import log_file
from memtui.state.session import Session, Sessions

ONE = Profile("one", "local", path=Path("/stores/one.db"))
PLACE = Session(
    scope_type="user",
    scope_name="李雷",
    filter="categories contains food",
    keyword="tea",
    question="what about tea\ud800?",
    show_expired=False,
    view="json",
    absolute_times=True,
    order="updated_at desc",
    memory="m-1",
    row=1234,
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "memtui" / "session.json"


def _log() -> str:
    return log_file().read_text() if log_file().exists() else ""


def test_a_place_comes_back_as_it_was_kept(file: Path) -> None:
    assert Sessions(file, ONE).recall() is None
    Sessions(file, ONE).keep(PLACE)
    assert Sessions(file, ONE).recall() == PLACE
    assert not _log()


def test_the_file_and_its_folder_are_the_owners_alone(file: Path) -> None:
    Sessions(file, ONE).keep(PLACE)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "other",
    [
        Profile("two", "local", path=Path("/stores/one.db")),
        Profile("one", "local", path=Path("/stores/two.db")),
        Profile("one", "platform", base_url="https://memories.example"),
    ],
)
def test_services_do_not_share_their_places(file: Path, other: Profile) -> None:
    Sessions(file, ONE).keep(PLACE)
    assert Sessions(file, other).recall() is None
    Sessions(file, other).keep(Session(row=3))
    assert Sessions(file, ONE).recall() == PLACE


def test_those_that_were_left_last_are_kept(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST", 2)
    profiles = [Profile(name, "local", path=Path(name)) for name in "abc"]
    for profile in (profiles[0], profiles[1], profiles[0], profiles[2]):
        Sessions(file, profile).keep(Session(row=1))
    assert [Sessions(file, profile).recall() is not None for profile in profiles] == [True, False, True]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"version": 1}',
        b'{"version": 2, "services": {}}',
        b'{"services": {}}',
        b"[" * 100_000,
        b'{"version": 1, "services": {"one /stores/one.db": []}}',
    ],
)
def test_what_makes_no_sense_is_ignored_with_a_line_in_the_log(file: Path, content: bytes) -> None:
    file.parent.mkdir(mode=0o700)
    file.write_bytes(content)
    file.chmod(0o600)
    assert Sessions(file, ONE).recall() is None
    assert str(file) in _log()
    Sessions(file, ONE).keep(PLACE)
    assert Sessions(file, ONE).recall() == PLACE


@pytest.mark.parametrize(
    ("name", "value"),
    [("row", -1), ("row", True), ("row", "3"), ("row", 2**60), ("filter", None), ("show_expired", 1)],
)
def test_a_value_of_another_kind_is_ignored(file: Path, name: str, value: Any) -> None:
    Sessions(file, ONE).keep(PLACE)
    kept = json.loads(file.read_text())
    kept["services"]["one /stores/one.db"][name] = value
    file.write_text(json.dumps(kept))
    assert Sessions(file, ONE).recall() is None
    assert name in _log()


def test_what_a_later_memtui_adds_does_no_harm(file: Path) -> None:
    Sessions(file, ONE).keep(PLACE)
    kept = json.loads(file.read_text())
    kept["services"]["one /stores/one.db"]["colour"] = "blue"
    file.write_text(json.dumps(kept))
    assert Sessions(file, ONE).recall() == PLACE


def test_a_file_that_others_can_write_in_is_foreign(file: Path) -> None:
    Sessions(file, ONE).keep(PLACE)
    file.chmod(0o666)
    assert Sessions(file, ONE).recall() is None
    assert "ignored" in _log()


def test_what_cannot_be_written_is_left(tmp_path: Path) -> None:
    (tmp_path / "memtui").write_text("a file in the place of the folder")
    Sessions(tmp_path / "memtui" / "session.json", ONE).keep(PLACE)
    assert (tmp_path / "memtui").read_text() == "a file in the place of the folder"


def test_a_text_that_is_too_long_is_not_kept(file: Path) -> None:
    Sessions(file, ONE).keep(Session(question="a" * 100_000))
    assert not file.exists()
