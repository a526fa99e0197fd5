"""Lists of results, printed as they come in the format that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from memtui.cli.options import Format
from memtui.cli.output import emit, emit_json, json_text, put
from memtui.cli.table import Column, Table
from memtui.core.values import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look(Generic[T]):
    """How results of one kind are printed: as a JSON object, and as a row under columns.

    `row` is told whether the row is for a terminal; elsewhere its columns need not be the same.
    """

    columns: tuple[Column, ...]
    row: Callable[[T, bool], Sequence[str]]
    wire: Callable[[T], dict[str, Any]]


class ResultPrinter(Generic[T]):
    """Prints results batch by batch; `begin` and `end` hold the keys around them in a JSON envelope."""

    def __init__(self, look: Look[T], form: Format) -> None:
        self._look = look
        self._form = form
        self._table = Table(look.columns)
        self._separator = ""

    def begin(self, **keys: int | None) -> None:
        """Open the envelope with these keys before the results."""
        if self._form == "json":
            put("{" + _members(keys, after=", ") + '"results": [')

    def show(self, results: Sequence[T]) -> None:
        """Print more results."""
        if self._form == "text":
            terminal = sys.stdout.isatty()
            for line in self._table.lines([self._look.row(item, terminal) for item in results]):
                emit(line)
            return
        for item in results:
            if self._form == "jsonl":
                emit_json(self._look.wire(item))
            else:
                put(f"{self._separator}\n{json_text(self._look.wire(item))}")
                self._separator = ","

    def end(self, **keys: int | None) -> None:
        """Close the envelope with these keys after the results."""
        if self._form == "json":
            put(("\n]" if self._separator else "]") + _members(keys, before=", ") + "}\n")


def print_object(keys: Mapping[str, Any], name: str, items: Iterable[Mapping[str, Any]]) -> None:
    """Print a JSON object whose last member is a list that may be long."""
    put("{" + _members(keys, after=", ") + f'"{name}": [')
    separator = ""
    for item in items:
        put(f"{separator}\n{json_text(item)}")
        separator = ","
    put("\n]}\n" if separator else "]}\n")


def _members(keys: Mapping[str, Any], *, before: str = "", after: str = "") -> str:
    return "".join(f'{before}"{key}": {json_text(value)}{after}' for key, value in keys.items())
