"""The way to the terminal: bytes written in the background, until there is nobody left to read them."""

from __future__ import annotations

import os
from collections.abc import Callable
from queue import Empty, Full, Queue
from threading import Thread

_MOST_WAITING = 30
"""Writes that wait for a slow terminal before whoever draws has to wait too."""
_LOOK_AGAIN = 0.5
"""Seconds after which a writer that waits looks whether the terminal is still there."""
_PATIENCE = 1.0
"""Seconds that a terminal has to take what is left when this is closed."""


class Output:
    """Writes text to the file `descriptor`, in order.

    When it cannot be written to any longer, `gone` is called once, in a thread of its own, and what is
    written from then on is dropped. A terminal that only halts (ctrl+s, a stalled line) is waited for.
    """

    def __init__(self, descriptor: int, gone: Callable[[], object]) -> None:
        self._descriptor = descriptor
        self._gone = gone
        self._queue: Queue[str | None] = Queue(_MOST_WAITING)
        self._is_open = True
        self._thread = Thread(target=self._run, name="memtui-output", daemon=True)
        self._thread.start()

    def write(self, text: str) -> None:
        """Have a text written after those before."""
        while self._is_open:
            try:
                self._queue.put(text, timeout=_LOOK_AGAIN)
            except Full:
                continue
            return

    def drop(self) -> None:
        """Write nothing any longer, not even what is waiting."""
        self._is_open = False

    def close(self) -> None:
        """Write what is left, as far as the terminal takes it within a second."""
        if self._is_open:
            try:
                self._queue.put(None, timeout=_PATIENCE)
            except Full:
                self.drop()
        else:
            self._empty()
            self._queue.put(None)
        self._thread.join(_PATIENCE)
        self._is_open = False

    def _run(self) -> None:
        while (text := self._queue.get()) is not None:
            if not self._is_open:
                continue
            try:
                self._send(text.encode("utf-8", "replace"))
            except OSError:
                self._is_open = False
                self._gone()

    def _send(self, data: bytes) -> None:
        while data and self._is_open:
            data = data[os.write(self._descriptor, data) :]

    def _empty(self) -> None:
        try:
            while True:
                self._queue.get_nowait()
        except Empty:
            pass
