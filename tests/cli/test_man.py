"""The manual page: that it is sound roff, and lacks nothing that help and documents say."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from memtui.cli.man_page import EXIT_CODES, FILES, VARIABLES
from memtui.cli.outline import outline
from memtui.cli.parser import COMMANDS
from memtui.cli.roff import example, paragraph, plain, term
from tests.cli.conftest import Memtui

ROOT = Path(__file__).parents[2]
SECTIONS = [
    "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS",
    "FILES", "ENVIRONMENT", "EXIT STATUS", "EXAMPLES",
]  # fmt: skip


@pytest.fixture
def page(memtui: Memtui) -> str:
    ran = memtui("man")
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def test_its_sections_are_those_of_every_manual(page: str) -> None:
    assert page.startswith('.TH MEMTUI 1 "" "memtui ')
    assert re.findall(r'^\.SH "(.*)"$', page, re.MULTILINE) == SECTIONS
    parts = re.findall(r'^\.SS "memtui (.*)"$', page, re.MULTILINE)
    assert parts == [" ".join(command.path) for command in outline().walk() if command.path]
    for name in COMMANDS:
        assert name in parts


def test_every_option_is_in_it(page: str) -> None:
    for command in outline().walk():
        for argument in command.arguments:
            for flag in argument.flags:
                assert f"\\fB{plain(flag)}\\fR" in page


def test_only_known_requests_begin_a_line(page: str) -> None:
    assert page.isascii()
    requests = {line.split(" ")[0] for line in page.splitlines() if line.startswith((".", "'"))}
    assert requests == {".TH", ".SH", ".SS", ".PP", ".TP", ".RS", ".RE", ".nf", ".fi"}
    assert page.count(".nf\n") == page.count(".fi\n")
    assert not re.search(r"(?<!\\)-", "\n".join(re.findall(r"^\.TP\n(.*)$", page, re.MULTILINE)))


def test_text_is_nothing_but_text() -> None:
    assert plain("a\\b-c'd") == "a\\eb\\-c\\(aqd"
    assert list(paragraph(".SH is no request")) == [".PP", "\\&.SH is no request"]
    assert list(term("x", "")) == [".TP", "x", "\\&"]
    assert list(example(["'quoted", ".dot"]))[3:5] == ["\\(aqquoted", "\\&.dot"]


def test_files_and_variables_are_those_of_the_documents() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text()
    variables = re.findall(r"^\| (`[A-Z].*?) \|", text.partition("## Variables")[2], re.MULTILINE)
    named = ", ".join(name for name, _ in VARIABLES)
    for variable in ", ".join(variables).replace("`", "").split(", "):
        assert variable in named
    for file in re.findall(r"^\| `(~.*?)` \|", text.partition("## Files")[2], re.MULTILINE):
        assert file in [name for name, _ in FILES]


def test_exit_codes_are_those_of_the_help(memtui: Memtui) -> None:
    words = memtui("--help").out.partition("exit codes:")[2]
    for code, _ in EXIT_CODES:
        assert f" {code} " in words


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not here")
def test_groff_has_nothing_to_say_against_it(page: str) -> None:
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Tascii", "-P-c"], input=page, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    shown = " ".join(re.sub(".\b", "", done.stdout).split())
    assert "memtui - the terminal workbench for agent memory" in shown
    assert "memtui doctor --db audit.db --thorough" in shown
    assert """--filter 'user_id = alice and created_at < 2024-07-01'""" in shown
    assert "sk-[A-Za-z0-9]+' '[key]' --regex" in shown


@pytest.mark.skipif(shutil.which("man") is None, reason="man is not here")
def test_man_shows_it(page: str) -> None:
    done = subprocess.run(
        ["man", "-l", "-"], input=page, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    if done.returncode:
        pytest.skip("this man reads no page from stdin")
    assert "EXIT STATUS" in done.stdout
