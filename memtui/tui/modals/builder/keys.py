"""Every key of the builder: the one place that says what it does, how it is called and when it is off.

What the keys do, the footer and the list that `?` shows are all made from these tables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from memtui.core.values import dataclass
from memtui.tui.actions import key_name
from memtui.tui.modals.builder.state import BuilderState

Reason = Callable[[BuilderState], str]
"""Why a key is off right now; empty when it is on."""
CopyForm = Literal["json", "text", "curl", "python"]


def _always(_: BuilderState) -> str:
    return ""


def _not_at_root(state: BuilderState) -> str:
    return "" if state.draft.cursor else "this is the whole filter"


def _has_next(step: int) -> Reason:
    def reason(state: BuilderState) -> str:
        if not state.draft.cursor:
            return "this is the whole filter"
        *parent, index = state.draft.cursor
        siblings = len(state.draft.node_at(tuple(parent)).children)
        return "" if 0 <= index + step < siblings else f"this is the {'first' if step < 0 else 'last'} one"

    return reason


def _in_a_group(state: BuilderState) -> str:
    return "" if len(state.draft.cursor) > 1 else "it stands in no group that it could leave"


def _something(state: BuilderState) -> str:
    return "" if state.draft.root.children else "nothing is here yet"


def _can_be_undone(state: BuilderState) -> str:
    return "" if state.draft.before is not None else "nothing was changed"


def _can_be_redone(state: BuilderState) -> str:
    return "" if state.undone else "nothing was undone"


def _repairable(state: BuilderState) -> str:
    return "" if state.repairs else "there is nothing to repair"


def _is_accepted(state: BuilderState) -> str:
    if not state.refusal:
        return ""
    return state.refusal + (" r repairs it" if state.repairs else "")


def _has_filter(state: BuilderState) -> str:
    return "" if state.whole is not None else "there is no filter yet"


def _has_address(state: BuilderState) -> str:
    no_address = "" if state.setting.base_url else "the embedded store has no address"
    return _has_filter(state) or no_address


@dataclass(frozen=True, slots=True)
class Key:
    """One thing a key does. `keys` are Textual key names; `footer` puts it among the hints."""

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: str = ""
    footer: bool = False
    disabled_reason: Reason = _always


TREE_KEYS: tuple[Key, ...] = (
    Key("apply", ("s", "ctrl+s"), "Show", "Use the filter: show what matches.", "Filter", True, _is_accepted),
    Key("add", ("a",), "Add", "A condition, in the group or after the condition here.", "Build", True),
    Key(
        "add.outside",
        ("A",),
        "Add outside",
        "A condition after the group that this stands in.",
        "Build",
        True,
    ),
    Key("group", ("g",), "Group", "A group of the other kind, and its first condition.", "Build", True),
    Key("edit", ("enter", "e"), "Edit", "Change the condition; in a group, add one to it.", "Build", True),
    Key("toggle", ("o",), "All/any", "Turn the group: all of, any of.", "Build", True, _something),
    Key("negate", ("n",), "Not", "Turn this into its opposite.", "Build", True, _something),
    Key("delete", ("d", "delete"), "Delete", "Take this away; u brings it back.", "Build", True, _something),
    Key("undo", ("u",), "Undo", "The filter before the last change.", "Build", True, _can_be_undone),
    Key("redo", ("U",), "Redo", "The change that was undone.", "Build", False, _can_be_redone),
    Key("wrap", ("w",), "Wrap", "Put a group around this.", "Arrange", True, _something),
    Key("lift", ("l",), "Lift", "Take this out of its group.", "Arrange", True, _in_a_group),
    Key("move.up", ("K", "shift+up"), "Move up", "Before its neighbour.", "Arrange", False, _has_next(-1)),
    Key("move.down", ("J", "shift+down"), "Move down", "After it.", "Arrange", False, _has_next(1)),
    Key("duplicate", ("D",), "Duplicate", "A copy after this.", "Arrange", False, _not_at_root),
    Key("repair", ("r",), "Repair", "Do the first repair; 1 to 9: the others.", "Filter", True, _repairable),
    Key("count", ("c",), "Count", "Ask how many memories match each part.", "Filter", True),
    Key("paste", ("p",), "Paste", "Read a filter from JSON or text.", "Filter", True),
    Key("copy", ("C", "y"), "Copy", "As JSON, text, curl or Python.", "Filter", True, _has_filter),
    Key("down", ("j", "down"), "Down", "One row down.", "Move"),
    Key("up", ("k", "up"), "Up", "One row up.", "Move"),
    Key("first", ("home",), "First", "To the whole filter.", "Move"),
    Key("last", ("end", "G"), "Last", "To the last row.", "Move"),
    Key("out", ("h", "left"), "Out", "To the group around this.", "Move", False, _not_at_root),
    Key("in", ("right",), "In", "To the first part of the group.", "Move"),
    Key("scroll.down", ("pagedown", "ctrl+d"), "Scroll", "The preview, down.", "Screen"),
    Key("scroll.up", ("pageup", "ctrl+u"), "Scroll back", "The preview, up.", "Screen"),
    Key("enlarge", ("tab",), "Preview", "Give the preview all the room, and back.", "Screen", True),
    Key("help", ("question_mark",), "Keys", "Every key of the builder.", "Screen", True),
    Key("leave", ("escape", "ctrl+c"), "Leave", "Without using the filter.", "Screen", True),
)

PICKER_KEYS: tuple[Key, ...] = (
    Key("take", ("enter",), "take", "Take the first row, or the one that was chosen."),
    Key("choose", ("up", "down"), "choose", "Another row."),
    Key("turn", ("tab", "shift+tab"), "operator", "The next operator; a sign (>= !=) may be typed as well."),
    Key("complete", ("right",), "complete", "Complete the line with the row, to go on typing."),
    Key("back", ("backspace",), "step back", "On an empty line: the step before."),
    Key("finish", ("ctrl+s",), "take and show", "Take it and use the filter."),
    Key("cancel", ("escape", "ctrl+c"), "cancel", "Leave the filter as it was."),
)

COPY_KEYS: tuple[Key, ...] = (
    Key("json", ("j",), "JSON", "The v2 language of the Platform.", disabled_reason=_has_filter),
    Key("text", ("t",), "text", "One line, as --filter takes it.", disabled_reason=_has_filter),
    Key("curl", ("c",), "curl", "A command that lists what matches.", disabled_reason=_has_address),
    Key("python", ("p",), "Python", "A call of the official client.", disabled_reason=_has_filter),
)

PASTE_KEYS: tuple[Key, ...] = (
    Key("read", ("ctrl+s",), "reads it", "Read the filter; on a mistake, go there."),
    Key("repair", ("ctrl+r",), "puts the OR inside the AND", "An OR beside an AND is put inside it."),
    Key("leave", ("escape",), "back", "Back to the tree; the text is kept."),
)

BY_KEY = {key: entry for entry in TREE_KEYS for key in entry.keys}
BY_COPY_KEY = {key: entry for entry in COPY_KEYS for key in entry.keys}


_NAMES = {"up": "↑", "left": "←", "right": "→", "shift+up": "shift+↑", "shift+down": "shift+↓"}


def shown_key(entry: Key) -> str:
    """The first key of an entry as a person reads it."""
    return _NAMES.get(entry.keys[0]) or key_name(entry.keys[0])


def shown_keys(entry: Key) -> str:
    """All keys of an entry as a person reads them."""
    return " ".join(_NAMES.get(key) or key_name(key) for key in entry.keys)
