"""What came of an event: objects in any of the shapes in which services give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memtui.core.display import one_line
from memtui.core.service_events import ServiceEvent
from memtui.tui.lines import Line, line, number
from memtui.tui.service.json_lines import json_lines, text_lines

_MOST_DRAWN = 400
"""Characters of a text that a row may show."""


def memory_id(result: Mapping[str, Any]) -> str:
    """The memory that a result is about; empty when it says none."""
    found = result.get("id") or result.get("memory_id")
    return found if isinstance(found, str) else ""


def outcome(event: ServiceEvent) -> str:
    """What came of an event, for one row: why it failed, or the first text and how many there are."""
    if event.error:
        return one_line(event.error[:_MOST_DRAWN])
    texts = [_text(result) for result in event.results]
    first = one_line(next((text for text in texts if text), "")[:_MOST_DRAWN])
    if len(texts) < 2:
        return first
    return f"{number(len(texts))} · {first}" if first else f"{number(len(texts))} results"


def result_lines(result: Mapping[str, Any]) -> list[Line]:
    """One result: what was done, to which memory, and its text; as JSON where it has none."""
    text = _text(result)
    done = result.get("event")
    if not text:
        return json_lines(result, indent=2)
    head = line(
        (f"● {one_line(done) if isinstance(done, str) else 'MEMORY'}", "accent"),
        (f"  {one_line(memory_id(result))}", "dim"),
    )
    return [head, *text_lines(text, indent=2)]


def _text(result: Mapping[str, Any]) -> str:
    data = result.get("data")
    for place in (data, result):
        if isinstance(place, Mapping):
            for name in ("memory", "text", "new_memory"):
                if isinstance(found := place.get(name), str) and found:
                    return found
    return ""
