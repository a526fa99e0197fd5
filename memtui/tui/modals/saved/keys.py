"""What can be done in the list of saved filters: the one place that says its keys and when they are off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from memtui.core.values import dataclass
from memtui.tui.modals.saved.shelf import Row, Shelf
from memtui.tui.widgets.key_bar import KeyHint

ActionId = Literal["apply", "save", "rename", "delete", "undo", "json", "text", "paste", "narrow", "back"]
Asking = Literal["", "narrow", "save", "rename", "paste"]
"""What is being typed: nothing, words to narrow by, a name, or a filter that somebody shared."""

Reason = Callable[[Shelf, Row | None], str]


def _always(_: Shelf, __: Row | None) -> str:
    return ""


def _needs_row(_: Shelf, row: Row | None) -> str:
    return "" if row is not None else "there is no filter here"


def _needs_sound_row(shelf: Shelf, row: Row | None) -> str:
    return row.problem if row is not None else _needs_row(shelf, row)


def _needs_tree(shelf: Shelf, row: Row | None) -> str:
    return "" if row is not None and row.tree is not None else _needs_sound_row(shelf, row)


def _needs_current(shelf: Shelf, _: Row | None) -> str:
    if shelf.damage:
        return _needs_file(shelf, None)
    return "" if shelf.current is not None else "no filter is on that could be saved"


def _needs_saved_row(shelf: Shelf, row: Row | None) -> str:
    if row is None:
        return _needs_row(shelf, row)
    if row.group == "Saved":
        return ""
    return "a built-in filter stays" if row.group == "Built in" else "a recent filter has no name"


def _needs_file(shelf: Shelf, _: Row | None) -> str:
    # What is wrong with it is said at the top.
    return "the file of saved filters cannot be used" if shelf.damage else ""


def _needs_change(shelf: Shelf, _: Row | None) -> str:
    return "" if shelf.can_undo else "nothing was changed here"


@dataclass(frozen=True, slots=True)
class ShelfAction:
    """One thing that can be done; `key` is as a person reads it, `presses` are Textual's names of keys."""

    id: ActionId
    key: str
    presses: tuple[str, ...]
    label: str
    reason: Reason = _always


ACTIONS: tuple[ShelfAction, ...] = (
    ShelfAction("apply", "enter", ("enter",), "apply", _needs_sound_row),
    ShelfAction("save", "a", ("a",), "save", _needs_current),
    ShelfAction("rename", "r", ("r",), "rename", _needs_saved_row),
    ShelfAction("delete", "d", ("d",), "delete", _needs_saved_row),
    ShelfAction("undo", "u", ("u",), "undo", _needs_change),
    ShelfAction("json", "c", ("c",), "copy JSON", _needs_tree),
    ShelfAction("text", "C", ("C",), "copy text", _needs_row),
    ShelfAction("paste", "p", ("p",), "paste", _needs_file),
    ShelfAction("narrow", "/", ("slash",), "find", _always),
    ShelfAction("back", "esc", ("escape", "q"), "close", _always),
)
BY_ID = {action.id: action for action in ACTIONS}
BY_PRESS = {press: action.id for action in ACTIONS for press in action.presses}

_WHILE_ASKING: dict[Asking, tuple[tuple[ActionId, str], ...]] = {
    "narrow": (("apply", "keeps these"), ("back", "shows all")),
    "save": (("apply", "saves"), ("back", "goes back")),
    "rename": (("apply", "renames"), ("back", "goes back")),
    "paste": (("apply", "reads it"), ("back", "goes back")),
}


def hints(shelf: Shelf, row: Row | None, asking: Asking, *, short: bool) -> Sequence[KeyHint]:
    """The footer; a `short` one leaves out what is off."""
    if asking:
        return [_hint(BY_ID[id_], label) for id_, label in _WHILE_ASKING[asking]]
    found = [_hint(action, action.label, action.reason(shelf, row)) for action in ACTIONS]
    return [hint for hint in found if not (short and hint.off)]


def _hint(action: ShelfAction, label: str, reason: str = "") -> KeyHint:
    return KeyHint(action.key, label, action.presses[0], off=bool(reason))
