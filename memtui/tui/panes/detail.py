"""One memory in full: its text and fields, its history, or its JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from memtui.tui.lines import Line
from memtui.tui.state import View

_TITLES: dict[View, str] = {
    "memory": "3 Memory · [b]h[/b]istory · json [b]i[/b]",
    "history": "3 History · [b]esc[/b] memory · json [b]i[/b]",
    "json": "3 JSON · [b]h[/b]istory · [b]esc[/b] memory",
}
_WHEEL_LINES = 3


class DetailPane(ScrollView, can_focus=True, inherit_bindings=False):
    """Draws lines wrapped to its width; only lines that changed are drawn again."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"detail--{name}"
        for name in (
            "text", "label", "dim", "heading", "accent", "warning", "added", "removed", "string", "value",
        )
    }  # fmt: skip
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
        self._lines: Sequence[Line] = ()
        self._wrapped: list[Content] = []
        self._wrapped_for = 0

    def show(self, lines: Sequence[Line], view: View, *, keep_place: bool = False) -> None:
        """Show these lines; from the top unless they are the same view of the same memory."""
        self.border_title = _TITLES[view]
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
        index = self.scroll_offset.y + y
        if index >= len(self._wrapped):
            return Strip.blank(width, base)
        segments = self._wrapped[index].render_segments(self.visual_style)
        return Strip(segments).adjust_cell_length(width, base)

    def notify_style_update(self) -> None:
        """Styles are part of the wrapped lines: make them again when the theme changes."""
        super().notify_style_update()
        if self.is_mounted:
            self._wrap()

    def on_resize(self) -> None:
        """Wrap to the new width."""
        if self.scrollable_content_region.width != self._wrapped_for:
            self._wrap()

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
        width = max(self.scrollable_content_region.width, 1)
        old = self._wrapped
        self._wrapped = [part for line in self._lines for part in self._folded(line, width)]
        if len(self._wrapped) != len(old) or width != self._wrapped_for:
            self.virtual_size = Size(width, len(self._wrapped))
        self._wrapped_for = width
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        for y in range(height):
            index = top + y
            before = old[index] if index < len(old) else None
            after = self._wrapped[index] if index < len(self._wrapped) else None
            if (before is None) != (after is None) or (before and after and not before.is_same(after)):
                self.refresh(Region(0, y, width, 1))

    def _folded(self, line: Line, width: int) -> list[Content]:
        content = Content.assemble(
            *((text, self.get_visual_style(f"detail--{role}")) if role else text for text, role in line.spans)
        )
        indent = min(line.indent, width // 2)
        return [part.pad_left(indent) for part in content.wrap(width - indent)] or [Content()]
