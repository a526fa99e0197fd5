"""The journal: everything that memtui changes, written down before it is sent."""

from memtui.state.journal.journal import Journal
from memtui.state.journal.model import (
    Item,
    ItemStatus,
    NewItem,
    Operation,
    OperationStatus,
    Outcome,
    Verb,
)

__all__ = [
    "Item",
    "ItemStatus",
    "Journal",
    "NewItem",
    "Operation",
    "OperationStatus",
    "Outcome",
    "Verb",
]
