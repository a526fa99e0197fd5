"""A list of any length that draws only the lines in view, with a cursor, for the keyboard and the mouse."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.message_pump import MessagePump
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from memtui.tui.lines import Line, Span, fold
from memtui.tui.messages import CursorMoved, RowChosen, RowsInView
from memtui.tui.widgets.kept_lines import KeptLines
from memtui.tui.widgets.roles import Roles

_WHEEL_LINES = 3


def thumb_at(position: float, height: int, length: float, window: float) -> int:
    """Where a scrollbar's thumb is drawn, in eighths of a cell, as Textual's `ScrollBarRender` does it."""
    if not height or length <= window:
        return 0
    thumb = max(1, window / (length / height))
    return int((height - thumb) * (position / (length - window)) * 8)


class _Look(NamedTuple):
    """How a line looks: its spans, the style that lies under them, and whether the cursor stands on it."""

    spans: tuple[Span, ...]
    role: str = ""
    at_cursor: bool = False


class LineList(ScrollView, Roles, KeptLines, can_focus=True, inherit_bindings=False):
    """Rows by index, each one line high. A subclass says what a row looks like (`spans`).

    `hearer` is told at once where the cursor stands and which rows are in view; without one the messages go
    up as others do, which takes a turn of the loop for each widget on the way.
    """

    ROLES: ClassVar[Mapping[str, str]] = {
        "cursor": "bold $foreground on $cursor",
        "cursor-blurred": "on $cursor-blurred",
        "marked": "on $panel",
        "dim": "$dim",
        "accent": "$accent",
        "warning": "$warning",
        "heading": "bold $primary",
        "expired": "italic $dim",
    }
    DEFAULT_CSS = """
    LineList {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
    }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self.length = 0
        self.cursor = 0
        self.placeholder: Sequence[Line] = ()
        self.hearer: MessagePump | None = None
        self._base: Style | None = None
        self._width = 0
        self._drawn: dict[int, _Look] = {}

    @abstractmethod
    def spans(self, index: int, width: int) -> tuple[Sequence[Span], str]:
        """The spans of a row, `width` cells in all, and the name of the style that lies under them."""

    @property
    def pane(self) -> str:
        """The name by which this list signs its messages."""
        return self.id or ""

    @property
    def top(self) -> int:
        """The first row in view."""
        return self.scroll_offset.y

    @property
    def lines_in_view(self) -> int:
        """How many rows fit."""
        return max(self.scrollable_content_region.height, 1)

    def set_length(self, length: int) -> None:
        """Say how many rows there are; the cursor stays where it is, or goes to the last row."""
        if length != self.length:
            self.length = length
            self.virtual_size = Size(1, length)
            self.cursor = min(self.cursor, max(length - 1, 0))
        self.refresh_changed()
        self.announce_view()

    def begin(self, length: int, cursor: int) -> None:
        """Say how many rows a new list has, and where its cursor stands."""
        self.length = length
        self.virtual_size = Size(1, length)
        self.cursor = max(min(cursor, length - 1), 0)
        self._show(self.cursor)
        self.refresh_changed()
        self.announce_view()

    def move_to(self, index: int) -> None:
        """Put the cursor on a row, the nearest one when there is no such row."""
        if self.length:
            self.put_cursor(index)
            self._show(self.cursor)

    def put_cursor(self, index: int) -> None:
        """Put the cursor on the row that is nearest, without bringing it into view."""
        before, self.cursor = self.cursor, max(min(index, self.length - 1), 0)
        if self.cursor != before:
            # First, so that who hears it is at rest when it learns what to draw: all comes in one frame.
            self._tell(CursorMoved(self.cursor, self.pane))
            self.refresh_row(before)
            self.refresh_row(self.cursor)

    def step(self, rows: int) -> None:
        """Move the cursor by rows."""
        self.move_to(self.cursor + rows)

    def turn(self, pages: float) -> None:
        """Move the cursor and the view by screenfuls."""
        rows = int(self.lines_in_view * pages)
        top = max(self.top + rows, 0)
        self.put_cursor(self.cursor + rows)
        self.scroll_to(y=top, animate=False, immediate=True)
        self.move_to(self.cursor)

    def go_first(self) -> None:
        """Put the cursor on the first row."""
        self.move_to(0)

    def go_last(self) -> None:
        """Put the cursor on the last row."""
        self.move_to(self.length - 1)

    def refresh_row(self, index: int) -> None:
        """Draw one row again, if it is in view."""
        self.refresh_rows(index, index)

    def refresh_rows(self, first: int, last: int) -> None:
        """Draw some rows again, those that are in view."""
        top = self.top
        first, last = max(first, top), min(last, top + self.lines_in_view - 1)
        if first <= last:
            width = self.scrollable_content_region.width
            self.refresh(Region(0, first - top, width, last - first + 1))

    def refresh_changed(self) -> None:
        """Draw the rows in view again that look different from what was drawn of them."""
        width, top = self.scrollable_content_region.width, self.top
        for y in range(self.scrollable_content_region.height):
            if self._drawn.get(y) != self._look(top + y, width):
                self.refresh(Region(0, y, width, 1))

    def announce_view(self) -> None:
        """Tell which rows are in view."""
        if self.length:
            last = min(self.top + self.lines_in_view, self.length) - 1
            self._tell(RowsInView(self.top, last, self.pane))

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in view; part of the Line API."""
        self._width = self.scrollable_content_region.width
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of the view; part of the Line API."""
        width = self._width
        base = self._base = self._base or self.rich_style
        look = self._drawn[y] = self._look(self.top + y, width)
        role = look.role
        if look.at_cursor:
            role = "cursor" if self.has_focus else "cursor-blurred"
        under = base + self.role_style(role)
        segments = [Segment(text, under + self.role_style(name)) for text, name in look.spans]
        return Strip(segments).adjust_cell_length(width, under)

    def _look(self, index: int, width: int) -> _Look:
        if not self.length:
            rows = [row for found in self.placeholder for row in fold(replace(found, indent=2), width)]
            return _Look(rows[index - 1]) if 0 < index <= len(rows) else _Look(())
        if index >= self.length:
            return _Look(())
        spans, role = self.spans(index, width)
        return _Look(tuple(spans), role, index == self.cursor)

    def notify_style_update(self) -> None:
        """Forget looked-up styles when the theme changes."""
        self._base = None
        super().notify_style_update()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for the rows that came into view."""
        bar = self.vertical_scrollbar
        track = (bar.size.height, bar.window_virtual_size, bar.window_size)
        if thumb_at(old_value, *track) == thumb_at(new_value, *track):
            # Told quietly, the bar is not drawn again.
            bar.set_reactive(ScrollBar.position, new_value)
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.announce_view()

    def watch_has_focus(self, focused: bool) -> None:
        """The cursor looks different in the pane that has the keyboard."""
        super().watch_has_focus(focused)
        self.refresh_row(self.cursor)

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in view."""
        self._show(self.cursor)
        self.announce_view()

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on a row; a second one chooses it."""
        offset = event.get_content_offset(self)
        if offset is None or self.top + offset.y >= self.length:
            return
        index = self.top + offset.y
        self.move_to(index)
        if self.chooses_on_click or event.chain > 1:
            self.post_message(RowChosen(index, self.pane))

    @property
    def chooses_on_click(self) -> bool:
        """Whether one click is enough to choose a row."""
        return False

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the view; the cursor stays."""
        event.stop()
        event.prevent_default()
        self.scroll_to(y=self.top + _WHEEL_LINES, animate=False)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the view; the cursor stays."""
        event.stop()
        event.prevent_default()
        self.scroll_to(y=self.top - _WHEEL_LINES, animate=False)

    def _tell(self, message: Message) -> None:
        (self.hearer or self).post_message(message)

    def _show(self, index: int) -> None:
        """Bring a row into view; past an edge the view jumps half a page, which saves drawing."""
        height, top = self.scrollable_content_region.height, self.top
        if not height:
            # Hidden: what is in view is settled when there is room again.
            return
        if index < top:
            target = index - height // 2 if index >= top - height // 2 else index
        elif index >= top + height:
            target = index - height // 2 if index < top + height + height // 2 else index - height + 1
        else:
            return
        # By force: that there is a scrollbar now is told only when all is laid out.
        self.scroll_to(y=max(target, 0), animate=False, immediate=True, force=True)
