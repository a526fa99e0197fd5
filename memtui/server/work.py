"""Changes that are under way: each runs to its end, even when whoever asked for it has gone."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Work:
    """The changes that one server is making."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    async def run(self, change: Coroutine[Any, Any, T]) -> T:
        """What comes of the change, which goes on when the caller is cancelled."""
        return await asyncio.shield(self.begin(change))

    def begin(self, change: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """The change, under way."""
        task = asyncio.create_task(change)
        self._tasks.add(task)
        task.add_done_callback(self._over)
        return task

    async def settle(self) -> None:
        """Wait for everything that was begun."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _over(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            # Looked at here, so that asyncio does not complain of an error that nobody is left to hear.
            task.exception()
