"""Forgetting parts of the journal: old operations, or what was there before one."""

from __future__ import annotations

import argparse
import re
from datetime import timedelta

from memtui.cli.agreeing import DeclinedError, ask_whether, can_ask
from memtui.cli.journal_view import Entry, entries, operations
from memtui.cli.output import tell
from memtui.core.display import one_line
from memtui.core.errors import RefusedError, UsageError
from memtui.core.times import iso, parse_instant, utc_now
from memtui.state.journal import Journal


def prune(journal: Journal, before: str, arguments: argparse.Namespace) -> int:
    """Forget the operations from before an instant, if a person agrees; the exit code."""
    old = [
        entry.operation
        for entry in entries(journal, None)
        if entry.operation.created_at < before and entry.operation.status != "running"
    ]
    if not old:
        tell("No operation is that old.")
        return 0
    said = f"{operations(len(old))}, the newest from {old[0].created_at[:10]}"
    open_ones = sum(operation.status == "interrupted" for operation in old)
    said += f", {open_ones:,} of them interrupted in the middle" if open_ones else ""
    tell(f"{said}, will be forgotten and cannot be undone any more.")
    if not _agreed("Forget them?", arguments):
        return 0
    tell(f"{operations(journal.prune(before))} forgotten.")
    return 0


def purge(journal: Journal, entry: Entry, arguments: argparse.Namespace) -> int:
    """Forget what was there before an operation, if a person agrees; the exit code. Raises RefusedError."""
    operation = entry.operation
    if operation.purged:
        tell("What was there before has been forgotten already.")
        return 0
    if entry.status == "running":
        raise _busy(operation.id)
    tell(
        f"Operation {operation.id} ({one_line(operation.title)}): what was there before will be forgotten,"
        " and it cannot be undone any more."
    )
    left = operation.to_do + operation.undecided
    if left:
        tell(f"It was interrupted: {left:,} of its {operation.total:,} changes are given up.")
    if not _agreed("Forget it?", arguments):
        return 0
    if entry.status == "interrupted":
        _give_up(journal, operation.id)
    journal.purge(operation.id)
    tell("It is forgotten.")
    return 0


def instant_of(text: str) -> str:
    """The instant before which something is old: an age in days or weeks, or a date. Raises UsageError."""
    word = text.strip().lower()
    try:
        if match := re.fullmatch(r"(\d{1,6})([dw])", word, re.ASCII):
            return iso(utc_now() - timedelta(days=int(match[1]) * (7 if match[2] == "w" else 1)))
    except OverflowError:
        return "0001"
    at = parse_instant(text.strip())
    if at is None:
        raise UsageError(f"{text!r} is no age.", hint="Write 90d, 12w or 2026-01-31.")
    return iso(at)


def _give_up(journal: Journal, wanted: int) -> None:
    """Close an operation that was interrupted: without its images the rest could not be done as meant."""
    if not journal.start(wanted):
        raise _busy(wanted)
    journal.settle(wanted, ("planned", "sending", "unknown"), "cancelled", "given up")
    journal.finish(wanted, "cancelled")


def _busy(wanted: int) -> RefusedError:
    return RefusedError(f"Operation {wanted} is still under way.", hint="Wait until it is done.")


def _agreed(question: str, arguments: argparse.Namespace) -> bool:
    if arguments.yes:
        return True
    if not can_ask():
        tell("Nothing was forgotten. Add --yes to do it.")
        return False
    if not ask_whether(question):
        raise DeclinedError("Nothing was forgotten.")
    return True
