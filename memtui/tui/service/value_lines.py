"""Any JSON value as a person reads it: names, texts and lists, without quotes and brackets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from memtui.core.display import one_line
from memtui.tui.lines import Line, line
from memtui.tui.service.json_lines import text_lines

_DEEPEST = 12
_MOST = 2_000
"""Values of a list or an object that are drawn."""


def value_lines(value: Any, *, indent: int = 0) -> list[Line]:
    """The lines of a value; none where it is empty."""
    if isinstance(value, str):
        return text_lines(value, indent=indent) if value else []
    if not isinstance(value, Mapping | list):
        return [] if value is None else [line((json.dumps(value), "value"), indent=indent)]
    if indent > 2 * _DEEPEST:
        return [line((one_line(json.dumps(value, ensure_ascii=False)[:_MOST]), "dim"), indent=indent)]
    return _object(value, indent) if isinstance(value, Mapping) else _list(value, indent)


def _object(value: Mapping[str, Any], indent: int) -> list[Line]:
    lines: list[Line] = []
    for key, item in list(value.items())[:_MOST]:
        name = one_line(str(key))
        if _is_short(item):
            lines.append(line(_short(item), indent=indent, label=f"{name}  "))
        else:
            lines += [line((name, "heading"), indent=indent), *value_lines(item, indent=indent + 2)]
    return lines


def _list(value: Sequence[Any], indent: int) -> list[Line]:
    if len(value) == 1 and not indent:
        return value_lines(value[0])
    lines: list[Line] = []
    for item in value[:_MOST]:
        if _is_short(item):
            lines.append(line(_short(item), indent=indent, label="• "))
        else:
            lines += [line(("•", "label"), indent=indent), *value_lines(item, indent=indent + 2)]
    return lines


def _is_short(value: Any) -> bool:
    return (
        not value
        or not isinstance(value, Mapping | list | str)
        or (isinstance(value, str) and "\n" not in value)
    )


def _short(value: Any) -> tuple[str, str]:
    if isinstance(value, str) and value:
        return one_line(value), ""
    return json.dumps(value), "value" if value else "dim"
