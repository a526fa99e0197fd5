from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NoReturn

import pytest

from memtui.cli import service
from memtui.core.errors import RefusedError, UnauthorizedError
from tests.cli.conftest import Memtui

KEY = "m0-secret-key-1234567890"


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*_: object) -> NoReturn:
        local_only = "hidden-" + "local"
        raise error from ValueError(f"cause {KEY} {len(local_only)}")

    monkeypatch.setattr(service, "open_adapter", fail)


def test_a_mistake_of_ours_is_a_sentence_and_a_log(
    memtui: Memtui, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEM0_API_KEY", KEY)
    monkeypatch.setenv("MEM0_BASE_URL", "http://127.0.0.1:9")
    failing(monkeypatch, RuntimeError(f"boom {KEY}"))
    ran = memtui("list")
    log = home / "state" / "memtui" / "memtui.log"
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"memtui: memtui made a mistake (RuntimeError). The details are in {log}.\n"
    text = log.read_text()
    assert "Traceback" in text
    assert "boom [redacted]" in text
    assert "cause [redacted]" in text
    assert KEY not in text
    assert "hidden-local" not in text
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def test_a_log_that_cannot_be_written_is_no_second_mistake(
    memtui: Memtui, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "state").write_text("a file where the folder should be")
    failing(monkeypatch, RuntimeError("boom"))
    ran = memtui("list", "--base-url", "http://127.0.0.1:9")
    assert ran.code == 1
    assert ran.err == (
        "memtui: memtui made a mistake (RuntimeError). The details could not be written to the log.\n"
    )


@pytest.mark.parametrize(
    ("error", "code", "err"),
    [
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 0, ""),
        (RefusedError("No.", hint="Ask later."), 4, "memtui: No. Ask later.\n"),
        (
            UnauthorizedError("The service does not accept the key.", status=401, raw="\x1b[2J"),
            1,
            "memtui: The service does not accept the key.\n",
        ),
        (RefusedError("Said \x1b[2J by \u202e a service."), 4, "memtui: Said ^[[2J by <U+202E> a service.\n"),
    ],
)
def test_every_end_has_its_exit_code(
    memtui: Memtui, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, err: str
) -> None:
    failing(monkeypatch, error)
    ran = memtui("list", "--base-url", "http://127.0.0.1:9")
    assert (ran.code, ran.out, ran.err) == (code, "", err)


def test_no_key_in_the_environment_of_help(memtui: Memtui, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEM0_API_KEY", KEY)
    assert KEY not in memtui("--help").out
    assert os.environ["MEM0_API_KEY"] == KEY
