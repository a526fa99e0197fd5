"""Asking the person at the terminal before anything is done."""

from __future__ import annotations

import sys
from collections.abc import Collection

from memtui.cli.output import tell
from memtui.core.errors import MemtuiError


class DeclinedError(MemtuiError):
    """A person was asked and said no."""


def can_ask(*, stdin_is_taken: bool = False) -> bool:
    """Whether somebody is there to answer; not where stdin brings the data."""
    return not stdin_is_taken and sys.stdin.isatty() and sys.stderr.isatty()


def ask_whether(question: str) -> bool:
    """Ask a question that only `y` or `yes` affirms. Not for use inside an event loop."""
    return _answer(f"{question} [y/N] ").strip().lower() in {"y", "yes"}


def ask_for(question: str, answers: Collection[str]) -> bool:
    """Ask for something to be typed; whether it was one of these. Not for use inside an event loop."""
    return _answer(question) in answers


def _answer(question: str) -> str:
    """What was typed, without the end of its line; empty for what is no text."""
    tell(question, end="")
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:
        line = "\n"
    if not line:
        tell("")
    return line.removesuffix("\n")
