"""What the keys do to the state; what leaves the builder (copying, counting, closing) is the modal's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from memtui.core.errors import FilterError
from memtui.core.filter_draft import FilterDraft
from memtui.core.filter_text import parse
from memtui.core.filters import Filter, Path
from memtui.tui.modals.builder.picker import Picker
from memtui.tui.modals.builder.state import BuilderState, Setting, key_of

_CHANGES: dict[str, Callable[[FilterDraft], FilterDraft]] = {
    "toggle": FilterDraft.toggle,
    "negate": FilterDraft.negate,
    "delete": FilterDraft.delete,
    "wrap": FilterDraft.wrap,
    "lift": FilterDraft.lift,
    "move.up": lambda draft: draft.move(-1),
    "move.down": lambda draft: draft.move(1),
    "duplicate": FilterDraft.duplicate,
}
_MOVES = {"down", "up", "first", "last", "out", "in"}


def opened_on(tree: Filter | None, text: str, setting: Setting, now: datetime) -> BuilderState:
    """The first state: a filter, or what was typed in its place if that can be read."""
    state, draft = BuilderState(setting, opened=key_of(tree)), FilterDraft.of(tree)
    if text.strip():
        try:
            draft = draft.replaced(parse(text))
        except FilterError:
            state = state.saying("What was typed is no filter yet: it is left out here.")
    return state.with_draft(draft, now)


def act(state: BuilderState, action: str, now: datetime) -> BuilderState:
    """The state after an action of `TREE_KEYS`; one that is not about the state leaves it as it is."""
    if action in _CHANGES:
        return state.with_draft(_CHANGES[action](state.draft), now)
    if action in _MOVES:
        return replace(state, draft=state.draft.at(_moved(state.draft, action)))
    match action:
        case "add":
            return replace(state, picker=Picker(state.draft.place()))
        case "add.outside":
            return replace(state, picker=Picker(state.draft.place(outside=True)))
        case "group":
            grouped = state.with_draft(state.draft.add_group(), now)
            return replace(grouped, picker=Picker(grouped.draft.place()))
        case "edit":
            return _edited(state)
        case "undo":
            draft = state.draft
            return state.with_draft(draft.undone(), now, undone=(*state.undone, draft))
        case "redo":
            return state.with_draft(state.undone[-1], now, undone=state.undone[:-1])
        case "repair":
            return repair(state, 1, now)
        case "copy":
            return replace(state, copying=True)
        case "enlarge":
            return replace(state, enlarged=not state.enlarged)
        case "help":
            return replace(state, showing="keys" if state.showing == "preview" else "preview")
        case _:
            return state


def repair(state: BuilderState, number: int, now: datetime) -> BuilderState:
    """The state after the repair of this number, from 1."""
    repairs = state.repairs
    if not 1 <= number <= len(repairs):
        return state.saying(f"There is no repair {number}.")
    mend = repairs[number - 1].repair
    if mend is None:
        return state
    mended = state.with_draft(state.draft.replaced(mend.tree), now)
    return mended.saying(f"Repaired: {mend.label}. u undoes it.")


def clicked(state: BuilderState, path: Path | None, offer: int | None) -> BuilderState:
    """The state after a click on a row: on a node, or while one types on an offer."""
    if state.picker is None:
        return state if path is None else replace(state, draft=state.draft.at(path))
    return state if offer is None else replace(state, picker=replace(state.picker, chosen=offer))


def _edited(state: BuilderState) -> BuilderState:
    condition = state.draft.node.condition
    if condition is None:
        return replace(state, picker=Picker(state.draft.place()))
    return replace(state, picker=Picker.of(state.draft.cursor, condition))


def _moved(draft: FilterDraft, action: str) -> Path:
    rows = [row.path for row in draft.rows()]
    at = rows.index(draft.cursor)
    if action == "out":
        return draft.cursor[:-1]
    if action == "in":
        return (*draft.cursor, 0) if draft.node.children else draft.cursor
    steps = {"down": at + 1, "up": at - 1, "first": 0, "last": len(rows) - 1}
    return rows[max(0, min(steps[action], len(rows) - 1))]
