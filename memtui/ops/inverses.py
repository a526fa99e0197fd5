"""What takes one change back, item by item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from memtui.core.changes import (
    AddedMemory,
    Addition,
    Change,
    Deletion,
    MemoryEdit,
    SettingChange,
    Update,
    edit_between,
    edited,
    new_from,
)
from memtui.core.errors import MemtuiError
from memtui.core.models import Memory
from memtui.ops.desk import Desk
from memtui.ops.fitting import differing, fitted, fitted_edit
from memtui.state.journal import Item, Journal, NewItem

_NOT_TAKEN = "this service does not take it back"


def brought_back(desk: Desk, item: Item, change: Deletion) -> NewItem:
    """What adds a deleted memory again, or why that cannot be."""
    new = new_from(change.before)
    again = Addition(new, replaces=change.before.id, before=change.before)
    if desk.support.restores:
        # It is put back as it was, whatever could be added anew.
        return NewItem(again, undoes=item.position)
    try:
        fit, losses = fitted(new, desk.support)
    except MemtuiError as error:
        return NewItem(again, "skipped", f"{_NOT_TAKEN}: {error.message}")
    return NewItem(replace(again, new=fit), note="; ".join(losses), undoes=item.position)


async def inverses(desk: Desk, items: Sequence[Item]) -> list[NewItem]:
    """What takes these back, for each item at least one."""
    made = [
        one.memory_id
        for item in items
        if isinstance(item.change, Addition)
        for one in item.added
        if item.result is None or item.added[1:]
    ]
    now = await desk.adapter.read_many(made) if made else {}
    found: list[NewItem] = []
    for item in items:
        change = item.change
        if isinstance(change, Update):
            found.append(await _edit_back(desk, item, change))
        elif isinstance(change, Addition):
            found += [await _take_away(desk, item, one, now) for one in item.added]
        elif isinstance(change, SettingChange):
            found.append(await _setting_back(desk, item, change))
        else:
            said = "an entity comes back with its memories"
            found.append(NewItem(change, "skipped", said, undoes=item.position))
    return found


async def at_present(desk: Desk, change: Change) -> Change:
    """The change, of the memory under the id that it has now."""
    if isinstance(change, Update | Deletion):
        return replace(change, before=await _present(desk, change.before))
    if isinstance(change, SettingChange):
        return replace(change, key=await desk.log(Journal.present_id, desk.service, change.key))
    return change


async def _setting_back(desk: Desk, item: Item, change: SettingChange) -> NewItem:
    key = await desk.log(Journal.present_id, desk.service, item.setting_id)
    back = replace(change, key=key, before=change.after, after=change.before)
    note = "it gets a new id" if back.before is None and back.kind == "webhook" else ""
    return NewItem(back, note=note, undoes=item.position)


async def _edit_back(desk: Desk, item: Item, change: Update) -> NewItem:
    support = desk.support
    after = item.result or edited(change.before, change.edit, merges_metadata=support.merges_metadata)
    try:
        back, _ = fitted_edit(edit_between(after, change.before), support)
    except MemtuiError as error:
        return NewItem(Update(after, MemoryEdit()), "skipped", f"{_NOT_TAKEN}: {error.message}")
    kept = sorted(set(after.metadata or {}) - set(change.before.metadata or {}))
    note = (
        f"this service keeps the metadata keys {', '.join(kept)}" if support.merges_metadata and kept else ""
    )
    if note and not differing(after, edited(after, back, merges_metadata=True), support):
        return NewItem(Update(after, MemoryEdit()), "skipped", note)
    present = await _present(desk, after)
    return NewItem(Update(present, back), note=note, undoes=item.position)


async def _take_away(desk: Desk, item: Item, made: AddedMemory, now: Mapping[str, Memory]) -> NewItem:
    """What takes back one memory that an addition made or changed."""
    memory = _as_made(item, made, now)
    if made.event == "ADD":
        if memory is None:
            gone = Memory(made.memory_id, made.memory or "")
            return NewItem(Deletion(gone), "skipped", "it is gone already", undoes=item.position)
        return NewItem(Deletion(await _present(desk, memory)), undoes=item.position)
    if made.event == "UPDATE" and made.previous_memory is not None and memory is not None:
        edit = MemoryEdit(memory=made.previous_memory)
        return NewItem(Update(await _present(desk, memory), edit), undoes=item.position)
    said = f"the service does not say what was there before ({made.event})"
    return NewItem(Update(memory or Memory(made.memory_id, made.memory or ""), MemoryEdit()), "skipped", said)


def _as_made(item: Item, made: AddedMemory, now: Mapping[str, Memory]) -> Memory | None:
    """What an addition made, as far as it is known: what others did to it since is told by comparing."""
    is_seen = item.result is not None and item.result.id == made.memory_id
    memory = item.result if is_seen else now.get(made.memory_id)
    if memory is None or made.memory is None or made.memory.strip() == memory.memory.strip():
        return memory
    # It was written to before it could be read for the first time.
    return replace(memory, memory=made.memory)


async def _present(desk: Desk, memory: Memory) -> Memory:
    """The memory under the id that it has now, if it was deleted and brought back since."""
    return replace(memory, id=await desk.log(Journal.present_id, desk.service, memory.id))
