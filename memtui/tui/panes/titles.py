"""What stands in the edges of the panes, with the keys that lead there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from memtui.tui.actions import BY_ID, key_of, keys_of
from memtui.tui.state import View

if TYPE_CHECKING:
    from memtui.core.ordering import Order

_WORDS: dict[View, str] = {
    "memory": "Memory",
    "history": "History",
    "json": "JSON",
    "score": "Why this score",
}
_OTHERS: dict[View, tuple[View, ...]] = {
    "memory": ("history", "json"),
    "history": ("memory", "json"),
    "json": ("history", "memory"),
    "score": ("memory",),
}


def pane_title(action_id: str, label: str = "") -> Content:
    """The key that goes to a pane and what it shows, which is its name unless it has a `label`."""
    key = f"{key_of(action_id)} " if keys_of(action_id) else ""
    return Content(f"{key}{label or BY_ID[action_id].label}")


def list_title(order: Order | None) -> Content:
    """The title of the list, with its order where that is not its own."""
    title = pane_title("pane.memories")
    return title if order is None else Content(" · ").join((title, Content(order.label)))


def detail_title(view: View) -> Content:
    """What the pane of one memory shows, and the keys of what else it can show."""
    parts = [pane_title("pane.detail", _WORDS[view]), *filter(None, map(_offer, _OTHERS[view]))]
    return Content(" · ").join(parts)


def _offer(view: View) -> Content | None:
    """A view and its key, which is the word's own letter where it can be; None where it has no key."""
    action_id = "back" if view == "memory" else f"view.{view}"
    if not keys_of(action_id):
        return None
    key = key_of(action_id)
    shown = (key, "bold")
    if view == "memory":
        return Content.assemble(shown, " memory")
    if view.startswith(key):
        return Content.assemble(shown, view[len(key) :])
    return Content.assemble(f"{view} ", shown)
