"""The bars of a screen: whose memories and which, where one is, and which keys there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from memtui.tui.lines import Span
from memtui.tui.widgets.kept_lines import KeptLines
from memtui.tui.widgets.roles import Roles


class Bar(Roles, KeptLines):
    """One line of styled spans; `left` is cut, with an ellipsis, before `right` begins.

    What is dim at the right gives way before anything is cut. Spans of the role `tinted` stand on the colour
    `tint`, where there is one, and are dim otherwise.
    """

    ROLES: ClassVar[Mapping[str, str]] = {
        "key": "bold $accent",
        "dim": "$dim",
        "accent": "$accent",
        "warning": "bold $warning",
        "strong": "bold",
        "edge": "$edge",
    }
    DEFAULT_CSS = "Bar { height: 1; }"

    def __init__(self, *, id: str) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self._left: Sequence[Span] = ()
        self._right: Sequence[Span] = ()
        self.tint = ""

    def show(self, left: Sequence[Span], right: Sequence[Span] = ()) -> None:
        """Show these spans; nothing is drawn when they are the same."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line; part of the Line API."""
        width, base = self.size.width, self.rich_style
        left, right = self._strip(self._left, base), self._strip(self._right, base)
        needed = cell_len(left.text.rstrip())
        if needed + 1 + right.cell_length > width and all(role == "dim" for _, role in self._right):
            right = Strip([])
        room = max(width - right.cell_length, 0)
        gap = 1 if right.cell_length else 0
        if needed > room - gap:
            left = Strip([*left.crop(0, max(room - gap - 1, 0)), Segment("…", base)])
        return Strip.join([left.adjust_cell_length(room, base), right]).adjust_cell_length(width, base)

    def _strip(self, spans: Sequence[Span], base: Style) -> Strip:
        return Strip([Segment(text, base + self._style(role)) for text, role in spans])

    def _style(self, role: str) -> Style:
        if role == "tinted" and self.tint:
            ground = Color.parse(self.tint)
            return Style(color=ground.get_contrast_text(1.0).rich_color, bgcolor=ground.rich_color)
        return self.role_style("dim" if role == "tinted" else role)
