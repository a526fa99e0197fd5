"""The journal on the screen: what was changed, what became of it, and what can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.types import CSSPathType

from memtui.core.display import one_line
from memtui.core.profile import ServiceIdentity
from memtui.core.times import utc_now
from memtui.core.values import dataclass
from memtui.state.journal import Journal
from memtui.tui.lines import Line, Span, line
from memtui.tui.modals.items.base import ItemsModal, ModalKey
from memtui.tui.modals.items.item_row import RowLook
from memtui.tui.modals.items.item_words import amount
from memtui.tui.modals.items.operation_words import (
    counts_line,
    result_sieves,
    title_line,
    title_of,
    undo_reason,
    undone_words,
)
from memtui.tui.modals.journal.operation_list import OperationList, nothing_yet
from memtui.tui.modals.journal.row import OperationRow, Times, place_words
from memtui.tui.modals.journal.standing import NOTHING, mark_off, purge_off, resume_off, undo_off

JournalAct = Literal["undo", "resume", "purge"]


@dataclass(frozen=True, slots=True)
class JournalAnswer:
    """What to do with an operation; `positions` are the items to undo, None for all of them."""

    act: JournalAct
    operation: int
    positions: tuple[int, ...] | None = None


class JournalModal(ItemsModal[JournalAnswer]):
    """Gives back what to do with an operation, or None.

    `service` is the one that is open, if it is known; `merges` says that it keeps metadata keys that an
    edit leaves out.
    """

    CSS_PATH: ClassVar[CSSPathType | None] = ["../items/items.tcss", "journal.tcss"]
    AUTO_FOCUS = "#operations"

    def __init__(
        self,
        journal: Journal,
        service: ServiceIdentity | None,
        *,
        clock: Callable[[], datetime] = utc_now,
        merges: bool = False,
    ) -> None:
        super().__init__(journal)
        self._merges = merges
        self._service = service
        self._clock = clock
        self._list = OperationList(journal, service, clock)
        self._list.placeholder = nothing_yet()
        self._opened: OperationRow | None = None

    def middle(self) -> ComposeResult:
        """The operations, and the items of the one that is open."""
        yield self._list
        self.board.display = False
        yield self.board

    def on_mount(self) -> None:
        """Show the newest operations."""
        self.box.border_title = "Journal"
        self._list.list_operations()
        self.redraw()

    @property
    def idle(self) -> bool:
        """Whether nothing is under way that will change the screen by itself."""
        return super().idle and self._list.is_idle

    def head_lines(self) -> Sequence[Line]:
        """What is shown: everything, or one operation."""
        row = self._opened
        if row is None:
            return [line(("What was changed, newest first", "strong"))]
        operation, (word, role) = row.operation, row.status
        times = Times(self._clock(), absolute=True)
        how: list[Span] = [(times.text(operation.created_at), "dim"), ("  ", ""), (f"{word}: ", role)]
        lines = [title_line(operation), line(*how, *counts_line(operation).spans)]
        if operation.error:
            lines.append(line((one_line(operation.error), "warning"), label="! "))
        more = [undone_words(operation)] if operation.undone else []
        if self._list.is_elsewhere(row):
            more.append(f"done on {place_words(operation.service)}")
        if operation.undo_of is not None:
            more.append(f"takes back operation {operation.undo_of}")
        if operation.purged:
            more.append("what was there before is forgotten")
        if marks := self.board.list.marks:
            more.append(f"{amount(len(marks))} marked")
        return [*lines, *([line((" · ".join(more), "accent"))] if more else [])]

    def keys(self) -> Sequence[ModalKey]:
        """What can be done now with the operation under the cursor, or the one that is open."""
        row = self._row
        marks = self.board.list.marks if self._opened is not None else None
        undoes = f"undoes {amount(len(marks))} marked" if marks else "undoes"
        acts = [
            ModalKey("u", ("u",), undoes, lambda: self._answer("undo"), undo_off(row, self._service)),
            ModalKey("r", ("r",), "resumes", lambda: self._answer("resume"), resume_off(row, self._service)),
            ModalKey("P", ("P",), "forgets before-images", self._ask_to_purge, purge_off(row)),
        ]
        if self._opened is None:
            nothing = "" if row is not None else NOTHING
            return [
                ModalKey("enter", ("enter", "right"), "opens", self._open, nothing),
                *acts,
                ModalKey("T", ("T",), "times", self._list.toggle_times),
                ModalKey("esc", ("escape", "q"), "closes", lambda: self.leave(None)),
            ]
        return [
            ModalKey("space", ("space",), "marks", self._mark, undo_reason(self._opened.operation)),
            *acts,
            *self.sieve_keys(),
            self.scroll_key(),
            ModalKey("esc", ("escape", "left", "q"), "goes back", self._back),
        ]

    def move(self, key: str) -> bool:
        """Do what a key says that moves something; whether it is such a key."""
        if self._opened is not None:
            return super().move(key)
        return self._list.press(key)

    @property
    def _row(self) -> OperationRow | None:
        return self._list.row if self._opened is None else self._opened

    # What a person does

    def _open(self) -> None:
        row = self._list.row
        if row is None:
            return
        self._opened = row
        self.board.list.mark(frozenset())
        operation = row.operation
        self._list.display, self.board.display = False, True
        self.board.show(
            operation, result_sieves(operation), RowLook(operation.verb, operation.purged, self._merges)
        )
        self.set_focus(self.board.list)
        self.redraw()

    def _back(self) -> None:
        if self.board.list.marks:
            self.board.list.mark(frozenset())
        else:
            self._opened = None
            self._list.display, self.board.display = True, False
            self.set_focus(self._list)
        self.redraw()

    def _mark(self) -> None:
        item, marks = self.board.item, self.board.list.marks or frozenset[int]()
        if item is None:
            return
        if reason := mark_off(item):
            self.say(f"it cannot be marked: {reason}")
            return
        self.board.list.mark(marks ^ {item.position})
        self.board.list.step(1)
        self.redraw()

    def _answer(self, act: JournalAct) -> None:
        row = self._row
        if row is None:
            return
        marks = self.board.list.marks if act == "undo" and self._opened is not None else None
        self.leave(JournalAnswer(act, row.operation.id, tuple(sorted(marks)) if marks else None))

    def _ask_to_purge(self) -> None:
        row = self._row
        if row is not None:
            title = title_of(row.operation)[:60]
            self.ask(
                f"Forget what was there before “{title}”? It cannot be undone afterwards.",
                lambda: self._answer("purge"),
            )

    def row_chosen(self, pane: str) -> None:
        """An operation that is clicked twice is opened."""
        if pane == "operations":
            self.press("enter")
