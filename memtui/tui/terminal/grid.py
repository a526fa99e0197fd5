"""A screen as a grid of cells."""

from __future__ import annotations

from collections.abc import Sequence

from memtui.tui.terminal.cells import SHADOW
from memtui.tui.terminal.pens import DEFAULT, UNKNOWN

NOTHING = "\0"
"""What a cell holds of which nothing is known; its pen is unknown too."""


class Grid:
    """`width` times `height` cells, of which nothing is known at first.

    `texts` and `pens` are rows of cells: what is drawn there and the number of its pen. `is_mixed` says of
    each row whether it may hold wide or odd characters. A text that is put must fit into its row.
    """

    __slots__ = ("height", "is_mixed", "pens", "texts", "width")

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.forget()

    def forget(self) -> None:
        """Know nothing of any cell."""
        self.texts = [[NOTHING] * self.width for _ in range(self.height)]
        self.pens = [[UNKNOWN] * self.width for _ in range(self.height)]
        self.is_mixed = [False] * self.height

    def is_mostly_blank(self) -> bool:
        """Whether a good part of it is what a terminal shows that was cleared."""
        blank = sum(
            text == " " and pen == DEFAULT
            for texts, pens in zip(self.texts, self.pens, strict=True)
            for text, pen in zip(texts, pens, strict=True)
        )
        return blank * 4 > self.width * self.height

    def clear(self) -> None:
        """Hold what a terminal shows that was cleared."""
        self.texts = [[" "] * self.width for _ in range(self.height)]
        self.pens = [[DEFAULT] * self.width for _ in range(self.height)]
        self.is_mixed = [False] * self.height

    def put(self, y: int, x: int, text: str, pen: int) -> None:
        """Draw a text of which each character is a cell."""
        end = x + len(text)
        if self.is_mixed[y]:
            self._part(y, x, end)
        self.texts[y][x:end] = text
        self.pens[y][x:end] = [pen] * len(text)

    def put_cells(self, y: int, x: int, cells: Sequence[str], pen: int) -> None:
        """Draw cells, wide ones with their shadows."""
        end = x + len(cells)
        self._part(y, x, end)
        self.texts[y][x:end] = cells
        self.pens[y][x:end] = [pen] * len(cells)
        self.is_mixed[y] = True

    def combine(self, y: int, x: int, text: str) -> bool:
        """Add to the character before a cell; whether there is one."""
        row = self.texts[y]
        x -= 1
        while x >= 0 and row[x] == SHADOW:
            x -= 1
        if x < 0 or row[x] == NOTHING:
            return False
        row[x] += text
        self.is_mixed[y] = True
        return True

    def take(self, other: Grid, y: int) -> None:
        """Make a row that of another grid of the same size."""
        self.texts[y] = other.texts[y].copy()
        self.pens[y] = other.pens[y].copy()
        self.is_mixed[y] = other.is_mixed[y]

    def _part(self, y: int, x: int, end: int) -> None:
        """Blank the other halves of wide characters that are drawn over in part, as terminals do."""
        row = self.texts[y]
        if row[x] == SHADOW:
            start = x
            while row[start] == SHADOW and start:
                start -= 1
            row[start:x] = " " * (x - start)
        while end < self.width and row[end] == SHADOW:
            row[end] = " "
            end += 1
