"""Being a job of a shell: ctrl+z gives the terminal back and stops, `fg` takes it again.

Textual's own handlers do their work wherever they interrupt the program, also in the middle of a frame, and
take whatever continues a program, such as what the system sends after SIGHUP, for the end of a stop.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType


class Job:
    """Stops this program, with the terminal given back by `release` and taken again by `take`.

    Made where the event loop runs, for the terminal `descriptor`. Where it does not hold the terminal, by
    `holds`, since an editor has it, the program is only stopped. `is_stopped` stays true until the terminal
    is taken again. What `is_ending` stops no more, and needs no terminal.
    """

    def __init__(
        self,
        descriptor: int,
        *,
        holds: Callable[[], bool],
        release: Callable[[], object],
        take: Callable[[], object],
        is_ending: Callable[[], bool],
    ) -> None:
        self.is_stopped = False
        self._descriptor = descriptor
        self._holds, self._release, self._take = holds, release, take
        self._is_ending = is_ending
        self._loop = asyncio.get_running_loop()
        if sys.platform != "win32":
            signal.signal(signal.SIGTSTP, self._asked)
            signal.signal(signal.SIGCONT, self._continued)

    def _asked(self, number: int, frame: FrameType | None) -> None:
        if not self._holds():
            _stop()
        elif is_job():
            self._soon(lambda: self._give(_stop))

    def _continued(self, number: int, frame: FrameType | None) -> None:
        if self.is_stopped:
            self._soon(self._again)

    def _soon(self, what: Callable[[], object]) -> None:
        # Between two frames, not within one.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(what)

    def stop(self) -> None:
        """Stop, together with whatever was started with this program, such as what wraps it."""
        # They stop at once, and then the shell takes the terminal: it must have been given back by then.
        self._give(_stop_all)

    def _give(self, stop: Callable[[], object]) -> None:
        if self.is_stopped or not self._holds() or sys.platform == "win32":
            return
        # Where the shell has taken the terminal already, giving it back would stop this half-way.
        before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        try:
            self._release()
        finally:
            signal.signal(signal.SIGTTOU, before)
        self.is_stopped = True
        stop()

    def _again(self) -> None:
        if not self.is_stopped or self._is_ending():
            return
        if not self._is_in_front():
            # Continued in the background, where there is nothing to show it on.
            _stop()
            return
        self.is_stopped = False
        self._take()

    def _is_in_front(self) -> bool:
        if sys.platform == "win32":
            return True
        try:
            return os.tcgetpgrp(self._descriptor) == os.getpgrp()
        except OSError:
            # Not the terminal of this session: nobody else can have it.
            return True


def is_job() -> bool:
    """Whether there is a shell that can continue this program once it has stopped."""
    if sys.platform == "win32":
        return False
    session = os.getsid(0)
    return os.getpgrp() != session and os.getsid(os.getppid()) == session


def _stop_all() -> None:
    if sys.platform != "win32":
        # Also this program, whose handler then finds that it holds no terminal.
        os.kill(0, signal.SIGTSTP)


def _stop() -> None:
    if sys.platform != "win32":
        os.kill(os.getpid(), signal.SIGSTOP)
