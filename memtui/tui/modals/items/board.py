"""The rows of an operation over the one under the cursor in full."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from memtui.state.journal import Item, Journal, Operation
from memtui.tui.delay import Delay
from memtui.tui.messages import CursorMoved
from memtui.tui.modals.items.item_lines import item_lines
from memtui.tui.modals.items.item_list import ItemList, Sieve
from memtui.tui.modals.items.item_row import RowLook
from memtui.tui.modals.items.item_words import amount
from memtui.tui.modals.items.paged_list import RowsArrived
from memtui.tui.widgets.change_pane import ChangePane

DETAIL_DELAY = 0.12
"""Seconds that the cursor rests before a change is shown in full: held keys draw only the list."""


class ItemBoard(Vertical):
    """Shows the items of one operation; some of them at a time, as its sieves say."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(id="board")
        self.list = ItemList(journal)
        self.pane = ChangePane(id="change")
        self._operation: Operation | None = None
        self._sieves: Sequence[Sieve] = ()
        self._at = 0
        self._look = RowLook()
        self._timer: Delay | None = None
        self._shown: tuple[Item, RowLook] | None = None

    def compose(self) -> ComposeResult:
        """The list over the change."""
        yield self.list
        yield self.pane

    def show(self, operation: Operation, sieves: Sequence[Sieve], look: RowLook) -> None:
        """Show an operation through the first of some sieves; there is at least one."""
        self._operation, self._sieves, self._look, self._at = operation, sieves, look, 0
        self._begin()

    @property
    def item(self) -> Item | None:
        """The item under the cursor; None while it is not here."""
        return self.list.row

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way that will change what is shown."""
        return self._timer is None and self.list.is_idle

    @property
    def next_sieve(self) -> Sieve | None:
        """What `sift` would show; None where there is nothing else."""
        return self._sieves[(self._at + 1) % len(self._sieves)] if len(self._sieves) > 1 else None

    def sift(self) -> None:
        """Show the rows of the next sieve."""
        if self.next_sieve is not None:
            self._at = (self._at + 1) % len(self._sieves)
            self._begin()

    def press(self, key: str) -> bool:
        """Move as a key says; whether it is a key that moves."""
        if key in {"ctrl+d", "ctrl+u"}:
            self.pane.turn(0.5 if key == "ctrl+d" else -0.5)
            return True
        return self.list.press(key)

    def _begin(self) -> None:
        if self._operation is None:
            return
        sieve = self._sieves[self._at]
        self.list.border_title = f"{sieve.label} · {amount(sieve.count)}"
        self.list.list_items(self._operation, sieve, self._look)
        self._show_change()

    @on(CursorMoved)
    def _cursor_moved(self, message: CursorMoved) -> None:
        message.stop()
        if self._timer is not None:
            self._timer.stop()
        self._timer = Delay(self, DETAIL_DELAY, self._show_change)

    @on(RowsArrived)
    def _rows_arrived(self, message: RowsArrived) -> None:
        message.stop()
        if self._timer is None:
            self._show_change()

    def _show_change(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        item = self.item
        if item is None:
            self._shown = None
            self.pane.show((), "")
        elif self._shown != (item, self._look):
            self._shown = (item, self._look)
            of = amount(self._operation.total) if self._operation is not None else ""
            self.pane.show(item_lines(item, self._look), f"{amount(item.position + 1)} of {of}")
