"""Something that is done a moment later, unless something else comes first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.message_pump import MessagePump


class Delay:
    """Has `pump` call `then` after some seconds.

    Textual's own timers skip what is overdue: one that could not begin in time, since the machine was busy
    for as long as it lasts, never comes.
    """

    def __init__(self, pump: MessagePump, seconds: float, then: Callable[[], object]) -> None:
        self._handle = asyncio.get_running_loop().call_later(seconds, pump.call_later, then)

    def stop(self) -> None:
        """Let it not happen, if it did not happen yet."""
        self._handle.cancel()
