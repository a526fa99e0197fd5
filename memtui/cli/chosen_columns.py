"""The columns of `memtui list --columns`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from memtui.cli.looks import LISTED, state_of
from memtui.cli.options import format_of
from memtui.cli.results import Look
from memtui.cli.table import Column as Shown
from memtui.core.columns import ABOUT, METADATA, TEXT, Column, cell, column, text_of, value_of
from memtui.core.errors import UsageError
from memtui.core.models import Memory
from memtui.core.times import utc_now
from memtui.core.to_wire import memory_to_wire

_WIDEST, _WIDEST_TEXT, _NARROWEST_TEXT = 36, 60, 20


def add_columns(parser: argparse.ArgumentParser) -> None:
    """Add --columns."""
    parser.add_argument(
        "--columns",
        metavar="NAMES",
        help=f"the columns of a row, with commas between them: {', '.join(ABOUT)}, {METADATA}.KEY",
    )


def look_given(arguments: argparse.Namespace) -> Look[Memory]:
    """How memories are listed: under the columns that are given, if there are any. Raises UsageError."""
    if arguments.columns is None:
        return LISTED
    if format_of(arguments) != "text":
        raise UsageError("--columns is for rows; JSON has every field.", hint="Leave one of them out.")
    return look_of([column(name) for name in arguments.columns.split(",")])


def look_of(columns: Sequence[Column]) -> Look[Memory]:
    """How memories look under these columns; anywhere but on a terminal every value is whole."""

    def row(memory: Memory, terminal: bool) -> Sequence[str]:
        now = utc_now()
        if not terminal:
            return [text_of(value_of(memory, one, now.date())) for one in columns]
        return [
            _badged(memory) if one == TEXT else cell(memory, one, now, dates=False).text for one in columns
        ]

    def _badged(memory: Memory) -> str:
        state = "" if says_state else state_of(memory)
        return f"[{state}] {memory.memory}" if state else memory.memory

    says_state = any(one.kind == "state" for one in columns)
    return Look(tuple(_shown(one) for one in columns), row, memory_to_wire)


def _shown(one: Column) -> Shown:
    if one == TEXT:
        return Shown("MEMORY", _WIDEST_TEXT, narrowest=_NARROWEST_TEXT)
    return Shown(one.title if one.kind == METADATA else one.title.upper(), _WIDEST, right=one.is_date)
