"""A change of a text, word by word, with what was found in it, as it is drawn in a few rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from memtui.core.diff import DiffPart, word_diff
from memtui.core.display import one_line
from memtui.tui.lines import Span, number
from memtui.tui.modals.items.texts import Matches, nonempty, text_spans

_MOST_SAME, _AROUND = 160, 60
"""Characters of an unchanged stretch that are shown, and of a longer one those beside a change."""
_MOST_CHANGED = 300
_MOST_SHOWN = 400
"""Characters after which no further change is begun."""
_BLANKS = str.maketrans({" ": "·", "\t": "⇥"})


def change_spans(old: str, new: str, matches: Matches) -> Iterator[Span]:
    """Both versions: what was found in the old one has the roles "match" and, where it goes, "gone"."""
    parts = word_diff(old, new)
    at = shown = 0
    for index, part in enumerate(parts):
        if part.kind == "same" and shown > _MOST_SHOWN:
            yield _more(parts[index:])
            return
        start = at
        at += len(part.text) if part.kind != "added" else 0
        inside = _within(matches, start, at)
        if part.kind == "same":
            spans = _same(part.text, inside, is_first=not index, is_last=index == len(parts) - 1)
        else:
            spans = _changed(part, inside, is_of_blanks=_is_of_blanks(parts, index))
        for span in spans:
            shown += len(span[0])
            yield span


def _same(text: str, matches: Matches, *, is_first: bool, is_last: bool) -> Iterator[Span]:
    if len(text) <= _MOST_SAME:
        yield from _drawn(text_spans(text, matches, ""))
        return
    # Nothing changed before the first part and after the last one.
    head = 0 if is_first else _AROUND
    tail = len(text) if is_last else len(text) - _AROUND
    yield from _drawn(text_spans(text[:head], _within(matches, 0, head), ""))
    yield "…" if is_first or is_last else " … ", "dim"
    yield from _drawn(text_spans(text[tail:], _within(matches, tail, len(text)), ""))


def _changed(part: DiffPart, matches: Matches, *, is_of_blanks: bool) -> Iterator[Span]:
    shown, more = part.text[:_MOST_CHANGED], len(part.text) - _MOST_CHANGED
    # Drawn as they are, nobody would see the blanks.
    body = shown.translate(_BLANKS) if is_of_blanks else shown.rstrip(" ")
    yield from _drawn(text_spans(body, _within(matches, 0, len(body)), part.kind, "gone"))
    yield from nonempty((shown[len(body) :], ""))
    if more > 0:
        yield f" … {number(more)} more characters ", "dim"


def _is_of_blanks(parts: Sequence[DiffPart], index: int) -> bool:
    """Whether nothing but blanks differs between what goes and what comes there."""
    both = parts[max(index - 1, 0) : index + 2]
    versions = ["".join(part.text for part in both if part.kind == kind) for kind in ("removed", "added")]
    return versions[0].split() == versions[1].split()


def _more(parts: Sequence[DiffPart]) -> Span:
    """What is said of parts that are not shown, the first of which is the same in both versions."""
    runs = sum(one.kind == "same" != other.kind for one, other in pairwise(parts))
    return (f" … {number(runs)} more change{'' if runs == 1 else 's'}" if runs else " …"), "dim"


def _within(matches: Matches, start: int, end: int) -> Matches:
    """The parts of matches that lie in a stretch, counted from its start."""
    return [
        (max(first, start) - start, min(last, end) - start)
        for first, last in matches
        if first < end and last > start
    ]


def _drawn(pieces: Iterator[Span]) -> Iterator[Span]:
    for text, role in pieces:
        yield one_line(text), role
