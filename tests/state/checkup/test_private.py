from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from memtui.core.diagnosis import Check, size_in_words
from memtui.state.checkup.folders import check_room
from memtui.state.checkup.private import check_all, check_file, check_folder

CHECK = Check("files", "x")


@pytest.mark.parametrize(
    ("mode", "state", "word"),
    [(0o600, "ok", ""), (0o640, "warning", "read"), (0o644, "warning", "read"), (0o622, "warning", "change")],
)
def test_a_file(tmp_path: Path, mode: int, state: str, word: str) -> None:
    path = tmp_path / "a file"
    path.touch()
    path.chmod(mode)
    found = check_file(CHECK, path, said=", 3 B")
    assert found.state == state
    assert f"{mode:04o}, 3 B" in found.found
    assert found.found.endswith(f"others can {word} it" if word else ", 3 B")
    assert found.remedy == (f"Run `chmod 600 '{path}'`." if word else "")


def test_a_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert check_folder(CHECK, tmp_path).remedy == f"Run `chmod 700 {tmp_path}`."
    tmp_path.chmod(0o700)
    assert check_folder(CHECK, tmp_path).state == "ok"


def test_what_is_something_else(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert check_file(CHECK, tmp_path).found == f"{tmp_path} is no file"
    assert check_folder(CHECK, tmp_path / "file").found == f"{tmp_path / 'file'} is no folder"
    # Nothing can be below a file.
    assert check_file(CHECK, tmp_path / "file" / "below").state == "failed"


def test_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a" / "b" / "c"
    assert check_file(CHECK, path).found == f"{path} is made when it is needed"
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert check_folder(CHECK, path).found == f"{path} cannot be made: {tmp_path} cannot be written"
    assert check_folder(CHECK, tmp_path).state == "failed"


def test_all_files_of_a_folder(tmp_path: Path) -> None:
    assert check_all(CHECK, tmp_path).found == f"none in {tmp_path}"
    (tmp_path / "inner").mkdir()
    for name in ("one", "inner/a two"):
        (tmp_path / name).touch(0o600)
    assert check_all(CHECK, tmp_path).found == f"2 in {tmp_path}, for nobody else"
    (tmp_path / "inner/a two").chmod(0o640)
    found = check_all(CHECK, tmp_path)
    assert (found.state, found.found) == ("warning", f"others can open 1 of 2 in {tmp_path}")
    assert found.remedy == f"Run `chmod 600 '{tmp_path}/inner/a two'`."


def test_somebody_elses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert check_folder(CHECK, tmp_path).found.endswith("it belongs to somebody else")


def test_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[tuple[int, str]] = []
    for free, wanted in ((200 << 20, 0), (99 << 20, 0), (200 << 20, 300 << 20)):

        class Usage:
            def __init__(self, _: object, free: int = free) -> None:
                self.free = free

        monkeypatch.setattr(shutil, "disk_usage", Usage)
        found.append((free, check_room(CHECK, tmp_path / "gone", wanted=wanted).state))
    assert [state for _, state in found] == ["ok", "warning", "warning"]


def test_sizes_in_words() -> None:
    sizes = [size_in_words(size) for size in (0, 1023, 1024, 5 << 20, 3 << 29, 1 << 40, 1 << 51)]
    assert sizes == ["0 B", "1023 B", "1.0 KiB", "5.0 MiB", "1.5 GiB", "1.0 TiB", "2048.0 TiB"]
