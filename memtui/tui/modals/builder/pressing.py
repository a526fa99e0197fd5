"""What a key does: to the state, and what the modal has to do besides."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from memtui.tui.modals.builder import picking
from memtui.tui.modals.builder.acting import act, repair
from memtui.tui.modals.builder.keys import BY_COPY_KEY, BY_KEY, Key
from memtui.tui.modals.builder.state import BuilderState

Effect = Literal[
    "", "apply", "leave", "paste", "count", "scroll.down", "scroll.up", "copy.json", "copy.text", "copy.curl",
    "copy.python",
]  # fmt: skip
"""What a key does beyond the state."""
_BEYOND: dict[str, Effect] = {
    "apply": "apply", "paste": "paste", "count": "count", "scroll.down": "scroll.down",
    "scroll.up": "scroll.up", "json": "copy.json", "text": "copy.text", "curl": "copy.curl",
    "python": "copy.python",
}  # fmt: skip


def press(state: BuilderState, key: str, character: str | None, now: datetime) -> tuple[BuilderState, Effect]:
    """The state after a key, and what is to be done besides.

    `character` is what the key types, None when it types nothing.
    """
    fresh = replace(state, notice="", leaving=False)
    if state.picker is not None:
        picked = picking.press(fresh, key, character, now)
        done = key == "ctrl+s" and picked.picker is None
        return _perform(picked, BY_KEY[key], now) if done else (picked, "")
    if state.copying:
        entry = BY_COPY_KEY.get(key)
        rest = replace(fresh, copying=False)
        return (rest, "") if entry is None else _perform(rest, entry, now)
    if key.isdigit() and key != "0":
        return repair(fresh, int(key), now), ""
    entry = BY_KEY.get(key)
    if entry is None:
        return fresh, ""
    if entry.id == "leave":
        return _leave(fresh, again=state.leaving)
    return _perform(fresh, entry, now)


def _perform(state: BuilderState, entry: Key, now: datetime) -> tuple[BuilderState, Effect]:
    if reason := entry.disabled_reason(state):
        full_stop = "" if reason.endswith(".") else "."
        return state.saying(f"{entry.label} is off: {reason}{full_stop}", "warning"), ""
    if entry.id in _BEYOND:
        return state, _BEYOND[entry.id]
    return act(state, entry.id, now), ""


def _leave(state: BuilderState, *, again: bool) -> tuple[BuilderState, Effect]:
    """One step back: from the keys or the large preview, and from the builder, not in haste."""
    if state.showing == "keys" or state.enlarged:
        return replace(state, showing="preview", enlarged=False), ""
    if state.is_changed and not again:
        told = state.saying("The filter was changed: esc again discards that, s uses it.", "warning")
        return replace(told, leaving=True), ""
    return state, "leave"
