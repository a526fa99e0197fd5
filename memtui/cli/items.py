"""How the items of an operation look: as rows, as words, and as JSON objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from memtui.cli.differences import differences_between, on_one_line, setting_differences
from memtui.cli.looks import who
from memtui.cli.table import Column
from memtui.core.changes import (
    Addition,
    Deletion,
    EntityDeletion,
    MemoryEdit,
    SettingChange,
    Update,
    edited,
)
from memtui.core.models import Memory
from memtui.core.settings import setting_words
from memtui.core.to_wire import memory_to_wire
from memtui.core.values import dataclass
from memtui.ops.likenesses import asked_for
from memtui.state.journal import Item, ItemStatus, Verb

COLUMNS = (
    Column("CHANGE", 8),
    Column("ID", 36),
    Column("WHO", 24, narrowest=8),
    Column("WHAT"),
)

_PAST = {
    "add": "added", "edit": "edited", "archive": "archived", "restore": "restored", "delete": "deleted",
}  # fmt: skip
_ENDED: dict[ItemStatus, str] = {
    "planned": "not sent", "sending": "sent", "failed": "failed", "conflict": "conflict", "skipped": "stays",
    "cancelled": "not sent", "unknown": "unknown",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Images:
    """A memory before and after a change: None where there is none, or where it is not known any more."""

    before: Memory | None = None
    after: Memory | None = None


def row(item: Item, verb: Verb, *, terminal: bool, over: bool = True, merges: bool = False) -> Sequence[str]:
    """The item's cells; elsewhere than on a terminal the note has a cell of its own.

    Unless the work is `over`, what is planned is still to come. `merges` says whether the service keeps
    metadata keys that an edit leaves out.
    """
    word = _word(item, verb, over=over)
    images = images_of(item, merges=merges)
    what = _what(item, images, briefly=terminal)
    if terminal:
        noted = " · ".join(part for part in (what, item.note) if part)
        return word, id_of(item), _who(item, images, briefly=True), noted
    return word, id_of(item), _who(item, images, briefly=False), what, item.note


def images_of(item: Item, *, merges: bool = False) -> Images:
    """The memory of an item as it was and as it is, or shall be."""
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


def id_of(item: Item) -> str:
    """The id of the item's memory; of one that comes back the one that it had, until it has another."""
    if isinstance(item.change, SettingChange):
        return item.setting_id
    replaces = item.change.replaces if isinstance(item.change, Addition) else None
    return item.memory_id or replaces or ""


def described(item: Item, verb: Verb) -> str:
    """The item in one line, now that the work is over."""
    parts = (_word(item, verb, over=True), id_of(item), _who(item, images_of(item), briefly=True))
    return " ".join(part for part in parts if part) + (f": {item.note}" if item.note else "")


def to_json(item: Item, *, merges: bool = False) -> dict[str, Any]:
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


def _what(item: Item, images: Images, *, briefly: bool) -> str:
    change = item.change
    if isinstance(change, EntityDeletion):
        return f"the {change.type} itself"
    if isinstance(change, SettingChange):
        return on_one_line(list(setting_differences(change)), briefly=briefly)
    if isinstance(change, Update) and images.before is not None and images.after is not None:
        differences = list(differences_between(images.before, images.after))
        if differences:
            return on_one_line(differences, briefly=briefly)
    memory = images.before or images.after
    return "" if memory is None else memory.memory


def _word(item: Item, verb: Verb, *, over: bool) -> str:
    change = item.change
    word: str
    if isinstance(change, Update):
        word = verb if verb in {"archive", "restore"} else "edit"
    elif isinstance(change, Addition):
        word = "restore" if change.replaces is not None else "add"
    elif isinstance(change, SettingChange) and change.after is not None:
        word = "add" if change.before is None else "edit"
    else:
        word = "delete"
    if item.status == "planned" and not over:
        return word
    return _PAST[word] if item.status == "done" else _ENDED[item.status]


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


def _who(item: Item, images: Images, *, briefly: bool) -> str:
    if isinstance(item.change, EntityDeletion):
        return f"{item.change.type}:{item.change.name}"
    if isinstance(item.change, SettingChange):
        return setting_words(item.change)
    memory = images.before or images.after
    return "" if memory is None else who(memory, briefly=briefly)


def _known(memory: Memory) -> Memory | None:
    """The memory, unless nothing but its id was ever known or is kept."""
    return None if memory == Memory(memory.id, "") else memory


def _wire(memory: Memory | None) -> dict[str, Any] | None:
    if memory is None:
        return None
    return {**memory_to_wire(memory), "id": memory.id or None}
