"""What came of a plan: one line, what did not work with its reason, and the exit code."""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from memtui.cli.items import described
from memtui.cli.output import tell
from memtui.cli.plan_view import PlanView
from memtui.cli.standing import standing, summary
from memtui.core.changes import EntityDeletion
from memtui.core.display import one_line
from memtui.ops.learning import learned
from memtui.state.journal import Item, Operation

PARTLY_DONE = 3
_MOST_TOLD = 200
_ADDING = {"add", "copy"}
_WRONG = {"failed", "conflict", "unknown", "cancelled"}


def tell_outcome(operation: Operation, view: PlanView, arguments: argparse.Namespace) -> int:
    """Print what became of the items, and say what the operation came to; the exit code."""
    if arguments.json:
        view.print_json(operation, sent=True)
    elif not sys.stdout.isatty() or operation.verb in _ADDING:
        view.print_rows(over=True)
    wrong: list[Item] = []
    notes: Counter[str] = Counter()
    entities = wrong_count = 0
    for item in view.journal.each_item(operation.id):
        if item.status == "done":
            entities += isinstance(item.change, EntityDeletion)
            notes.update([item.note] if item.note else [])
        elif item.status in _WRONG:
            wrong_count += 1
            if wrong_count <= _MOST_TOLD:
                wrong.append(item)
    for item in wrong:
        tell(f"  {one_line(described(item, operation.verb))}")
    if wrong_count > len(wrong):
        tell(f"  and {wrong_count - len(wrong):,} more, which `memtui journal {operation.id}` lists")
    if operation.status == "interrupted":
        if operation.error:
            tell(f"memtui: {one_line(operation.error)}")
        tell(one_line(standing(operation, arguments)))
        return PARTLY_DONE
    tell(
        summary(
            operation,
            arguments,
            entities=entities,
            unchanged=view.plan.unchanged,
            learned=learned(view.journal, operation),
        )
    )
    for note, count in notes.most_common(_MOST_TOLD):
        tell(f"  for {count:,} of them: {one_line(note)}")
    return PARTLY_DONE if wrong_count else 0
