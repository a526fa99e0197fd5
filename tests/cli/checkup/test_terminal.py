from __future__ import annotations

import pytest

from memtui.cli.checkup.terminal import (
    between,
    check_colours,
    check_locale,
    check_size,
    check_streams,
    check_term,
)


@pytest.mark.parametrize(
    ("term", "state"),
    [("xterm-256color", "ok"), ("tmux", "ok"), ("", "warning"), ("dumb", "warning"), ("linux", "warning")],
)
def test_term(term: str, state: str) -> None:
    found = check_term({"TERM": term} if term else {})
    assert found.state == state
    assert bool(found.remedy) is (state == "warning")


@pytest.mark.parametrize(
    ("environment", "state", "word"),
    [
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "ok", "all"),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, "ok", "all"),
        ({"TERM": "screen-256color"}, "ok", "256"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "ok", "none"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "ok", "256"),
        ({"TERM": "xterm"}, "warning", "16"),
        ({}, "warning", "16"),
    ],
)
def test_colours(environment: dict[str, str], state: str, word: str) -> None:
    found = check_colours(environment)
    assert (found.state, found.found.split()[0].rstrip(",")) == (state, word)


@pytest.mark.parametrize(
    ("size", "state"),
    [((40, 10), "ok"), ((200, 60), "ok"), ((39, 40), "failed"), ((80, 9), "failed"), ((0, 0), "warning")],
)
def test_size(size: tuple[int, int], state: str) -> None:
    assert check_size(*size).state == state


@pytest.mark.parametrize(
    ("environment", "state"),
    [
        ({"LANG": "de_DE.UTF-8"}, "ok"),
        ({"LANG": "C.utf8"}, "ok"),
        ({"LANG": "de_DE.UTF-8@euro"}, "ok"),
        ({"LC_ALL": "C", "LANG": "C.UTF-8"}, "warning"),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, "ok"),
        ({"LC_ALL": "", "LANG": "POSIX"}, "warning"),
        ({"LANG": "ja_JP.eucJP"}, "warning"),
        ({}, "warning"),
    ],
)
def test_locale(environment: dict[str, str], state: str) -> None:
    assert check_locale(environment).state == state


def test_streams() -> None:
    assert check_streams(stdin=True, stdout=True).state == "ok"
    assert check_streams(stdin=True, stdout=False).found == "stdout is no terminal"
    assert check_streams(stdin=False, stdout=False).found == "stdin and stdout are no terminal"


def test_what_lies_between() -> None:
    assert between({}) == ""
    assert between({"TMUX": "/tmp/x"}) == "tmux"
    assert between({"STY": "1.x", "SSH_TTY": "/dev/pts/1"}) == "screen in SSH"
