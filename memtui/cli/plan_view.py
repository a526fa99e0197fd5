"""A plan as a person agrees to it: its rows, what it comes to, and what cannot be restored."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TextIO

from memtui.cli.items import COLUMNS, row
from memtui.cli.output import emit, tell
from memtui.cli.results import print_object
from memtui.cli.table import Table
from memtui.core.display import one_line
from memtui.ops.item_wire import item_to_wire
from memtui.ops.plans import Plan
from memtui.state.journal import Item, ItemStatus, Journal, Operation

MOST_ROWS = 20
"""Rows of a plan that a terminal shows."""
_STAYS: tuple[ItemStatus, ...] = ("skipped",)
_GOES: tuple[ItemStatus, ...] = ("planned", "sending", "unknown")
_MOST_ENTITIES = 5


class PlanView:
    """Prints a plan, and what became of it.

    `merges` says that the service keeps metadata keys which an edit leaves out; `purge` that what was
    there before will be forgotten.
    """

    def __init__(self, plan: Plan, journal: Journal, *, merges: bool, purge: bool) -> None:
        self.plan = plan
        self.journal = journal
        self.merges = merges
        self._purge = purge

    @property
    def changes(self) -> int:
        """How many items are to be sent, or looked at again."""
        return self.plan.changes + self.plan.operation.undecided

    def show_on_stdout(self, *, as_json: bool) -> None:
        """Print the whole plan as the answer of the command."""
        if as_json:
            self.print_json(self.plan.operation, sent=False)
            return
        if sys.stdout.isatty():
            self._put_some_rows(emit, sys.stdout)
        else:
            self.print_rows(over=False)
        self._tell_sums()

    def show_on_stderr(self) -> None:
        """Tell the plan to whoever will be asked about it."""
        self._put_some_rows(tell, sys.stderr)
        self._tell_sums()

    def show_before_work(self, *, as_json: bool) -> None:
        """Tell what is about to be done; elsewhere than on a terminal stdout is for what came of it."""
        if not as_json and sys.stdout.isatty():
            self._put_some_rows(emit, sys.stdout)
        self._tell_sums()

    def print_rows(self, *, over: bool) -> None:
        """Print every item as a row: what is to be done or, when the work is over, what became of it."""
        table = Table(COLUMNS)
        for some in _batches(self.journal.each_item(self.plan.operation.id)):
            for line in table.lines(self._rows(some, terminal=sys.stdout.isatty(), over=over)):
                emit(line)

    def print_json(self, operation: Operation, *, sent: bool) -> None:
        """Print the plan, or what became of it, as one JSON object."""
        plan = self.plan
        keys: dict[str, Any] = {
            # A plan that is not carried out is forgotten: its number would lead nowhere.
            "operation": operation.id if sent or operation.status != "planned" else None,
            "title": operation.title,
            "status": operation.status,
            "error": operation.error,
            "changes": self.changes,
            "unchanged": plan.operation.total - self.changes,
            "counts": dict(operation.counts),
            "totals": [{"type": kind, "name": name, "count": count} for kind, name, count in plan.totals],
            "more_entities": plan.more_entities,
            "warnings": list(self._warnings()),
        }
        items = self.journal.each_item(operation.id)
        print_object(keys, "items", (item_to_wire(item, merges=self.merges) for item in items))

    def _put_some_rows(self, put: Callable[[str], None], stream: TextIO) -> None:
        plan, number = self.plan, self.plan.operation.id
        for statuses, count, more in (
            (_GOES, self.changes, "more"),
            (_STAYS, plan.operation.counts.get("skipped", 0), "more that stay as they are"),
        ):
            items = self.journal.items(number, statuses, limit=MOST_ROWS)
            if not items:
                continue
            for line in Table(COLUMNS, stream).lines(self._rows(items, terminal=True, over=False)):
                put(line)
            if count > len(items):
                put(f"and {count - len(items):,} {more}")

    def _rows(self, items: Sequence[Item], *, terminal: bool, over: bool) -> list[Sequence[str]]:
        verb = self.plan.operation.verb
        return [row(item, verb, terminal=terminal, over=over, merges=self.merges) for item in items]

    def _tell_sums(self) -> None:
        """Say on stderr what the plan comes to, and what it cannot bring back."""
        plan = self.plan
        if self.changes:
            most = plan.totals[:_MOST_ENTITIES]
            whose = [f"{kind} {one_line(name)} {count:,}" for kind, name, count in most]
            if more := plan.more_entities + len(plan.totals) - len(most):
                whose.append(f"{more:,} more")
            tell(title_of(plan.operation) + (f" ({', '.join(whose)})" if whose else ""))
        if plan.operation.status == "interrupted":
            tell(f"It was interrupted: {self.changes:,} of {plan.operation.total:,} are left to do.")
        stays = self.journal.each_item(plan.operation.id, _STAYS)
        for reason, count in Counter(item.note for item in stays).most_common(MOST_ROWS):
            stay = "stays as it is" if count == 1 else "stay as they are"
            tell(f"{count:,} {stay}: {one_line(reason)}")
        for warning in self._warnings():
            tell(one_line(warning))

    def _warnings(self) -> Iterator[str]:
        if not self.changes:
            return
        yield from self.plan.warnings
        if self._purge:
            yield "What was there before is forgotten, as --purge asks: this cannot be undone."


def title_of(operation: Operation) -> str:
    """What it is called, as the beginning of a sentence."""
    title = one_line(operation.title)
    return f"{title[:1].upper()}{title[1:]}"


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == MOST_ROWS:
            yield batch
            batch = []
    if batch:
        yield batch
