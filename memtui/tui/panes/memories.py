"""The list of memories: one line each, of any number of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

from memtui.core.display import one_line
from memtui.core.models import Memory
from memtui.core.times import absolute, relative
from memtui.ops.browse import RowSource, SearchResults
from memtui.tui.lines import Span, fit, fit_right
from memtui.tui.panes.line_list import LineList
from memtui.tui.panes.titles import list_title, pane_title
from memtui.tui.state import BrowseState

if TYPE_CHECKING:
    from memtui.tui.panes.columns import ColumnRows

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
        self._columns: ColumnRows | None = None
        self._header = ""

    @property
    def rows(self) -> RowSource:
        """The rows that it shows."""
        return self._rows

    def use_columns(self, columns: ColumnRows | None) -> None:
        """Show these columns under a line with their names; None shows what a list shows by itself."""
        self._columns = columns
        self.set_class(columns is not None, "-columns")
        self.refresh()

    def show(self, rows: RowSource, state: BrowseState) -> None:
        """Show these rows under this state; only what looks different is drawn again.

        A list that is new begins at the state's cursor; in one that is not, the cursor is the pane's.
        """
        old, self._state = self._state, state
        if rows is not self._rows:
            if rows.order != self._rows.order:
                self.border_title = list_title(rows.order)
            self._rows = rows
            self.begin(rows.length, state.cursor)
        elif self.length != rows.length:
            self.set_length(rows.length)
        elif _looks(old) != _looks(state):
            self.refresh_changed()
        if self._columns is not None and self._header != self._header_now(self._columns):
            self.refresh(Region(0, -1, self.size.width, 1))

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
        badges = self._badges(memory)
        role = "marked" if marked or in_range else ""
        if self._columns is not None:
            score = self._when(memory) if self._is_scored else None
            now, dates = self._clock(), self._state.absolute_times
            return self._columns.spans(
                memory, width, mark=mark, score=score, badges=badges, now=now, dates=dates
            ), role
        when = self._when(memory)
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
        return spans, role

    def preview(self, columns: ColumnRows | None, count: int) -> list[Sequence[Span]]:
        """The names of these columns over so many rows from the cursor on, as they would look here."""
        # While it is hidden it has no width, and may not have had one yet.
        width = self.scrollable_content_region.width or self._width or _NARROW
        before, self._columns = self._columns, columns
        try:
            last = min(self.cursor + count, self.length)
            rows = [self.spans(index, width)[0] for index in range(self.cursor, last)]
        finally:
            self._columns = before
        return rows if columns is None else [[(self._header_of(columns, width), "dim")], *rows]

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in view, and above them the names of the columns; part of the Line API."""
        lines = super().render_lines(crop)
        above = self.gutter.top - 1 - crop.y
        if self._columns is None or not 0 <= above < len(lines):
            return lines
        self._header = self._header_now(self._columns)
        style = self.rich_style + self.role_style("dim")
        left, width = self.gutter.left - crop.x, cell_len(self._header)
        line = lines[above]
        header = Strip([Segment(self._header, style)], width)
        lines = lines.copy()
        lines[above] = Strip.join([line.crop(0, left), header, line.crop(left + width)])
        return lines

    def _header_now(self, columns: ColumnRows) -> str:
        return self._header_of(columns, self.scrollable_content_region.width)

    def _header_of(self, columns: ColumnRows, width: int) -> str:
        return columns.header(width, dates=self._state.absolute_times, scored=self._is_scored)

    @property
    def _is_scored(self) -> bool:
        return isinstance(self._rows, SearchResults) and self._rows.scored

    def _when(self, memory: Memory) -> str:
        if isinstance(self._rows, SearchResults) and self._rows.scored:
            return fit_right("-" if memory.score is None else _score(memory.score), _WHEN_WIDTH)
        # What is no instant comes back as it is.
        date = memory.created_at if self._rows.order is None else self._rows.order.date_of(memory)
        if self._state.absolute_times:
            return fit_right(one_line(absolute(date)), 16)
        ago = relative(date, self._clock())
        # The clock of a service may be ahead.
        return fit_right(one_line(ago.replace("in ", "+")), _WHEN_WIDTH)

    def _badges(self, memory: Memory) -> list[Span]:
        states = memory.states(self._clock().date())
        return [(f" {state}", "dim" if state == "immutable" else "warning") for state in states]

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
