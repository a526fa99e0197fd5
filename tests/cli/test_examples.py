"""Every help shows examples, and each of them can be typed as it stands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import pytest

from memtui.cli.outline import Command, outline
from memtui.cli.parser import COMMANDS, parse
from memtui.core.filter_text import parse as parse_filter

PROGRAM = outline()
ALL = {" ".join(("memtui", *command.path)): command for command in PROGRAM.walk()}


def examples(command: Command) -> list[str]:
    """The lines of the examples, without what is said beside or below them."""
    block = f"\n{command.epilog}".partition("\nexamples:\n")[2].partition("\n\n")[0]
    lines = [re.split(r"\s{3,}", line.strip())[0] for line in block.splitlines()]
    return [line for line in lines if "memtui" in line]


def typed(line: str) -> Iterator[list[str]]:
    """The words of every memtui in a line for a shell."""
    inner = re.search(r"\$\((memtui [^)]*)\)", line)
    lexer = shlex.shlex(inner[1] if inner else line, posix=True, punctuation_chars="|>")
    lexer.whitespace_split = True
    words: list[str] = []
    for word in [*lexer, "|"]:
        if word in {"|", ">"}:
            if "memtui" in words:
                yield words[words.index("memtui") + 1 :]
            words = []
        else:
            words.append(word)


def test_every_line_is_taken_apart() -> None:
    line = "zcat a.gz | A=b memtui import - --db 'my copy' --yes | memtui list > x"
    assert list(typed(line)) == [["import", "-", "--db", "my copy", "--yes"], ["list"]]
    assert list(typed('eval "$(memtui man)"')) == [["man"]]


@pytest.mark.parametrize("name", ALL)
def test_help_has_examples_that_can_be_typed(name: str) -> None:
    command = ALL[name]
    found = examples(command)
    assert len(found) >= (2 if len(command.path) < 2 else 1)
    own = [
        words for line in found for words in typed(line) if tuple(words[: len(command.path)]) == command.path
    ]
    assert own
    for line in found:
        for words in typed(line):
            arguments = parse(words)
            assert callable(arguments.run)
            if getattr(arguments, "filter", None) and command.path[:1] != ("filter",):
                assert parse_filter(arguments.filter) is not None


def test_the_outline_has_every_command_and_its_actions() -> None:
    assert [action.path for action in PROGRAM.actions] == [(name,) for name in COMMANDS]
    profiles = next(command for command in PROGRAM.actions if command.path == ("profiles",))
    assert [action.path[1] for action in profiles.actions] == ["list", "add", "remove", "default", "check"]
    assert {argument.dest for argument in PROGRAM.arguments} >= {"db", "profile", "filter", "help"}


def test_the_outline_tells_what_follows_a_flag() -> None:
    found = {
        (*command.path, flag): argument
        for command in PROGRAM.walk()
        for argument in command.arguments
        for flag in argument.flags
    }
    assert found["update", "--replace"].values == ("FIND", "WITH")
    assert found["list", "--json"].values == ()
    assert found["serve", "--infer"].choices == ("literal", "refuse")
    assert found["add", "--no-infer"].values == ()
