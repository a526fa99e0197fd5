"""What stands beside the tree: how many match, what is to be said of the filter, its text and its JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from memtui.core.display import neutralise, one_line
from memtui.core.filter_json import to_json
from memtui.core.filter_text import format_filter, tokens_of
from memtui.core.filters import Filter
from memtui.tui.lines import Span, number
from memtui.tui.modals.builder.findings import Said
from memtui.tui.modals.builder.keys import (
    COPY_KEYS,
    PASTE_KEYS,
    PICKER_KEYS,
    TREE_KEYS,
    Key,
    shown_key,
    shown_keys,
)
from memtui.tui.modals.builder.state import BuilderState
from memtui.tui.widgets.side_lines import SideLine, side

_WORDS = {"and", "or", "not"}
_SIGNS = {"in", "contains", "icontains"}
_JSON = re.compile(r'(?P<text>"(?:[^"\\]|\\.)*")(?P<colon>: )?|(?P<mark>[{}\[\],\s]+)|[^{}\[\],"]+')
_EXAMPLES = (
    "user_id = alice and not run_id = *",
    "categories contains food or created_at >= -7d",
    "metadata.source = email and keywords icontains coffee",
)
_GROUPS = ("Build", "Arrange", "Filter", "Move", "Screen")


def preview_lines(state: BuilderState, now: datetime) -> list[SideLine]:
    """The preview, or the keys when they are asked for."""
    if state.showing == "keys":
        return _keys(state)
    lines = [*_findings(state)]
    whole = state.whole
    if whole is None:
        return [*lines, *_nothing()]
    return [
        *lines,
        side(("Text", "heading")),
        SideLine(tuple(_text_spans(one_line(format_filter(whole))))),
        SideLine(),
        side(("JSON", "heading"), ("  as it is sent", "dim")),
        *_json(whole, now),
    ]


def _nothing() -> Iterator[SideLine]:
    yield side(("No filter", "heading"), (": every memory is listed.", ""))
    yield SideLine()
    yield side(("A whole filter can be typed where a condition begins, or pasted:", "dim"))
    for example in _EXAMPLES:
        yield side(*_text_spans(example), marker=("  ", ""))


def _findings(state: BuilderState) -> Iterator[SideLine]:
    if state.blame:
        yield side(one_line(state.blame), marker=("0 ", "zero"))
        yield SideLine()
    if not state.findings:
        return
    numbers = {id(said): at for at, said in enumerate(state.repairs, 1)}
    for said in state.findings:
        yield from _said(said, numbers.get(id(said)))
    yield SideLine()


def _said(said: Said, at: int | None) -> Iterator[SideLine]:
    role = "error" if said.finding.level == "error" else "warning"
    yield side((one_line(said.finding.sentence), role if said.is_refused else ""), marker=("! ", role))
    if said.outside:
        yield side((one_line(said.outside), "dim"), indent=2)
    if said.repair is not None and at is not None and at < 10:
        key = "r" if at == 1 else str(at)
        yield side(one_line(said.repair.label), indent=2, marker=(f"{key}  ", "key"))


def _text_spans(text: str) -> Iterator[Span]:
    """A filter's line in colours, by what its words are."""
    at, role = 0, "word"
    for token in tokens_of(text):
        start, end, word = token.column - 1, token.end - 1, token.text.lower()
        yield text[at:start], ""
        at = end
        if token.kind == "sign" or (role == "field" and word in _SIGNS):
            role = "sign"
        elif token.kind == "mark":
            # A list's values go on being values; what follows another bracket is a field.
            yield text[start:end], "sign"
            role = "value" if word == "*" else role
            continue
        elif token.kind == "word" and word in _WORDS and role != "sign":
            role = "word"
        else:
            role = "field" if role == "word" else "value"
        yield text[start:end], role
    yield text[at:], ""


def _json(tree: Filter, now: datetime) -> Iterator[SideLine]:
    for indent, row in _rows_of(to_json(tree, now), 0):
        yield SideLine(tuple(_json_spans(neutralise(row))), indent=indent)


def _rows_of(value: Any, indent: int) -> Iterator[tuple[int, str]]:
    """JSON in rows with their indents: a group's parts stand on rows of their own."""
    key = next((key for key in ("AND", "OR", "NOT") if key in value), "")
    inside = value.get(key)
    if not isinstance(inside, list) and not (isinstance(inside, dict) and inside.keys() & {"AND", "OR"}):
        yield indent, json.dumps(value, ensure_ascii=False)
        return
    parts = inside if isinstance(inside, list) else [inside]
    opening, closing = ("[", "]}") if isinstance(inside, list) else ("", "}")
    yield indent, f'{{"{key}": {opening}'
    for at, part in enumerate(parts, 1):
        *rows, (last, text) = _rows_of(part, indent + 2)
        yield from rows
        yield last, text + ("," if at < len(parts) else "")
    yield indent, closing


def _json_spans(row: str) -> Iterator[Span]:
    for found in _JSON.finditer(row):
        text, colon = found["text"], found["colon"]
        if text is None:
            yield found[0], "dim" if found["mark"] else "value"
        elif colon is None:
            yield text, "value"
        else:
            yield text, "word" if text.strip('"') in {"AND", "OR", "NOT"} else "field"
            yield colon, "dim"


def _keys(state: BuilderState) -> list[SideLine]:
    width = max(len(shown_key(key)) for key in (*TREE_KEYS, *PICKER_KEYS))
    lines: list[SideLine] = []
    group = ""
    for key in sorted(TREE_KEYS, key=lambda key: _GROUPS.index(key.group)):
        if key.group != group:
            lines += [SideLine()] if lines else []
            lines.append(side((key.group, "heading")))
            group = key.group
        lines.append(_key(key, key.disabled_reason(state), width))
    lines += [SideLine(), side(("While a condition is typed", "heading"))]
    lines += [_key(key, "", width) for key in PICKER_KEYS]
    lines += [SideLine(), side(("After C", "heading"))]
    lines += [_key(key, key.disabled_reason(state), width) for key in COPY_KEYS]
    lines += [SideLine(), side(("After p", "heading"))]
    return [*lines, *(_key(key, "", width) for key in PASTE_KEYS)]


def _key(key: Key, reason: str, width: int) -> SideLine:
    says = f"off: {reason}" if reason else key.help
    roles = ("dim", "dim") if reason else ("key", "")
    others = shown_keys(key).partition(" ")[2]
    also = (f"  also {others}" if others and not reason else "", "dim")
    return side((one_line(says), roles[1]), also, marker=(shown_key(key).ljust(width + 2), roles[0]))


def total_words(state: BuilderState) -> list[Span]:
    """How many of how many match, for the bar at the top."""
    matching, everything = state.count_of(state.draft.filter()), state.count_of(None)
    if matching is None:
        return [("counting … ", "dim")] if state.counting else [("c counts what matches ", "dim")]
    of = f" of {number(everything)}" if everything is not None and state.draft.filter() is not None else ""
    role = "warning" if matching == 0 else "strong"
    return [(number(matching), role), (f"{of} {'matches' if matching == 1 else 'match'} ", "dim")]
