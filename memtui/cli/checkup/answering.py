"""Whether the terminal answers when it is asked what it is, as every terminal since the VT100 does."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from memtui.cli.checkup.terminal import AREA
from memtui.core.diagnosis import Check, Diagnosis

if sys.platform != "win32":
    import termios
    import tty

PATIENCE, REMOTE_PATIENCE = 0.2, 1.0
"""Seconds that a terminal has; one at the other end of a line has more, lest its answer come afterwards."""
_QUESTION = b"\x1b[c"
_ANSWER = re.compile(rb"\x1b\[\?([0-9;]*)c")
_CHECK = Check(AREA, "keys")


def check_answer(source: int, target: int, patience: float = PATIENCE) -> Diagnosis:
    """Ask the terminal behind two descriptors; its settings are as before afterwards."""
    if sys.platform == "win32":
        return _CHECK.ok("not asked on Windows")
    try:
        with _unechoed(source):
            os.write(target, _QUESTION)
            answer = _read(source, patience)
    except (OSError, termios.error):
        return _CHECK.warning("the terminal cannot be asked", "Try another terminal if some keys do nothing.")
    if answer is None:
        return _CHECK.warning(
            f"the terminal does not answer within {patience:g} s",
            "Try another terminal, or a newer tmux or screen, if some keys do nothing.",
        )
    return _CHECK.ok(f"the terminal answers (attributes {answer or 'none'})")


@contextmanager
def _unechoed(descriptor: int) -> Iterator[None]:
    """Raw mode: the answer, which arrives as if it was typed, is neither drawn nor kept for a line's end."""
    if sys.platform == "win32":
        yield
        return
    before = termios.tcgetattr(descriptor)
    try:
        # What is typed ahead stays.
        tty.setraw(descriptor, termios.TCSADRAIN)
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _read(descriptor: int, patience: float) -> str | None:
    """The numbers of the answer; None when it does not come in time."""
    typed, end = b"", time.monotonic() + patience
    while (left := end - time.monotonic()) > 0:
        ready, _, _ = select.select([descriptor], [], [], left)
        piece = os.read(descriptor, 1024) if ready else b""
        if not piece:
            return None
        typed += piece
        if found := _ANSWER.search(typed):
            return found[1].decode()
    return None
