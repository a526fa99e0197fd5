"""The widget that draws the chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.events import Click
from textual.geometry import Size
from textual.strip import Strip

from memtui.core.activity import Activity
from memtui.tui.activity.drawing import Drawn, Room, View, drawn, frame_of, room_for
from memtui.tui.lines import Line, fold
from memtui.tui.messages import CursorMoved
from memtui.tui.widgets.roles import Roles


class Chart(Roles):
    """A chart, or lines that stand in its place; `resized` is told when it has another size."""

    ROLES: ClassVar[Mapping[str, str]] = {
        "bar": "$primary",
        "cursor": "bold $accent",
        "dim": "$dim",
        "accent": "bold $accent",
        "strong": "bold",
        "heading": "bold $primary",
        "warning": "bold $warning",
    }
    DEFAULT_CSS = "Chart { height: 1fr; width: 1fr; background: $background; color: $foreground; }"

    def __init__(self, resized: Callable[[], object]) -> None:
        super().__init__(id="activity")
        self._resized = resized
        self._view: View | None = None
        self._lines: Sequence[Line] = ()
        self._laid_out: tuple[Activity, Size, Room] | None = None
        self._drawn: Sequence[Drawn] = ()

    def show(self, view: View | None, lines: Sequence[Line] = ()) -> None:
        """Show a chart, or these lines where there is none."""
        self._view, self._lines = view, lines
        room = self._room()
        if view is not None and room is not None:
            found: Sequence[Drawn] = drawn(view, room)
        else:
            found = [row for line in lines for row in fold(line, max(self.size.width, 1))]
        if found != self._drawn:
            self._drawn = found
            self.refresh()

    @property
    def plain(self) -> list[str]:
        """What is drawn, without styles."""
        return ["".join(text for text, _ in row) for row in self._drawn]

    @property
    def in_view(self) -> range:
        """The buckets that are in view."""
        room = self._room()
        return range(0) if self._view is None or room is None else frame_of(self._view, room).buckets

    def _room(self) -> Room | None:
        """How the chart is laid out; the same for as long as it is one activity in one size."""
        if self._view is None or not self.size:
            return None
        known = (self._view.activity, self.size)
        if self._laid_out is None or self._laid_out[0] is not known[0] or self._laid_out[1] != known[1]:
            self._laid_out = (*known, room_for(known[0], *known[1]))
        return self._laid_out[2]

    def on_resize(self) -> None:
        """Draw for the new size."""
        self._resized()

    def on_click(self, event: Click) -> None:
        """The cursor goes to the bar that is clicked."""
        event.stop()
        room = self._room()
        if self._view is None or room is None:
            return
        bucket = frame_of(self._view, room).bucket_at(event.x - room.beside - 1)
        if bucket is not None:
            self.post_message(CursorMoved(bucket, "activity"))

    def render_line(self, y: int) -> Strip:
        """One line; part of the Line API."""
        base = self.rich_style
        segments = [
            Segment(text, base + self.role_style(role))
            for text, role in (self._drawn[y] if y < len(self._drawn) else ())
        ]
        return Strip(segments).adjust_cell_length(self.size.width, base)
