"""The tree on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip

from memtui.tui.lines import Span, fit
from memtui.tui.messages import CursorMoved
from memtui.tui.modals.builder.tree_rows import TreeRow
from memtui.tui.panes.line_list import LineList


class TreePane(LineList, can_focus=False):
    """Draws the rows of the tree; a click says which one, a second click or one on an offer chooses it."""

    ROLES: ClassVar[Mapping[str, str]] = {
        **LineList.ROLES,
        "cursor-blurred": "bold $foreground on $cursor",
        "guide": "$edge",
        "group": "bold $primary",
        "field": "$accent",
        "sign": "$dim",
        "value": "$foreground",
        "not": "bold $warning",
        "count": "$dim",
        "zero": "bold $warning",
        "warning": "bold $warning",
        "error": "bold $error",
        "key": "bold $accent",
        "typing": "on $panel",
        "typed": "$foreground",
        "caret": "reverse",
        "offer": "on $surface",
        "chosen": "bold $foreground on $cursor",
    }

    def __init__(self) -> None:
        super().__init__(id="tree")
        self._rows: list[TreeRow] = []

    def show(self, rows: list[TreeRow], cursor: int) -> None:
        """Show these rows with the cursor on one of them; only those that look different are drawn again."""
        old, self._rows, self.length = self._rows, rows, len(rows)
        region = self.scrollable_content_region
        # As long as they fit, more rows or fewer are no reason to arrange anything anew.
        size = Size(region.width, max(len(rows), region.height))
        if size != self.virtual_size:
            self.virtual_size = size
        most = max(len(rows), len(old))
        changed = [at for at in range(most) if rows[at : at + 1] != old[at : at + 1]]
        if changed:
            self.refresh_rows(changed[0], changed[-1])
        with self.prevent(CursorMoved):
            self.cursor = min(self.cursor, len(rows) - 1)
            self.move_to(cursor)

    def row(self, index: int) -> TreeRow | None:
        """The row of an index from 0."""
        return self._rows[index] if 0 <= index < len(self._rows) else None

    def spans(self, index: int, width: int) -> tuple[Sequence[Span], str]:
        """A row: what it says at the left, its count at the right."""
        row = self._rows[index]
        text, role = row.right
        right = f" {text} " if text else ""
        spans: list[Span] = []
        room = width - cell_len(right)
        for part, name in row.spans:
            shown = part if cell_len(part) <= room else fit(part, room)
            spans.append((shown, name))
            room -= cell_len(shown)
        return (*spans, (" " * room, ""), (right, role)), row.under

    def render_line(self, y: int) -> Strip:
        """One line of the view; the row in which one types has no cursor over it."""
        index = self.top + y
        row = self.row(index)
        if row is None or row.under != "typing":
            return super().render_line(y)
        width = self.scrollable_content_region.width
        spans, role = self.spans(index, width)
        under = self.rich_style + self.role_style(role)
        segments = [Segment(text, under + self.role_style(name)) for text, name in spans]
        return Strip(segments).adjust_cell_length(width, under)

    @property
    def chooses_on_click(self) -> bool:
        """One click takes an offer."""
        row = self.row(self.cursor)
        return row is not None and row.offer is not None
