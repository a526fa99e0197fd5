"""One connection and the one thread that uses it, so that a slow question never stops the screen."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from memtui.sqlite_files import store_errors

T = TypeVar("T")


class Lane:
    """Runs blocking work on a connection, one piece after another, off the event loop.

    Cancelling the caller interrupts the statement that runs for it. Unless one is given, the connection
    is opened by the first piece of work, on the lane's own thread.
    """

    def __init__(
        self,
        path: Path,
        connect: Callable[[], sqlite3.Connection],
        connection: sqlite3.Connection | None = None,
    ) -> None:
        self._path = path
        self._connect = connect
        self._connection = connection
        self._at_work: object = None
        self._guard = threading.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    async def run(self, work: Callable[[sqlite3.Connection], T], *, interruptible: bool = True) -> T:
        """The result of `work(connection)`. Raises StoreError for what SQLite reports."""

        def piece() -> T:
            with store_errors(self._path):
                if self._connection is None:
                    self._connection = self._connect()
                self._at_work = piece
                try:
                    return work(self._connection)
                finally:
                    with self._guard:
                        self._at_work = None

        future = self._thread.submit(piece)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if not future.cancel() and interruptible:
                # Only the piece that was cancelled may be interrupted, never the one after it.
                with self._guard:
                    if self._at_work is piece and self._connection is not None:
                        self._connection.interrupt()
            raise

    def close(self) -> None:
        """Finish the piece at work and close the connection. Safe to call twice."""
        self._thread.shutdown(wait=True)
        if self._connection is not None:
            self._connection.close()
            self._connection = None
