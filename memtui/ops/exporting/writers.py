"""Which writer makes which form of what is exported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from memtui.core.models import MemoryRecord
from memtui.core.to_wire import record_to_wire
from memtui.core.writing.forms import About, FileForm, Writer
from memtui.core.writing.tables import events_csv, memories_csv
from memtui.core.writing.to_read import HistoryMarkdown, MemoriesMarkdown
from memtui.ops.jsonl import dumps

T = TypeVar("T")
TextOf = Callable[[Any], str]
"""Writes a value as JSON on one line."""


class JsonLines(Generic[T]):
    """One JSON object a line."""

    def __init__(self, to_wire: Callable[[T], Any], text_of: TextOf = dumps) -> None:
        self._to_wire = to_wire
        self._text_of = text_of

    def begin(self) -> str:
        """Nothing: every line is an object."""
        return ""

    def one(self, thing: T) -> str:
        """A line."""
        return self._text_of(self._to_wire(thing)) + "\n"

    def end(self, written: int) -> str:
        """Nothing."""
        return ""


class HistoryCsv:
    """The events of one memory, a row each."""

    def __init__(self) -> None:
        self._rows = events_csv()

    def begin(self) -> str:
        """The names of the columns."""
        return self._rows.begin()

    def one(self, record: MemoryRecord) -> str:
        """All its rows, in the order in which the service gives them."""
        return "".join(map(self._rows.one, record.history or ()))

    def end(self, written: int) -> str:
        """Nothing: every line is a row."""
        return ""


def memories_writer(form: FileForm, about: About, text_of: TextOf = dumps) -> Writer[MemoryRecord]:
    """The writer of many memories; only JSON Lines have their histories."""
    if form == "jsonl":
        return JsonLines(record_to_wire, text_of)
    return memories_csv() if form == "csv" else MemoriesMarkdown(about)


def history_writer(form: FileForm, about: About, text_of: TextOf = dumps) -> Writer[MemoryRecord]:
    """The writer of one memory with its history: a line that can be imported, its events, or a timeline."""
    if form == "jsonl":
        return JsonLines(record_to_wire, text_of)
    return HistoryCsv() if form == "csv" else HistoryMarkdown(about)
