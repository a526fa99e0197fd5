"""What a service has learned from conversations: several memories from one of them, or none."""

from __future__ import annotations

from memtui.core.changes import Addition
from memtui.core.values import dataclass
from memtui.state.journal import Journal, Operation


@dataclass(frozen=True, slots=True)
class Learned:
    """How many conversations the service has taken, and how many memories it made or changed by them.

    `replaced` says that memories came back under other ids.
    """

    conversations: int = 0
    memories: int = 0
    replaced: bool = False


def learned(journal: Journal, operation: Operation) -> Learned:
    """What came of the conversations of an operation that is over."""
    if operation.verb not in {"add", "copy", "undo", "redo"}:
        return Learned()
    conversations = memories = 0
    replaced = False
    for item in journal.each_item(operation.id, {"done"}):
        if not isinstance(item.change, Addition):
            continue
        replaced = replaced or item.change.replaces is not None
        if item.change.new.infer:
            conversations += 1
            memories += len(item.added)
    return Learned(conversations, memories, replaced)
