"""A terminal with nobody before it: it runs a program, answers what the program asks, and keeps the time.

Whatever arrives is timed when it is read and drawn (by pyte) only while the program is silent, so that
drawing it is in no figure. Times are seconds of `perf_counter`, sizes bytes.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import termios
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep
from types import TracebackType
from typing import Any

import pyte

COLUMNS, ROWS = 120, 40
KEYS = {
    "down": b"\x1b[B",
    "up": b"\x1b[A",
    "page down": b"\x1b[6~",
    "page up": b"\x1b[5~",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "ctrl+home": b"\x1b[1;5H",
    "ctrl+u": b"\x15",
}
SILENCE = 0.02
"""Seconds after which an answer to a key is over: less than memtui's detail waits before it follows."""
_ALTERNATE = 1049
_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")
_FOREIGN = re.compile(rb"\x1b\[[<=][0-9;]*[A-Za-z]")
"""What pyte would take for text."""
_ASKED = re.compile(rb"\x1b\[(?:\?(?P<mode>\d+)\$p|(?P<what>>?0?c|[56]n|>0?q|1[468]t)|(?P<size>\?2048h))")
_KNOWN_MODES = {b"1000", b"1003", b"1004", b"1006", b"2004", b"2026", b"2048"}
_PIXELS = (ROWS * 16, COLUMNS * 8)
_ANSWERS = {
    b"c": b"\x1b[?62;22c",
    b"0c": b"\x1b[?62;22c",
    b">c": b"\x1b[>1;10;0c",
    b">0c": b"\x1b[>1;10;0c",
    b"5n": b"\x1b[0n",
    b"6n": b"\x1b[1;1R",
    b">q": b"\x1bP>|benchmark\x1b\\",
    b">0q": b"\x1bP>|benchmark\x1b\\",
    b"14t": b"\x1b[4;%d;%dt" % _PIXELS,
    b"16t": b"\x1b[6;16;8t",
    b"18t": b"\x1b[8;%d;%dt" % (ROWS, COLUMNS),
}


class NoAnswerError(Exception):
    """The program did not show in time what it was waited for; the text is its screen."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a key: milliseconds to the first and the last byte, and how many bytes."""

    first: float
    last: float
    size: int


class _Screen(pyte.Screen):
    """A screen that is empty when a program takes the other one, and that can repeat a character."""

    _last = " "

    def set_mode(self, *modes: int, **more: Any) -> None:
        taken = more.get("private") and _ALTERNATE in modes and _ALTERNATE << 5 not in self.mode
        super().set_mode(*modes, **more)
        if taken:
            self.erase_in_display(2)

    def draw(self, data: str) -> None:
        super().draw(data)
        self._last = data[-1:] or self._last

    def repeat(self, count: int | None = None, **_: Any) -> None:
        self.draw(self._last * (count or 1))


class _Stream(pyte.ByteStream):
    csi = pyte.ByteStream.csi | {"b": "repeat"}
    events = pyte.ByteStream.events | {"repeat"}


