"""The list of memories: one line each, of any number of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from rich.cells import cell_len

from memtui.core.display import one_line
from memtui.core.models import Memory
from memtui.core.times import absolute, relative
from memtui.ops.browse import RowSource, SearchResults
from memtui.tui.lines import Span, fit, fit_right
from memtui.tui.panes.line_list import LineList
from memtui.tui.panes.titles import pane_title
from memtui.tui.state import BrowseState

_WHEN_WIDTH = 4
_WHO_WIDTH, _WIDE_WHO_WIDTH = 14, 20
_NARROW, _WIDE = 56, 96


class MemoriesPane(LineList):
    """Memories of the present scope and filter, or the results of a search."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(id="memories")
        self.border_title = pane_title("pane.memories")
        self._clock = clock
        self._rows: RowSource = SearchResults(())
        self._state = BrowseState()

    def show(self, rows: RowSource, state: BrowseState) -> None:
        """Show these rows under this state; only what looks different is drawn again.

        A list that is new begins at the state's cursor; in one that is not, the cursor is the pane's.
        """
        old, self._state = self._state, state
        if rows is not self._rows:
            self._rows = rows
            self.begin(rows.length, state.cursor)
        elif self.length != rows.length:
            self.set_length(rows.length)
        elif _looks(old) != _looks(state):
            self.refresh_changed()

    def rows_arrived(self, first: int, last: int) -> None:
        """Draw the rows that were not here before, if they are in view."""
        if first < self.top + self.lines_in_view and last >= self.top:
            self.refresh_changed()

    def memory_at_cursor(self) -> Memory | None:
        """The memory under the cursor; None while it is on its way."""
        return self._rows.row(self.cursor)

    def spans(self, index: int, width: int) -> tuple[Sequence[Span], str]:
        """Mark, age or score, text, badges and whose it is."""
        memory = self._rows.row(index)
        in_range = self._in_range(index)
        if memory is None:
            return ((fit("    · · ·", width), "dim"),), "marked" if in_range else ""
        marked = self._state.is_marked(memory.id)
        mark = "● " if marked else "▸ " if in_range else "  "
        when = self._when(memory)
        badges = self._badges(memory)
        who = self._who(memory, width)
        used = len(mark) + cell_len(when) + 2 + sum(len(text) for text, _ in badges) + cell_len(who)
        text = fit(one_line(memory.memory[: 4 * width]), width - used)
        spans: list[Span] = [
            (mark, "accent"),
            (when, "dim"),
            (" ", ""),
            (text, "expired" if self._expired(memory) else ""),
            *badges,
            (who, "dim"),
            (" ", ""),
        ]
        return spans, "marked" if marked or in_range else ""

    def _when(self, memory: Memory) -> str:
        if isinstance(self._rows, SearchResults) and self._rows.scored:
            return fit_right("-" if memory.score is None else _score(memory.score), _WHEN_WIDTH)
        # What is no instant comes back as it is.
        if self._state.absolute_times:
            return fit_right(one_line(absolute(memory.created_at)), 16)
        ago = relative(memory.created_at, self._clock())
        # The clock of a service may be ahead.
        return fit_right(one_line(ago.replace("in ", "+")), _WHEN_WIDTH)

    def _badges(self, memory: Memory) -> list[Span]:
        badges: list[Span] = []
        if self._expired(memory):
            badges.append((" expired", "warning"))
        if memory.immutable:
            badges.append((" immutable", "dim"))
        return badges

    def _who(self, memory: Memory, width: int) -> str:
        """Whose memory it is, where the scope does not say it already and there is room."""
        scope = self._state.scope
        if width < _NARROW or scope.name is not None:
            return ""
        name = memory.user_id or memory.agent_id or memory.app_id or memory.run_id or ""
        room = _WIDE_WHO_WIDTH if width >= _WIDE else _WHO_WIDTH
        return " " + fit_right(fit(one_line(name), room).rstrip(), room)

    def _expired(self, memory: Memory) -> bool:
        return memory.is_expired(self._clock().date())

    def _in_range(self, index: int) -> bool:
        anchor = self._state.anchor
        return anchor is not None and min(anchor, self.cursor) <= index <= max(anchor, self.cursor)

    def put_cursor(self, index: int) -> None:
        """Put the cursor on a row; a range grows or shrinks with it."""
        super().put_cursor(index)
        if self._state.anchor is not None:
            self.refresh_changed()


def _score(score: float) -> str:
    """A score in the width of "0.83": one that is not in [0, 1] has fewer digits behind its point."""
    shown = (f"{score:.{digits}f}" for digits in (2, 1))
    return next((text for text in shown if len(text) <= _WHEN_WIDTH), f"{score:.0f}")


def _looks(state: BrowseState) -> tuple[object, ...]:
    """What of a state is seen in the rows."""
    return state.marks, state.all_but, state.anchor, state.absolute_times, state.scope
