"""How rows of the list look under chosen columns, and the line over them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from memtui.core.columns import GAP, TEXT, Column, Place, cell, is_wide, share
from memtui.core.display import one_line
from memtui.core.models import Memory
from memtui.tui.lines import Span, fit, fit_right

_MARK = 2
"""Cells before the first column; one is left free behind the last."""
_SCORE = 5
_GAP = " " * GAP
_LEAST_BESIDE_BADGES = 4


class ColumnRows:
    """The columns of a list, and where each stands: measured once for a width, not for each row."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.columns = columns
        self._measured: tuple[int, bool, bool] | None = None
        self._places: list[Place] = []
        self.left_out = 0
        """How many of them had no room when they were measured last."""
        self._says_state = False

    def measure(self, width: int, *, dates: bool, scored: bool) -> list[Place]:
        """The columns that fit, in a list of so many cells."""
        if (width, dates, scored) != self._measured:
            room = width - _MARK - 1 - (_SCORE + GAP if scored else 0)
            self._measured = width, dates, scored
            self._places, self.left_out = share(self.columns, room, dates=dates, wide=is_wide(width))
            self._says_state = any(place.column.kind == "state" for place in self._places)
        return self._places

    def header(self, width: int, *, dates: bool, scored: bool) -> str:
        """The names of the columns that fit, and how many do not."""
        parts = ["score"] if scored else []
        for column, room in self.measure(width, dates=dates, scored=scored):
            if column == TEXT and self.left_out:
                more = f"+{self.left_out}"
                parts.append(fit(column.title, room - len(more)) + more)
            else:
                parts.append(fit_right(column.title, room) if column.is_date else fit(column.title, room))
        return fit(" " * _MARK + _GAP.join(parts), width)

    def spans(
        self,
        memory: Memory,
        width: int,
        *,
        mark: str,
        score: str | None,
        badges: Sequence[Span],
        now: datetime,
        dates: bool,
    ) -> list[Span]:
        """A row, `width` cells in all; without `score` where the list is no search that gives scores."""
        spans: list[Span] = [(mark, "accent")]
        if score is not None:
            spans.append((score.rjust(_SCORE) + _GAP, "dim"))
        is_expired = memory.is_expired(now.date())
        places = self.measure(width, dates=dates, scored=score is not None)
        for at, (column, room) in enumerate(places, 1):
            after = _GAP if at < len(places) else " "
            if column == TEXT:
                spans += self._text(memory, room, badges, is_expired=is_expired)
                spans.append((after, ""))
                continue
            text, right = cell(memory, column, now, dates=dates)
            role = "" if column.key else "dim"
            if column.kind == "state" and is_expired:
                role = "warning"
            spans.append(((fit_right(text, room) if right else fit(text, room)) + after, role))
        return spans

    def _text(self, memory: Memory, room: int, badges: Sequence[Span], *, is_expired: bool) -> list[Span]:
        if self._says_state:
            badges = ()
        used = sum(len(text) for text, _ in badges)
        if badges and room - used < _LEAST_BESIDE_BADGES:
            # Both have no room in so narrow a list, and the first tells what the colour does.
            badges = badges[:1]
            used = len(badges[0][0])
        text = fit(one_line(memory.memory[: 4 * room]), room - used)
        return [(text, "expired" if is_expired else ""), *badges]
