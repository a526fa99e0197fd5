"""Texts and their differences as spans: what was found in them, what was taken out and put in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from memtui.core.diff import word_diff
from memtui.core.display import neutralise, one_line
from memtui.tui.lines import Span

Highlight = Callable[[str], list[tuple[int, int]]]
"""The ranges of a text, each from its first character to after its last, that are to be pointed out."""

_LEAD = 24
"""Characters before the first difference that a row still shows, where it has room for them."""


def pointed_out(text: str, highlight: Highlight | None, role: str = "") -> list[Span]:
    """A raw text in pieces: what is pointed out has the role "match"."""
    if highlight is None:
        return [(text, role)]
    pieces: list[Span] = []
    at = 0
    for start, end in sorted(highlight(text)):
        start, end = max(start, at), min(end, len(text))
        if start < end:
            pieces += [(text[at:start], role), (text[start:end], "match")]
            at = end
    return [piece for piece in (*pieces, (text[at:], role)) if piece[0]]


def on_one_line(pieces: Sequence[Span]) -> list[Span]:
    """Raw pieces as they may be drawn in a row."""
    return [(one_line(text), role) for text, role in pieces]


def on_lines(pieces: Sequence[Span]) -> list[list[Span]]:
    """Raw pieces as they may be drawn on lines of their own; an end of a line that changes has a sign."""
    lines: list[list[Span]] = [[]]
    for text, role in pieces:
        if role in {"removed", "added"}:
            text = text.replace("\n", "↵\n")
        first, *rest = text.split("\n")
        lines[-1].append((first, role))
        lines += [[(part, role)] for part in rest]
    return [[(neutralise(text), role) for text, role in spans if text] for spans in lines]


def difference(old: str, new: str) -> list[Span]:
    """Two versions of a raw text in pieces of the roles "removed", "added" and ""."""
    pieces: list[Span] = []
    for part in word_diff(old, new):
        if part.kind == "same":
            pieces.append((part.text, ""))
            continue
        body = part.text.rstrip(" ")
        if not part.text.strip():
            # Nothing but blanks: drawn as they are, nobody would see them.
            pieces.append((part.text.replace(" ", "·").replace("\t", "⇥"), part.kind))
        else:
            pieces += [(body, part.kind), (part.text[len(body) :], "")]
    return [piece for piece in pieces if piece[0]]


def first_difference(old: str, new: str, most: int) -> list[Span]:
    """The same about the first place where they differ, in about `most` characters of each."""
    # Loaded on first use, as for the difference itself.
    from rapidfuzz.distance import Prefix

    at = Prefix.similarity(old, new)
    start = max(at - min(_LEAD, most // 4), 0)
    if start:
        # Begin with a whole word, if there is one.
        blank = old.find(" ", start, at)
        start = blank + 1 if blank >= 0 else start
    pieces = difference(old[start : start + most], new[start : start + most])
    return [("…", "dim"), *pieces] if start else pieces
