"""Every action of the browse screen: the one place that says its keys, its words and when it is off.

Bindings, the footer, the help, the palette and `docs/keys.md` are all made from `ACTIONS`; whoever names
a key in a sentence asks `key_of`, since a person may have given the action another one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from memtui.adapters.base import Feature
from memtui.core.values import dataclass
from memtui.tui.state import BrowseState, Narrowing

Reason = Callable[[BrowseState], str]
"""Why an action is off right now; empty when it is on."""


def _always(_: BrowseState) -> str:
    return ""


def _needs_marks(state: BrowseState) -> str:
    return "" if state.has_marks else f"nothing is marked; {key_of('mark')} marks a row"


def _needs_narrowing(state: BrowseState) -> str:
    is_narrowed = bool(state.question) or state.narrowing != Narrowing()
    return "" if is_narrowed else "everything is listed already"


def _shows_expired(state: BrowseState) -> str:
    if state.question:
        return f"not in a search; {key_of('back')} goes back to the list"
    return "this service never lists expired memories" if state.hides_expired else ""


def _at_work(state: BrowseState) -> str:
    return f"still at work: {state.work}" if state.work else ""


def _writes(state: BrowseState) -> str:
    return state.cannot_write or _at_work(state)


def _needs_remedy(state: BrowseState) -> str:
    return "" if state.remedy is not None else "there is nothing to repair"


def _exports(state: BrowseState) -> str:
    return "nothing is listed" if state.problem is not None and not state.exporting else ""


def _has(feature: Feature) -> Reason:
    """Off where the service lacks the feature."""
    return lambda state: state.lacks.get(feature, "")


def _in_search(state: BrowseState) -> str:
    return "" if state.question else f"only in a search; {key_of('search')} asks one"


def _lists(state: BrowseState) -> str:
    return f"not in a search; {key_of('back')} goes back to the list" if state.question else ""


def _has_order(state: BrowseState) -> str:
    is_ranked = state.question and state.found_order is None
    return f"the best come first; {key_of('sort')} sorts by a column" if is_ranked else ""


def _search_has(feature: Feature) -> Reason:
    return lambda state: _in_search(state) or state.lacks.get(feature, "")


def _gives_feedback(state: BrowseState) -> str:
    return state.lacks.get("feedback", "") or state.cannot_write


def _not_zoomed(state: BrowseState) -> str:
    return f"a pane is zoomed; {key_of('pane.unzoom')} leaves that" if state.zoomed else ""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do; `footer` puts it among the hints.

    `keys` are Textual's names of those that it has of itself; `keys_of` says which it has.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: str
    footer: bool = False
    dangerous: bool = False
    disabled_reason: Reason = _always


def _change(
    id: str,  # noqa: A002  (the field's name)
    keys: str,
    label: str,
    help: str,  # noqa: A002
    *,
    footer: bool = False,
    dangerous: bool = False,
    reason: Reason = _writes,
) -> Action:
    """An action that changes memories, or is about what was changed."""
    return Action(id, tuple(keys.split()), label, help, "Change", footer, dangerous, reason)


def _part(
    feature: Feature,
    id: str,  # noqa: A002  (the field's name)
    label: str,
    help: str,  # noqa: A002
    *,
    keys: str = "",
) -> Action:
    """An action that shows a part of the service, off where it lacks that."""
    return Action(id, tuple(keys.split()), label, help, "Service", disabled_reason=_has(feature))


ACTIONS: tuple[Action, ...] = (
    Action("move.down", ("j", "down"), "Down", "One row down.", "Move"),
    Action("move.up", ("k", "up"), "Up", "One row up.", "Move"),
    Action("move.page_down", ("pagedown",), "Page down", "One screenful down.", "Move"),
    Action("move.page_up", ("pageup",), "Page up", "One screenful up.", "Move"),
    Action("move.half_down", ("ctrl+d",), "Half page down", "Half a screenful down.", "Move"),
    Action("move.half_up", ("ctrl+u",), "Half page up", "Half a screenful up.", "Move"),
    Action("move.first", ("home", "g>g"), "First", "To the first row.", "Move"),
    Action("move.last", ("end", "G"), "Last", "To the last row.", "Move"),
    Action("pane.next", ("tab",), "Next pane", "To the next pane.", "Panes"),
    Action("pane.previous", ("shift+tab",), "Previous pane", "To the pane before.", "Panes"),
    Action("pane.entities", ("1",), "Entities", "To the entities.", "Panes"),
    Action("pane.memories", ("2",), "Memories", "To the list of memories.", "Panes"),
    Action("pane.detail", ("3",), "Detail", "To the memory in full.", "Panes"),
    Action("pane.zoom", ("plus",), "Zoom", "Give the pane more room, then all of it.", "Panes"),
    Action(
        "pane.unzoom", ("underscore",), "Unzoom", "Give the pane less room again.", "Panes",
        disabled_reason=lambda state: "" if state.zoomed else "nothing is zoomed",
    ),
    Action("pane.hide", ("ctrl+b",), "Hide entities", "Hide or show the entities.", "Panes"),
    Action(
        "pane.narrower", ("left_parenthesis",), "Narrower", "Make the entities narrower.", "Panes",
        disabled_reason=_not_zoomed,
    ),
    Action(
        "pane.wider", ("right_parenthesis",), "Wider", "Make the entities wider.", "Panes",
        disabled_reason=_not_zoomed,
    ),
    Action(
        "pane.shorter", ("left_curly_bracket",), "Smaller list", "More room for the memory.", "Panes",
        disabled_reason=_not_zoomed,
    ),
    Action(
        "pane.taller", ("right_curly_bracket",), "Larger list", "Less room for the memory.", "Panes",
        disabled_reason=_not_zoomed,
    ),
    Action(
        "go.back", ("left_square_bracket",), "Go back", "To the list before, as it was left.", "Places",
        disabled_reason=lambda state: "" if state.behind else "nothing to go back to",
    ),
    Action(
        "go.forward", ("right_square_bracket",), "Go forward", "To the list one went back from.", "Places",
        disabled_reason=lambda state: "" if state.ahead else "nothing to go forward to",
    ),
    Action(
        "go.last", ("minus",), "Last scope", "To the scope before; again, back here.", "Places",
        disabled_reason=lambda state: "" if state.left_scope else "no other scope was listed",
    ),
    Action("open", ("enter",), "Open", "Open the memory, or list an entity's.", "Read"),
    Action("view.history", ("h",), "History", "How this memory came to be: its timeline.", "Read"),
    Action("view.json", ("i",), "JSON", "The memory as the service returns it.", "Read"),
    Action(
        "activity", ("A",), "Activity", "When these were created or updated: a chart.", "Read",
        disabled_reason=_lists,
    ),
    Action(
        "export", ("X",), "Export", "Write list, marks or memory to a file.", "Read",
        disabled_reason=_exports,
    ),
    Action("back", ("escape",), "Back", "One step back: view, search, filter, scope.", "Read"),
    Action("filter.keyword", ("slash",), "Find", "Keep the rows that contain a text.", "Find", True),
    Action(
        "everything", ("0",), "Everything", "Take off search, filter and scope.", "Find",
        disabled_reason=_needs_narrowing,
    ),
    Action("filter.build", ("f",), "Filter", "Build a filter as a tree: AND, OR, NOT.", "Find", True),
    Action("filter.line", ("equals_sign",), "Filter line", "Type a filter as one line of text.", "Find"),
    Action("filter.saved", ("F",), "Saved filters", "Filters saved, used last, or made for audits.", "Find"),
    Action(
        "filter.repair", ("r",), "Repair", "Mend the filter as proposed.", "Find",
        disabled_reason=_needs_remedy,
    ),
    Action("search", ("s",), "Search", "Rank memories by how they answer a question.", "Find"),
    Action(
        "search.why", ("w",), "Why", "How the search came to rank this memory here.", "Find",
        disabled_reason=_in_search,
    ),
    Action("search.lens", ("L",), "Search lens", "How searches look: how many, from which score.", "Find"),
    Action(
        "search.stricter", ("greater_than_sign",), "Stricter", "Hide more of the lowest scores.", "Find",
        disabled_reason=_in_search,
    ),
    Action(
        "search.looser", ("less_than_sign",), "Looser", "Show lower scores.", "Find",
        disabled_reason=_in_search,
    ),
    Action(
        "search.rerank", ("B",), "Rerank", "Let the service order the best matches better.", "Find",
        disabled_reason=_search_has("rerank"),
    ),
    Action(
        "search.keyword", ("K",), "Keywords", "Search by words as well as by meaning.", "Find",
        disabled_reason=_search_has("keyword_search"),
    ),
    Action(
        "filter.expired", ("full_stop",), "Expired", "Show or hide expired memories.", "Find",
        disabled_reason=_shows_expired,
    ),
    _change("edit", "e", "Edit", "Edit the memory; with marks, all of them.", footer=True),
    _change("edit.external", "E", "Edit outside", "Edit the text in $EDITOR."),
    _change("edit.metadata", "t", "Metadata", "Edit the metadata; with marks, of all of them."),
    _change(
        "delete", "d", "Delete", "Delete the memory, the marks or the entity.", footer=True, dangerous=True
    ),
    _change("archive", "x", "Archive", "Let it expire; bring back what is expired."),
    _change("add", "a", "Add", "Add a memory."),
    _change("copy.scope", "C", "Copy to scope", "Add the memory again, for somebody else."),
    _change("history.restore", "R", "Restore", "Give it the text that it had before."),
    _change("undo", "u z", "Undo", "Take back what was changed last.", footer=True),
    _change("redo", "U Z", "Redo", "Do again what was undone last."),
    _change("feedback", "b", "Feedback", "Say whether this memory is good or bad.", reason=_gives_feedback),
    _change("journal", "J", "Journal", "All that memtui changed; undo any of it.", reason=_always),
    _change("copy", "y", "Copy", "Copy ids, texts, JSON, or a command.", reason=_always),
    _change("copy.command", "Y", "As command", "Copy a command that gets what is shown.", reason=_always),
    Action("mark", ("space",), "Mark", "Mark or unmark the row or range; marks stay.", "Mark", True),
    Action("mark.range", ("v",), "Range", "Start a range here; move, then mark it.", "Mark"),
    Action("mark.all", ("ctrl+a",), "Mark all", "Mark all that match, on every page.", "Mark"),
    Action("mark.invert", ("asterisk",), "Invert", "Mark what is not marked.", "Mark"),
    Action(
        "mark.clear", ("ctrl+backslash",), "Clear marks", "Unmark everything.", "Mark",
        disabled_reason=_needs_marks,
    ),
    Action(
        "profiles", ("P",), "Profiles", "Another service, or another account.", "Service",
        disabled_reason=_at_work,
    ),
    Action("service", ("S",), "Service", "What else it has: events, exports, project.", "Service"),
    _part("events", "service.events", "Events", "Work that the service does after it has answered."),
    _part("exports", "service.exports", "Exports", "Put memories into the form of a JSON schema."),
    _part("summary", "service.summary", "Summary", "What the service says is remembered, in short."),
    _part("project", "service.project", "Project", "Instructions, categories, members and usage."),
    _part("webhooks", "service.webhooks", "Webhooks", "Addresses that are called when memories change."),
    _part("api_keys", "service.api_keys", "API keys", "The keys of a self-hosted server."),
    _part("served_requests", "service.served", "Requests served", "What a self-hosted server was asked."),
    _part(
        "sent_requests", "service.sent", "Requests sent", "What memtui asked: status, time, number.",
        keys="at",
    ),
    Action("service.error", ("exclamation_mark",), "Last error", "What went wrong last, in full.", "Service"),
    Action("times", ("T",), "Times", "Show how long ago, or dates.", "Screen"),
    Action("sort", ("o",), "Sort", "Sort the list by a column.", "Screen"),
    Action(
        "sort.reverse", ("O",), "Reverse", "Turn the order of the list round.", "Screen",
        disabled_reason=_has_order,
    ),
    Action("columns", ("c",), "Columns", "Choose what the list shows, metadata too.", "Screen"),
    Action("reload", ("ctrl+r",), "Reload", "Ask the service again.", "Screen"),
    Action("repaint", ("ctrl+l",), "Repaint", "Draw the whole screen again.", "Screen"),
    Action("suspend", ("ctrl+z",), "Suspend", "Back to the shell; fg there returns.", "Screen"),
    Action("help", ("question_mark",), "Help", "Every key; type to find one, enter runs it.", "Screen", True),
    Action("palette", ("colon", "ctrl+p"), "Palette", "Find any action by its name.", "Screen"),
    Action("quit", ("q", "ctrl+q"), "Quit", "Leave memtui.", "Screen", True),
)  # fmt: skip

BY_ID = {action.id: action for action in ACTIONS}

KEY_NAMES = {
    "slash": "/", "full_stop": ".", "asterisk": "*", "equals_sign": "=", "question_mark": "?",
    "colon": ":", "space": "space", "at": "@", "exclamation_mark": "!",
    "greater_than_sign": ">", "less_than_sign": "<", "plus": "+", "underscore": "_",
    "left_parenthesis": "(", "right_parenthesis": ")", "left_curly_bracket": "{", "right_curly_bracket": "}",
    "left_square_bracket": "[", "right_square_bracket": "]",
    "pagedown": "PgDn", "pageup": "PgUp", "home": "Home", "end": "End", "escape": "esc",
    "down": "↓", "up": "↑", "left": "←", "right": "→", "minus": "-", "ctrl+backslash": "ctrl+\\", "g>g": "gg",
}  # fmt: skip
"""What a person reads for some of Textual's names of keys."""


