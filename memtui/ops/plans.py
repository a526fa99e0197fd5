"""A plan: what a person agrees to before anything is sent, and how its work gets on."""

from __future__ import annotations

from typing import Literal

from memtui.core.models import EntityType
from memtui.core.values import dataclass
from memtui.state.journal import ItemStatus, Journal, Operation, OperationStatus

Confirmation = Literal["key", "count", "name"]
"""What shows that a person means it: one key, the number of changes, or the entity's name, typed."""

MANY = 20
"""More changes than this want their number typed."""
UNDECIDED: tuple[ItemStatus, ...] = ("sending", "unknown")
"""What an item is while nobody knows whether it was done."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An operation that stands in the journal as a draft, and what is to be said of it.

    `totals` are the changes by entity, most first; `more_entities` says how many entities they leave out.
    `warnings` tell what cannot be restored. `name` is the entity's, where its name confirms the plan;
    `entities` is how many of the changes are ends of entities, not of memories; `may_purge` asks whether the
    before-images shall be forgotten.
    """

    operation: Operation
    totals: tuple[tuple[EntityType, str, int], ...] = ()
    more_entities: int = 0
    warnings: tuple[str, ...] = ()
    confirmation: Confirmation = "key"
    name: str = ""
    entities: int = 0
    may_purge: bool = False

    @property
    def changes(self) -> int:
        """How many items will be sent."""
        return self.operation.to_do

    @property
    def unchanged(self) -> int:
        """How many items come to nothing, each with its reason."""
        return self.operation.total - self.operation.to_do


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is; all count items of the operation. `waiting` says why it stands still."""

    total: int
    done: int
    failed: int
    waiting: str = ""

    @property
    def finished(self) -> int:
        """How many items are over."""
        return self.done + self.failed


def status_of(operation: Operation) -> OperationStatus:
    """What an operation has come to, now that nobody is at work on it."""
    counts = operation.counts
    if counts.get("planned") or operation.undecided:
        return "interrupted"
    if counts.get("cancelled"):
        return "cancelled"
    return "partly" if counts.get("failed") or counts.get("conflict") else "done"


def present_status(journal: Journal, operation: Operation) -> OperationStatus:
    """How an operation stands: one whose memtui is gone is not running any more, whatever it says."""
    ended = operation.status == "running" and not journal.owners.is_owned(operation.id)
    return "interrupted" if ended else operation.status
