"""The statements of a TOML text that is known to be sound, each with its lines and what it says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any, Literal

from memtui.core.values import dataclass

KeyPath = tuple[str, ...]
"""The keys that lead to a value, from the top of the document."""
_LONGEST = 300
"""How many lines one statement may have; what follows a longer one is not looked at."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A header, a key with its value, or a line without either.

    `line` counts from 1; `paths` are the keys, from the top of the document, that it sets: the first is the
    statement's own, the others stand in its value.
    """

    kind: Literal["header", "value", "blank"]
    line: int
    text: str
    paths: tuple[KeyPath, ...]


def statements(text: str) -> Iterator[Statement]:
    """The statements in their order; together their texts are the text.

    A statement is the shortest run of lines that is TOML by itself, so that the grammar is tomllib's.
    """
    table: KeyPath = ()
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    at = 0
    while at < len(lines):
        for end in range(at + 1, min(len(lines), at + _LONGEST) + 1):
            piece = "".join(lines[at:end])
            try:
                said = tomllib.loads(piece)
            except tomllib.TOMLDecodeError:
                continue
            break
        else:
            return
        if not said:
            yield Statement("blank", at + 1, piece, ())
        elif piece.lstrip().startswith("["):
            table = _deepest(said)
            yield Statement("header", at + 1, piece, (table,))
        else:
            yield Statement("value", at + 1, piece, tuple(_paths(said, table)))
        at = end


def lines_of(text: str) -> dict[KeyPath, int]:
    """The line on which each key and each table is written first."""
    found: dict[KeyPath, int] = {}
    for statement in statements(text):
        for path in statement.paths:
            for depth in range(1, len(path) + 1):
                found.setdefault(path[:depth], statement.line)
    return found


def _deepest(said: dict[str, Any]) -> KeyPath:
    path: KeyPath = ()
    inner: Any = said
    while isinstance(inner, dict) and inner:
        (key,) = inner
        path, inner = (*path, key), inner[key]
    return path


def _paths(said: dict[str, Any], table: KeyPath) -> Iterator[KeyPath]:
    for key, value in said.items():
        yield (*table, key)
        if isinstance(value, dict):
            yield from _paths(value, (*table, key))
