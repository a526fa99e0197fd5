"""The items of an operation as JSON objects, and the memories that they change, before and after."""

from __future__ import annotations

from typing import Any

from memtui.core.changes import Addition, Deletion, EntityDeletion, MemoryEdit, SettingChange, Update, edited
from memtui.core.models import Memory
from memtui.core.to_wire import memory_to_wire
from memtui.core.values import dataclass
from memtui.ops.likenesses import asked_for
from memtui.state.journal import Item


@dataclass(frozen=True, slots=True)
class Images:
    """A memory before and after a change: None where there is none, or where it is not known any more."""

    before: Memory | None = None
    after: Memory | None = None


def images_of(item: Item, *, merges: bool = False) -> Images:
    """The memory of an item as it was and as it is, or shall be.

    `merges` says whether the service keeps metadata keys that an edit leaves out.
    """
    change = item.change
    if isinstance(change, Update):
        before = _known(change.before)
        if change.edit == MemoryEdit() or before is None:
            return Images(before, item.result or before)
        return Images(before, item.result or edited(before, change.edit, merges_metadata=merges))
    if isinstance(change, Deletion):
        return Images(_known(change.before))
    if isinstance(change, Addition):
        return Images(after=item.result or _known(asked_for(change.new, change.replaces or "")))
    return Images()


def item_to_wire(item: Item, *, merges: bool = False) -> dict[str, Any]:
    """The item as a JSON object; `item` counts from 1, as `memtui undo --items` does."""
    images = images_of(item, merges=merges)
    found: dict[str, Any] = {
        "item": item.position + 1,
        "change": _kind(item),
        "status": item.status,
        "id": item.memory_id,
        "note": item.note,
        "before": _wire(images.before),
        "after": _wire(images.after),
    }
    change = item.change
    if isinstance(change, Addition):
        found["replaces"] = change.replaces
        found["added"] = [
            {"id": one.memory_id, "event": one.event, "memory": one.memory} for one in item.added
        ]
        if change.new.infer:
            found["messages"] = change.new.messages()
    if isinstance(change, EntityDeletion):
        found["entity"] = {"type": change.type, "name": change.name}
    if isinstance(change, SettingChange):
        found |= {
            "id": item.setting_id or None, "before": change.before, "after": change.after,
            "setting": {"kind": change.kind, "label": change.label},
        }  # fmt: skip
    if item.theirs is not None:
        found["theirs"] = _wire(item.theirs)
    if item.undone_by is not None:
        found["undone_by"] = item.undone_by
    return found


def _kind(item: Item) -> str | None:
    """The kind of change in one word; None for one that changes nothing."""
    change = item.change
    if isinstance(change, Addition):
        return "add"
    if isinstance(change, Update):
        return None if change.edit == MemoryEdit() else "update"
    if isinstance(change, SettingChange):
        return "setting"
    return "delete" if isinstance(change, Deletion) else "delete entity"


def _known(memory: Memory) -> Memory | None:
    """The memory, unless nothing but its id was ever known or is kept."""
    return None if memory == Memory(memory.id, "") else memory


def _wire(memory: Memory | None) -> dict[str, Any] | None:
    if memory is None:
        return None
    return {**memory_to_wire(memory), "id": memory.id or None}
