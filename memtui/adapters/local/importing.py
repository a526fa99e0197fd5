"""Records from outside, each compared with what the store holds under its id.

Every function here runs inside one transaction of its caller.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from memtui.adapters.base import ImportOutcome
from memtui.adapters.local.reading import StoreReader
from memtui.adapters.local.writing import StoreWriter
from memtui.core.models import MemoryRecord

_BATCH = 500


def import_all(
    store: StoreReader,
    writer: StoreWriter,
    records: Iterable[MemoryRecord],
    outcome: ImportOutcome,
    *,
    replacing: bool,
) -> None:
    """Store records, the earlier ones first; `outcome` tells what became of them."""
    waiting = iter(records)
    left_behind = store.has_history()
    while batch := list(islice(waiting, _BATCH)):
        here = store.existing(store.present([record.memory.id for record in batch]))
        fresh: dict[str, MemoryRecord] = {}
        for record in batch:
            memory_id = record.memory.id
            earlier = fresh.get(memory_id) or (here[memory_id][1] if memory_id in here else None)
            if earlier is None:
                fresh[memory_id] = record
                outcome.added += 1
            elif _same(earlier, record):
                outcome.unchanged += 1
            elif not replacing:
                outcome.conflicts.append(memory_id)
            elif memory_id in fresh:
                fresh[memory_id] = _kept_history(earlier, record)
                outcome.replaced += 1
            else:
                row, old = here[memory_id]
                writer.replace(row, old, record)
                here[memory_id] = store.existing([memory_id])[memory_id]
                outcome.replaced += 1
        # What a deleted memory of the same id left behind gives way to the history that comes with it.
        if left_behind:
            writer.forget([memory_id for memory_id, record in fresh.items() if record.history is not None])
        writer.insert(fresh.values())


def _kept_history(old: MemoryRecord, new: MemoryRecord) -> MemoryRecord:
    return new if new.history is not None else MemoryRecord(new.memory, old.history)


def _same(old: MemoryRecord, new: MemoryRecord) -> bool:
    """Whether two records say the same, however their JSON was laid out."""
    if replace(old.memory, wire_keys=(), score=None) != replace(new.memory, wire_keys=(), score=None):
        return False
    if new.history is None:
        return True
    return [replace(event, wire_keys=(), occurred_at=None) for event in old.history or ()] == [
        replace(event, wire_keys=(), occurred_at=None) for event in new.history
    ]
