"""The list of the saved filters."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from memtui.core.display import one_line
from memtui.tui.lines import Span, fit, line
from memtui.tui.modals.saved.shelf import Heading, Row
from memtui.tui.panes.line_list import LineList

_WIDEST_NAME = 26


class ShelfList(LineList):
    """The filters under their headings; the cursor passes over headings."""

    def __init__(self, current: str) -> None:
        super().__init__(id="shelf")
        self.placeholder = (line("No filter has these words."),)
        self._lines: Sequence[Row | Heading] = ()
        self._current = current
        self._name_width = 0

    @property
    def row(self) -> Row | None:
        """The filter under the cursor."""
        return self.row_at(self.cursor)

    def row_at(self, index: int) -> Row | None:
        """The filter on a line; None for a heading."""
        found = self._lines[index] if 0 <= index < len(self._lines) else None
        return found if isinstance(found, Row) else None

    def show(self, lines: Sequence[Row | Heading], cursor: int) -> None:
        """Show these lines, with the cursor on a line or the nearest filter."""
        self._lines = lines
        names = (part.name for part in lines if isinstance(part, Row))
        self._name_width = min(max((cell_len(one_line(name)) for name in names), default=0), _WIDEST_NAME)
        self.cursor = 0
        self.begin(len(lines), self._nearest(cursor))
        self._show_first_heading()

    def put_cursor(self, index: int) -> None:
        """Put the cursor on a filter: that of a heading is the next one in the direction of the move."""
        super().put_cursor(self._nearest(index))

    def move_to(self, index: int) -> None:
        """Put the cursor on a filter; with the first one its heading is in view."""
        super().move_to(index)
        self._show_first_heading()

    def spans(self, index: int, width: int) -> tuple[Sequence[Span], str]:
        """A heading, or a filter's name and its text, or why it cannot be applied."""
        part = self._lines[index]
        if isinstance(part, Heading):
            remark = f"  {part.remark}" if part.remark else ""
            return ((part.group, "heading"), (fit(remark, width - len(part.group)), "dim")), ""
        sign = ("▸ " if part.text == self._current else "  ", "accent")
        # A text may be far longer than the line.
        detail = one_line((f"off: {part.problem}" if part.problem else part.text)[: width + 1])
        role = "dim" if part.problem else ""
        if not part.name:
            return (sign, (fit(detail, width - 2), role)), ""
        names = min(self._name_width, max(width // 2 - 2, 0))
        return (
            sign,
            (fit(one_line(part.name), names), role),
            (fit("  " + detail, width - 2 - names), "dim"),
        ), ""

    def _nearest(self, index: int) -> int:
        index = max(min(index, len(self._lines) - 1), 0)
        onwards, back = range(index, len(self._lines)), range(index, -1, -1)
        ways = (onwards, back) if index >= self.cursor else (back, onwards)
        return next((at for way in ways for at in way if self.row_at(at) is not None), index)

    def _show_first_heading(self) -> None:
        if not any(self.row_at(at) for at in range(self.cursor)):
            self.scroll_to(y=0, animate=False, immediate=True)
