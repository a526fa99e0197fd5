"""Marking memories: one, a range of rows, or a range whose rows have first to be fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memtui.ops.browse import MemoryWindow, SearchResults
from memtui.tui.actions import key_of
from memtui.tui.lines import number
from memtui.tui.screens.loading import ListLoading

if TYPE_CHECKING:
    from memtui.tui.screens.showing import ShowingScreen

MOST_IN_RANGE = 100_000
"""Rows that are marked one by one; all that match are marked however many they are."""


class Marking:
    """What the marking keys do on the browse screen; marks are ids, so that they outlive their rows."""

    def __init__(self, screen: ShowingScreen, loading: ListLoading) -> None:
        self._screen = screen
        self._list = loading

    def mark(self) -> None:
        """Mark or unmark the row under the cursor and go on to the next, or mark the range."""
        screen = self._screen
        memory = screen.memories.memory_at_cursor()
        if screen.pane is screen.entities or screen.state.anchor is not None:
            self.start_or_mark_range()
        elif memory is not None:
            self._toggle({memory.id})
            screen.memories.step(1)
        elif self._list.rows.length:
            screen.change(notice="this row is still on its way")

    def start_or_mark_range(self) -> None:
        """Begin a range at the cursor, or mark from where one began to here."""
        screen = self._screen
        anchor, cursor = screen.state.anchor, screen.memories.cursor
        if screen.pane is screen.entities:
            screen.change(notice=f"only memories are marked; {key_of('pane.memories')} goes to their list")
            return
        if anchor is None:
            if self._list.rows.length:
                screen.change(anchor=cursor)
            return
        self.mark_range(toggles=True)

    def mark_range(self, *, toggles: bool = False) -> bool:
        """Mark from where a range began to here; False when its rows have to be fetched first.

        With `toggles` a range that is marked already is unmarked.
        """
        screen = self._screen
        anchor, cursor = screen.state.anchor, screen.memories.cursor
        if anchor is None:
            return True
        first, last = min(anchor, cursor), max(anchor, cursor)
        if last - first >= MOST_IN_RANGE:
            rows = self._list.rows
            if isinstance(rows, MemoryWindow) and last - first + 1 == rows.total:
                screen.change(all_but=frozenset(), marks=frozenset(), anchor=None)
                return True
            said = f"at most {number(MOST_IN_RANGE)} rows at once; {key_of('mark.all')} marks all"
            screen.change(notice=said)
            return False
        ids = self._list.rows.ids_here(first, last)
        if ids is None:
            # The range is settled: what is marked next is something else.
            screen.change(anchor=None, notice=f"fetching the range to mark it; {key_of('back')} stops that")
            self._list.want_ids(first, last)
            return False
        if toggles:
            self.mark_all(ids)
        else:
            self._toggle({memory_id for memory_id in ids if not screen.state.is_marked(memory_id)})
        return True

    def stop_fetching(self) -> bool:
        """Leave a range unmarked that is still being fetched; False when there is none."""
        if not self._list.stop_ids():
            return False
        self._screen.change(notice="the range is not marked")
        return True

    def mark_all(self, ids: list[str]) -> None:
        """Mark all of these, or unmark them when all are marked already."""
        state = self._screen.state
        is_marked = all(map(state.is_marked, ids))
        self._toggle({memory_id for memory_id in ids if state.is_marked(memory_id) is is_marked})

    def mark_everything(self) -> None:
        """Mark all that match, however many they are; again: unmark them."""
        screen, rows = self._screen, self._list.rows
        if screen.state.all_but is not None:
            screen.change_to(screen.state.unmarked())
        elif not isinstance(rows, SearchResults):
            screen.change(all_but=frozenset(), marks=frozenset(), anchor=None)
        else:
            # The results of a search are all here.
            screen.change(marks=frozenset(rows.ids_here(0, rows.length - 1) or ()), anchor=None)

    def invert(self) -> None:
        """Mark what is not marked, and unmark what is."""
        screen, rows = self._screen, self._list.rows
        if screen.state.all_but is not None:
            screen.change(marks=screen.state.all_but, all_but=None, anchor=None)
        elif not isinstance(rows, SearchResults):
            screen.change(all_but=screen.state.marks, marks=frozenset(), anchor=None)
        else:
            results = frozenset(rows.ids_here(0, rows.length - 1) or ())
            screen.change(marks=results - screen.state.marks, anchor=None)

    def _toggle(self, ids: set[str]) -> None:
        state = self._screen.state
        if state.all_but is None:
            self._screen.change(marks=state.marks ^ ids, anchor=None)
        else:
            self._screen.change(all_but=state.all_but ^ ids, anchor=None)
