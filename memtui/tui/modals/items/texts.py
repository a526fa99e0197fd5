"""Texts and their differences as spans: what was found in them, what was taken out and put in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from memtui.core.diff import word_diff
from memtui.core.display import neutralise_pieces, on_line
from memtui.tui.lines import Span

Matches = Sequence[tuple[int, int]]
"""Where something was found in a text: each from its first character to after its last, in order."""
Highlight = Callable[[str], list[tuple[int, int]]]
"""The ranges of a text, in any order, that are to be pointed out."""

_LEAD = 24
"""Characters before the first difference that a row still shows, where it has room for them."""


def pointed_out(text: str, highlight: Highlight | None, role: str = "") -> list[Span]:
    """A raw text in pieces: what is pointed out has the role "match"."""
    return [(text, role)] if highlight is None else list(text_spans(text, sorted(highlight(text)), role))


def text_spans(text: str, matches: Matches, role: str, found: str = "match") -> Iterator[Span]:
    """A raw text in raw pieces: what was found has a role of its own."""
    at = 0
    for start, end in matches:
        start = max(start, at)
        if start < end:
            yield from nonempty((text[at:start], role), (text[start:end], found))
            at = end
    yield from nonempty((text[at:], role))


def nonempty(*pieces: Span) -> Iterator[Span]:
    """Those pieces that have a text."""
    return (piece for piece in pieces if piece[0])


def on_one_line(pieces: Sequence[Span]) -> list[Span]:
    """Raw pieces as they may be drawn in a row."""
    return [(on_line(text), role) for text, role in _drawn(pieces)]


def on_lines(pieces: Sequence[Span]) -> list[list[Span]]:
    """Raw pieces as they may be drawn on lines of their own; an end of a line that changes has a sign."""
    lines: list[list[Span]] = [[]]
    for text, role in pieces:
        if role in {"removed", "added"}:
            text = text.replace("\n", "↵\n")
        first, *rest = text.split("\n")
        lines[-1].append((first, role))
        lines += [[(part, role)] for part in rest]
    return [_drawn([span for span in spans if span[0]]) for spans in lines]


def _drawn(pieces: Sequence[Span]) -> list[Span]:
    texts = neutralise_pieces([text for text, _ in pieces])
    return [(text, role) for text, (_, role) in zip(texts, pieces, strict=True)]


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
    return list(nonempty(*pieces))


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
