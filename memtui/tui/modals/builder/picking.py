"""What the keys do while a condition is typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from memtui.core.filters import Condition, Filter
from memtui.tui.modals.builder.field_offers import offers_for
from memtui.tui.modals.builder.offers import Offers
from memtui.tui.modals.builder.picker import Picker
from memtui.tui.modals.builder.state import BuilderState, key_of
from memtui.tui.modals.builder.text_line import EDITS, TextLine

_STEPS = {"down": 1, "up": -1, "ctrl+n": 1, "ctrl+p": -1, "pagedown": 5, "pageup": -5}


def offers_in(state: BuilderState, now: datetime) -> Offers:
    """What can be taken now; nothing when no condition is typed."""
    return Offers() if state.picker is None else offers_for(state.picker, state.setting.kind, now)


def press(state: BuilderState, key: str, character: str | None, now: datetime) -> BuilderState:
    """The state after a key. `character` is what the key types, None when it types nothing."""
    picker, kind = state.picker, state.setting.kind
    if picker is None:
        return state
    if key in {"escape", "ctrl+c"}:
        # While enter waits, only the waiting ends, and the next enter does not wait.
        stays = replace(picker, waiting=False, patient=False) if picker.waiting else None
        return replace(state, picker=stays)
    if key in {"enter", "ctrl+s"}:
        return take(state, now)
    if key in {"tab", "shift+tab"}:
        return replace(state, picker=picker.turned(1 if key == "tab" else -1, kind))
    if key in _STEPS:
        return replace(state, picker=_chosen(picker, _STEPS[key], offers_in(state, now)))
    if (key == "right" and picker.line.at == len(picker.line.text)) or (key == "comma" and _picks(picker)):
        return replace(state, picker=_completed(picker, key, offers_in(state, now)))
    if key in EDITS:
        return replace(state, picker=picker.edited(key, kind))
    if character is not None:
        return replace(state, picker=picker.typed(character, kind))
    return state


def take(state: BuilderState, now: datetime) -> BuilderState:
    """The state after enter, or after what the store holds arrived for an enter that waited for it.

    Where that decides what enter takes, it is waited for.
    """
    picker, kind = state.picker, state.setting.kind
    if picker is None:
        return state
    offers = offers_in(state, now)
    if offers.unsettled and picker.chosen is None and picker.patient:
        return replace(state, picker=replace(picker, waiting=True))
    picker = replace(picker, waiting=False)
    offer = offers.at(picker.chosen)
    if offer is None:
        # Why nothing can be taken stands below the line.
        return replace(state, picker=picker)
    if offer.tree is not None:
        return _finished(state, picker, offer.tree, now)
    if offer.operator is not None:
        return replace(state, picker=picker.with_operator(offer.operator))
    return replace(state, picker=picker.with_field(offer.field, kind))


def _finished(state: BuilderState, picker: Picker, tree: Filter, now: datetime) -> BuilderState:
    draft = state.draft
    if not picker.editing:
        return state.with_draft(draft.insert(picker.path, tree), now)
    draft = draft.at(picker.path)
    if isinstance(tree, Condition) and key_of(tree) == key_of(draft.node.condition):
        return replace(state, picker=None)
    return state.with_draft(draft.set_filter(tree), now)


def _chosen(picker: Picker, step: int, offers: Offers) -> Picker:
    if not offers.rows:
        return picker
    return replace(picker, chosen=max(0, min((picker.chosen or 0) + step, len(offers.rows) - 1)))


def _picks(picker: Picker) -> bool:
    """Whether a comma takes the chosen row into the list."""
    return picker.step == "value" and picker.operator == "in" and picker.chosen is not None


def _completed(picker: Picker, key: str, offers: Offers) -> Picker:
    row = offers.at(picker.chosen)
    line = row.line if row is not None and row.line is not None else picker.line.text
    return replace(picker, line=TextLine.of(line + ", " if key == "comma" else line), chosen=None)
