"""The JSON of an answer: read strictly, off the event loop when it is long, and without notices."""

from __future__ import annotations

import asyncio
import json
import math
from typing import Any

_LONG = 1_000_000
"""From so many bytes on, reading takes long enough to be felt."""
_DEEPEST = 100
"""More than any memory is nested, and few enough for every function that follows it down."""
_NOTICE = "mem0_notice"


class UnreadableError(ValueError):
    """A body is no usable JSON; the text completes "answered with …"."""


async def read_json(content: bytes) -> Any:
    """The value; None for nothing but blanks. Of a key that stands twice, the last counts.

    Raises UnreadableError, also for what JSON does not have (NaN) or nobody can write out again: infinite
    numbers, numbers of thousands of digits, nesting without end.
    """
    return await asyncio.to_thread(_read, content) if len(content) >= _LONG else _read(content)


def without_notice(value: Any) -> tuple[Any, Any]:
    """A value without what the service slipped into it for the person in front of it, and that; or None.

    It stands in an object, or in the first object of a list, which may hold nothing else.
    """
    holder = value[0] if isinstance(value, list) and value else value
    if not isinstance(holder, dict) or _NOTICE not in holder:
        return value, None
    notice = holder.pop(_NOTICE)
    return (value[1:] if isinstance(value, list) and not holder else value), notice


def _read(content: bytes) -> Any:
    if not content.strip():
        return None
    try:
        value = json.loads(
            content, object_hook=_let_others_run, parse_float=_finite, parse_constant=_no_number
        )
    except json.JSONDecodeError:
        raise UnreadableError(_what_else(content)) from None
    except UnicodeDecodeError:
        raise UnreadableError("text that is no UTF-8") from None
    except RecursionError:
        raise UnreadableError("JSON that is nested too deep") from None
    except ValueError:
        raise UnreadableError("a number that is too large, or none at all") from None
    if _is_deep(value):
        raise UnreadableError("JSON that is nested too deep")
    return value


def _what_else(content: bytes) -> str:
    first = content.lstrip()[:1]
    if first == b"<":
        return "a web page instead of JSON"
    return "JSON that is cut off or damaged" if first in {b"{", b"[", b'"'} else "text instead of JSON"


def _let_others_run(value: dict[str, Any]) -> dict[str, Any]:
    """Without a call into Python now and then, one long text would be read in one go, thread or not."""
    return value


def _finite(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _no_number(text)


def _no_number(text: str) -> float:
    raise ValueError(text)


def _is_deep(value: Any) -> bool:
    level: list[Any] = [[value]]
    for _ in range(_DEEPEST + 1):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True
