"""Work that an ordered end (kill, a closed terminal) cancels, as ctrl+c does.

An exception out of a signal's handler would end the event loop wherever it happens to be, and leave
threads at work on a store that is being closed.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

_NAMES = ("SIGTERM", "SIGHUP")

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run this to its end in an event loop of its own.

    Raises SystemExit with 128 + the signal's number when a signal cancelled it, and what `work` raises.
    """

    async def cancellable() -> T:
        with _cancelling_signals() as ended_by:
            try:
                return await work
            except asyncio.CancelledError:
                if not ended_by:
                    raise
                raise SystemExit(128 + ended_by[0]) from None

    return asyncio.run(cancellable())


@contextmanager
def _cancelling_signals() -> Iterator[list[int]]:
    """Let the signals cancel the present task; the list tells which one came."""
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
