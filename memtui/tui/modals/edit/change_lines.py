"""What an edit changes, as lines: the text word by word, the metadata key by key, the expiration."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from memtui.core.changes import same_metadata
from memtui.core.diff import DiffPart, word_diff
from memtui.core.display import neutralise, one_line
from memtui.core.models import Memory
from memtui.core.times import parse_instant
from memtui.core.typed_fields import distance
from memtui.tui.lines import Span, fit, number
from memtui.tui.widgets.side_lines import SideLine, side

_MOST_COMPARED = 20_000
"""Characters of both texts, without what they begin and end with alike, that are compared word by word."""
_MOST_SAME = 160
"""Characters of an unchanged stretch that are shown, and lines; of a longer one only its ends."""
_MOST_LINES = 4
_AROUND = 60
"""Characters of it that are shown beside a change, on two lines at most."""
_MOST_CHANGED = 2_000
_LONGEST_WORD = 100
_LONGEST_VALUE = 200
_JOINED = {"Mn", "Mc", "Me", "Cf", "Sk"}
_NONE = side(("No changes yet.", "dim"))


def change_lines(before: Memory, after: Memory, today: date, *, nothing: SideLine = _NONE) -> list[SideLine]:
    """What is different in `after`; the line `nothing` when nothing is."""
    lines: list[SideLine] = []
    if before.memory != after.memory:
        lines += text_lines(before.memory, after.memory)
    if not same_metadata(before.metadata, after.metadata):
        lines += metadata_lines(before.metadata or {}, after.metadata or {})
    if before.expiration_date != after.expiration_date:
        lines.append(_expiration(before.expiration_date, after.expiration_date, today))
    return lines or [nothing]


def text_lines(before: str, after: str) -> list[SideLine]:
    """The text with what was removed and what was added; long stretches that are the same are left out."""
    parts = _shortened(_parts(before, after))
    rows: list[list[Span]] = [[]]
    for part, text in parts:
        role = "" if part.kind == "same" else part.kind
        # A line end or a tab that comes or goes has to be seen.
        shown = text if part.kind == "same" else text.replace("\n", "↵\n").replace("\t", "⇥\t")
        first, *rest = neutralise(shown).replace("\t", "  ").split("\n")
        rows[-1].append((first, role))
        rows += [[(row, role)] for row in rest]
    return [side(*(span for span in row if span[0])) for row in rows]


def metadata_lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[SideLine]:
    """One line for each key that was removed, changed or added."""
    for key in before:
        if key not in after:
            yield side((_pair(key, before[key]), "removed"), marker=("- metadata ", "dim"))
        elif not same_metadata({key: before[key]}, {key: after[key]}):
            yield side(
                f"{one_line(key)}: ",
                (_value(before[key]), "removed"),
                (" → ", "dim"),
                (_value(after[key]), "added"),
                marker=("~ metadata ", "dim"),
            )
    for key in after:
        if key not in before:
            yield side((_pair(key, after[key]), "added"), marker=("+ metadata ", "dim"))


def _parts(before: str, after: str) -> Sequence[DiffPart]:
    """The differences. What both begin and end with is not compared again: that makes long texts quick."""
    start = _whole_words(_common(before, after), lambda size: (_cut(before, size), _cut(after, size)))
    old, new = before[start:], after[start:]
    end = _whole_words(
        _common(old[::-1], new[::-1]),
        lambda size: (_cut(old, len(old) - size), _cut(new, len(new) - size)),
    )
    tail = old[len(old) - end :]
    old, new = old[: len(old) - end], new[: len(new) - end]
    if len(old) + len(new) > _MOST_COMPARED:
        changed: Sequence[DiffPart] = (DiffPart("removed", old), DiffPart("added", new))
    else:
        changed = word_diff(old, new)
    parts = (DiffPart("same", before[:start]), *changed, DiffPart("same", tail))
    return [part for part in parts if part.text]


def _common(one: str, other: str) -> int:
    """With how many characters both begin."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _whole_words(size: int, cuts: Callable[[int], Sequence[str]]) -> int:
    """The next smaller size at which no cut goes through a word, or at least through no letter.

    `cuts` gives the characters before and after each cut that a size makes.
    """
    sizes = range(size, max(size - _LONGEST_WORD, 0) - 1, -1)
    for tears in (_tears_word, _tears_letter):
        for smaller in sizes:
            if not any(map(tears, cuts(smaller))):
                return smaller
    return size


def _tears_word(cut: str) -> bool:
    return len(cut) == 2 and not (cut[0].isspace() or cut[1].isspace())


def _tears_letter(cut: str) -> bool:
    return len(cut) == 2 and (unicodedata.category(cut[1]) in _JOINED or unicodedata.category(cut[0]) == "Cf")


def _cut(text: str, at: int) -> str:
    return text[at - 1 : at + 1] if at else ""


def _shortened(parts: Sequence[DiffPart]) -> Iterator[tuple[DiffPart, str]]:
    for at, part in enumerate(parts):
        text = part.text
        if part.kind != "same":
            left_out = len(text) - _MOST_CHANGED
            yield part, text[:_MOST_CHANGED]
            if left_out > 0:
                yield replace(part, kind="same"), f" … {number(left_out)} more characters "
        elif len(text) <= _MOST_SAME and text.count("\n") < _MOST_LINES:
            yield part, text
        else:
            # Nothing changed before the first part and after the last one.
            head = "\n".join(text[:_AROUND].split("\n")[:2]) if at else ""
            tail = "\n".join(text[-_AROUND:].split("\n")[-2:]) if at < len(parts) - 1 else ""
            yield part, f"{head} … {tail}"


def _expiration(before: str | None, after: str | None, today: date) -> SideLine:
    return side(
        (one_line(before or "never"), "removed"),
        (" → ", "dim"),
        (one_line(after or "never"), "added"),
        (_told(after, today), "dim"),
        marker=("~ expires ", "dim"),
    )


def _told(text: str | None, today: date) -> str:
    at = parse_instant(text)
    return "" if at is None else f"  {distance(at.date(), today)}"


def _pair(key: str, value: Any) -> str:
    return f"{one_line(key)}: {_value(value)}"


def _value(value: Any) -> str:
    text = one_line(json.dumps(value, ensure_ascii=False))
    return fit(text, _LONGEST_VALUE).rstrip() if len(text) > _LONGEST_VALUE else text
