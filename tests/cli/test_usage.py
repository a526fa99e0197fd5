from __future__ import annotations

from pathlib import Path

import pytest

from memtui import __version__
from memtui.cli.parser import COMMANDS
from tests.cli.conftest import Memtui


def test_the_programs_help_names_every_command_examples_and_exit_codes(memtui: Memtui) -> None:
    ran = memtui("--help")
    assert ran.code == 0
    for name, (_, purpose) in COMMANDS.items():
        assert f"  {name}" in ran.out
        assert purpose in ran.out
    assert "examples:" in ran.out
    for code in ("0 done", "1 failed", "2 wrong usage", "3 partly", "4 refused", "130 interrupted"):
        assert code in ran.out


@pytest.mark.parametrize("command", COMMANDS)
def test_each_commands_help_has_a_purpose_and_examples(memtui: Memtui, command: str) -> None:
    ran = memtui(command, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"usage: memtui {command} ")
    assert f"memtui {command}" in ran.out.split("examples:")[1]
    purpose = COMMANDS[command][1]
    assert purpose[1:] + "." in ran.out
    for option in ("--db", "--base-url", "--demo", "--size", "--read-only", "--version"):
        assert option in ran.out


def test_help_lines_fit_a_terminal(memtui: Memtui, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    for command in ([], *([name] for name in COMMANDS)):
        assert max(map(len, memtui(*command, "--help").out.splitlines())) <= 110


@pytest.mark.parametrize("argv", [["--version"], ["list", "--version"], ["serve", "--version"]])
def test_version(memtui: Memtui, argv: list[str]) -> None:
    ran = memtui(*argv)
    assert (ran.code, ran.out) == (0, f"memtui {__version__}\n")


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["lst"], "'lst' is no command. Did you mean `memtui list`?"),
        (["xyzzy"], "'xyzzy' is no command. `memtui --help` lists them."),
        (["\x1b[2J"], "is no command"),
        (["--nope"], "unrecognized arguments: --nope. Try `memtui --help`."),
        (["list", "--nope"], "unrecognized arguments: --nope. Try `memtui list --help`."),
        (["list", "extra"], "unrecognized arguments: extra. Try `memtui list --help`."),
        (["list", "--page", "0"], "argument --page: '0' is no whole number from 1 to"),
        (["list", "--page-size", "1001"], "'1001' is no whole number from 1 to 1,000"),
        (["list", "--page-size", "many"], "'many' is no whole number"),
        (["list", "--json", "--jsonl"], "not allowed with argument --json"),
        (["list", "--cou"], "unrecognized arguments: --cou"),
        (["list", "--user-id", ""], "--user-id is empty."),
        (["list", "--filter", ""], "Column 1"),
        (["list", "--filter", "color = red"], "'color' is not a field"),
        (["list", "--filter", "user_id >"], "Column 9"),
        (["list", "--db", ""], "--db is empty."),
        (["list", "--db", "a.db", "--demo"], "--db and --demo name different services."),
        (["--db", "a.db", "list", "--base-url", "http://x"], "--db and --base-url name different services."),
        (["list", "--size", "5"], "--size is the size of a demo."),
        (["list", "--demo", "--size", "-1"], "'-1' is no whole number from 0 to 1,000,000"),
        (["list", "--kind", "platform"], "--kind platform needs an address."),
        (["list", "--kind", "robot"], "--kind"),
        (["list", "--base-url", "nonsense"], "--base-url is no web address: 'nonsense'."),
        (["serve", "--base-url", "http://x"], "Only an embedded store can be served."),
        (["serve", "--port", "70000"], "'70000' is no whole number from 0 to 65,535"),
        (["export"], "the following arguments are required: FILE"),
        (["import"], "the following arguments are required: FILE"),
        (["export", "a.txt"], "The end of 'a.txt' names no form."),
        (["export", "a"], "The end of 'a' names no form."),
        (["export", "-", "--id", "1", "--user-id", "alice"], "--id names one memory."),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(memtui: Memtui, argv: list[str], says: str) -> None:
    ran = memtui(*argv)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("memtui: ")
    assert says in ran.err
    assert ran.err.count("\n") == 1
    assert "\x1b" not in ran.err


def test_the_screen_needs_a_terminal(memtui: Memtui) -> None:
    for argv in ([], ["--demo"], ["--db", "x.db"]):
        ran = memtui(*argv)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == "memtui: The screen needs a terminal. Elsewhere, use `memtui list`.\n"
    assert not Path("x.db").exists()


def test_words_after_two_dashes_are_no_options(memtui: Memtui, store: Path) -> None:
    ran = memtui("search", "--db", store, "--jsonl", "--", "--green")
    assert ran.code == 0
    assert len(ran.jsonl()) == 1


@pytest.mark.parametrize(
    ("token", "says"), [("sé cret", "holds characters that no key has"), ("  ", "is empty")]
)
def test_a_token_that_no_client_could_send(
    memtui: Memtui, monkeypatch: pytest.MonkeyPatch, token: str, says: str
) -> None:
    monkeypatch.setenv("MEMTUI_SERVE_TOKEN", token)
    ran = memtui("serve", "--demo", "--size", "0", "--port", "0")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"memtui: MEMTUI_SERVE_TOKEN {says}.") and "cret" not in ran.err
