"""The end of a program at a chosen step, as by a SIGKILL, and a journal whose writes are such steps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from memtui.core.errors import (
    StoreError,
)
from memtui.state.journal import Journal


class Killed(BaseException):
    """The program ends here."""


class Fate:
    """Counts the steps of a program, and ends it before a chosen one: nothing goes on after that."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.last: int | None = None

    def step(self, name: str) -> None:
        """Go on, unless this is where it ends."""
        if self.last is not None and len(self.steps) >= self.last:
            raise Killed
        self.steps.append(name)


class WatchedJournal(Journal):
    """A journal whose writes are steps, and whose disk may be full."""

    fate: Fate
    is_full = False

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        self.fate.step("before journal")
        if self.is_full:
            raise StoreError("The disk is full.")
        with super()._writing() as connection:
            yield connection
        self.fate.step("after journal")

    @classmethod
    def quick(cls, path: Path, fate: Fate) -> WatchedJournal:
        """One that does not wait for the disk, which tests do not take away."""
        journal = cls.open(path)
        assert isinstance(journal, WatchedJournal)
        journal.fate = fate
        journal._connection.execute("PRAGMA synchronous = OFF")
        return journal
