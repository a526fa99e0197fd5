"""Sending: the fewest bytes that make what the terminal shows what it is meant to show."""

from __future__ import annotations

from collections.abc import Iterable

from memtui.tui.terminal.cells import SHADOW, is_certain, is_odd
from memtui.tui.terminal.changes import Stretch, by_pen, is_same, stretches
from memtui.tui.terminal.grid import NOTHING, Grid
from memtui.tui.terminal.pens import DEFAULT, UNKNOWN, Pens

_BRIDGE = 5
"""Cells that may be cheaper to send again than to move across."""


class Sender:
    """Knows the terminal's pen and cursor (row and column from 0), and puts together what to send.

    Only sequences that every terminal has are sent: cursor moves, colours and attributes.
    """

    def __init__(self, pens: Pens) -> None:
        self._pens = pens
        self.forget()

    def forget(self) -> None:
        """Know nothing of the pen and the cursor."""
        self._pen = UNKNOWN
        self._cursor: tuple[int, int] | None = None
        self._is_certain = False

    def reset(self) -> str:
        """What makes the pen the default, for what others are to draw."""
        way = self._pens.way(self._pen, DEFAULT)
        self._pen = DEFAULT
        return way

    def rows(self, meant: Grid, shown: Grid, rows: Iterable[int]) -> str:
        """What makes these rows what is meant; `shown` is made the same."""
        out: list[str] = []
        wanted: list[Stretch] = []
        for y in sorted(rows):
            if is_same(meant, shown, y):
                continue
            found = stretches(meant, shown, y)
            if meant.is_mixed[y] or shown.is_mixed[y]:
                # What a terminal draws too wide is drawn over by what comes after it in the row.
                self._send(out, meant, found, is_mixed=True)
            else:
                wanted += found
            shown.take(meant, y)
        out.append(self._shorter(meant, wanted))
        return "".join(out)

    def place(self, y: int, x: int) -> str:
        """What moves the cursor to a place at the end of a frame, nothing where it is sure to be there."""
        if not self._is_certain:
            self._cursor = None
        return self._move(y, x)

    def _shorter(self, meant: Grid, wanted: list[Stretch]) -> str:
        """Row by row, or pen by pen where colours cost more than moves: whichever is shorter."""
        before = self._pen, self._cursor, self._is_certain
        by_rows: list[str] = []
        self._send(by_rows, meant, wanted)
        by_row = "".join(by_rows)
        if len({stretch.pen for stretch in wanted}) == len(wanted):
            return by_row
        after = self._pen, self._cursor, self._is_certain
        self._pen, self._cursor, self._is_certain = before
        by_pens: list[str] = []
        self._send(by_pens, meant, by_pen(wanted, self._pen))
        sorted_by_pen = "".join(by_pens)
        if len(sorted_by_pen) < len(by_row):
            return sorted_by_pen
        self._pen, self._cursor, self._is_certain = after
        return by_row

    def _send(self, out: list[str], meant: Grid, wanted: list[Stretch], *, is_mixed: bool = False) -> None:
        for y, start, end, pen in wanted:
            texts = meant.texts[y]
            start = self._reached(out, texts, meant.pens[y], y, start)
            if pen != self._pen:
                out.append(self._pens.way(self._pen, pen))
                self._pen = pen
            if is_mixed and any(map(is_odd, texts[start:end])):
                self._odd(out, texts, y, start, end)
            else:
                out.append(self._move(y, start))
                self._draw(out, texts, y, start, end)

    def _move(self, y: int, x: int) -> str:
        """What moves the cursor to a place; within a frame the text before may have led there."""
        if self._cursor == (y, x):
            return ""
        way = f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H" if y else "\x1b[H"
        if self._cursor is not None and self._is_certain:
            before_y, before_x = self._cursor
            down, right = y - before_y, x - before_x
            across = "\r" if right and not x else "\b" * -right if -4 < right < 0 else _step(right, "C", "D")
            way = min(way, _step(down, "B", "A") + across, key=len)
        self._cursor, self._is_certain = (y, x), True
        return way

    def _reached(self, out: list[str], texts: list[str], pens: list[int], y: int, start: int) -> int:
        """Where to go on: further left than `start`, or there after cells that are cheaper than a move."""
        if self._cursor is None or self._cursor[0] != y or not 0 < start - self._cursor[1] <= _BRIDGE:
            return start
        left = self._cursor[1]
        between = texts[left:start]
        if (
            NOTHING in between
            or SHADOW in between
            or any(map(is_odd, between))
            or len("".join(between).encode()) > len(_step(start - left, "C", "D"))
        ):
            return start
        gap = {*pens[left:start]}
        if gap == {self._pen}:
            self._draw(out, texts, y, left, start)
            return start
        return left if gap == {pens[start]} else start

    def _draw(self, out: list[str], texts: list[str], y: int, start: int, end: int) -> None:
        """Draw cells that are not odd, with the pen at hand, where the cursor is."""
        text = "".join(texts[start:end])
        out.append(text)
        # In the last column terminals differ on where the cursor is.
        self._cursor = (y, end) if end < len(texts) else None
        self._is_certain = self._is_certain and (text.isascii() or all(map(is_certain, texts[start:end])))

    def _odd(self, out: list[str], texts: list[str], y: int, start: int, end: int) -> None:
        """Draw cells of which some are odd, trusting the terminal's cursor after none of those."""
        x = start
        while x < end:
            stop = x + 1
            if is_odd(texts[x]):
                while stop < end and texts[stop] == SHADOW:
                    stop += 1
                if stop - x > 1:
                    # A terminal that draws it narrower must not leave what was there before.
                    out.append(self._move(y, x) + " " * (stop - x))
                    self._cursor = None
                out.append(self._move(y, x) + texts[x])
                self._cursor = None
            else:
                while stop < end and not is_odd(texts[stop]):
                    stop += 1
                out.append(self._move(y, x))
                self._draw(out, texts, y, x, stop)
            x = stop


def _step(count: int, forward: str, back: str) -> str:
    if not count:
        return ""
    number = abs(count)
    return f"\x1b[{number if number > 1 else ''}{forward if count > 0 else back}"
