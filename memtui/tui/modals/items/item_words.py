"""What a change is called, whose it is, and what became of it: in words and signs, as lists show them."""

from __future__ import annotations

from collections.abc import Sequence

from memtui.core.changes import Addition, Deletion, SettingChange, Update
from memtui.core.display import one_line
from memtui.core.models import ENTITY_TYPES
from memtui.core.settings import KIND_WORDS
from memtui.state.journal import Item, ItemStatus, Verb

STATUS_ROLES: dict[ItemStatus, str] = {
    "failed": "error", "conflict": "warning", "unknown": "warning", "skipped": "dim", "cancelled": "dim",
}  # fmt: skip
_ENDED: dict[ItemStatus, str] = {
    "sending": "sending", "failed": "failed", "conflict": "conflict", "skipped": "stays",
    "cancelled": "not sent", "unknown": "unknown",
}  # fmt: skip
_PAST = {
    "add": "added", "copy": "copied", "restore": "restored", "edit": "edited", "archive": "archived",
    "delete": "deleted",
}  # fmt: skip
_UPDATES: dict[Verb, str] = {"archive": "archive", "restore": "restore"}
WORD_WIDTH = 10
"""Cells of a sign and a word."""


def amount(value: int) -> str:
    """A number as the titles of plans write it."""
    return f"{value:,}"


def sign_of(item: Item) -> tuple[str, str]:
    """The sign of a change, and its role."""
    if item.status == "skipped":
        return "=", "dim"
    change = item.change
    edits = isinstance(change, Update)
    adds = isinstance(change, Addition)
    if isinstance(change, SettingChange):
        adds = change.before is None
        edits = not adds and change.after is not None
    if adds:
        return "+", "born"
    return ("~", "accent") if edits else ("-", "gone")


def kind_word(item: Item, verb: Verb) -> str:
    """The word for a change, as a part of an operation of this verb."""
    change = item.change
    if isinstance(change, Update):
        return _UPDATES.get(verb, "edit")
    if isinstance(change, Addition):
        return "restore" if change.replaces is not None else "copy" if verb == "copy" else "add"
    if isinstance(change, SettingChange) and change.after is not None:
        return "add" if change.before is None else "edit"
    return "delete"


def status_word(item: Item, verb: Verb) -> str:
    """The word for what is to happen, or happened, with an item."""
    word = kind_word(item, verb)
    if item.status == "planned":
        return word
    return _PAST[word] if item.status == "done" else _ENDED[item.status]


def scope_of(item: Item) -> Sequence[tuple[str, str]]:
    """The entities to which the memory of an item belongs, or the kind and the name of a setting."""
    change = item.change
    if isinstance(change, Update | Deletion):
        return change.before.scope()
    if isinstance(change, Addition):
        new = change.new
        names = (new.user_id, new.agent_id, new.app_id, new.run_id)
        return [(kind, name) for kind, name in zip(ENTITY_TYPES, names, strict=True) if name is not None]
    if isinstance(change, SettingChange):
        return [(KIND_WORDS[change.kind], change.label or change.key)]
    return [(change.type, change.name)]


def who(item: Item) -> str:
    """Whose memory it is, in a few words: users by their name alone."""
    found = scope_of(item)
    if not found:
        return ""
    kind, name = found[0]
    more = f" +{len(found) - 1}" if len(found) > 1 else ""
    return (one_line(name) if kind == "user" else f"{kind} {one_line(name)}") + more
