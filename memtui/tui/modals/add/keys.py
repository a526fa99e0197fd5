"""The keys of the form: the one place that says what they do and when they are off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from memtui.core.values import dataclass
from memtui.tui.widgets.key_bar import KeyHint

KeyId = Literal["add", "next", "back", "more", "message", "role", "remove", "leave"]


@dataclass(frozen=True, slots=True)
class FormState:
    """What decides which keys are on: whether all is unfolded, and where the cursor stands."""

    unfolded: bool
    set_in_folds: int
    messages: int
    on_message: bool
    on_toggle: bool
    has_offer: bool


Reason = Callable[[FormState], str]


def _always(_: FormState) -> str:
    return ""


def _on_a_message(state: FormState) -> str:
    return "" if state.on_message else "the cursor stands in no message"


def _one_of_several(state: FormState) -> str:
    return _on_a_message(state) or ("" if state.messages > 1 else "it is the only message")


@dataclass(frozen=True, slots=True)
class FormKey:
    """One key; `press` is Textual's name of it, `key` how a person reads it."""

    id: KeyId
    press: str
    key: str
    label: str
    reason: Reason = _always


KEYS: tuple[FormKey, ...] = (
    FormKey("add", "ctrl+s", "ctrl+s", "add"),
    FormKey("next", "tab", "tab", "next"),
    FormKey("back", "shift+tab", "shift+tab", "back"),
    FormKey("more", "ctrl+o", "ctrl+o", "more"),
    FormKey("message", "ctrl+n", "ctrl+n", "message"),
    FormKey("role", "ctrl+r", "ctrl+r", "role", _on_a_message),
    FormKey("remove", "ctrl+t", "ctrl+t", "remove", _one_of_several),
    FormKey("leave", "escape", "esc", "leave"),
)
BY_PRESS = {key.press: key for key in KEYS}
BY_ID = {key.id: key for key in KEYS}

QUESTION = (KeyHint("y", "discards it", "y"), KeyHint("esc", "goes on", "escape"))
"""The keys while it is asked whether what was typed shall be lost."""


def hints(state: FormState) -> Sequence[KeyHint]:
    """The keys at the foot: those that do something where the cursor stands, and those of messages."""
    found = [_hint(BY_ID["add"], state), _hint(BY_ID["next"], state)]
    if state.on_toggle:
        found.append(KeyHint("space", "turns it", "space"))
    if state.has_offer:
        found.append(KeyHint("→", "completes", "right"))
    more = "less" if state.unfolded else f"more ({state.set_in_folds} set)" if state.set_in_folds else "more"
    found.append(KeyHint("ctrl+o", more, "ctrl+o"))
    if state.unfolded or state.messages > 1:
        found += [_hint(BY_ID[id_], state) for id_ in ("message", "role", "remove")]
    return [*found, _hint(BY_ID["leave"], state)]


def _hint(key: FormKey, state: FormState) -> KeyHint:
    return KeyHint(key.key, key.label, key.press, off=bool(key.reason(state)))
