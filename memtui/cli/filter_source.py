"""A filter as it is given on the command line: text or JSON, as a word, in a file or on stdin."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from memtui.cli.given import STDIN, checked, read_file, read_stdin
from memtui.cli.output import tell
from memtui.cli.table import cells
from memtui.core.display import one_line
from memtui.core.errors import DataError, FilterError
from memtui.core.filter_json import from_json
from memtui.core.filter_text import parse
from memtui.core.filters import Filter
from memtui.ops.jsonl import loads

LONGEST = 1_000_000
"""How many bytes of a file or of stdin are read as a filter."""


def read_text(text: str) -> Filter:
    """The filter that a text means. Raises FilterError; a terminal sees where the mistake is."""
    checked(text, "filter", wrong=FilterError)
    if text.lstrip().startswith("{"):
        raise FilterError("--filter takes a text.", hint="JSON is given with --filter-json.")
    return _read_text(text)


def read_json(given: str) -> Filter:
    """The filter that JSON means: the word itself, or what `@FILE` or `-` (stdin) holds.

    Raises FilterError, with line and column of what is no JSON; NotFoundError for the file.
    """
    return json_filter(content_of(given))


def read_either(given: str) -> Filter:
    """The filter in text, or in JSON where it begins with a brace; `@FILE` and `-` as in `read_json`."""
    content = content_of(given)
    return json_filter(content) if content.lstrip().startswith("{") else _read_text(content)


def json_filter(text: str) -> Filter:
    """The filter that a text in JSON means. Raises FilterError, with line and column of what is no JSON."""
    return from_json(_value(text))


def _read_text(text: str) -> Filter:
    try:
        return parse(text)
    except FilterError as error:
        _point(text, error.column)
        raise


def _value(text: str) -> Any:
    try:
        return loads(text.encode())
    except DataError as error:
        reason = error.message
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        _point(text, error.pos + 1)
        message = (
            f"Line {error.lineno}, column {error.colno}: not JSON, {error.msg[:1].lower()}{error.msg[1:]}."
        )
        raise FilterError(message, column=error.pos + 1) from None
    except (ValueError, RecursionError):
        pass
    raise FilterError(f"The filter's JSON cannot be read: {reason}.")


def content_of(given: str) -> str:
    """What a word stands for: what `@FILE` or `-` (stdin) holds, or itself. Raises as `read_json`."""
    if given == STDIN:
        return read_stdin("filter", most=LONGEST, wrong=FilterError)
    if given.startswith("@"):
        return read_file(Path(given[1:]), "filter", most=LONGEST, wrong=FilterError)
    return checked(given, "filter", wrong=FilterError)


def _point(text: str, column: int | None) -> None:
    """On a terminal, show the text around a column, which counts from 1, and a caret below it."""
    if column is None or not text.strip() or not sys.stderr.isatty():
        return
    width = max(20, shutil.get_terminal_size().columns - 6)
    at = column - 1
    start = max(0, at - width // 2)
    before = "…" if start else ""
    shown = one_line(text[start : start + width].rstrip())
    tell(f"  {before}{shown}\n  {' ' * cells(before + one_line(text[start:at]))}^")
