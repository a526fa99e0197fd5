"""A terminal to compare by: pyte, with its own faults mended.

pyte measures each code point alone, drops the rest of a text after a joiner or a variation selector, leaves
half of a wide character that was drawn over in part, and knows neither dim nor hidden text. `Terminal`
measures as Textual does, so that frames look as they were meant; with `narrow` and `apart` it measures what
is put together of several characters otherwise, as many terminals do.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

import pyte
from pyte import modes
from pyte.screens import Char
from rich.cells import cell_len

Graphemes = list[tuple[str, int]]
"""Characters with what combines with them, and their widths: 0 for what belongs to the one before."""

FLAG_LETTERS = {chr(code) for code in range(0x1F1E6, 0x1F200)}


@functools.cache
def as_meant(text: str) -> Graphemes:
    """The graphemes of a text as Textual measures them."""
    found: list[str] = []
    for at, char in enumerate(text):
        is_flag = char in FLAG_LETTERS and bool(found) and found[-1] in FLAG_LETTERS
        if at and (not cell_len(char) or text[at - 1] == "\u200d" or is_flag):
            found[-1] += char
        else:
            found.append(char)
    return [(grapheme, cell_len(grapheme)) for grapheme in found]


def narrow(text: str) -> Graphemes:
    """As a terminal that draws each odd grapheme in one cell."""
    return [(grapheme, 1 if is_disputed(grapheme) and width else width) for grapheme, width in as_meant(text)]


def apart(text: str) -> Graphemes:
    """As a terminal that draws the parts of each odd grapheme apart, emoji wide and the rest narrow."""
    found: Graphemes = []
    for grapheme, width in as_meant(text):
        if not is_disputed(grapheme):
            found.append((grapheme, width))
        else:
            found += [(char, 2 if ord(char) >= 0x1F000 else cell_len(char)) for char in grapheme]
    return found


def is_disputed(grapheme: str) -> bool:
    """Whether the terminals above measure it otherwise than Textual."""
    return len(grapheme) > 1 or ord(grapheme) >= 0x1F000


class Terminal(pyte.Screen):
    """A terminal that measures text by `split`, and takes bytes by `feed`."""

    def __init__(self, width: int, height: int, split: Callable[[str], Graphemes] = as_meant) -> None:
        self._further: frozenset[int] = frozenset()
        super().__init__(width, height)
        self._split = split
        # As Textual's driver tells it.
        self.mode.discard(modes.DECAWM)
        self._stream = pyte.Stream(self)

    def feed(self, data: str) -> None:
        """Take what is written to the terminal."""
        self._stream.feed(data)

    def draw(self, data: str) -> None:
        line = self.buffer[self.cursor.y]
        for text, width in self._split(data):
            if not width:
                at = self.cursor.x - 1
                while at > 0 and not line[at].data:
                    at -= 1
                line[at] = line[at]._replace(data=line[at].data + text)
                continue
            start = min(self.cursor.x, self.columns - width)
            end = start + width
            before = start
            while before > 0 and not line[before].data:
                before -= 1
            for x in (*range(before, start), *range(end, self.columns)):
                if x >= end and line[x].data:
                    break
                line[x] = line[x]._replace(data=" ")
            pen = self.cursor.attrs._replace(fg=f"{self.cursor.attrs.fg} {sorted(self._further)}")
            for x in range(start, end):
                line[x] = pen._replace(data=text if x == start else "")
            self.cursor.x = end

    def select_graphic_rendition(self, *attrs: int, private: bool = False) -> None:
        codes = list(attrs) or [0]
        while codes:
            code = codes.pop(0)
            if code in (38, 48):
                del codes[: 4 if codes[:1] == [2] else 2]
            elif code in (2, 6, 8):
                self._further |= {code}
            elif code == 0:
                self._further = frozenset()
            else:
                self._further -= {22: {2}, 25: {6}, 28: {8}}.get(code, set())
        super().select_graphic_rendition(*attrs)

    @property
    def cells(self) -> list[list[Char]]:
        """Every cell: what it holds, its colours and attributes."""
        return [[_as_drawn(self.buffer[y][x]) for x in range(self.columns)] for y in range(self.lines)]

    @property
    def at(self) -> tuple[int, int]:
        """Row and column of the cursor."""
        return self.cursor.y, min(self.cursor.x, self.columns - 1)


def _as_drawn(char: Char) -> Char:
    """A cell that was cleared as one in which a blank was drawn."""
    return char if char.fg.endswith("]") else char._replace(fg=f"{char.fg} []")


def difference(one: Sequence[Sequence[Char]], other: Sequence[Sequence[Char]]) -> list[str]:
    """The cells that are not the same, in words."""
    return [
        f"row {y} column {x}: {a} is {b}"
        for y, (row, row_other) in enumerate(zip(one, other, strict=True))
        for x, (a, b) in enumerate(zip(row, row_other, strict=True))
        if a != b
    ]
