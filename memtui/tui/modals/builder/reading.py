"""A filter that is pasted: JSON or one line of text, whichever it is, and where it is wrong."""

from __future__ import annotations

import json
import re
from typing import Any

from memtui.core.display import neutralise
from memtui.core.errors import FilterError
from memtui.core.filter_json import from_json
from memtui.core.filter_text import parse
from memtui.core.filters import METADATA, Filter


def read_filter(text: str) -> Filter:
    """The filter that a text means: JSON when it begins with a brace, else the language of one line.

    A request's whole body is read for its `filters`. Raises FilterError with the place of the mistake.
    """
    text = unix_lines(text).rstrip()
    return _read_json(text) if looks_like_json(text) else _read_line(text)


def unix_lines(text: str) -> str:
    """A pasted text with its line ends as they are counted: tmux sends a carriage return for each."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def looks_like_json(text: str) -> bool:
    """Whether this is to be read as JSON."""
    return text.lstrip().startswith(("{", "["))


def repaired(text: str) -> str | None:
    """The JSON with each OR that stands beside an AND put inside it; None where there is none.

    The Platform ignores such an OR without a word, and two of its own examples are written so.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    mended = _or_inside_and(value)
    return None if mended == value else json.dumps(mended, ensure_ascii=False, indent=2)


def drawable(text: str) -> str:
    """A text for an edit box: in JSON what must not be drawn is escaped, elsewhere it becomes a mark."""
    text = unix_lines(text)
    if not looks_like_json(text):
        return neutralise(text)
    shown = (char if char == "\n" or neutralise(char) == char else _escaped(char) for char in text)
    return "".join(shown)


def _read_line(text: str) -> Filter:
    try:
        return parse(text)
    except FilterError as error:
        raise _placed(text, (error.column or 1) - 1, _reason(error), error.hint) from None


def _read_json(text: str) -> Filter:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise _placed(text, error.pos, f"this is no JSON, {error.msg[:1].lower()}{error.msg[1:]}") from None
    except RecursionError:
        raise FilterError("The JSON is nested too deep.", column=1) from None
    if isinstance(value, dict) and isinstance(value.get("filters"), dict):
        value = value["filters"]
    try:
        return from_json(value)
    except FilterError as error:
        raise _placed(text, _place_of(error.message, text), _reason(error), error.hint) from None


def _placed(text: str, at: int, reason: str, hint: str = "") -> FilterError:
    at = max(0, min(at, len(text)))
    line, column = text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1
    place = f"Column {column}" if "\n" not in text.strip("\n") else f"Line {line}, column {column}"
    reason = reason if reason.endswith(".") else f"{reason}."
    return FilterError(f"{place}: {reason}", column=at + 1, hint=hint)


def _reason(error: FilterError) -> str:
    """What is wrong, without its place; of an unknown key not the long list of those that are known."""
    unknown = re.fullmatch(r"Top-level key must .*; ('.*') is neither\.", error.message)
    if unknown:
        return f"{unknown[1]} is neither a logical operator nor a field"
    return re.sub(r"^Column \d+: ", "", error.message)


def _place_of(message: str, text: str) -> int:
    """Where the key stands that a message is about: it bears the key in quotes, or begins with it."""
    first = re.match(r"[\w.]+", message)
    names = [*re.findall(r"'([^']+)'", message)[-1:], first[0] if first else ""]
    for name in names:
        at = text.find(json.dumps(name.removeprefix(METADATA), ensure_ascii=False))
        if name and at >= 0:
            return at
    return len(text) - len(text.lstrip())


def _or_inside_and(value: Any) -> Any:
    if isinstance(value, list):
        return [_or_inside_and(item) for item in value]
    if not isinstance(value, dict):
        return value
    mended = {key: _or_inside_and(item) for key, item in value.items()}
    if isinstance(mended.get("AND"), list) and "OR" in mended:
        mended["AND"] = [*mended["AND"], {"OR": mended.pop("OR")}]
    return mended


def _escaped(char: str) -> str:
    code = ord(char)
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD7C0 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
