"""Changes of the configuration's text that leave every other line as it is, comments included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from memtui.core.errors import DataError
from memtui.state.config.statements import Statement, statements

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BY_HAND = "Change it by hand."


def with_profile(text: str, name: str, before: Mapping[str, Any] | None, values: Mapping[str, Any]) -> str:
    """The text with these values in the profile's table, which is new at the end if there is no `before`.

    `before` are its values as they are read; one that stays the same stays as it is written. Raises
    DataError for a table that is not written under a header of its own.
    """
    if before is None:
        word = name if _BARE.fullmatch(name) else f'"{name}"'
        return _appended(text, f"[profiles.{word}]\n{_lines(values)}")
    changed = {key: value for key, value in values.items() if before.get(key) != value}
    table = ("profiles", name)
    parts: list[str] = []
    end = 0
    for part in _sound(text):
        key = part.paths[0][2] if part.kind == "value" and part.paths[0][:-1] == table else ""
        if key in before and key not in values:
            continue
        parts.append(_edited(part.text, key, changed.pop(key)) if key in changed else part.text)
        if key or (part.kind == "header" and part.paths[0] == table):
            end = len(parts)
    if not end:
        raise DataError(f"Profile {name} has no table of its own, [profiles.{name}].", hint=_BY_HAND)
    last = parts[end - 1]
    parts[end - 1] = _ended(last, text) if changed else last
    return "".join((*parts[:end], _like(text, _lines(changed)), *parts[end:]))


def without_profile(text: str, name: str) -> str:
    """The text without the profile's table, and without the comment that stands directly above it."""
    kept: list[Statement] = []
    after: list[Statement] = []
    is_inside = False
    for part in _sound(text):
        if part.paths and part.paths[0][:2] == ("profiles", name):
            if part.kind == "header":
                _drop_comment(kept)
            after.clear()
            is_inside = True
        elif is_inside and part.kind == "blank":
            after.append(part)
        else:
            kept += [*_spaced(kept, after), part]
            after.clear()
            is_inside = False
    return "".join(part.text for part in (*kept, *_spaced(kept, after)))


def with_default(text: str, name: str | None) -> str:
    """The text with the default profile's name, at its very beginning if there is none; None takes it out."""
    found = _sound(text)
    at = next((at for at, part in enumerate(found) if part.paths[:1] == (("default",),)), None)
    parts = [part.text for part in found]
    if name is None:
        if at is not None:
            # The blank line that set it apart goes with it.
            is_apart = at == 0 and len(parts) > 1 and not parts[1].strip()
            del parts[at : at + 1 + is_apart]
    elif at is not None:
        parts[at] = _edited(parts[at], "default", name)
    else:
        line = _lines({"default": name})
        parts.insert(0, _like(text, line if not text or text[0] in "\r\n" else f"{line}\n"))
    return "".join(parts)


def _sound(text: str) -> list[Statement]:
    found = list(statements(text))
    if sum(len(part.text) for part in found) != len(text):
        raise DataError("The configuration has a value with too many lines.", hint=_BY_HAND)
    return found


def _edited(line: str, key: str, value: Any) -> str:
    """A statement with another value, and with its comment."""
    import tomlkit

    document = tomlkit.parse(line)
    document[key] = value
    return tomlkit.dumps(document)


def _lines(values: Mapping[str, Any]) -> str:
    import tomlkit

    return tomlkit.dumps(values)


def _appended(text: str, table: str) -> str:
    if text.strip():
        table = f"\n{table}"
    return (_ended(text, text) if text else "") + _like(text, table)


def _ended(piece: str, text: str) -> str:
    return piece if piece.endswith("\n") else piece + _like(text, "\n")


def _like(text: str, new: str) -> str:
    """The new lines with the line ends of the text."""
    return new.replace("\n", "\r\n") if "\r\n" in text else new


def _drop_comment(kept: list[Statement]) -> None:
    """Take away the comment that belongs to what comes next; one at the top is about the whole file."""
    at = len(kept)
    while at and kept[at - 1].kind == "blank" and kept[at - 1].text.strip():
        at -= 1
    if at:
        del kept[at:]


def _spaced(kept: list[Statement], after: list[Statement]) -> list[Statement]:
    """What stood between, without blank lines where there is one already."""
    at = 0
    if not kept or not kept[-1].text.strip():
        while at < len(after) and not after[at].text.strip():
            at += 1
    return after[at:]
