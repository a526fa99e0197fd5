"""Lines of text with named styles, and how they are cut to a width.

A view is written as `Line`s whose spans bear the names of component styles ("label", "added"); the pane
that draws it knows what those look like. Text put here has been through `memtui.core.display`.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

Span = tuple[str, str]
"""A text and the name of its style; an empty name is the pane's own."""

DRAWN = "[^\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*"
"""What may stand in a field, as a pattern: a field draws its text as it is, also one that is pasted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line before wrapping; `indent` cells stand before it and before each of its continuations."""

    spans: tuple[Span, ...] = ()
    indent: int = 0

    @property
    def plain(self) -> str:
        """The text without styles."""
        return " " * self.indent + "".join(text for text, _ in self.spans)


def line(*spans: Span | str, indent: int = 0) -> Line:
    """A line of spans; a bare text has the pane's own style."""
    return Line(tuple((span, "") if isinstance(span, str) else span for span in spans), indent)


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
    """A number as it is read: from five digits on with a space between thousands."""
    return f"{value:,}".replace(",", " ") if value >= 10_000 else str(value)
