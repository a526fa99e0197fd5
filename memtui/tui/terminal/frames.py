"""Reading a frame: the text that Textual writes to draw, as cells of a grid."""

from __future__ import annotations

import re
from dataclasses import field

from memtui.core.values import dataclass
from memtui.tui.terminal.cells import cells_of, is_plain
from memtui.tui.terminal.grid import Grid
from memtui.tui.terminal.pens import DEFAULT, Pens

# Moves and pens, each with the text up to the next sequence; the last one is whatever is not known.
_TOKENS = re.compile(
    r"\x1b\[([0-9;]*)([Hm])([^\x00-\x1f\x7f-\x9f]*)|(\n)|([^\x00-\x1f\x7f-\x9f]+)|([\x00-\x1f\x7f-\x9f])"
).findall
_PLACE = re.compile("([0-9]{0,5})(?:;([0-9]{0,5}))?").fullmatch


@dataclass(slots=True)
class Drawn:
    """What a frame did: the rows that it drew in, and where it left the cursor (row and column from 0)."""

    rows: set[int] = field(default_factory=set)
    cursor: tuple[int, int] | None = None


def draw(frame: str, grid: Grid, pens: Pens) -> Drawn | None:
    """Draw a frame into the grid, beginning with the default pen.

    None where it is not such a frame or does not fit: the grid is then half drawn, and good for nothing. A
    frame must move before it draws; a new line within it is a move to the next row, and not at the foot of
    the screen, where it would scroll.
    """
    drawn = Drawn()
    rows, width, height = drawn.rows, grid.width, grid.height
    pen, y, x = DEFAULT, -1, 0
    for parameters, kind, text, newline, more, other in _TOKENS(frame):
        if other:
            return None
        if kind == "m":
            after = pens.after(pen, parameters)
            if after is None:
                return None
            pen = after
        elif kind:
            place = _PLACE(parameters)
            if place is None:
                return None
            y, x = int(place[1] or 1) - 1, int(place[2] or 1) - 1
            if not (0 <= y < height and 0 <= x < width):
                return None
        elif newline:
            y, x = y + 1, 0
            if not 0 < y < height:
                return None
            continue
        else:
            text = more
        if not text:
            continue
        if y < 0:
            return None
        rows.add(y)
        if text.isascii() or is_plain(text):
            end = x + len(text)
            if end > width:
                return None
            grid.put(y, x, text, pen)
            x = end
            continue
        told = cells_of(text)
        if told is None:
            return None
        lead, cells = told
        end = x + len(cells)
        if end > width or (lead and not grid.combine(y, x, lead)):
            return None
        if cells:
            grid.put_cells(y, x, cells, pen)
        x = end
    if pen != DEFAULT:
        return None
    if y >= 0:
        drawn.cursor = y, min(x, width - 1)
    return drawn
