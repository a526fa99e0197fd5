"""What memtui changed, one row an operation, newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from memtui.core.profile import ServiceIdentity
from memtui.state.journal import Journal
from memtui.tui.actions import key_of
from memtui.tui.lines import Line, Span, line
from memtui.tui.modals.items.paged_list import PagedList
from memtui.tui.modals.items.pages import ChainedPages
from memtui.tui.modals.journal.row import OperationRow, Times, operation_spans


class OperationList(PagedList[OperationRow]):
    """The operations of a journal, read as they come into view; `service` is the one that is open."""

    def __init__(
        self, journal: Journal, service: ServiceIdentity | None, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(id="operations")
        self.has_absolute_times = False
        self._journal = journal
        self._service = service
        self._clock = clock

    def list_operations(self) -> None:
        """Begin with the newest."""
        self.list_pages(ChainedPages(None, lambda row: row.operation.id))

    def toggle_times(self) -> None:
        """Write instants the other way."""
        self.has_absolute_times = not self.has_absolute_times
        self.refresh_changed()

    def is_elsewhere(self, row: OperationRow) -> bool:
        """Whether it was done on another service than the one that is open."""
        return self._service is not None and row.operation.service.key != self._service.key

    def read(self, key: int | None, limit: int) -> Sequence[OperationRow]:
        """The operations before a number."""
        owners = self._journal.owners
        return [
            OperationRow(
                operation,
                operation.status == "interrupted"
                or (operation.status == "running" and not owners.is_owned(operation.id)),
            )
            for operation in self._journal.operations(before=key, limit=limit)
        ]

    def row_spans(self, row: OperationRow, index: int, width: int) -> tuple[Sequence[Span], str]:
        """When, how it ended, what it was, and how many items were done."""
        times = Times(self._clock(), self.has_absolute_times)
        return operation_spans(row, times, width, elsewhere=self.is_elsewhere(row)), ""


def nothing_yet() -> Sequence[Line]:
    """What stands in an empty journal."""
    deletes, edits = key_of("delete"), key_of("edit")
    every = "Every add, edit and delete that memtui makes is written here first, with what was there before."
    return (
        line(("Nothing was changed yet", "heading")),
        line(),
        line(every),
        line("From here it can be looked at and taken back, also on another day."),
        line(),
        line(("esc", "accent"), (" goes back   ", "dim"), (deletes, "accent"), (" deletes, ", "dim"),
             (edits, "accent"), (" edits the memory under the cursor", "dim")),
    )  # fmt: skip
