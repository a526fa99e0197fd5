"""Every command among hostile texts: harmless on a terminal, and the data itself in a pipe and in a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from memtui.cli.main import main
from tests.hostile.home import made
from tests.hostile.raw import hidden, obeyed
from tests.hostile.texts import FORMS, memories, short
from tests.terminal import running

NUMBERS = [*FORMS].index


def commands(store: Path, folder: Path) -> list[list[str]]:
    """What is run: each reading command in each of its forms, each change, and mistakes of every kind."""
    ids = [str(memory["id"]) for memory in memories(hostile=True)]
    some = [ids[NUMBERS(name)] for name in ("clipboard", "c1", "override", "markup-broken", "stack", "tags")]
    shown: list[list[str]] = [
        ["list"], ["list", "--json", "--page-size", "60"], ["list", "--jsonl"], ["list", "--count"],
        ["search", "tea line red docs", "--top-k", "50"], ["search", "red", "--json"],
        ["entities", "--all"], ["entities", "--json"],
        ["activity", "--split", "user"], ["activity", "--split", "category", "--json"],
        *(["get", one] for one in ids[:-2]), ["get", some[0], "--json"], *(["history", one] for one in some),
        ["history", some[1], "--json"],
        ["export", "-"], ["export", "-", "--format", "csv"], ["export", "-", "--format", "md"],
        ["history", some[0], "--format", "csv"], ["history", some[0], "--format", "md"],
        ["export", str(folder / "out\x1b]0;x\x07.jsonl")],
        ["export", str(folder / "out\x1b]0;x\x07.jsonl")], ["import", str(folder / "none\x9b2J.jsonl")],
        ["filter", "explain", f"user_id = {json.dumps(some[0])}"],
        ["filter", "text", json.dumps({"user_id": some[1]})],
        ["filter", "json", f"user_id={json.dumps(some[2])}"],
        ["filter", "check", "user_id = \x1b]0;x\x07 and ("], ["list", "--filter", "\x9b2J = [/foo]"],
    ]  # fmt: skip
    changes: list[list[str]] = [
        *(["add", short(text), "--user-id", short(text) or "x", "--yes"] for text in FORMS.values()),
        ["add", "\x1b[2J", "--user-id", "\x1b]0;x\x07", "--metadata", '{"\\u001b[2J": "\\u009b31m"}'],
        ["update", "--ids", *some, "--set", "k\x1b[2J=v\u202e"],
        ["update", "--ids", *some, "--set", "k\x1b[2J=v\u202e", "--yes"],
        ["update", "--ids", some[0], "--text", "new \x1b[2J", "--yes"],
        ["delete", "--ids", *some], ["delete", "--ids", *some, "--yes"], ["journal"], ["journal", "--json"],
        ["undo"], ["undo", "--yes"], ["journal", "1"],
        ["delete", "--entity", f"user:u01{FORMS['clipboard']}"],
    ]  # fmt: skip
    mistakes: list[list[str]] = [
        ["get", "\x1b]0;x\x07"], ["nonsense\x1b[2J"], ["list", "--page", "\x1b[2J"], ["list", "--\x1b[2J"],
        ["list", "--option", "\x1b[2J"], ["update", "--ids", "\x9b2J", "--text", "x", "--yes"],
    ]  # fmt: skip
    away = [["list", "--db", str(folder / "no\x1b[2J" / "m.db")], ["list", "--profile", "p\x1b]0;x\x07"]]
    profiles = [["profiles"], ["profiles", "--json"], ["profiles", "check", "\x1b]0;x\x07"], ["doctor"]]
    return [[*argv, "--db", str(store)] for argv in [*shown, *changes, *mistakes]] + away + profiles


def test_no_command_sends_a_terminal_anything_but_text(tmp_path: Path) -> None:
    store = made(tmp_path / "home", hostile=True)
    wanted = tmp_path / "commands.json"
    wanted.write_text(json.dumps(commands(store, tmp_path)), "utf-8")
    with running(
        ["-m", "tests.hostile.commands", wanted], tmp_path / "home", columns=120, lines=40
    ) as terminal:
        terminal.type("n\n" * 30)
        assert terminal.end() == 0
    assert obeyed(terminal.sent) == {"CSI c"}
    assert terminal.sent.count(b"\x1b") == 1, "doctor asks the terminal whether it answers"
    assert hidden(terminal.sent) == set()
    said = terminal.sent.decode()
    for shown in (
        "^[]52;c;",
        "<9B>2J",
        "<U+202E>",
        "[/foo]",
        r"\u001b]52;c;",
        r"\u202e",
        f"{len(FORMS)} memories",
    ):
        assert shown in said
    assert "Traceback" not in said
    assert "made a mistake" not in said


def test_what_is_piped_and_exported_is_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = made(tmp_path / "home", hostile=True)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    original = {memory["id"]: memory for memory in memories(hostile=True)}

    def printed(*argv: str) -> str:
        assert main([*argv, "--db", str(store)]) == 0
        return capsys.readouterr().out

    target = tmp_path / "out.jsonl"
    printed("export", str(target))
    assert _by_id(target.read_text("utf-8").splitlines()) == original
    assert _by_id(printed("export", "-").splitlines()) == original
    listed = printed("list", "--all", "--jsonl").splitlines()
    assert {found["id"]: found["memory"] for found in map(json.loads, listed)} == {
        memory["id"]: memory["memory"] for memory in original.values()
    }
    for memory in original.values():
        if memory["id"] != memory["id"].strip():
            # Blanks around an argument are nobody's intention.
            continue
        assert json.loads(printed("get", memory["id"], "--json"))["metadata"] == memory["metadata"]


def _by_id(lines: list[str]) -> dict[str, Any]:
    return {memory["id"]: memory for memory in map(json.loads, lines)}
