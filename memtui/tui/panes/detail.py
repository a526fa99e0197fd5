"""One memory in full: its text and fields, its history, or its JSON."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeAlias

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from memtui.tui.lines import Line, Span, fold
from memtui.tui.panes.titles import detail_title
from memtui.tui.state import View
from memtui.tui.widgets.kept_lines import KeptLines
from memtui.tui.widgets.roles import Roles

Row: TypeAlias = tuple[Span, ...]
"""What stands on one line of the screen."""

_WHEEL_LINES = 3


class DetailPane(ScrollView, Roles, KeptLines, can_focus=True, inherit_bindings=False):
    """Draws lines wrapped to its width; only lines that changed are drawn again."""

    ROLES: ClassVar[Mapping[str, str]] = {
        "text": "$foreground",
        "label": "$primary",
        "dim": "$dim",
        "heading": "bold $primary",
        "accent": "bold $accent",
        "warning": "bold $warning",
        "added": "bold underline $success",
        "removed": "strike $error",
        "string": "$success",
        "value": "$warning",
        "born": "bold $success",
        "gone": "bold $error",
    }
    DEFAULT_CSS = """
    DetailPane {
        overflow-x: hidden;
        overflow-y: auto;
        /* Lines are wrapped before it is known whether they need a scrollbar. */
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """

    def __init__(self) -> None:
        super().__init__(id="detail")
        self._view: View | None = None
        self._lines: Sequence[Line] = ()
        self._rows: list[Row] = []
        self._starts: list[int] = []
        self._wrapped_for = 0

    def show(self, lines: Sequence[Line], view: View, *, keep_place: bool = False) -> None:
        """Show these lines; from the top unless they are the same view of the same memory."""
        if self._view != view:
            self._view, self.border_title = view, detail_title(view)
        self._lines = lines
        if not keep_place and self.scroll_offset.y:
            self.scroll_to(y=0, animate=False, immediate=True)
        self._wrap()

    @property
    def plain(self) -> str:
        """What is shown, without styles or wrapping."""
        return "\n".join(line.plain for line in self._lines)

    def step(self, rows: int) -> None:
        """Move the view by lines."""
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False)

    def turn(self, pages: float) -> None:
        """Move the view by screenfuls."""
        self.step(int(self.scrollable_content_region.height * pages))

    def go_first(self) -> None:
        """Show the first line."""
        self.scroll_to(y=0, animate=False)

    def go_last(self) -> None:
        """Show the last line."""
        self.scroll_to(y=self.virtual_size.height, animate=False)

    def render_line(self, y: int) -> Strip:
        """One line of the view; part of the Line API."""
        width = self.scrollable_content_region.width
        base = self.rich_style
        if not self._wrapped_for:
            # The first frame: that there is room now is told only later.
            self._fold(width)
        index = self.scroll_offset.y + y
        if index >= len(self._rows):
            return Strip.blank(width, base)
        segments = [Segment(text, base + self.role_style(role)) for text, role in self._rows[index]]
        return Strip(segments).adjust_cell_length(width, base)

    def on_resize(self) -> None:
        """Wrap to the new width; the line at the top stays there."""
        if self.scrollable_content_region.width == self._wrapped_for:
            self._measure()
            return
        line = bisect_right(self._starts, self.scroll_offset.y) - 1
        self._wrap()
        if line > 0:
            self.scroll_to(y=self._starts[line], animate=False, immediate=True)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the view."""
        event.stop()
        event.prevent_default()
        self.step(_WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the view."""
        event.stop()
        event.prevent_default()
        self.step(-_WHEEL_LINES)

    def _wrap(self) -> None:
        width = self.scrollable_content_region.width
        if not width:
            # Hidden, or not laid out yet.
            self._wrapped_for = 0
            return
        old = self._rows
        self._fold(width)
        self._wrapped_for = width
        self._measure()
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        for y, index in enumerate(range(top, top + height)):
            if old[index : index + 1] != self._rows[index : index + 1]:
                self.refresh(Region(0, y, width, 1))

    def _measure(self) -> None:
        """Say how far one can scroll. What fits has no height, since another height means another layout."""
        height = len(self._rows) if len(self._rows) > self.scrollable_content_region.height else 0
        self.virtual_size = Size(self._wrapped_for, height)

    def _fold(self, width: int) -> None:
        self._rows, self._starts = [], []
        for line in self._lines:
            self._starts.append(len(self._rows))
            self._rows.extend(fold(line, width))
