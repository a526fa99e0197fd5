"""What a word of the command line stands for: itself, or what stdin or a file holds."""

from __future__ import annotations

import sys
from pathlib import Path

from memtui.core.errors import DataError, MemtuiError, NotFoundError, UsageError

LONGEST = 50_000_000
"""How many bytes of a file or of stdin are read, if nothing else is said."""
STDIN = "-"


def memory_text(word: str, *, hint: str = "") -> str:
    """The text of a memory: the word or, for `-`, what stdin holds but for the end of its last line.

    Raises UsageError, DataError.
    """
    text = text_of(word, "text")
    text = text.removesuffix("\n") if word == STDIN else text
    if not text.strip():
        raise UsageError("A memory needs a text.", hint=hint)
    return text


def text_of(word: str, what: str) -> str:
    """The word itself or, for `-`, what stdin holds. Raises UsageError, DataError."""
    return read_stdin(what) if word == STDIN else checked(word, what)


def content_of(name: str, what: str) -> str:
    """What a file holds or, for `-`, stdin. Raises NotFoundError, DataError."""
    return read_stdin(what) if name == STDIN else read_file(Path(name), what)


def checked(word: str, what: str, *, wrong: type[MemtuiError] = UsageError) -> str:
    """The word, if it is a text. Raises `wrong`."""
    try:
        word.encode()
    except UnicodeEncodeError:
        raise wrong(f"The {what} is not UTF-8 text.") from None
    return word


def read_stdin(what: str, *, most: int = LONGEST, wrong: type[MemtuiError] = DataError) -> str:
    """The text on stdin. Raises `wrong` for what is longer than `most` bytes, or no text."""
    return _decoded(sys.stdin.buffer.read(most + 1), what, most, wrong)


def read_file(path: Path, what: str, *, most: int = LONGEST, wrong: type[MemtuiError] = DataError) -> str:
    """The text in a file. Raises NotFoundError, DataError, and `wrong` as `read_stdin`."""
    try:
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except FileNotFoundError:
        raise NotFoundError(f"There is no file {path}.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise DataError(f"{path} cannot be read: {reason}.") from None
    return _decoded(raw, what, most, wrong)


def _decoded(raw: bytes, what: str, most: int, wrong: type[MemtuiError]) -> str:
    if len(raw) > most:
        raise wrong(f"The {what} is longer than {most:,} bytes.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise wrong(f"The {what} is not UTF-8 text (byte {error.start + 1}).") from None
