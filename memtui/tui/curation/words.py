"""What is said of plans and of work that is over, in the status line."""

from __future__ import annotations

from collections.abc import Sequence

from memtui.ops.drafting import memories
from memtui.ops.learning import Learned
from memtui.state.journal import ItemStatus, Operation, Verb
from memtui.tui.actions import key_of
from memtui.tui.lines import number

_DONE: dict[Verb, str] = {
    "add": "added",
    "copy": "copied",
    "edit": "edited",
    "archive": "archived",
    "restore": "brought back",
    "delete": "deleted",
    "delete entity": "deleted",
    "revoke": "deleted",
    "undo": "undone",
    "redo": "done again",
}
_LEFT: tuple[tuple[ItemStatus, str], ...] = (
    ("failed", "failed"),
    ("conflict", "changed by others"),
    ("unknown", "unknown"),
)


def outcome(operation: Operation, *, restores: bool, learned: Learned) -> str:
    """What became of an operation, in one line with the next key."""
    done = operation.counts.get("done", 0) - learned.conversations + learned.memories
    parts = [f"{number(done)} {_DONE[operation.verb]}"]
    if learned.conversations and not learned.memories:
        parts.append("the service found nothing new to remember")
    parts += [f"{number(count)} {word}" for status, word in _LEFT if (count := operation.counts.get(status))]
    if operation.to_do:
        parts.append(f"{number(operation.to_do)} not sent")
    if cancelled := operation.counts.get("cancelled", 0):
        parts.append(f"{number(cancelled)} stopped")
    if skipped := operation.counts.get("skipped", 0):
        parts.append(f"{number(skipped)} needed nothing")
    if operation.depth % 2:
        lost = "ids and dates are new, " if learned.replaced and not restores else ""
        parts.append(f"{lost}{key_of('redo')} does it again")
    elif operation.purged:
        parts.append("forgotten for good")
    elif operation.undoable:
        parts.append(f"{key_of('undo')} undo")
    return " · ".join(parts)


def settled(operations: Sequence[Operation]) -> str:
    """What was found out about operations that were ended in the middle."""
    last = operations[-1]
    more = f" (and {len(operations) - 1} more)" if len(operations) > 1 else ""
    done, left = last.counts.get("done", 0), last.to_do
    if not left:
        return f"ended in the middle, and is done: {last.title}{more} · {key_of('journal')} shows it"
    said = f"{last.title}, {number(done)} done, {number(left)} not{more}"
    return f"ended in the middle: {said} · {key_of('journal')} goes on or undoes"


def working(operation: Operation) -> str:
    """What is being done."""
    return f"{operation.title} …"


def looking(looked_at: int) -> str:
    """How far a plan is."""
    return f"looking at {memories(looked_at)} …" if looked_at else "looking …"
