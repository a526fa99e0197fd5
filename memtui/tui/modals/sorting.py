"""By which column a list is sorted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key, Resize
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from memtui.core.display import one_line
from memtui.core.filters import METADATA
from memtui.core.ordering import COLUMNS, DATES, Order

Own: TypeAlias = Literal["", "listed", "score"]
"""The order that a list has by itself where that is no column: as the service lists, or by score."""
_OWN: dict[Own, tuple[str, str]] = {
    "listed": ("as listed", "the service's own order; moving loads more"),
    "score": ("score", "the best first"),
}
_ABOUT = {
    "created_at": "when it was added",
    "updated_at": "when it was changed last",
    "expiration_date": "when it expires",
    "memory": "its text",
    "user_id": "the user",
    "agent_id": "the agent",
    "app_id": "the app",
    "run_id": "the run",
    "categories": "what the service files it under",
}
_WIDEST = 24
_LONGEST = 200
_MOVES = {"j": "down", "k": "up", "g": "home", "G": "end"}


class SortMenu(ModalScreen[str | None]):
    """Gives back the field to sort by, an empty one for the list's own order, or None.

    `present` sorts the list now; `fields` are those of the metadata that can be chosen beside the columns
    that every memory has; `own` is the order that the list has by itself.
    """

    CSS_PATH = "sorting.tcss"
    AUTO_FOCUS = "#sort-fields"

    def __init__(self, present: Order | None, fields: Sequence[str], own: Own) -> None:
        super().__init__()
        self._present = present
        self._own: Own = own
        self._fields = [*([""] if own else []), *COLUMNS.values(), *fields]
        if present is not None and present.field not in self._fields:
            self._fields.append(present.field)

    def compose(self) -> ComposeResult:
        """One row for each column."""
        with Vertical(id="sort") as box:
            box.border_title = "Sort what is loaded by" if self._own == "listed" else "Sort by"
            box.border_subtitle = "again turns it round · esc leaves"
            # What is chosen is told by its place: a key of the metadata may be any text.
            rows = [Option(self._row(at, field)) for at, field in enumerate(self._fields)]
            self._list = OptionList(*rows, id="sort-fields", markup=False, compact=True)
            yield self._list

    def on_resize(self, event: Resize) -> None:
        """All rows, as far as there is room."""
        self._list.styles.max_height = max(event.size.height - 2, 1)

    def on_mount(self) -> None:
        """Begin at what sorts the list now."""
        now = "" if self._present is None else self._present.field
        self._list.highlighted = self._fields.index(now) if now in self._fields else 0

    def _row(self, at: int, field: str) -> Content:
        order = self._present
        is_present = (order.field if order is not None else "") == field
        sign = "•" if is_present else " "
        if is_present and order is not None:
            sign = "↓" if order.descending else "↑"
        if not field:
            name, about = _OWN[self._own]
        elif field.startswith(METADATA):
            name, about = one_line(field[len(METADATA) : len(METADATA) + _LONGEST]), "metadata"
        else:
            name, about = Order(field).name, _ABOUT[field]
            if is_present and field in DATES and order is not None:
                about = "the newest first" if order.descending else "the oldest first"
        digit = str(at + 1) if at < 9 else " "
        return Content.assemble(
            (f"{digit} ", "$dim"),
            (f"{sign} ", "$accent bold"),
            f"{name[:_WIDEST].ljust(11)}",
            (f" {about}", "$dim"),
        )

    def on_key(self, event: Key) -> None:
        """Take the digit of a row, move, or leave."""
        if event.key.isdecimal() and 0 < int(event.key) <= min(len(self._fields), 9):
            self._leave(self._fields[int(event.key) - 1])
        elif event.key in _MOVES:
            move = {
                "down": self._list.action_cursor_down,
                "up": self._list.action_cursor_up,
                "home": self._list.action_first,
                "end": self._list.action_last,
            }
            move[_MOVES[event.key]]()
        elif event.key in {"escape", "q", "o", "ctrl+c"}:
            self._leave(None)
        else:
            return
        event.stop()
        event.prevent_default()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self._leave(self._fields[event.option_index])

    def _leave(self, field: str | None) -> None:
        # A key that was pressed twice may come when this screen is gone already.
        if self.is_current:
            self.dismiss(field)
