"""JSON that a person types: read strictly, mistakes with their place; written so that it can be drawn."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from memtui.core.display import is_plain, one_line
from memtui.core.encoding import half_character as half_character
from memtui.core.errors import UsageError

_EXPECTED = {
    "Expecting value": "a value: a text in double quotes, a number, true, false, null, [ or {",
    "Expecting property name enclosed in double quotes": "a key in double quotes",
    "Expecting ':' delimiter": "a colon after the key",
    "Expecting ',' delimiter": "a comma or the closing bracket",
    "Extra data": "the end, since the value is complete",
    "Unterminated string starting at": "closing quotes for the text that begins here",
    "Invalid control character at": "no line break, tab or control character inside a text: write \\n or \\t",
    "Invalid \\escape": 'one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX after the backslash',
    "Invalid \\uXXXX escape": "four hexadecimal digits after \\u",
    "Illegal trailing comma before end of object": "another key after the comma",
    "Illegal trailing comma before end of array": "another value after the comma",
}
_LONGEST_SHOWN = 40


class TypingError(UsageError):
    """What stands in a field cannot be used; `at` is the index of the character that is wrong, if known."""

    def __init__(self, message: str, *, at: int | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.at = at


def read_json(text: str) -> Any:
    """The JSON value that `text` is. Raises TypingError with line, column and what was expected there.

    Stricter than `json.loads`: what a service could not be sent, or would lose, is a mistake.
    """
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        wanted = _EXPECTED.get(error.msg.removesuffix(": "), "")
        if error.msg.startswith("Invalid control") and text[error.pos] == "\n":
            wanted = "closing quotes before the line ends"
        reason = f"expected {wanted}" if wanted else f"{error.msg[:1].lower()}{error.msg[1:]}"
        raise TypingError(f"{_place(text, error.pos)}: {reason}.", at=error.pos) from None
    except RecursionError:
        raise TypingError("This is nested too deep.") from None
    except ValueError:
        raise TypingError("A number here has too many digits.", hint="Write it in double quotes.") from None
    if half_character(text) or ("\\ud" in text.lower() and half_character(_flat(value))):
        raise TypingError("There is half a character in it: one \\u escape of a pair of two.")
    return value


def read_object(text: str) -> dict[str, Any]:
    """The JSON object that `text` is. Raises TypingError."""
    value = read_json(text)
    if not isinstance(value, dict):
        raise TypingError("Expected an object.", at=_start(text), hint='Write it as {"key": "value"}.')
    return value


def write_json(value: Any, *, indent: int | None = 2) -> str:
    """The value as JSON text in which every character that is not simply drawn is written as its escape."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if is_plain(text):
        return text
    # Alone: what joins emoji looks harmless beside them, and is no loss when it is escaped.
    return "".join(char if is_plain(char) else json.dumps(char)[1:-1] for char in text)


def shortened(text: str) -> str:
    """The beginning of what was typed, as a message may quote it."""
    return one_line(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…")


def _flat(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _start(text: str) -> int:
    return len(text) - len(text.lstrip())


def _place(text: str, at: int) -> str:
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return f"Line {line}, column {column}" if "\n" in text.strip("\n") else f"Column {column}"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise TypingError(
            f"The key {shortened(twice)!r} stands twice in one object.", hint="Keep one of them."
        )
    return value


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise TypingError(f"The number {shortened(text)} is too large.", hint="Write it in double quotes.")
    return value


def _no_constant(name: str) -> Any:
    raise TypingError(f"{name} is no JSON number.", hint="Write it in double quotes, or null.")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_float=_finite, parse_constant=_no_constant)
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


def read_value(text: str) -> Any:
    """A value as one types it: JSON where it looks like JSON, else the text itself. Raises TypingError.

    A bare number, `true`, `false` and `null` are such; in double quotes they are text.
    """
    bare = text.strip()
    is_json = bare[:1] in {"{", "[", '"'} or bare in {"true", "false", "null"} or _NUMBER.fullmatch(bare)
    if not is_json:
        if half_character(text):
            raise TypingError("There is half a character in it.")
        return text
    try:
        return read_json(text)
    except TypingError as error:
        hint = error.hint or "To send it as text, put it in double quotes, with \\ before those inside."
        raise TypingError(error.message, at=error.at, hint=hint) from None


def write_value(value: Any) -> str:
    """The text that `read_value` reads as this value."""
    if isinstance(value, str):
        try:
            if value.strip() and read_value(value) == value:
                return value
        except TypingError:
            pass
    return write_json(value, indent=None)
