"""Lines of text with named styles, and how they are cut to a width.

A view is written as `Line`s whose spans bear the names of component styles ("label", "added"); the pane
that draws it knows what those look like. Text put here has been through `memtui.core.display`.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from memtui.core.display import NOT_IN_FIELDS
from memtui.core.values import dataclass

Span = tuple[str, str]
"""A text and the name of its style; an empty name is the pane's own."""

DRAWN = f"[^{NOT_IN_FIELDS}]*"
"""What may stand in a field, as a pattern: a field draws its text as it is, also one that is pasted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line before wrapping; `indent` cells stand before it and before each of its continuations.

    Those begin under the text, not under the `label` before it.
    """

    spans: tuple[Span, ...] = ()
    indent: int = 0
    label: str = ""

    @property
    def plain(self) -> str:
        """The text without styles."""
        return " " * self.indent + self.label + "".join(text for text, _ in self.spans)


def line(*spans: Span | str, indent: int = 0, label: str = "") -> Line:
    """A line of spans; a bare text has the pane's own style."""
    return Line(tuple((span, "") if isinstance(span, str) else span for span in spans), indent, label)


def fold(found: Line, width: int) -> Iterator[tuple[Span, ...]]:
    """The rows of at most `width` cells that a line takes, broken between words where that is possible."""
    indent = min(found.indent, width // 2)
    spans, margin = found.spans, indent
    first: tuple[Span, ...] = ((" " * indent, ""),) if indent else ()
    if found.label:
        beside = indent + cell_len(found.label)
        if beside <= width * 2 // 3:
            margin, first = beside, (*first, (found.label, "label"))
        else:
            spans = ((found.label, "label"), *spans)
    rest: tuple[Span, ...] = ((" " * margin, ""),) if margin else ()
    for row in _broken(spans, max(width - margin, 2)):
        yield first + row
        first = rest


def _broken(spans: tuple[Span, ...], width: int) -> Iterator[tuple[Span, ...]]:
    # A letter takes two cells at most, save for tabs.
    most = sum(len(text) if text.isascii() else 2 * len(text) for text, _ in spans)
    if most <= width and not any("\t" in text for text, _ in spans):
        yield spans
        return
    for part in Content.assemble(*spans).wrap(width):
        text, row, at = part.plain, [], 0
        for span in part.spans:
            row += [(text[at : span.start], ""), (text[span.start : span.end], str(span.style))]
            at = span.end
        row.append((text[at:], ""))
        yield tuple(span for span in row if span[0])


def fit(text: str, width: int) -> str:
    """`text` in exactly `width` cells: padded, or cut with an ellipsis."""
    if width <= 0:
        return ""
    # Far more than fits is never measured: a memory may be 100 KB in one line.
    text = text[: width + 1] if text.isascii() else text[: 4 * width + 1]
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…"


def fit_right(text: str, width: int) -> str:
    """`text` at the right end of `width` cells, cut when it is longer."""
    length = cell_len(text)
    return " " * (width - length) + text if length <= width else fit(text, width)


def number(value: int) -> str:
    """A number as it is read: from five digits on with commas between thousands."""
    return f"{value:,}" if value >= 10_000 else str(value)
