"""A count on the terminal's last line while something long runs."""

from __future__ import annotations

import shutil
import sys
import time

from memtui.core.display import one_line

_SECONDS_BETWEEN = 0.1


class Progress:
    """A count on stderr that is painted over as it grows, and wiped at the end; silent off a terminal.

    Use it as a context manager and call it with each new count.
    """

    def __init__(self, what: str, total: int | None = None) -> None:
        self._what = what
        self._of = "" if total is None else f" of {total:,}"
        self._shown = sys.stderr.isatty()
        self._painted = 0
        self._next = time.monotonic() + _SECONDS_BETWEEN

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._painted:
            sys.stderr.write("\r" + " " * self._painted + "\r")
            sys.stderr.flush()

    def __call__(self, done: int, waiting: str = "") -> None:
        """Paint the count, at most ten times a second; at once where it says why the work stands still."""
        if not self._shown or (not waiting and time.monotonic() < self._next):
            return
        text = f"{self._what} {done:,}{self._of}" + (f" ({one_line(waiting)})" if waiting else "")
        width = shutil.get_terminal_size().columns - 1
        text = text[: max(width, 1)]
        sys.stderr.write("\r" + text.ljust(self._painted))
        sys.stderr.flush()
        self._painted = len(text)
        self._next = time.monotonic() + _SECONDS_BETWEEN
