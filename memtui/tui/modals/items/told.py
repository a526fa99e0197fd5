"""Lines that a modal says over or under its list, as high as they are."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from memtui.tui.lines import Line, Span, fold

_STYLES = {
    "": "$foreground", "label": "$warning bold", "dim": "$dim", "strong": "bold", "accent": "$accent",
    "warning": "$warning bold", "error": "$error bold",
}  # fmt: skip


class Told(Widget):
    """Draws lines wrapped to its width; the roles of their spans are named in `_STYLES`."""

    DEFAULT_CSS = "Told { height: auto; }"

    def __init__(self, *, id: str) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self.display = False
        self._lines: Sequence[Line] = ()

    def tell(self, lines: Sequence[Line]) -> None:
        """Say these lines; without any it takes no room."""
        if lines != self._lines:
            self._lines = lines
            self.display = bool(lines)
            self.refresh(layout=True)

    @property
    def plain(self) -> str:
        """What is said, without styles or wrapping."""
        return "\n".join(line.plain for line in self._lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """How many rows the lines take; part of Textual's interface."""
        return len(self._rows(width))

    def render(self) -> Content:
        """The rows; part of Textual's interface."""
        drawn = (
            Content.assemble(*((text, _STYLES[role]) for text, role in row))
            for row in self._rows(self.size.width)
        )
        return Content("\n").join(drawn)

    def _rows(self, width: int) -> list[tuple[Span, ...]]:
        return [row for line in self._lines for row in fold(line, width)]
