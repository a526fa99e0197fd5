"""What is loaded of a list, sorted here: for services that list in their own order alone."""

from __future__ import annotations

from memtui.core.models import FilteredHere, Memory
from memtui.core.ordering import Order, ordered
from memtui.ops.browse import MemoryWindow, RowSource


class LoadedRows:
    """The rows of `window` that are held now, in another order; nothing more is fetched."""

    def __init__(self, window: MemoryWindow, order: Order) -> None:
        self.window = window
        self.order: Order | None = order
        self._rows = ordered(window.held().values(), order)
        self.page_size = max(len(self._rows), 1)
        self.filtered_here: FilteredHere | None = window.filtered_here
        self.is_capped = False

    @property
    def is_whole(self) -> bool:
        """Whether the whole list is loaded."""
        return len(self._rows) == self.window.total

    @property
    def length(self) -> int:
        """How many rows are loaded."""
        return len(self._rows)

    @property
    def total(self) -> int | None:
        """The same: what is not loaded is not in this list."""
        return len(self._rows)

    def row(self, index: int) -> Memory | None:
        """The row at `index` from 0."""
        return self._rows[index] if 0 <= index < len(self._rows) else None

    def missing(self, first: int, last: int) -> list[int]:
        """Nothing: every row is here."""
        return []

    def ids_here(self, first: int, last: int) -> list[str] | None:
        """The ids of rows `first` to `last`."""
        return [row.id for row in self._rows[first : last + 1]]


def place_of(memory_id: str, rows: RowSource) -> int | None:
    """The index of a memory among the rows that are here; None where it is not."""
    if isinstance(rows, MemoryWindow):
        return next((index for index, row in rows.held().items() if row.id == memory_id), None)
    here = range(rows.length)
    return next((at for at in here if (row := rows.row(at)) is not None and row.id == memory_id), None)
