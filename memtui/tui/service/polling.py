"""Asking again and again, at growing intervals, until something is over."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

FIRST_WAIT, LONGEST_WAIT = 1.0, 10.0
"""Seconds between two questions: each wait is half as long again as the one before."""
PATIENCE = 600.0
"""Seconds of waiting after which nothing is asked any more."""

T = TypeVar("T")


def waits() -> Iterator[float]:
    """Seconds to wait before each further question, until patience is over."""
    wait, waited = FIRST_WAIT, 0.0
    while waited < PATIENCE:
        yield wait
        waited += wait
        wait = min(wait * 1.5, LONGEST_WAIT)


async def poll(ask: Callable[[], Awaitable[T | None]], went: Callable[[float], object]) -> T | None:
    """The first answer that is not None; None when patience is over.

    `went` is told how many seconds have been waited. Errors of `ask` end it.
    """
    waited = 0.0
    answer = await ask()
    for wait in waits():
        if answer is not None:
            break
        went(waited)
        await asyncio.sleep(wait)
        waited += wait
        answer = await ask()
    return answer
