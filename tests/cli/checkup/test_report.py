from __future__ import annotations

from collections.abc import Callable

import pytest

from memtui.cli.checkup.report import as_json, print_line, summary
from memtui.core.diagnosis import Check

GOOD = Check("area", "name").ok("all is \x1b[2J well")
BAD = Check("area", "name").failed("it is " + "very " * 30 + "bad", "Run `chmod 600 /a/path/that/is/long`.")


def test_on_a_terminal(capsys: pytest.CaptureFixture[str], terminal: Callable[..., None]) -> None:
    terminal("stdout", columns=50)
    print_line(GOOD)
    print_line(BAD)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "ok       area, name: all is ^[[2J well"
    assert lines[1].startswith("failed   area, name: it is very")
    assert lines[2].startswith("  very")
    assert lines[-1] == "  Remedy: Run `chmod 600 /a/path/that/is/long`."
    assert max(map(len, lines)) <= 50


def test_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    print_line(GOOD)
    print_line(BAD)
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert rows[0] == ["ok", "area", "name", "all is ^[[2J well", ""]
    assert rows[1][4] == "Run `chmod 600 /a/path/that/is/long`."


def test_as_json_and_in_sum() -> None:
    assert as_json(GOOD)["remedy"] is None
    assert as_json(BAD)["state"] == "failed"
    assert summary([GOOD, BAD]) == "1 ok, 0 warnings, 1 failed"
    assert summary([Check("a", "b").warning("c", "D.")]) == "0 ok, 1 warning, 0 failed"
