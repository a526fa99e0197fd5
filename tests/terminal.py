"""memtui in a terminal of its own: a pty, with an emulator that shows what a person would see."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyte

ROOT = Path(__file__).parents[1]
_PATIENCE = 30
"""Seconds after which what does not come is given up."""


class Terminal:
    """A terminal in which a program runs."""

    def __init__(self, process: subprocess.Popen[bytes], descriptor: int, columns: int, lines: int) -> None:
        self.process = process
        self.sent = b""
        """All that the program wrote."""
        self._descriptor = descriptor
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def lines(self) -> list[str]:
        """The screen, line by line."""
        # pyte's own `display` stumbles over wide characters that were written over by half.
        rows = (self._screen.buffer[y] for y in range(self._screen.lines))
        return ["".join(row[x].data for x in range(self._screen.columns)).rstrip() for row in rows]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    @property
    def settings(self) -> list[Any]:
        """The terminal's settings."""
        return termios.tcgetattr(self._descriptor)

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._descriptor, keys.encode())

    def until(self, holds: Callable[[Terminal], bool]) -> None:
        """Read what the program writes until this holds."""
        while not holds(self):
            if not self._read():
                raise AssertionError("the program ended, or shows something else:\n" + "\n".join(self.lines))

    def resize(self, columns: int, lines: int) -> None:
        """Have another size from now on, and tell the program."""
        self._screen.resize(lines, columns)
        termios.tcsetwinsize(self._descriptor, (lines, columns))
        self.process.send_signal(signal.SIGWINCH)

    def close(self) -> None:
        """Vanish, as a window that is closed; the program, whose own terminal this is not, gets no signal."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def end(self) -> int:
        """Read what the program writes until it ends; its exit code."""
        while self._read():
            pass
        return self.process.wait(_PATIENCE)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._descriptor], [], [], _PATIENCE)
        data = b""
        with suppress(OSError):
            data = os.read(self._descriptor, 65536) if ready else b""
        self.sent += data
        # What pyte takes for text: private modes of the keyboard protocol.
        self._stream.feed(data.replace(b"\x1b[>25u", b"").replace(b"\x1b[<u", b""))
        return bool(data)


@contextmanager
def running(
    command: Sequence[str | Path], home: Path, *, columns: int = 80, lines: int = 24, **environment: str
) -> Iterator[Terminal]:
    """A Python program in a terminal of its own."""
    ours, theirs = os.openpty()
    termios.tcsetwinsize(ours, (lines, columns))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MEM0_", "MEMTUI_"))}
    folders = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"), str(home))
    process = subprocess.Popen(
        [sys.executable, *map(str, command)],
        cwd=ROOT,
        env={**kept, **folders, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    terminal = Terminal(process, ours, columns, lines)
    try:
        yield terminal
    finally:
        process.kill()
        process.wait()
        terminal.close()
