from __future__ import annotations

import errno
from pathlib import Path

import pytest

from memtui.core.errors import DataError
from memtui.state.files import whole_file
from memtui.state.log import record_crash


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    with whole_file(path, overwrite=False) as file:
        file.write("é\n")
        assert not path.exists()
    assert path.read_bytes() == "é\n".encode()
    assert path.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["x.jsonl"]


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_failure_leaves_nothing(tmp_path: Path, overwrite: bool, error: type[BaseException]) -> None:
    with pytest.raises(error), whole_file(tmp_path / "x", overwrite=overwrite) as file:
        file.write("half")
        raise error
    assert names(tmp_path) == []


def test_a_file_that_appears_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x"
    with pytest.raises(DataError, match="is there already"), whole_file(path, overwrite=False):
        path.write_text("theirs")
    assert path.read_text() == "theirs"
    assert names(tmp_path) == ["x"]


@pytest.mark.parametrize("appears", [False, True])
def test_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, appears: bool) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    path = tmp_path / "x"
    if appears:
        with pytest.raises(DataError, match="is there already"), whole_file(path, overwrite=False):
            path.write_text("theirs")
        assert path.read_text() == "theirs"
    else:
        with whole_file(path, overwrite=False) as file:
            file.write("ours")
        assert path.read_text() == "ours"
    assert names(tmp_path) == ["x"]


def test_a_link_to_nowhere_counts_as_a_file(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere")
    with pytest.raises(DataError, match="is there already"), whole_file(link, overwrite=False):
        pass
    assert names(tmp_path) == ["link"]


def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(DataError, match=r"cannot be written: No space left on device\."),
        whole_file(tmp_path / "x", overwrite=False),
    ):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert names(tmp_path) == []


def test_a_long_log_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    first = record_crash(ValueError("one"))
    assert first == tmp_path / "memtui" / "memtui.log"
    with first.open("a") as log:
        log.write("x" * 1_000_001)
    assert record_crash(ValueError("two \ud800")) == first
    assert "ValueError: two <U+D800>" in first.read_text()
    assert first.with_name("memtui.log.1").read_text().count("ValueError: one") == 1


def test_no_key_reaches_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("MEM0_API_KEY", "m0-first ")
    monkeypatch.setenv("MEMTUI_SERVE_TOKEN", "second-token")
    path = record_crash(ValueError("m0-first and second-token"))
    assert path is not None
    assert "ValueError: [redacted] and [redacted]" in path.read_text()
