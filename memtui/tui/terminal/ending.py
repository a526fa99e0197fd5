"""An end that is not the person's: a signal, or a terminal that is gone.

What is being written is brought to an end first, for a short while; what is not through by then is in the
journal, where the next memtui finds it.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

GRACE = 3.0
"""Seconds that the batch in hand has to be answered."""
_LONGEST = GRACE + 2.0
"""Seconds after which memtui ends whatever happens."""
_ENDING = ("SIGTERM", "SIGHUP")
_HUNG_UP = 1
"""The number of SIGHUP, also where there is none."""


class Ending:
    """From entering to leaving, what ends memtui from outside is told to whoever `listen`s, once.

    Before anybody listens, signals do what they did before. `code` is then the exit code.
    """

    def __init__(self) -> None:
        self.code: int | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tell: Callable[[], object] = _nobody
        self._before: dict[int, Any] = {}
        self._guard: threading.Timer | None = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for name in _ENDING:
                number = getattr(signal, name, None)
                if number is not None:
                    self._before[number] = signal.signal(number, self._signalled)
        return self

    def listen(self, tell: Callable[[], object]) -> None:
        """Have `tell` called from the running loop when memtui is to end."""
        self._tell, self._loop = tell, asyncio.get_running_loop()

    def hung_up(self) -> None:
        """The terminal is gone. May be called from any thread."""
        self._end(_HUNG_UP)

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        before = self._before[number]
        if self._loop is None and callable(before):
            before(number, frame)
        self._end(number)

    def _end(self, number: int) -> None:
        if self.code is not None or self._loop is None:
            return
        self.code = 128 + number
        # Also where the loop is stuck, or has been closed this very moment.
        self._guard = threading.Timer(_LONGEST, os._exit, (self.code,))
        self._guard.daemon = True
        self._guard.start()
        try:
            self._loop.call_soon_threadsafe(self._tell)
        except RuntimeError:
            return

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._guard is not None:
            self._guard.cancel()
        for number, handler in self._before.items():
            signal.signal(number, handler)


def watch(descriptor: int, gone: Callable[[], object]) -> None:
    """Call `gone`, from a thread of its own, when the other side of a terminal is closed.

    No signal tells that to a program that is not the terminal's own, and a read tells it only as a line that
    ends, again and again. Where the system cannot watch a terminal, this does nothing.
    """
    if not hasattr(select, "poll"):
        return
    poll = select.poll()
    poll.register(descriptor, 0)

    def wait() -> None:
        if any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll()):
            gone()

    threading.Thread(target=wait, name="memtui-hangup", daemon=True).start()


def _nobody() -> None:
    """Nobody listens."""
