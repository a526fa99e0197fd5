"""Rows of text: aligned columns on a terminal, TAB-separated fields anywhere else."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TextIO

from memtui.core.display import one_line
from memtui.core.values import dataclass

_GAP = "  "
_LEAST = 10


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. On a terminal it takes what its cells need, up to `widest`.

    The last column takes what is left; columns with a `narrowest` give way to it where that is little.
    """

    title: str
    widest: int = 0
    narrowest: int | None = None
    right: bool = False


class Table:
    """Turns rows into lines. On a terminal the first rows decide how wide the columns are.

    The lines are for stdout, or for the stream that is given.
    """

    def __init__(self, columns: Sequence[Column], stream: TextIO | None = None) -> None:
        self._columns = columns
        self._widths: list[int] | None = None
        is_terminal = (stream or sys.stdout).isatty()
        self._terminal = shutil.get_terminal_size().columns if is_terminal else None

    def lines(self, rows: Sequence[Sequence[str]]) -> Iterator[str]:
        """The rows as lines, under a header where they come first on a terminal."""
        rows = [[one_line(cell) for cell in row] for row in rows]
        if self._terminal is None:
            yield from ("\t".join(row) for row in rows)
            return
        if self._widths is None:
            self._widths = self._measured(rows, self._terminal)
            yield self._aligned([column.title for column in self._columns], self._widths)
        for row in rows:
            yield self._aligned(row, self._widths)

    def _measured(self, rows: Sequence[Sequence[str]], terminal: int) -> list[int]:
        widths = [
            min(column.widest, max(len(column.title), *(cells(row[at]) for row in rows)))
            for at, column in enumerate(self._columns[:-1])
        ]
        left = terminal - sum(widths) - len(_GAP) * len(widths)
        for at, column in enumerate(self._columns[:-1]):
            if column.narrowest is not None:
                given = max(0, min(widths[at] - column.narrowest, terminal // 3 - left))
                widths[at] -= given
                left += given
        return [*widths, max(_LEAST, left)]

    def _aligned(self, row: Sequence[str], widths: Sequence[int]) -> str:
        fitted = (
            fit(cell, width, right=column.right)
            for cell, width, column in zip(row, widths, self._columns, strict=True)
        )
        return _GAP.join(fitted).rstrip()


def cells(text: str) -> int:
    """How many terminal cells a text takes."""
    return len(text) if text.isascii() else sum(map(_cells_of, text))


def fit(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly `width` cells: cut with an ellipsis, or filled up."""
    taken = cells(text)
    if taken > width:
        kept, taken = "", 1
        for char in text:
            if taken + _cells_of(char) > width:
                break
            kept += char
            taken += _cells_of(char)
        text = kept + "…"
    return " " * (width - taken) + text if right else text + " " * (width - taken)


def _cells_of(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
