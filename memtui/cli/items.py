"""How the items of an operation look: as rows and as words."""

from __future__ import annotations

from collections.abc import Sequence

from memtui.cli.differences import differences_between, on_one_line, setting_differences
from memtui.cli.looks import who
from memtui.cli.table import Column
from memtui.core.changes import Addition, EntityDeletion, SettingChange, Update
from memtui.core.settings import setting_words
from memtui.ops.item_wire import Images, images_of
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


def _who(item: Item, images: Images, *, briefly: bool) -> str:
    if isinstance(item.change, EntityDeletion):
        return f"{item.change.type}:{item.change.name}"
    if isinstance(item.change, SettingChange):
        return setting_words(item.change)
    memory = images.before or images.after
    return "" if memory is None else who(memory, briefly=briefly)
