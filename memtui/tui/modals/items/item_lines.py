"""One item in full: the difference of its text, every field that changes, and what became of it."""

from __future__ import annotations

from memtui.core.changes import Addition, Deletion, EntityDeletion, NewMemory, SettingChange, Update
from memtui.core.display import one_line
from memtui.core.models import Memory
from memtui.core.settings import INSTRUCTIONS, setting_changes
from memtui.state.journal import Item
from memtui.tui.lines import Span
from memtui.tui.modals.items.fields import (
    FieldChange,
    changes_between,
    field_change,
    shown,
    version_after,
)
from memtui.tui.modals.items.item_row import FORGOTTEN, RowLook
from memtui.tui.modals.items.item_words import STATUS_ROLES, scope_of, sign_of, status_word
from memtui.tui.modals.items.texts import Highlight, difference, on_lines, pointed_out
from memtui.tui.widgets.side_lines import SideLine, side

_FROM_BELOW = {"unknown": "it may have reached the service or not"}


def item_lines(item: Item, look: RowLook) -> list[SideLine]:
    """Everything that is known of an item."""
    sign, role = sign_of(item)
    head: list[Span] = [(f"{sign} {status_word(item, look.verb)}", STATUS_ROLES.get(item.status) or role)]
    for kind, name in scope_of(item):
        head += [(f"  {kind} ", "dim"), (one_line(name), "")]
    if known := item.memory_id or item.setting_id:
        head.append((f"  {one_line(known)}", "dim"))
    lines = [side(*head)]
    if item.note:
        lines.append(side((one_line(item.note), STATUS_ROLES.get(item.status) or "warning")))
    if item.undone_by is not None:
        lines.append(side((f"taken back by operation {item.undone_by}", "dim")))
    return [*lines, SideLine(), *_change(item, look), *_after(item)]


def _change(item: Item, look: RowLook) -> list[SideLine]:
    change = item.change
    if isinstance(change, EntityDeletion):
        return [side("The entity itself, with all that the service keeps of it.")]
    if look.purged:
        return [side((f"{FORGOTTEN[0].upper()}{FORGOTTEN[1:]}.", "dim"))]
    if isinstance(change, Update):
        after = version_after(change, item.result, merges=look.merges)
        return _update(change.before, after, look.highlight)
    if isinstance(change, SettingChange):
        return _setting(change)
    if isinstance(change, Deletion):
        return _memory(change.before, look.highlight)
    return _addition(change, look.highlight)


def _update(before: Memory, after: Memory, highlight: Highlight | None) -> list[SideLine]:
    if before.memory == after.memory:
        lines = _text(before.memory, highlight)
    else:
        lines = [SideLine(tuple(spans)) for spans in on_lines(difference(before.memory, after.memory))]
    fields = [_field(found) for found in changes_between(before, after)]
    return [*lines, *([SideLine(), *fields] if fields else [])]


def _setting(change: SettingChange) -> list[SideLine]:
    """Every field that changes; the instructions as a text."""
    lines: list[SideLine] = []
    for name, old, new in setting_changes(change):
        if name == INSTRUCTIONS:
            text = [SideLine(tuple(spans)) for spans in on_lines(difference(old or "", new or ""))]
            lines += [side(("instructions:", "key")), *text, SideLine()]
        else:
            lines.append(_field(field_change(name, old, new)))
    return lines


def _addition(change: Addition, highlight: Highlight | None) -> list[SideLine]:
    new = change.new
    lines: list[SideLine] = []
    if change.replaces is not None:
        lines.append(side((f"it was {one_line(change.replaces)} before it was deleted", "dim")))
    if new.infer:
        lines.append(side(("the service learns from this, and may store several memories or none", "dim")))
    if new.input:
        for message in new.messages():
            role, content = str(message.get("role", "?")), shown(message.get("content", ""))
            first, *rest = on_lines([(content, "")])
            lines.append(side((f"{one_line(role)}: ", "key"), *first))
            lines += [SideLine(tuple(spans), indent=2) for spans in rest]
    else:
        lines += _text(new.memory, highlight)
    return [*lines, *_fields(new)]


def _memory(memory: Memory, highlight: Highlight | None) -> list[SideLine]:
    return [*_text(memory.memory, highlight), *_fields(memory)]


def _text(text: str, highlight: Highlight | None) -> list[SideLine]:
    return [SideLine(tuple(spans)) for spans in on_lines(pointed_out(text, highlight))]


def _fields(memory: Memory | NewMemory) -> list[SideLine]:
    """What else a memory has that was set by somebody."""
    pairs = [(f"metadata {key}", shown(value)) for key, value in (memory.metadata or {}).items()]
    if memory.categories:
        pairs.append(("categories", ", ".join(memory.categories)))
    if memory.expiration_date:
        pairs.append(("expires", memory.expiration_date))
    if memory.immutable:
        pairs.append(("immutable", "cannot be edited, only deleted"))
    if isinstance(memory, Memory) and memory.created_at:
        pairs.append(("created", memory.created_at))
    if isinstance(memory, NewMemory):
        pairs += [(key, shown(value)) for key, value in (memory.options or {}).items()]
    lines = [side((f"{one_line(name)}: ", "key"), one_line(value)) for name, value in pairs]
    return [SideLine(), *lines] if lines else []


def _field(found: FieldChange) -> SideLine:
    name, old, new = (one_line(text) for text in (found.name, found.old, found.new))
    both: list[Span] = [(old, "removed"), (" → ", "dim"), (new, "added")]
    spans = both if found.sign == "~" else [(new, "added")] if found.sign == "+" else [(old, "removed")]
    return side((f"{name}: ", "key"), *spans, marker=(f"{found.sign} ", "key"))


def _after(item: Item) -> list[SideLine]:
    """What came of it, and what was found there instead."""
    lines: list[SideLine] = []
    if item.status in _FROM_BELOW:
        lines += [SideLine(), side((_FROM_BELOW[item.status], "warning"))]
    if item.theirs is not None:
        lines += [SideLine(), side(("What stands there now:", "heading")), *_theirs(item, item.theirs)]
    if isinstance(item.change, SettingChange):
        return lines
    if item.added:
        lines += [SideLine(), side(("What was stored:", "heading"))]
    for added in item.added:
        lines.append(side((f"{one_line(added.event)} ", "key"), (one_line(added.memory_id), "dim")))
        if added.memory is not None:
            pieces = difference(added.previous_memory, added.memory) if added.previous_memory else None
            found = on_lines(pieces or [(added.memory, "")])
            lines += [SideLine(tuple(spans), indent=2) for spans in found]
    if item.twins:
        ids = ", ".join(one_line(twin) for twin in item.twins)
        lines += [SideLine(), side(("It looks like: ", "key"), (ids, "dim"))]
    return lines


def _theirs(item: Item, theirs: Memory) -> list[SideLine]:
    """What others made of it, against what this change began with."""
    change = item.change
    if not isinstance(change, Update | Deletion):
        return _memory(theirs, None)
    lines = [SideLine(tuple(spans)) for spans in on_lines(difference(change.before.memory, theirs.memory))]
    return [*lines, *(_field(found) for found in changes_between(change.before, theirs))]
