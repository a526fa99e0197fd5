"""What may be done to an open store: changes of several memories, each looked up and done or refused.

Every function here runs inside one transaction of its caller, so that a refusal undoes the others.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from memtui.adapters.local.kept import drop_traces
from memtui.adapters.local.reading import StoreReader, no_memory
from memtui.adapters.local.writing import StoreWriter
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.errors import DataError, ImmutableMemoryError, MemtuiError, RefusedError
from memtui.core.models import SCOPE_FIELDS, EntityType, Memory
from memtui.core.safety import checked_id, checked_name


def add(writer: StoreWriter, new: NewMemory) -> Memory:
    """Store one memory. Raises DataError, and RefusedError for what a store cannot do."""
    if new.infer:
        raise RefusedError("An embedded store has no model to learn with.", hint="Store the text as it is.")
    if new.options:
        raise RefusedError(f"An embedded store does not take {', '.join(sorted(new.options))}.")
    for field in SCOPE_FIELDS:
        name = getattr(new, field)
        if name is not None:
            checked_name(name)
    return writer.add(new)


def update_each(
    store: StoreReader, writer: StoreWriter, edits: Sequence[tuple[str, MemoryEdit]]
) -> dict[str, MemtuiError]:
    """Make the edits, one after another; those that cannot be made, by id."""
    ids = [memory_id for memory_id, _ in edits]
    here = store.rows_of(ids)
    failed = _absent(store, ids, here)
    # By rows, which the search indexes take far more quickly.
    possible = [(memory_id, edit) for memory_id, edit in edits if memory_id in here]
    for memory_id, edit in sorted(possible, key=lambda one: here[one[0]][0]):
        row, memory = here[memory_id]
        try:
            here[memory_id] = row, writer.update(row, memory, edit)
        except (ImmutableMemoryError, DataError) as error:
            failed[memory_id] = error
    return failed


def delete_each(store: StoreReader, writer: StoreWriter, memory_ids: Sequence[str]) -> dict[str, MemtuiError]:
    """Delete memories; those that are not there, by id."""
    here = store.rows_of(memory_ids)
    failed = _absent(store, memory_ids, here)
    writer.delete(list(here.values()))
    drop_traces(store.connection, list(here))
    return failed


def restore_absent(store: StoreReader, writer: StoreWriter, memories: Iterable[Memory]) -> None:
    """Put those memories back that are not there."""
    wanted = {memory.id: memory for memory in memories}
    here = store.rows_of(wanted)
    _absent(store, wanted, here)
    writer.restore(memory for memory_id, memory in wanted.items() if memory_id not in here)


def refuse_unless_empty(store: StoreReader, entity_type: EntityType, name: str) -> None:
    """Raise RefusedError for an entity that has memories."""
    held = store.of_entity(entity_type, checked_name(name))
    if held:
        raise RefusedError(
            f"{entity_type} {name!r} still has {held:,} {'memory' if held == 1 else 'memories'}.",
            hint="Delete those; the entity goes with the last one.",
        )


def _absent(store: StoreReader, ids: Iterable[str], here: Container[str]) -> dict[str, MemtuiError]:
    """An error for each id that no memory has. Raises RefusedError for one that could mean several.

    An id that the store knows is that of one memory, whatever its letters: imports bring all kinds.
    """
    absent = [memory_id for memory_id in ids if memory_id not in here]
    known = store.remembered(absent)
    return {
        memory_id: no_memory(memory_id if memory_id in known else checked_id(memory_id))
        for memory_id in absent
    }
