"""How far ahead of the eye a list is read: as far as one travels while the service answers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

_FURTHEST = 3
"""Pages ahead at most."""
_SAMPLES, _RECENT = 8, 1.0
"""Speed is that of the last few views, of about the last second."""
_BRISK = 3
"""Screenfuls a second at which one may set out from rest."""
_SPARE = 1.5
"""How much longer than before the next answer may take."""


class Travel:
    """Where the eye goes in a list of pages of `page_size` rows. `clock` tells seconds."""

    def __init__(self, page_size: int, clock: Callable[[], float]) -> None:
        self.page_size = page_size
        self._clock = clock
        self._views: deque[tuple[float, int]] = deque(maxlen=_SAMPLES)
        self._height = 0
        self._direction = 1
        self._waits: deque[float] = deque(maxlen=4)

    def waited(self, seconds: float) -> None:
        """Note how long a page took to come."""
        self._waits.append(seconds)

    def saw(self, first: int, last: int) -> None:
        """Note that rows `first` to `last` are in view now."""
        moved = first - self._views[-1][1] if self._views else 0
        if abs(moved) > _FURTHEST * self.page_size:
            # A jump is no travel: from there one may go either way.
            self._views.clear()
            self._direction = 0
        elif moved * self._direction < 0 or (moved and not self._direction):
            # Who turns round sets out anew.
            self._views = deque([self._views[-1]], maxlen=_SAMPLES)
            self._direction = 1 if moved > 0 else -1
        self._height = last - first + 1
        self._views.append((self._clock(), first))

    def reach(self) -> tuple[int, int]:
        """How many rows before those in view, and how many after them, shall be here already.

        Half a page on either side; in the direction of travel as many as may come into view by one more
        move and while a page is on its way.
        """
        half, speed = self.page_size // 2, max(self._speed, _BRISK * self._height)
        ahead = self._height + round(speed * max(self._waits, default=0.0) * _SPARE)
        ahead = max(half, min(ahead, _FURTHEST * self.page_size))
        return half if self._direction > 0 else ahead, half if self._direction < 0 else ahead

    @property
    def _speed(self) -> float:
        """Rows a second."""
        if not self._views:
            return 0.0
        came, here = self._views[-1]
        started, there = next((at, first) for at, first in self._views if at >= came - _RECENT)
        since = self._clock() - started
        return abs(here - there) / since if since > 0 else 0.0
