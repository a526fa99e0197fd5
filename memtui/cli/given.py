"""What a word of the command line stands for: itself, or what stdin or a file holds."""

from __future__ import annotations

import sys
from pathlib import Path

from memtui.core.errors import DataError, NotFoundError, UsageError

LONGEST = 50_000_000
"""How many bytes of a file or of stdin are read."""
STDIN = "-"


def text_of(word: str, what: str) -> str:
    """The word itself or, for `-`, what stdin holds. Raises UsageError, DataError."""
    if word == STDIN:
        return _decoded(sys.stdin.buffer.read(LONGEST + 1), what)
    try:
        word.encode()
    except UnicodeEncodeError:
        raise UsageError(f"The {what} is not UTF-8 text.") from None
    return word


def content_of(name: str, what: str) -> str:
    """What a file holds or, for `-`, stdin. Raises NotFoundError, DataError."""
    if name == STDIN:
        return text_of(name, what)
    path = Path(name)
    try:
        with path.open("rb") as file:
            return _decoded(file.read(LONGEST + 1), what)
    except FileNotFoundError:
        raise NotFoundError(f"There is no file {path}.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise DataError(f"{path} cannot be read: {reason}.") from None


def _decoded(raw: bytes, what: str) -> str:
    if len(raw) > LONGEST:
        raise DataError(f"The {what} is longer than {LONGEST:,} bytes.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"The {what} is not UTF-8 text (byte {error.start + 1}).") from None
