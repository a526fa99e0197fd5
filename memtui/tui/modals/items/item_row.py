"""One item in one row: what happens or happened to it, whose it is, and the change as far as it fits."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from memtui.core.changes import Addition, Deletion, SettingChange, Update
from memtui.core.display import one_line
from memtui.core.models import Memory
from memtui.core.settings import INSTRUCTIONS, setting_changes
from memtui.core.values import dataclass
from memtui.state.journal import Item, Verb
from memtui.tui.lines import Span, fit
from memtui.tui.modals.items.fields import FieldChange, changes_between, field_change, version_after
from memtui.tui.modals.items.item_words import STATUS_ROLES, WORD_WIDTH, sign_of, status_word, who
from memtui.tui.modals.items.texts import Highlight, first_difference, on_one_line, pointed_out

_NARROW, _WIDE = 56, 100
_WHO_WIDTH, _WIDE_WHO_WIDTH = 14, 22
FORGOTTEN = "what was there is forgotten"
_UNDONE = " undone"


@dataclass(frozen=True, slots=True)
class RowLook:
    """What is the same for all rows of a list.

    `merges` says that the service keeps metadata keys that an edit leaves out; `highlight` points out
    what matters in a text.
    """

    verb: Verb = "edit"
    purged: bool = False
    merges: bool = False
    highlight: Highlight | None = None


def item_spans(item: Item, look: RowLook, width: int) -> list[Span]:
    """The row, exactly `width` cells."""
    sign, sign_role = sign_of(item)
    word = status_word(item, look.verb)
    word_role = STATUS_ROLES.get(item.status, "")
    spans: list[Span] = [(f"{sign} ", sign_role), (fit(word, WORD_WIDTH - 2), word_role), (" ", "")]
    left = width - WORD_WIDTH - 1
    if width >= _NARROW:
        room = _WIDE_WHO_WIDTH if width >= _WIDE else _WHO_WIDTH
        spans += [(fit(who(item), room), "dim"), (" ", "")]
        left -= room + 1
    undone = _UNDONE if item.undone_by is not None else ""
    left -= len(undone)
    return [*spans, *cut(_said(item, look, left), left), (undone, "dim")]


def cut(spans: Sequence[Span], width: int) -> list[Span]:
    """Spans in exactly `width` cells: padded, or cut with an ellipsis."""
    found: list[Span] = []
    for text, role in spans:
        length = cell_len(text) if text.isascii() or len(text) <= width else width + 1
        if length > width:
            return [*found, (fit(text, width), role)]
        found.append((text, role))
        width -= length
        if not width:
            # Whether more follows is not known here: the last cell says so.
            return found
    return [*found, (" " * width, "")]


def _said(item: Item, look: RowLook, width: int) -> list[Span]:
    """Why it does not change, if so, and what it is about."""
    most = max(2 * width, 1)
    if not item.note:
        return _about(item, look, most)
    role = STATUS_ROLES.get(item.status, "warning")
    text = [(text, "dim" if role == "" else role) for text, role in _about(item, look, most)]
    return [(one_line(item.note[:most]), "" if role == "dim" else role), (" · ", "dim"), *text]


def _about(item: Item, look: RowLook, most: int) -> list[Span]:
    change = item.change
    if isinstance(change, Addition | Update | Deletion | SettingChange) and look.purged:
        return [(FORGOTTEN, "dim"), (f"  {one_line((item.memory_id or item.setting_id)[:most])}", "dim")]
    if isinstance(change, Update):
        after = version_after(change, item.result, merges=look.merges)
        return _update(change.before, after, look.highlight, most)
    if isinstance(change, Deletion):
        return on_one_line(pointed_out(change.before.memory[:most], look.highlight))
    if isinstance(change, Addition):
        learns: list[Span] = [("learns from: ", "dim")] if change.new.infer else []
        text = change.new.memory or str(change.new.messages()[0].get("content", ""))
        return [*learns, *on_one_line(pointed_out(text[:most], look.highlight))]
    if isinstance(change, SettingChange):
        return _setting(change, most)
    return [("the entity itself, with all that the service keeps of it", "")]


def _setting(change: SettingChange, most: int) -> list[Span]:
    spans: list[Span] = []
    for name, old, new in setting_changes(change):
        spans.append(("  " if spans else "", ""))
        if name == INSTRUCTIONS:
            spans += on_one_line(first_difference(old or "", new or "", most))
        else:
            spans += field_spans(field_change(name, old, new), most)
    return spans


def _update(before: Memory, after: Memory, highlight: Highlight | None, most: int) -> list[Span]:
    """The text at its first difference and what else changes; where the text stays, it comes last."""
    old, new = before.memory, after.memory
    spans = on_one_line(first_difference(old, new, most)) if old != new else []
    for found in changes_between(before, after):
        spans += [("  " if spans else "", ""), *field_spans(found, most)]
    if old == new:
        text = pointed_out(old[:most], highlight, "dim")
        spans += [("  " if spans else "", ""), *on_one_line(text)]
    return spans


def field_spans(found: FieldChange, most: int) -> list[Span]:
    """A field's change in a row: its sign, its name, and both values."""
    name, old, new = (one_line(text[:most]) for text in (found.name, found.old, found.new))
    label: Span = (f"{found.sign} {name}: ", "accent")
    if found.sign == "+":
        return [label, (new, "added")]
    if found.sign == "-":
        return [label, (old, "removed")]
    return [label, (old, "removed"), (" → ", "dim"), (new, "added")]
