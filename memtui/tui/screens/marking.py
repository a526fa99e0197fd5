"""Marking memories: one, a range of rows, or a range whose rows have first to be fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memtui.tui.screens.loading import ListLoading

if TYPE_CHECKING:
    from memtui.tui.screens.browse import BrowseScreen


class Marking:
    """What the marking keys do on the browse screen; marks are ids, so that they outlive their rows."""

    def __init__(self, screen: BrowseScreen, loading: ListLoading) -> None:
        self._screen = screen
        self._list = loading

    def mark(self) -> None:
        """Mark or unmark the row under the cursor and go on to the next, or mark the range."""
        screen = self._screen
        memory = screen.memories.memory_at_cursor()
        if screen.pane is screen.entities or screen.state.anchor is not None:
            self.start_or_mark_range()
        elif memory is not None:
            screen.change(marks=screen.state.marks ^ {memory.id})
            screen.memories.step(1)
        elif self._list.rows.length:
            screen.change(notice="this row is still on its way")

    def start_or_mark_range(self) -> None:
        """Begin a range at the cursor, or mark from where one began to here."""
        screen = self._screen
        anchor, cursor = screen.state.anchor, screen.memories.cursor
        if screen.pane is screen.entities:
            screen.change(notice="only memories are marked; 2 goes to their list")
            return
        if anchor is None:
            if self._list.rows.length:
                screen.change(anchor=cursor)
            return
        first, last = min(anchor, cursor), max(anchor, cursor)
        rows = [self._list.rows.row(index) for index in range(first, last + 1)]
        if None in rows:
            # The range is settled: what is marked next is something else.
            screen.change(anchor=None, notice="fetching the range to mark it")
            self._list.want_ids(first, last)
        else:
            self.mark_all([row.id for row in rows if row is not None])

    def mark_all(self, ids: list[str]) -> None:
        """Mark all of these, or unmark them when all are marked already."""
        marks = self._screen.state.marks
        marked = marks - set(ids) if marks.issuperset(ids) else marks | set(ids)
        self._screen.change(marks=marked, anchor=None)
