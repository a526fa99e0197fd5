"""The keys that a person gives to the actions of the browse screen: which there are, and which can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

from memtui.core.display import one_line
from memtui.core.errors import UsageError
from memtui.state.config.key_table import TABLE, KeyTable, load_keys
from memtui.state.config.tables import meant
from memtui.tui.actions import ACTIONS, BY_ID, KEY_NAMES, key_name

TWICE = "g>g"
_WITH_GG = "move.first"
_MODIFIERS = ("alt", "ctrl", "hyper", "meta", "shift", "super")
"""In the order in which Textual names them."""
_NAMED = {
    *(key.value for key in Keys if key.value.isalnum() and key is not Keys.Return),
    *KEY_NAME_REPLACEMENTS.values(),
}
_AS_SHOWN = {shown: name for name, shown in KEY_NAMES.items()}
"""A key can be written as the help shows it."""
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+left_square_bracket": "escape"}
"""What a terminal sends for some keys, which it therefore cannot tell apart."""


def configured_keys() -> dict[str, tuple[str, ...]]:
    """The actions that the configuration gives other keys, by their ids. Raises ConfigError, UsageError."""
    return read_keys(load_keys())


def read_keys(table: KeyTable) -> dict[str, tuple[str, ...]]:
    """The same of a table that is read. Raises ConfigError, which names all that is wrong with it."""
    mistakes = table.mistakes
    found: dict[str, tuple[str, ...]] = {}
    for given in table.given:
        if given.action_id not in BY_ID:
            what = f"is not known{meant(given.action_id, BY_ID)}"
            mistakes.sentence(given.place, f"{TABLE}.{one_line(given.action_id)} {what}")
            continue
        keys: list[str] = []
        for key in given.keys:
            try:
                keys.append(checked_key(key, given.action_id))
            except UsageError as error:
                mistakes.sentence(given.place, f"{TABLE}.{given.action_id}: {error}")
        # The same key may have been written in two ways.
        found[given.action_id] = tuple(dict.fromkeys(keys))
        if given.action_id == "quit" and not given.keys:
            mistakes.sentence(given.place, f"{TABLE}.quit must have a key")
    places = {given.action_id: given for given in table.given}
    for action_ids, sentence in _clashes(found):
        # One of them has a key that is not its own.
        where = next(places[action_id] for action_id in reversed(action_ids) if action_id in found)
        mistakes.sentence(where.place, sentence)
    table.check()
    return found


def checked_key(text: str, action_id: str) -> str:
    """Textual's name of a key that an action is given. Raises UsageError, which says why it cannot be."""
    shown = f'"{one_line(text)}"'
    if len(text) == 2 and text[0] == text[1] and text.isalpha():
        if text != "gg":
            raise UsageError(f"{shown} is two keys, and only gg can be")
        if action_id != _WITH_GG:
            raise UsageError(f"gg is two keys, and only {_WITH_GG} can have them")
        return TWICE
    before, base = (text[:-2], "+") if text == "+" or text.endswith("++") else text.rpartition("+")[::2]
    modifiers = before.split("+") if before else []
    name = _base_name(base)
    if name is None:
        raise UsageError(f"{shown} is no key{meant(base.lower(), [*_NAMED, *_AS_SHOWN, *KEY_NAMES])}")
    for at, word in enumerate(modifiers):
        if word not in _MODIFIERS:
            others = ["+".join((*modifiers[:at], other, *modifiers[at + 1 :], base)) for other in _MODIFIERS]
            raise UsageError(f"{shown} is no key{meant(text, others)}")
    if modifiers == ["shift"] and len(base) == 1:
        instead = base.upper() if base.isalpha() else "the character that it gives"
        raise UsageError(f"{shown} is a character of its own; write {instead}")
    if modifiers and base != base.lower() and len(base) == 1:
        raise UsageError(f"{shown} is no key; did you mean {'+'.join((*modifiers, base.lower()))}?")
    key = "+".join((*sorted(set(modifiers)), name))
    if key in _SAME:
        raise UsageError(f"{shown} is what a terminal sends for {_SAME[key]}; write {_SAME[key]}")
    return key


def _base_name(text: str) -> str | None:
    """Textual's name of a key without modifiers; None where there is no such key."""
    if text in _AS_SHOWN and _AS_SHOWN[text] != TWICE:
        return _AS_SHOWN[text]
    if text in _NAMED:
        return text
    if text == " ":
        return "space"
    if text == ",":
        # Textual parts keys by it.
        return "comma"
    if len(text) == 1:
        return next(iter(Binding.make_bindings([(text, "")]))).key if text.isprintable() else None
    character = key_to_character(text)
    return text if character is not None and character.isprintable() else None


def _clashes(changed: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[list[str], str]]:
    """The actions that have the same key, where not all are left as they are, and a sentence about it."""
    owners: dict[str, list[str]] = {}
    for action in ACTIONS:
        for key in changed.get(action.id, action.keys):
            owners.setdefault(key, []).append(action.id)
    for key, action_ids in owners.items():
        if len(action_ids) > 1:
            both = f"{'both ' if len(action_ids) == 2 else ''}{' and '.join(action_ids)}"
            yield action_ids, f"{TABLE}: {key_name(key)} is the key of {both}; give each a key of its own"
    if TWICE in owners and "g" in owners:
        action_ids = [*owners["g"], *owners[TWICE]]
        yield (
            action_ids,
            f"{TABLE}: g is the key of {owners['g'][0]}, and gg that of {_WITH_GG} begins with it",
        )
