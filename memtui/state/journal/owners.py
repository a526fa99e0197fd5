"""Which operations are being carried out right now, by this memtui or another.

A lock on one byte of a file beside the journal stands for one operation. The system gives it back when
its process ends, however it ends: an operation that is `running` without a lock was interrupted.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_here: set[tuple[Path, int]] = set()
"""What this process carries out: its own locks never stand in its way."""
_files: dict[Path, int] = {}
"""Never closed: closing any descriptor of a file gives back all locks that the process has on it."""


class Owners:
    """The locks of one journal."""

    def __init__(self, journal: Path) -> None:
        self._path = journal.absolute().with_name(f"{journal.name}.lock")

    def claim(self, operation: int) -> bool:
        """Take an operation for this process; False when another one has it."""
        if not self.is_mine(operation) and not self._lock(operation):
            return False
        _here.add((self._path, operation))
        return True

    def is_mine(self, operation: int) -> bool:
        """Whether this process has it."""
        return (self._path, operation) in _here

    def release(self, operation: int) -> None:
        """Give an operation back."""
        _here.discard((self._path, operation))
        if self._path in _files and sys.platform != "win32":
            fcntl.lockf(_files[self._path], fcntl.LOCK_UN, 1, operation)

    def is_owned(self, operation: int) -> bool:
        """Whether somebody is carrying it out."""
        if self.is_mine(operation):
            return True
        if not self._lock(operation):
            return True
        self.release(operation)
        return False

    def _lock(self, operation: int) -> bool:
        if sys.platform == "win32":
            return True
        if self._path not in _files:
            _files[self._path] = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.lockf(_files[self._path], fcntl.LOCK_EX | fcntl.LOCK_NB, 1, operation)
        except OSError:
            return False
        return True
