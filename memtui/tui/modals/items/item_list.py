"""The items of an operation, one row each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from memtui.core.values import dataclass
from memtui.state.journal import Item, ItemStatus, Journal, Operation
from memtui.tui.lines import Span
from memtui.tui.modals.items.item_row import RowLook, item_spans
from memtui.tui.modals.items.paged_list import PagedList
from memtui.tui.modals.items.pages import ChainedPages, DensePages, Pages


@dataclass(frozen=True, slots=True)
class Sieve:
    """Some rows of an operation: their name, the word of the key that shows them, and their statuses.

    None is all statuses; `count` is how many rows there are.
    """

    label: str
    word: str
    statuses: tuple[ItemStatus, ...] | None
    count: int


class ItemList(PagedList[Item]):
    """Rows of one operation, read from the journal as they come into view.

    `marks` are the positions of marked items; None where items cannot be marked.
    """

    ROLES: ClassVar[Mapping[str, str]] = {
        **PagedList.ROLES,
        "cursor-blurred": "bold on $cursor",
        "added": "bold underline $success",
        "removed": "strike $error",
        "born": "bold $success",
        "gone": "bold $error",
        "match": "bold underline $warning",
        "error": "bold $error",
    }

    def __init__(self, journal: Journal) -> None:
        super().__init__(id="items")
        self.marks: frozenset[int] | None = None
        self._journal = journal
        self._operation = 0
        self._statuses: tuple[ItemStatus, ...] | None = None
        self._row_look = RowLook()

    def list_items(self, operation: Operation, sieve: Sieve, look: RowLook) -> None:
        """Begin the list of an operation's items, those that pass."""
        everything = sieve.statuses is None or sieve.count == operation.total
        self._operation, self._row_look = operation.id, look
        self._statuses = None if everything else sieve.statuses
        pages: Pages[Item] = (
            DensePages(operation.total)
            if everything
            else ChainedPages(-1, lambda item: item.position, sieve.count)
        )
        self.list_pages(pages)

    def mark(self, marks: frozenset[int]) -> None:
        """Show these marks."""
        self.marks = marks
        self.refresh_changed()

    def read(self, key: int | None, limit: int) -> Sequence[Item]:
        """The items after a position."""
        after = -1 if key is None else key
        return self._journal.items(self._operation, self._statuses, after=after, limit=limit)

    def row_spans(self, row: Item, index: int, width: int) -> tuple[Sequence[Span], str]:
        """Mark, sign, word, whose it is, and the change."""
        if self.marks is None:
            return [(" ", ""), *item_spans(row, self._row_look, width - 1)], ""
        is_marked = row.position in self.marks
        mark = ("● " if is_marked else "  ", "accent")
        return [mark, *item_spans(row, self._row_look, width - 2)], "marked" if is_marked else ""
