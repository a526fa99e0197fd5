"""An ordered end (kill, a closed terminal) while the event loop runs."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

_NAMES = ("SIGTERM", "SIGHUP")


@contextmanager
def cancelling_signals() -> Iterator[list[int]]:
    """Let these signals cancel the present task, as ctrl+c does; the list tells which one came.

    An exception out of a signal's handler would end the event loop wherever it happens to be, and leave
    threads at work on a store that is being closed.
    """
    came: list[int] = []
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def end(number: int) -> None:
        came.append(number)
        if task is not None:
            task.cancel()

    before = {}
    for name in _NAMES:
        number = getattr(signal, name, None)
        if number is not None:
            old = signal.getsignal(number)
            try:
                loop.add_signal_handler(number, end, int(number))
            except (NotImplementedError, RuntimeError, ValueError):
                # Not on this system, or not on the main thread: the handler that is there stays.
                continue
            before[number] = old
    try:
        yield came
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)