class Terminal:
    """Runs a program at 120x40 until the `with` block ends; `typed` waits for it before it reads a key."""

    def __init__(self, command: list[str], environment: Mapping[str, str], typed: bytes = b"") -> None:
        self.screen = _Screen(COLUMNS, ROWS)
        self._stream = _Stream(self.screen)
        self._waiting: deque[tuple[float, bytes]] = deque()
        self.raw = bytearray()
        self.last = 0.0
        self.is_alive = True
        self._fd, line = os.openpty()
        fcntl.ioctl(line, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, *_PIXELS[::-1]))
        files = [
            (os.POSIX_SPAWN_OPEN, 0, os.ttyname(line), os.O_RDWR, 0),
            (os.POSIX_SPAWN_DUP2, 0, 1),
            (os.POSIX_SPAWN_DUP2, 0, 2),
        ]
        self.born = perf_counter()
        self.pid = os.posix_spawn(command[0], command, environment, file_actions=files, setsid=True)
        if typed:
            self.write(typed)
        os.close(line)
        os.set_blocking(self._fd, False)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, patience in ((signal.SIGTERM, 2.0), (signal.SIGKILL, 5.0)):
            with suppress(ProcessLookupError):
                os.killpg(self.pid, number)
            end = perf_counter() + patience
            while perf_counter() < end:
                self._listen(0.005)
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    os.close(self._fd)
                    return
                if not self.is_alive:
                    sleep(0.005)
        os.close(self._fd)

    @property
    def size(self) -> int:
        """How many bytes the program has sent so far."""
        return len(self.raw)

    @property
    def text(self) -> str:
        """The lines of the screen, as far as they are drawn."""
        return "\n".join(self.screen.display)

    def takes(self, mode: int) -> bool:
        """Whether the program has set that private mode."""
        return mode << 5 in self.screen.mode

    def write(self, data: bytes) -> None:
        """Type something."""
        with suppress(OSError):
            os.write(self._fd, data)

    def drawn(self, timeout: float = 60.0) -> float:
        """When the first byte came that draws anything. Raises NoAnswerError."""
        end = perf_counter() + timeout
        before = bytearray()
        seen = 0
        while True:
            self._listen(0.01)
            for at, data in list(self._waiting)[seen:]:
                seen += 1
                before += data
                if _ESCAPES.sub(b"", before).strip():
                    return at
            self._check(end)

    def until(self, pattern: str, timeout: float = 60.0) -> float:
        """When the screen first showed that pattern. Raises NoAnswerError."""
        end = perf_counter() + timeout
        wanted = re.compile(pattern)
        at = self.last
        while not wanted.search(self.text):
            while self._listen(0.01) or not self._waiting:
                self._check(end)
            at = self._draw_one()
        return at

    def settle(self, silence: float, timeout: float = 60.0) -> float:
        """When the last byte came before so many seconds of silence; all is drawn then."""
        start = perf_counter()
        while self.is_alive and (now := perf_counter()) - start < timeout:
            left = max(self.last, start) + silence - now
            if left <= 0:
                break
            self._listen(left)
        while self._waiting:
            self._draw_one()
        return self.last

    def press(self, key: bytes, *, silence: float = SILENCE, timeout: float = 2.0) -> Answer | None:
        """What a key brings about: until the screen has changed and is silent again. None for nothing."""
        self.screen.dirty.clear()
        place, size, first = (self.screen.cursor.x, self.screen.cursor.y), self.size, 0.0
        sent = perf_counter()
        self.write(key)
        while self.is_alive and perf_counter() < sent + timeout:
            if self._listen(silence):
                first = first or self._waiting[0][0]
                continue
            while self._waiting:
                self._draw_one()
            if self.screen.dirty or (self.screen.cursor.x, self.screen.cursor.y) != place:
                return Answer((first - sent) * 1000, (self.last - sent) * 1000, self.size - size)
            first = 0.0
        return None

    def type_at(self, rate: float, keys: Sequence[bytes]) -> float:
        """Type so many keys a second (0: all at once), waiting for nothing; when the last one was sent."""
        start = perf_counter()
        for number, key in enumerate(keys):
            while rate and (left := start + number / rate - perf_counter()) > 0:
                self._listen(left)
            self.write(key)
        return perf_counter()

    def resident(self) -> float:
        """The program's resident memory in MiB."""
        return self._status("VmRSS")

    def most_resident(self) -> float:
        """The most that it ever was, in MiB."""
        return self._status("VmHWM")

    def _status(self, name: str) -> float:
        found = re.search(rf"{name}:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text())
        return int(found[1]) / 1024 if found else 0.0

    def _check(self, end: float) -> None:
        if not self.is_alive or perf_counter() > end:
            while self._waiting:
                self._draw_one()
            raise NoAnswerError(self.text.rstrip())

    def _listen(self, seconds: float) -> bool:
        """Wait for output that long and take in all there is; whether there was any."""
        heard = False
        while self.is_alive and select.select([self._fd], [], [], 0.0 if heard else max(seconds, 0.0))[0]:
            try:
                data = os.read(self._fd, 65536)
            except OSError:
                data = b""
            if not data:
                self.is_alive = False
                break
            self.last, heard = perf_counter(), True
            asked_from = max(len(self.raw) - 16, 0)
            old = len(self.raw)
            self.raw += data
            self._waiting.append((self.last, data))
            for asked in _ASKED.finditer(self.raw, asked_from):
                if asked.end() > old:
                    self._answer(asked)
        if not self.is_alive and not heard and seconds > 0:
            sleep(min(seconds, 0.01))
        return heard

    def _answer(self, asked: re.Match[bytes]) -> None:
        if mode := asked["mode"]:
            self.write(b"\x1b[?%b;%d$y" % (mode, 2 if mode in _KNOWN_MODES else 0))
        elif asked["size"]:
            self.write(b"\x1b[48;%d;%d;%d;%dt" % (ROWS, COLUMNS, *_PIXELS))
        else:
            self.write(_ANSWERS[asked["what"]])

    def _draw_one(self) -> float:
        at, data = self._waiting.popleft()
        self._stream.feed(_FOREIGN.sub(b"", data))
        return at


def environment(home: Path) -> dict[str, str]:
    """A terminal's environment and nothing else, with `home` for a home and all that is kept in it."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "TMPDIR") if name in os.environ}
    folders = {f"XDG_{name.upper()}_HOME": str(home / name) for name in ("config", "data", "state", "cache")}
    return kept | folders | {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }  # fmt: skip
