"""A pane of lines that are wrapped to its width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from memtui.tui.lines import Span
from memtui.tui.widgets.side_lines import SideLine

_WHEEL_LINES = 3


class SidePane(ScrollView, can_focus=False, inherit_bindings=False):
    """Draws lines; only those that look different are drawn again."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"side--{name}"
        for name in (
            "dim", "heading", "key", "field", "sign", "value", "word", "zero", "error", "warning", "strong",
        )
    }  # fmt: skip
    DEFAULT_CSS = """
    SidePane {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """

    def __init__(self, *, id: str = "side") -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self._lines: Sequence[SideLine] = ()
        self._what = ""
        self._wrapped: list[Content] = []

    def show(self, lines: Sequence[SideLine], what: str = "") -> None:
        """Show these lines; the view stays where it is unless they are something else, with its own title."""
        if what != self._what:
            self._what = self.border_title = what
            self.scroll_to(y=0, animate=False, immediate=True)
        if lines != self._lines:
            self._lines = lines
            self._wrap()

    def turn(self, pages: float) -> None:
        """Move the view by screenfuls."""
        rows = int(self.scrollable_content_region.height * pages)
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False)

    @property
    def plain(self) -> str:
        """What is shown, without styles or wrapping."""
        return "\n".join(line.plain for line in self._lines)

    def render_line(self, y: int) -> Strip:
        """One line of the view; part of the Line API."""
        width, index = self.scrollable_content_region.width, self.scroll_offset.y + y
        if index >= len(self._wrapped):
            return Strip.blank(width, self.rich_style)
        segments = self._wrapped[index].render_segments(self.visual_style)
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def notify_style_update(self) -> None:
        """Styles are part of the wrapped lines: make them again when the theme changes."""
        super().notify_style_update()
        if self.is_mounted:
            # Textual says this just before it knows the styles of a widget's parts.
            self.call_later(self._wrap)

    def on_resize(self) -> None:
        """Wrap to the new width."""
        self._wrap()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the view."""
        event.stop()
        event.prevent_default()
        self.scroll_to(y=self.scroll_offset.y + _WHEEL_LINES, animate=False)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the view."""
        event.stop()
        event.prevent_default()
        self.scroll_to(y=self.scroll_offset.y - _WHEEL_LINES, animate=False)

    def _wrap(self) -> None:
        if not self.size.width:
            # Not laid out yet: wrapped to no width, a long text would be a line a character.
            return
        width = max(self.scrollable_content_region.width, 1)
        old, self._wrapped = (
            self._wrapped,
            [part for line in self._lines for part in self._folded(line, width)],
        )
        # As long as they fit, more lines or fewer are no reason to arrange anything anew.
        size = Size(width, max(len(self._wrapped), self.scrollable_content_region.height))
        if size != self.virtual_size:
            self.virtual_size = size
        top = self.scroll_offset.y
        for y in range(self.scrollable_content_region.height):
            before, after = (lines[top + y : top + y + 1] for lines in (old, self._wrapped))
            if not (before and after and before[0].is_same(after[0])):
                self.refresh(Region(0, y, width, 1))

    def _folded(self, line: SideLine, width: int) -> list[Content]:
        indent = min(line.indent, width // 2)
        marker = self._content(line.marker)
        hang = min(marker.cell_length, width // 2)
        text = self._content(*line.spans)
        first, *rest = text.wrap(max(width - indent - hang, 1)) or [Content()]
        return [marker.append(first).pad_left(indent), *(part.pad_left(indent + hang) for part in rest)]

    def _content(self, *spans: Span) -> Content:
        return Content.assemble(
            *((text, self.get_visual_style(f"side--{role}")) if role else text for text, role in spans)
        )
