"""Values of services as lines: named fields, texts, and any JSON value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from memtui.core.display import neutralise, one_line
from memtui.core.times import iso
from memtui.tui.lines import Line, line
from memtui.tui.panes.views import json_spans

_LONGEST = 100_000
"""Characters of a JSON value that are drawn; who wants the rest copies or saves it."""
_LONGEST_TEXT = 4_000


def field_lines(pairs: Iterable[tuple[str, str | None] | tuple[str, str | None, str]]) -> list[Line]:
    """Names and their values under each other, those that have one; a third part is the value's style."""
    known = [(name, value, *style) for name, value, *style in pairs if value]
    width = max((len(name) for name, *_ in known), default=0) + 2
    return [
        line((one_line(value[:_LONGEST_TEXT]), style[0] if style else ""), label=name.ljust(width))
        for name, value, *style in known
    ]


def text_lines(text: str, style: str = "", *, indent: int = 0) -> list[Line]:
    """A text of a stranger, line by line."""
    return [line((row, style), indent=indent) for row in neutralise(text[:_LONGEST]).split("\n")]


def json_lines(value: Any, *, indent: int = 0) -> list[Line]:
    """A JSON value, with keys, texts and other values told apart; what is very long is cut."""
    text = json.dumps(as_json(value), ensure_ascii=False, indent=2)
    lines = []
    for row in neutralise(text[:_LONGEST]).splitlines():
        body = row.lstrip(" ")
        lines.append(Line(tuple(json_spans(body)), indent=indent + len(row) - len(body)))
    if len(text) > _LONGEST:
        lines.append(line((f"… {len(text) - _LONGEST:,} more characters", "dim"), indent=indent))
    return lines


def as_json(value: Any) -> Any:
    """A value of memtui's as plain JSON: records as objects, instants as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    if isinstance(value, datetime):
        return iso(value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
