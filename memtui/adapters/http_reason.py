"""What a service's error body says: the reason stands in one of at least nine shapes, or nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from memtui.core.display import one_line

_LONGEST_REASON = 300
_LONGEST_WORD = 100
_REASON_KEYS = ("details", "detail", "message", "error", "errors", "msg")
_PARTS_OF_A_REQUEST = {"body", "query", "path", "header"}


def reason(text: str) -> str:
    """What an error body says, in one line; empty for a web page or a body that says nothing."""
    stripped = text.strip()
    if not stripped or stripped.startswith("<"):
        return ""
    try:
        said = _joined(_reasons(json.loads(stripped)))
    except (ValueError, RecursionError):
        said = stripped
    return shown(said, _LONGEST_REASON)


def word(text: str, key: str) -> str:
    """The short text or number under a key of an error body; empty when there is none."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    value = body.get(key) if isinstance(body, dict) else None
    return shown(str(value), _LONGEST_WORD) if isinstance(value, str | int) else ""


def shown(text: str, most: int = _LONGEST_REASON) -> str:
    """A stranger's text on one line of about `most` characters."""
    line = one_line(text[: most + 1]).strip()
    return line if len(line) <= most else f"{line[:most]}…"


def _reasons(body: Any) -> Iterator[str]:
    """The texts of an error body: of its first telling key, or of every field that complains."""
    if isinstance(body, str):
        yield body.strip()
    elif isinstance(body, list):
        for item in body:
            yield from _reasons(item)
    elif isinstance(body, Mapping):
        for key in _REASON_KEYS:
            if body.get(key):
                field = _field(body.get("loc"))
                for said in _reasons(body[key]):
                    yield f"{field}{said}"
                return
        for key, value in body.items():
            said = _joined(_reasons(value))
            if said:
                yield f"{key}: {said}"


def _field(place: Any) -> str:
    """The field that a complaint is about, as FastAPI names it: `["body", "messages", 0]`."""
    if not isinstance(place, list):
        return ""
    names = [str(name) for name in place if isinstance(name, str | int)]
    named = ".".join(names[1:] if names[:1] and names[0] in _PARTS_OF_A_REQUEST else names)
    return f"{named}: " if named else ""


def _joined(texts: Iterator[str]) -> str:
    """The sentences in a row, with a semicolon after those that have no end."""
    parts = [text for text in texts if text]
    ended = [part if part.endswith((".", "!", "?", ";", ":")) else f"{part};" for part in parts[:-1]]
    return " ".join(ended + parts[-1:])
