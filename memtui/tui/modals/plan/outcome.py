"""What came of a work that did not end wholly well, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from textual.types import CSSPathType

from memtui.core.display import one_line
from memtui.state.journal import Journal, Operation
from memtui.tui.lines import Line, line
from memtui.tui.modals.items.base import ItemsModal, ModalKey
from memtui.tui.modals.items.item_row import RowLook
from memtui.tui.modals.items.item_words import amount
from memtui.tui.modals.items.operation_words import (
    NOT_WELL,
    STATUS_WORDS,
    counts_line,
    reason_lines,
    result_sieves,
    title_line,
    undo_reason,
)

OutcomeAnswer = Literal["retry", "force", "undo"]
_MOST_REASONS = 3


class OutcomeModal(ItemsModal[OutcomeAnswer]):
    """Gives back what to do about it: try again, overwrite what others changed, or undo; None for nothing."""

    CSS_PATH: ClassVar[CSSPathType | None] = "../items/items.tcss"

    def __init__(self, journal: Journal, operation: Operation, *, merges: bool = False) -> None:
        super().__init__(journal)
        self._look = RowLook(operation.verb, operation.purged, merges)
        self._operation = operation

    def on_mount(self) -> None:
        """Show what did not go well first."""
        operation = self._operation
        self.box.border_title = "What came of it"
        self.board.show(operation, result_sieves(operation, ill_first=True), self._look)
        if any(operation.counts.get(status) for status in NOT_WELL):
            self.read_reasons(operation.id, NOT_WELL)
        self.redraw()

    def head_lines(self) -> Sequence[Line]:
        """How it ended, how many items went how, and why."""
        operation = self._operation
        word, role = STATUS_WORDS[operation.status]
        lines = [
            title_line(operation),
            line((f"{word[0].upper()}{word[1:]}: ", role), *counts_line(operation).spans),
        ]
        if operation.error:
            lines.append(line((one_line(operation.error), "warning"), label="! "))
        return [*lines, *reason_lines(self.reasons, _MOST_REASONS)]

    def keys(self) -> Sequence[ModalKey]:
        """What can be done now."""
        counts, operation = self._operation.counts, self._operation
        left = operation.to_do + operation.undecided if operation.status == "interrupted" else 0
        if operation.status == "cancelled" and not operation.purged:
            left = counts.get("cancelled", 0)
        again = "takes up the rest" if left else "retries what failed"
        retry_off = "" if left or counts.get("failed") else "nothing failed"
        force_off = "" if counts.get("conflict") else "nothing was changed by others"
        return [
            ModalKey("r", ("r",), again, lambda: self.leave("retry"), retry_off),
            ModalKey("o", ("o",), "overwrites", self._ask_to_force, force_off),
            ModalKey(
                "u", ("u",), "undoes what was done", lambda: self.leave("undo"), undo_reason(self._operation)
            ),
            *self.sieve_keys(),
            self.scroll_key(),
            ModalKey("esc", ("escape", "q"), "closes", lambda: self.leave(None)),
        ]

    def _ask_to_force(self) -> None:
        count = self._operation.counts.get("conflict", 0)
        what = "1 memory that others have" if count == 1 else f"{amount(count)} memories that others have"
        self.ask(
            f"Overwrite {what} changed since? What they wrote is lost there.", lambda: self.leave("force")
        )
