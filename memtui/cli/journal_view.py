"""How the journal is printed: operations as rows, one operation with its items, and all of it as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from memtui.cli.differences import Difference, differences_between, setting_differences
from memtui.cli.items import described, row
from memtui.cli.options import Format
from memtui.cli.output import emit, emit_json
from memtui.cli.results import Look, print_object
from memtui.cli.table import Column
from memtui.core.changes import SettingChange
from memtui.core.display import neutralise, one_line
from memtui.core.profile import ServiceIdentity
from memtui.core.times import absolute, relative, utc_now
from memtui.core.values import dataclass
from memtui.ops.item_wire import images_of, item_to_wire
from memtui.ops.plans import present_status
from memtui.state.journal import Item, ItemStatus, Journal, Operation, OperationStatus

_PAGE = 100
_COUNTED: dict[ItemStatus, str] = {
    "planned": "left to do",
    "skipped": "left as they are",
    "cancelled": "not sent",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An operation as it is shown: one whose memtui is gone is not running any more, whatever it says."""

    operation: Operation
    status: OperationStatus

    @classmethod
    def of(cls, journal: Journal, operation: Operation) -> Entry:
        """The operation as it really stands."""
        return cls(operation, present_status(journal, operation))


def entries(journal: Journal, service: ServiceIdentity | None) -> Iterator[Entry]:
    """The operations of one store or of all, newest first."""
    before: int | None = None
    while page := journal.operations(service, before=before, limit=_PAGE):
        before = page[-1].id
        for operation in page:
            yield Entry.of(journal, operation)


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """The operation as a JSON object, without its items."""
    operation = entry.operation
    service = operation.service
    return {
        "operation": operation.id,
        "created_at": operation.created_at,
        "verb": operation.verb,
        "title": operation.title,
        "status": entry.status,
        "service": {"kind": service.kind, "address": service.address, "store": service.store},
        "total": operation.total,
        "counts": dict(operation.counts),
        "undone": operation.undone,
        "undo_of": operation.undo_of,
        "purged": operation.purged,
        "error": operation.error,
    }


def _row(entry: Entry, terminal: bool) -> Sequence[str]:
    operation = entry.operation
    done = operation.counts.get("done", 0)
    if terminal:
        when = relative(operation.created_at, utc_now())
        return (
            str(operation.id),
            when,
            entry.status,
            f"{done:,}",
            f"{operation.title}{_taken_back(operation)}",
        )
    numbers = (done, operation.total, operation.undone)
    return (
        str(operation.id),
        operation.created_at,
        operation.verb,
        entry.status,
        *map(str, numbers),
        operation.service.address,
        operation.title,
    )


OPERATIONS = Look(
    (
        Column("OPERATION", 9, right=True),
        Column("AGE", 8),
        Column("STATUS", 11),
        Column("DONE", 9, right=True),
        Column("WHAT"),
    ),
    _row,
    entry_to_json,
)


def show_entry(entry: Entry, items: Iterator[Item], form: Format) -> None:
    """Print one operation with these of its items."""
    if form == "json":
        print_object(entry_to_json(entry), "items", map(item_to_wire, items))
    elif form == "jsonl":
        for item in items:
            emit_json(item_to_wire(item))
    elif sys.stdout.isatty():
        for line in _described(entry, items):
            emit(line)
    else:
        verb = entry.operation.verb
        for item in items:
            cells = (str(item.position + 1), *row(item, verb, terminal=False))
            emit("\t".join(map(one_line, cells)))


def limited(items: Iterator[Item], limit: int | None) -> Iterator[Item]:
    """The first of the items, or all."""
    return items if limit is None else islice(items, limit)


def operations(count: int) -> str:
    """So many operations, in words."""
    return "1 operation" if count == 1 else f"{count:,} operations"


def exported(journal: Journal, chosen: Iterable[Entry]) -> Iterator[Mapping[str, Any]]:
    """Each operation as a line, followed by its items as lines that carry its number."""
    for entry in chosen:
        yield {"kind": "operation", **entry_to_json(entry)}
        for item in journal.each_item(entry.operation.id):
            yield {"kind": "item", "operation": entry.operation.id, **item_to_wire(item)}


def _described(entry: Entry, items: Iterator[Item]) -> Iterator[str]:
    """The operation and its items as lines for people."""
    operation = entry.operation
    counts = ", ".join(
        f"{count:,} {_COUNTED.get(status, status)}" for status, count in operation.counts.items()
    )
    known = {
        "operation": f"{operation.id}: {operation.title}{_taken_back(operation)}",
        "when": absolute(operation.created_at, seconds=True),
        "where": operation.service.address,
        "status": f"{entry.status} ({counts})",
        "undo of": "" if operation.undo_of is None else str(operation.undo_of),
        "error": operation.error,
        "purged": "what was there before has been forgotten, as asked" if operation.purged else "",
    }
    for name, value in known.items():
        if value:
            yield f"{name:9}  {one_line(value)}"
    for item in items:
        back = "" if item.undone_by is None else f" · undone by {item.undone_by}"
        yield ""
        yield f"{item.position + 1:>4}  {one_line(described(item, operation.verb))}{back}"
        for difference in _differences(item):
            yield from _lines(difference)


def _differences(item: Item) -> Iterator[Difference]:
    if isinstance(item.change, SettingChange):
        yield from setting_differences(item.change)
        return
    images = images_of(item)
    before, after = images.before, images.after
    if before is not None and after is not None:
        yield from differences_between(before, after)
    elif before is not None:
        yield Difference("", before.memory, None)
    elif after is not None:
        yield Difference("", None, after.memory)


def _lines(difference: Difference) -> Iterator[str]:
    name = f"{one_line(difference.name)}: " if difference.name else ""
    for sign, text in (("-", difference.old), ("+", difference.new)):
        if text is not None:
            yield from (f"      {sign} {name}{line}" for line in neutralise(text).split("\n"))


def _taken_back(operation: Operation) -> str:
    if not operation.undone:
        return ""
    done = operation.counts.get("done", 0)
    return " · undone" if operation.undone >= done else f" · {operation.undone:,} of {done:,} undone"
