"""CSV as RFC 4180 has it: a row a thing, texts as they are, whatever has an inside as JSON in one column.

Nothing is put before a text that a spreadsheet would take for a formula: texts are not changed.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from memtui.core.encoding import compact_json
from memtui.core.models import HistoryEvent, MemoryRecord
from memtui.core.to_wire import EVENT_KEYS, MEMORY_KEYS, event_to_wire, memory_to_wire

T = TypeVar("T")
OTHER = "other"
"""The column of what has no column of its own, as one JSON object."""


class CsvWriter(Generic[T]):
    """One row for each thing: `values_of` gives its columns by name, None where there is nothing."""

    def __init__(self, columns: Sequence[str], values_of: Callable[[T], Mapping[str, Any]]) -> None:
        self._columns = columns
        self._values_of = values_of

    def begin(self) -> str:
        """The names of the columns."""
        return _row(self._columns)

    def one(self, thing: T) -> str:
        """A row."""
        values = dict(self._values_of(thing))
        own = [values.pop(column, None) for column in self._columns if column != OTHER]
        if self._columns[-1] == OTHER:
            own.append({name: value for name, value in values.items() if value is not None} or None)
        return _row([_cell(value) for value in own])

    def end(self, written: int) -> str:
        """Nothing: every line is a row."""
        return ""


def memories_csv() -> CsvWriter[MemoryRecord]:
    """One row a memory, without its history."""
    return CsvWriter((*MEMORY_KEYS, OTHER), lambda record: memory_to_wire(record.memory))


def events_csv() -> CsvWriter[HistoryEvent]:
    """One row for each event of a history."""
    return CsvWriter((*EVENT_KEYS, OTHER), event_to_wire)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else compact_json(value)


def _row(cells: Sequence[str]) -> str:
    return str(_ROWS.writerow(cells))


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        """The text."""
        return text


_ROWS = csv.writer(_Echo(), lineterminator="\r\n")
