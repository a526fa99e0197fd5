"""Memories into a service, from JSON Lines: one memory with its history a line."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from memtui.adapters.base import ImportingAdapter, ImportOutcome, MemoryAdapter
from memtui.core.errors import DataError, UsageError
from memtui.core.from_wire_plain import plain_record
from memtui.core.models import MemoryRecord
from memtui.ops.jsonl import LONGEST_LINE, loads, numbered_lines

_LISTED = 10
_LONGEST_REASON = 300

Count = Callable[[int], None]


class _StoppedError(Exception):
    """Raised into the adapter's transaction to roll it back."""


def read_records(stream: BinaryIO) -> Iterator[MemoryRecord]:
    """The memories in a JSON Lines stream of UTF-8 bytes.

    After the first wrong line no more memories are given, but the rest is still read, so that the
    DataError at the end names the first ten wrong lines with their reasons and counts the others.
    """
    wrong: list[str] = []
    total = 0
    for number, line in numbered_lines(stream):
        try:
            record = _parse(line)
        except DataError as error:
            total += 1
            if len(wrong) < _LISTED:
                wrong.append(f"  line {number}: {error.message.rstrip('.')[:_LONGEST_REASON]}")
            continue
        if not total:
            yield record
    if total:
        raise DataError(_wrong_lines(wrong, total))


async def import_records(
    adapter: MemoryAdapter, stream: BinaryIO, *, replace: bool, dry_run: bool, on_read: Count
) -> ImportOutcome:
    """Store every memory of the stream, from its beginning, or none; `on_read` hears the count of lines read.

    Raises DataError for wrong lines and UsageError where the service takes no whole memories.
    """
    if not isinstance(adapter, ImportingAdapter):
        raise not_over_http()
    stream.seek(0)
    return await stored(adapter, _told(read_records(stream), on_read), replace=replace, dry_run=dry_run)


async def stored(
    adapter: ImportingAdapter, records: Iterable[MemoryRecord], *, replace: bool, dry_run: bool
) -> ImportOutcome:
    """The adapter's import. Cancelling it stores nothing; where that comes too late, it is done as asked."""
    cancelled = threading.Event()

    def until_cancelled() -> Iterator[MemoryRecord]:
        for record in records:
            if cancelled.is_set():
                raise _StoppedError
            yield record

    # The adapter may be reading on another thread, which does not hear of a cancellation.
    task = asyncio.ensure_future(adapter.import_records(until_cancelled(), replace=replace, dry_run=dry_run))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        cancelled.set()
        await asyncio.wait([task])
        if task.cancelled() or task.exception() is not None:
            raise
        return task.result()


def not_over_http() -> UsageError:
    """The error for a service that takes no whole memories."""
    return UsageError(
        "Importing over HTTP is not in this release.",
        hint="Import into a store with --db FILE and serve that with `memtui serve`.",
    )


def _parse(line: bytes | None) -> MemoryRecord:
    if line is None:
        raise DataError(f"longer than {LONGEST_LINE // 1_000_000} MB")
    raw = loads(line)
    record = plain_record(raw)
    if record is None:
        # Loaded here because it brings pydantic, which most files and every export do without.
        from memtui.core.from_wire import parse_record

        record = parse_record(raw)
    return record


def _wrong_lines(wrong: list[str], total: int) -> str:
    lines = "1 line is" if total == 1 else f"{total:,} lines are"
    listed = "\n".join(wrong)
    more = f"\n  and {total - len(wrong):,} more" if total > len(wrong) else ""
    return f"Nothing was imported: {lines} wrong.\n{listed}{more}"


def _told(records: Iterator[MemoryRecord], on_read: Count) -> Iterator[MemoryRecord]:
    for number, record in enumerate(records, 1):
        on_read(number)
        yield record
