"""The wire to the terminal: takes what Textual writes, and says what is to be sent instead.

Two grids are kept: what was meant to be on the screen, and what the terminal shows. After a frame the
difference is sent. What is not understood is sent as it came, and then nothing is known of the screen until
it is drawn again.
"""

from __future__ import annotations

import re

from memtui.tui.terminal.frames import draw
from memtui.tui.terminal.grid import Grid
from memtui.tui.terminal.pens import Pens
from memtui.tui.terminal.sending import Sender

SYNC_START, SYNC_END = "\x1b[?2026h", "\x1b[?2026l"
"""The marks around a frame, between which a terminal draws nothing."""
_CLEAR = "\x1b[2J"
ATOMIC = 1000
"""Characters of a frame that go without the marks: they reach the terminal in one piece."""

# Modes, titles, questions, the keyboard's and the mouse's protocols, the bell: none of them touches a cell.
_HARMLESS = re.compile(
    r"(?:\x1b\[\?(?:1|7|12|25|1000|1002|1003|1004|1005|1006|1015|1016|2004|2031|2048)[hl]"
    r"|\x1b\[\?[0-9]+\$p|\x1b\[[<>=?][0-9;]*u|\x1b\[[>=]?[0-9]*c|\x1b\[\??[56]n|\x1b\[>[0-9]*q|\x1b\[[0-9]* q"
    r"|\x1b\[(?:1[1-9]|2[0-3])(?:;[0-9]+)*t|\x1b\](?!8;|1337;)[^\x07\x1b]*(?:\x07|\x1b\\)|\x07)+"
).fullmatch
_SWITCH = re.compile(r"\x1b\[\?(?:47|1047|1049)[hl]").fullmatch


class Wire:
    """What a terminal was told, and what it is told next. `resize` it before the first frame."""

    def __init__(self) -> None:
        self._pens = Pens()
        self._sender = Sender(self._pens)
        self._meant, self._shown = Grid(0, 0), Grid(0, 0)
        self._cursor: tuple[int, int] | None = None
        self._is_marked = self._takes_marks = False
        self._is_doubtful = True
        self._doubts = 0

    def resize(self, width: int, height: int) -> None:
        """The terminal has this size; if it had another one, nothing is known of what it shows."""
        if (self._meant.width, self._meant.height) != (width, height):
            self._meant, self._shown = Grid(width, height), Grid(width, height)
            self._cursor = None
            self.doubt()

    def doubt(self) -> None:
        """Something else may have drawn: everything is sent again with the next frame.

        May be called at any moment, from a signal's handler too.
        """
        self._doubts += 1
        self._is_doubtful = True

    def feed(self, data: str) -> str:
        """What is to be sent in the place of a write; empty for nothing."""
        doubts = self._doubts
        try:
            if data == SYNC_START:
                self._is_marked = self._takes_marks = True
                return ""
            if data == SYNC_END:
                self._is_marked = False
                return ""
            if _HARMLESS(data):
                return data
            if _SWITCH(data):
                self.doubt()
                return self._sender.reset() + data
            return self._frame(data)
        finally:
            if self._doubts != doubts:
                # Also where a signal came while this was at work.
                self._is_doubtful = True

    def repaint(self) -> str:
        """Clear the screen, and send all of it."""
        self.doubt()
        # Another program may have changed the pen too.
        self._sender.forget()
        return self._marked(self._sender.reset() + _CLEAR + self._changes(set()), self._takes_marks)

    def _frame(self, data: str) -> str:
        drawn = draw(data, self._meant, self._pens)
        if drawn is None:
            before = self._sender.reset()
            self._meant.forget()
            self._cursor = None
            self.doubt()
            return self._marked(before + data, self._is_marked)
        self._cursor = drawn.cursor or self._cursor
        return self._marked(self._changes(drawn.rows), self._is_marked)

    def _changes(self, rows: set[int]) -> str:
        """What makes these rows and the cursor what was meant; all rows where the terminal is in doubt."""
        meant, shown, sender = self._meant, self._shown, self._sender
        cleared = ""
        if self._is_doubtful:
            self._is_doubtful = False
            shown.forget()
            sender.forget()
            rows = {*range(meant.height)}
            if meant.is_mostly_blank():
                # With the terminal's own ground clearing works everywhere, and is shorter than blanks.
                shown.clear()
                cleared = sender.reset() + _CLEAR
        changes = cleared + sender.rows(meant, shown, rows)
        return changes if self._cursor is None else changes + sender.place(*self._cursor)

    def _marked(self, data: str, is_marked: bool) -> str:
        return SYNC_START + data + SYNC_END if is_marked and len(data) > ATOMIC else data
