"""What is printed: data on stdout, narration on stderr.

Text for people is neutralised before it comes here (`memtui.core.display`). JSON is raw; on a terminal,
characters that would not simply be drawn are written as `\\u` escapes, which mean the same.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from memtui.core.display import neutralise
from memtui.core.errors import MemtuiError
from memtui.ops.jsonl import dumps


class OutputError(MemtuiError):
    """Standard output takes no more: a full disk behind a redirection, for one."""


def put(text: str) -> None:
    """Write data on stdout as it is. Raises OutputError, and BrokenPipeError when nobody reads any more."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"The output cannot be written: {error.strerror}.") from error


def put_file(text: str) -> None:
    """Write a piece of a file on stdout; on a terminal with marks for what it would obey."""
    if sys.stdout.isatty():
        text = neutralise(text.replace("\r\n", "\n")).expandtabs()
    encoding = sys.stdout.encoding or "utf-8"
    put(text.encode(encoding, "backslashreplace").decode(encoding))


def flush() -> None:
    """Hand over what has been written. Raises as `put` does."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"The output cannot be written: {error.strerror}.") from error


def emit(line: str) -> None:
    """Print one line for people; what the stream's encoding cannot carry becomes an escape."""
    encoding = sys.stdout.encoding or "utf-8"
    put(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def emit_json(value: Any, *, indent: int | None = None) -> None:
    """Print a value as JSON and end the line."""
    put(json_text(value, indent=indent) + "\n")


def json_text(value: Any, *, indent: int | None = None) -> str:
    """`value` as JSON that stdout can carry."""
    text = dumps(value, encoding=sys.stdout.encoding or "utf-8", indent=indent)
    return neutralise(text, _escaped) if sys.stdout.isatty() else text


def tell(text: str, *, end: str = "\n") -> None:
    """Say something on stderr: one line, or several; a question has no `end`."""
    flush()
    encoding = sys.stderr.encoding or "utf-8"
    shown = neutralise(text).encode(encoding, "backslashreplace").decode(encoding)
    sys.stderr.write(shown + end)
    sys.stderr.flush()


def _escaped(char: str) -> str:
    return "\\u007f" if char == "\x7f" else json.dumps(char)[1:-1]
