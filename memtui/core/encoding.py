"""What a file, a store or a request can hold: text in whole characters, and JSON of anything as such text."""

from __future__ import annotations

import json
from typing import Any

_COMPACT = (",", ":")
_encode = json.JSONEncoder(ensure_ascii=False, separators=_COMPACT).encode


def half_character(text: str) -> str:
    """The first half of a surrogate pair that stands alone in the text, empty where there is none.

    JSON and command lines may bring one; it is no text, and no file or service takes it.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return text[error.start]
    return ""


def compact_json(value: Any) -> str:
    """JSON in one line, its characters as they are; with half a character in it all of it is escaped."""
    text = _encode(value)
    return json.dumps(value, separators=_COMPACT) if half_character(text) else text
