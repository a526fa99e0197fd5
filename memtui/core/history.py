"""A memory's history as a timeline: what each event changed, when, and what was said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from memtui.core.diff import DiffPart, word_diff
from memtui.core.models import HistoryEvent
from memtui.core.times import microseconds
from memtui.core.values import dataclass


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """One event with its changes against the version before; `number` counts from 1, oldest first."""

    number: int
    event: HistoryEvent
    changes: tuple[DiffPart, ...]
    conversation: tuple[tuple[str, str], ...]


def timeline(events: Iterable[HistoryEvent]) -> tuple[TimelineStep, ...]:
    """The events, oldest first, each with its word diff and the conversation that caused it.

    Services give no order (`docs/mem0-api.md`, "History"), so events are sorted by their instants;
    those without one keep their place. An event that does not tell the old text is compared with the
    event before it; one that does not tell the new text, and is no DELETE, left it as it was.
    """
    steps: list[TimelineStep] = []
    current = ""
    for number, event in enumerate(in_order(events), 1):
        old = current if event.old_memory is None else event.old_memory
        new = old if event.new_memory is None else event.new_memory
        if event.event == "DELETE":
            new = ""
        steps.append(TimelineStep(number, event, word_diff(old, new), conversation(event)))
        current = new
    return tuple(steps)


def in_order(events: Iterable[HistoryEvent]) -> list[HistoryEvent]:
    """The events, oldest first; an event without an instant stays beside the one before it."""
    keyed: list[tuple[int, HistoryEvent]] = []
    last = 0
    for event in events:
        at = microseconds(event.occurred_at)
        last = last if at is None else at
        keyed.append((last, event))
    keyed.sort(key=lambda pair: pair[0])
    return [event for _, event in keyed]


def conversation(event: HistoryEvent) -> tuple[tuple[str, str], ...]:
    """Who said what, from the event's input: pairs of role and text."""
    return tuple(
        (str(message.get("role", "?")), _said(message.get("content"))) for message in event.input or ()
    )


def _said(content: Any) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return " ".join(_said(part) for part in content)
    if isinstance(content, dict):
        return _said(content["text"]) if "text" in content else f"[{content.get('type', 'attachment')}]"
    return "" if content is None else str(content)
