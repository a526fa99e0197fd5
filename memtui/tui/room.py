"""How large the terminal is, now and when it keeps changing."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.events import Resize
from textual.geometry import Size
from textual.screen import Screen

from memtui.tui.delay import Delay
from memtui.tui.terminal.driver import repaint, terminal_size

SMALLEST = Size(30, 8)
"""Columns and lines from which on memtui can be used."""
_SETTLED = 0.05
"""Seconds after which the size of a terminal is taken to be its last."""


class Room:
    """Follows the size of an app's terminal. `cover` lies over everything while nothing else fits.

    While the screen is not `drawn`, nothing can be lost of it.
    """

    def __init__(self, app: App[Any]) -> None:
        self.cover: Screen[None] | None = None
        self.drawn = False
        self._app = app
        self._size: Size | None = None
        self._resting: Delay | None = None

    def take(self, size: Size) -> None:
        """Take a size. When no other one has come for a moment, everything is laid out and drawn once more.

        Sizes that come one upon the other may be told in another order, the last one not last. And a terminal
        that shrinks loses what it showed, also when it has its old size again before anybody looks.
        """
        if self._size is not None and (self.drawn or size != self._size):
            if self._resting is not None:
                self._resting.stop()
            self._resting = Delay(self._app, _SETTLED, self._lay_out)
        self._size = size
        if self.cover is None and (size.width < SMALLEST.width or size.height < SMALLEST.height):
            # Loaded when first needed: most terminals are large enough.
            from memtui.tui.screens.too_small import TooSmall

            self.cover = TooSmall(SMALLEST)
            self._app.push_screen(self.cover, self._uncovered)

    def _uncovered(self, _: None) -> None:
        self.cover = None

    def _lay_out(self) -> None:
        now = terminal_size(self._app)
        if now not in {None, self._size}:
            self._app.post_message(Resize(now, now))
            return
        for screen in self._app.screen_stack:
            screen.post_message(Resize(self._app.size, self._app.size))
        repaint(self._app)
