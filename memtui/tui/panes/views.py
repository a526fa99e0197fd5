"""The three views of one memory, as lines: in full, its history, and its JSON.

Every text of a stranger passes `memtui.core.display` here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from memtui.core.display import is_plain, neutralise, one_line
from memtui.core.errors import MemtuiError
from memtui.core.models import Memory
from memtui.core.times import absolute, relative
from memtui.tui.actions import key_of
from memtui.tui.lines import Line, Span, line

if TYPE_CHECKING:
    from memtui.core.history import TimelineStep

_LABEL_WIDTH = 12
_LONGEST_KEY = 18


def memory_view(memory: Memory, now: datetime) -> list[Line]:
    """The text in full, then everything that is known of it."""
    lines = [*_text(memory.memory, "text"), Line(), *_hidden(memory)]
    if memory.is_expired(now.date()):
        lines.append(_field("expired", one_line(memory.expiration_date or ""), "warning"))
    elif memory.expiration_date:
        lines.append(_field("expires", one_line(memory.expiration_date)))
    if memory.outdated:
        newer = memory.extra.get("replaced_by") or "a newer memory"
        lines.append(_field(memory.outdated, f"see {one_line(str(newer))}", "warning"))
    if memory.immutable:
        lines.append(_field("immutable", "cannot be edited, only deleted", "warning"))
    if memory.score is not None:
        why = f"   {key_of('search.why')} says why"
        lines.append(line((f"{memory.score:.3f}", ""), (why, "dim"), label=_label("score")))
    lines += [_field(kind, one_line(name), "accent") for kind, name in memory.scope()]
    if memory.categories:
        lines.append(_field("categories", ", ".join(one_line(name) for name in memory.categories)))
    lines.append(_field("created", instant(memory.created_at, now)))
    if memory.updated_at and memory.updated_at != memory.created_at:
        lines.append(_field("updated", instant(memory.updated_at, now)))
    lines.append(_field("id", one_line(memory.id), "dim"))
    if memory.hash:
        lines.append(_field("hash", one_line(memory.hash), "dim"))
    if memory.metadata:
        lines += [Line(), line(("metadata", "heading"))]
        lines += _pairs(memory.metadata)
    if memory.extra:
        lines += [Line(), line(("more", "heading"))]
        lines += _pairs(memory.extra)
    return lines


def history_view(steps: tuple[TimelineStep, ...], now: datetime) -> list[Line]:
    """The timeline, newest first: each event with its time, what it changed, and what was said."""
    if not steps:
        return [line(("This service keeps no history of this memory.", "dim"))]
    lines: list[Line] = []
    for step in reversed(steps):
        event = step.event
        when = instant(event.occurred_at, now)
        lines.append(line((f"● {one_line(event.event)}", _event_style(event.event)), ("  " + when, "dim")))
        lines += _changes(step)
        if event.metadata:
            lines += _pairs(event.metadata)
        if step.conversation:
            lines.append(line(("learned from", "dim"), indent=2))
            for role, said in step.conversation:
                first, *rest = neutralise(said).splitlines() or [""]
                lines.append(line((f"{one_line(role)}: ", "label"), (first, ""), indent=4))
                lines += [line(text, indent=4) for text in rest]
        lines.append(Line())
    return lines[:-1]


def history_problem(error: MemtuiError) -> list[Line]:
    """Why there is no timeline, and what to do."""
    return [
        line((one_line(error.message), "warning")),
        line((one_line(error.hint or f"{key_of('reload')} asks again."), "dim")),
    ]


def json_view(memory: Memory) -> list[Line]:
    """The memory as JSON, with keys, strings and other values told apart."""
    # Loaded when first asked for: it is not needed to show memories.
    from memtui.core.to_wire import memory_to_wire

    text = neutralise(json.dumps(memory_to_wire(memory), ensure_ascii=False, indent=2))
    lines = []
    for row in text.splitlines():
        body = row.lstrip(" ")
        lines.append(Line(tuple(json_spans(body)), indent=len(row) - len(body)))
    return lines


def json_spans(body: str) -> list[Span]:
    """One line of indented JSON, without its indent, in pieces."""
    key, colon, rest = "", "", body
    if body.startswith('"') and '": ' in body:
        # A value never starts a line with a colon after it: only a key does.
        end = _end_of_string(body)
        if body[end : end + 2] == ": ":
            key, colon, rest = body[:end], ": ", body[end + 2 :]
    tail = "," if rest.endswith(",") else ""
    value = rest[: len(rest) - len(tail)]
    style = "string" if value.startswith('"') else "" if value[:1] in "{}[]" else "value"
    return [span for span in ((key, "label"), (colon, "dim"), (value, style), (tail, "dim")) if span[0]]


def _end_of_string(body: str) -> int:
    at = 1
    while at < len(body) and body[at] != '"':
        at += 2 if body[at] == "\\" else 1
    return at + 1


def _changes(step: TimelineStep) -> list[Line]:
    if not any(part.kind != "same" for part in step.changes):
        return [line(("text unchanged", "dim"), indent=2)]
    if step.event.event == "ADD" and all(part.kind == "added" for part in step.changes):
        # Everything is new: marking every word would say nothing.
        return _text("".join(part.text for part in step.changes), "", indent=2)
    spans: list[Span] = []
    for part in step.changes:
        body = part.text.rstrip()
        style = "" if part.kind == "same" else part.kind
        spans += [(neutralise(body), style), (neutralise(part.text[len(body) :]), "")]
    return _split(spans, indent=2)


def _split(spans: list[Span], *, indent: int) -> list[Line]:
    lines: list[list[Span]] = [[]]
    for text, style in spans:
        first, *rest = text.split("\n")
        lines[-1].append((first, style))
        lines += [[(part, style)] for part in rest]
    return [Line(tuple(span for span in found if span[0]), indent) for found in lines]


def _text(text: str, style: str, *, indent: int = 0) -> list[Line]:
    return [line((row, style), indent=indent) for row in neutralise(text).split("\n")]


def _hidden(memory: Memory) -> list[Line]:
    """What the marks in a memory stand for, wherever in it they are."""
    named = [memory.id, memory.hash, memory.expiration_date, [name for _, name in memory.scope()]]
    texts = list(_texts([memory.memory, memory.categories, memory.metadata, memory.extra, *named]))
    if all(map(is_plain, texts)):
        return []
    # Loaded when first needed: it is not needed to show most memories.
    from memtui.core.hidden import hidden_words

    return [_field("marks", hidden_words(texts), "warning")]


def _texts(value: object) -> Iterator[str]:
    """The texts in JSON of any depth, keys included."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str(text):
                yield text
            case Mapping() as pairs:
                waiting += [part for pair in reversed(list(pairs.items())) for part in reversed(pair)]
            case Sequence() as items:
                waiting += reversed(items)


def _field(name: str, value: str, style: str = "") -> Line:
    return line((value, style), label=_label(name))


def _label(name: str) -> str:
    return name.ljust(_LABEL_WIDTH)


def _pairs(found: Mapping[str, Any]) -> list[Line]:
    """Keys and their values, under each other."""
    names = [one_line(str(key)) for key in found]
    width = min(max(map(cell_len, names)), _LONGEST_KEY)
    lines = []
    for name, value in zip(names, found.values(), strict=True):
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        label = name + " " * max(width - cell_len(name), 0) + "  "
        lines.append(line(one_line(shown), indent=2, label=label))
    return lines


def instant(text: str | None, now: datetime) -> str:
    """An instant in full, with how long ago it was; empty where there is none."""
    shown = one_line(absolute(text, seconds=True))
    ago = one_line(relative(text, now))
    if not shown or ago == shown:
        return shown
    return f"{shown}  ({ago})" if ago == "now" or ago.startswith("in ") else f"{shown}  ({ago} ago)"


def _event_style(event: str) -> str:
    return {"ADD": "born", "DELETE": "gone"}.get(event, "accent")
