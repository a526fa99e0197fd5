"""The question is asked in a real pty, whose other end the test holds."""

from __future__ import annotations

import os
import termios
import threading
from collections.abc import Iterator

import pytest

from memtui.cli.checkup.answering import check_answer


@pytest.fixture
def pty() -> Iterator[tuple[int, int]]:
    ours, theirs = os.openpty()
    yield ours, theirs
    os.close(ours)
    os.close(theirs)


def answering(ours: int, answer: bytes) -> threading.Thread:
    """Answer once the question has come."""

    def wait() -> None:
        seen = b""
        while b"\x1b[c" not in seen:
            seen += os.read(ours, 100)
        os.write(ours, answer)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


@pytest.mark.parametrize(
    ("answer", "numbers"), [(b"\x1b[?62;4;52c", "62;4;52"), (b"typed\x1b[?6cmore", "6"), (b"\x1b[?c", "none")]
)
def test_a_terminal_that_answers(pty: tuple[int, int], answer: bytes, numbers: str) -> None:
    ours, theirs = pty
    before = termios.tcgetattr(theirs)
    thread = answering(ours, answer)
    found = check_answer(theirs, theirs, patience=30)
    thread.join()
    assert (found.state, found.found) == ("ok", f"the terminal answers (attributes {numbers})")
    assert termios.tcgetattr(theirs) == before


def test_a_terminal_that_does_not(pty: tuple[int, int]) -> None:
    ours, theirs = pty
    before = termios.tcgetattr(theirs)
    found = check_answer(theirs, theirs, patience=0.01)
    assert (found.state, found.found) == ("warning", "the terminal does not answer within 0.01 s")
    assert termios.tcgetattr(theirs) == before
    assert os.read(ours, 100) == b"\x1b[c"


def test_what_is_no_terminal() -> None:
    source, target = os.pipe()
    try:
        assert check_answer(source, target).found == "the terminal cannot be asked"
    finally:
        os.close(source)
        os.close(target)
