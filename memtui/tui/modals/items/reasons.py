"""Why items fail or stay as they are: the reasons, counted in the background."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection

from textual.message import Message

from memtui.core.values import dataclass
from memtui.state.journal import ItemStatus, Journal
from memtui.tui.modals.items.pages import PAGE_SIZE

_MOST_PAGES = 10
"""Where there are more items than these pages hold, the first of them speak for all."""


@dataclass
class ReasonsRead(Message):
    """The reasons, and how many items have each."""

    notes: Counter[str]


async def count_reasons(journal: Journal, operation: int, statuses: Collection[ItemStatus]) -> Counter[str]:
    """The notes of an operation's items of these statuses. Raises StoreError."""
    notes, after = Counter[str](), -1
    for _ in range(_MOST_PAGES):
        items = await asyncio.to_thread(journal.items, operation, statuses, after=after, limit=PAGE_SIZE)
        notes.update(item.note for item in items if item.note)
        if len(items) < PAGE_SIZE:
            break
        after = items[-1].position
    return notes
