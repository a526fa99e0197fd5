"""The outline of the screen, drawn before anything that takes time is loaded.

From here on what is typed is not echoed, and waits for the screen. Only what Python has loaded anyway is
used here: the frame stands long before Textual is imported.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

if sys.platform != "win32":
    import termios

ENTER, LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?1049l\x1b[?25h"
_STACKED, _WIDE, _TINY = 100, 160, 64
"""Columns from which there are three panes, from which they stand side by side, and under which one."""
_TALL = 45
"""Lines from which three panes stand above each other where they cannot stand beside each other."""
_GROUND, _EDGE, _BAR = "48;2;20;22;31", "38;2;59;66;97", "1;38;2;213;218;240;48;2;38;43;61"
"""The dark theme's background, edge and bar (`memtui.tui.theme`)."""
_NO_SCREEN = {"", "dumb", "linux"}
"""What TERM is where there is no second screen to draw on."""
_LOCAL_FLAGS, _CHARACTERS = 3, 6
"""Where termios keeps its local flags, and the characters that do something."""
_NO_CHARACTER = b"\0"


class EarlyFrame:
    """Draws on entering, where stdin and stdout are a terminal; gives the terminal back on leaving.

    Whoever takes over with `hand_over` gives it back instead. Where the screen will look otherwise than its
    outline it is not `outlined`; where only the panes will stand otherwise it is, without those.
    """

    def __init__(self, *, outlined: bool = True, with_panes: bool = True) -> None:
        self._outlined, self._with_panes = outlined, with_panes
        self._attributes: list[Any] | None = None
        self._drawn = False

    def __enter__(self) -> Self:
        if os.environ.get("TERM", "") not in _NO_SCREEN and self._hush():
            self._drawn = True
            with suppress(OSError):
                width, height = os.get_terminal_size(sys.stdout.fileno())
                drawn = ""
                if self._outlined:
                    drawn = outline(width, height, coloured=_has_all_colours(), with_panes=self._with_panes)
                sys.stdout.write(ENTER + drawn)
                sys.stdout.flush()
        return self

    def _hush(self) -> bool:
        """End the echo of what is typed; whether this is a terminal that can."""
        if sys.platform == "win32":
            return False
        try:
            before = termios.tcgetattr(sys.stdin.fileno())
            quiet = termios.tcgetattr(sys.stdin.fileno())
            # Signals stay: ctrl+c still ends what takes too long.
            quiet[_LOCAL_FLAGS] &= ~(termios.ECHO | termios.ICANON)
            # But ctrl+z is a key that waits like others: the screen gives the terminal back before it stops.
            quiet[_CHARACTERS][termios.VSUSP] = _NO_CHARACTER
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, quiet)
        except (OSError, ValueError, termios.error):
            return False
        self._attributes = before
        return True

    def hand_over(self) -> list[Any] | None:
        """The settings to give back later, for the screen, which takes the terminal as it is; None when it
        was not drawn on, or was handed over before.
        """
        if not self._drawn:
            return None
        self._drawn = False
        return self._attributes

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._drawn:
            return
        self._drawn = False
        with suppress(OSError):
            sys.stdout.write(LEAVE)
            sys.stdout.flush()
        if sys.platform != "win32" and self._attributes is not None:
            with suppress(OSError, termios.error):
                termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, self._attributes)


def _has_all_colours() -> bool:
    return os.environ.get("COLORTERM") in {"truecolor", "24bit"} and not os.environ.get("NO_COLOR")


def outline(width: int, height: int, *, coloured: bool, with_panes: bool = True) -> str:
    """The bar with the name, and the edges of the panes, as they will stand on a screen of this size."""
    start = f"\x1b[{_GROUND}m\x1b[2J" if coloured else "\x1b[2J"
    bar = f"\x1b[H\x1b[{_BAR if coloured else '7'}m{' memtui'[:width]:{width}}"
    edge = f"\x1b[0;{_EDGE};{_GROUND}m" if coloured else "\x1b[0m"
    pieces: dict[int, list[tuple[int, str]]] = {}
    for place in sorted(places(width, height) if with_panes else ()):
        for row, column, text in _box(*place):
            pieces.setdefault(row, []).append((column, text))
    return f"{start}{bar}{edge}{''.join(_line(pieces[row]) for row in sorted(pieces))}\x1b[0m"


def places(width: int, height: int) -> list[tuple[int, int, int, int]]:
    """Column, row, width and height of each pane on a screen of this size; columns and rows count from 1."""
    rows = height - 3
    if rows < 3 or width < 4:
        return []
    if width < _STACKED and height >= _TALL:
        upper, rest = rows // 4, rows - rows // 4
        middle = rest * 3 // 5
        return [
            (1, 2, width, upper),
            (1, 2 + upper, width, middle),
            (1, 2 + upper + middle, width, rest - middle),
        ]
    if width < _TINY:
        return [(1, 2, width, rows)]
    beside = 30 if width >= _STACKED else 24
    entities = (1, 2, beside, rows)
    rest = width - beside
    if width < _STACKED:
        return [entities, (beside + 1, 2, rest, rows)]
    if width < _WIDE:
        upper = rows * 3 // 5
        return [
            entities,
            (beside + 1, 2, rest, upper),
            (beside + 1, 2 + upper, rest, rows - upper),
        ]
    left = rest * 3 // 5
    return [entities, (beside + 1, 2, left, rows), (beside + 1 + left, 2, rest - left, rows)]


def _box(column: int, row: int, width: int, height: int) -> Iterator[tuple[int, int, str]]:
    """The edge of a pane in pieces: row, column and text of each."""
    across = "─" * (width - 2)
    yield row, column, f"╭{across}╮"
    for at in range(row + 1, row + height - 1):
        yield at, column, "│"
        yield at, column + width - 1, "│"
    yield row + height - 1, column, f"╰{across}╯"


def _line(pieces: list[tuple[int, str]]) -> str:
    """The pieces of one row, on the line after the one on which the cursor stands."""
    line, at = "\r\n", 1
    for column, text in pieces:
        line += f"\x1b[{column - at}C{text}" if column > at else text
        at = column + len(text)
    return line