_CHANGED: dict[str, tuple[str, ...]] = {}
"""The keys that the configuration gives to actions in the place of their own: there is but one keyboard."""


def use_keys(changed: Mapping[str, tuple[str, ...]]) -> None:
    """Give these actions, by their ids, other keys than their own, and all others their own."""
    _CHANGED.clear()
    _CHANGED.update(changed)


def keys_of(action_id: str) -> tuple[str, ...]:
    """The keys of an action, by Textual's names; none for one that is done without a key."""
    return _CHANGED[action_id] if action_id in _CHANGED else BY_ID[action_id].keys


def key_of(action_id: str) -> str:
    """The first key of an action as a person reads it; where it has none, what the palette calls it."""
    keys = keys_of(action_id)
    return key_name(keys[0]) if keys else f"“{BY_ID[action_id].label}”"


def key_name(key: str) -> str:
    """A key as a person reads it."""
    if key in KEY_NAMES or len(key) == 1:
        return KEY_NAMES.get(key, key)
    # Loaded when needed: most keys that actions have of themselves are dealt with.
    from textual.keys import KEY_DISPLAY_ALIASES, format_key

    *modifiers, base = key.split("+")
    shown = base if base in KEY_DISPLAY_ALIASES else format_key(base)
    return "+".join((*modifiers, KEY_NAMES.get(base, shown)))


def key_names(action: Action) -> str:
    """All keys of an action as a person reads them."""
    return " ".join(key_name(key) for key in keys_of(action.id))
