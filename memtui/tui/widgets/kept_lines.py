"""A widget that is drawn again only where it changed.

In each frame Textual asks every widget on the screen for all of its lines, and puts those that are stale in
their places; on a screen of ten widgets most of the time of a key goes into lines that did not change.
"""

from __future__ import annotations

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class KeptLines(Widget):
    """Keeps the lines it gave for the frame before; after `refresh` of some regions only theirs are rendered.

    What a line shows may change only together with a `refresh` of it.
    """

    _kept: tuple[Region, list[Strip]] | None = None
    _stale: tuple[int, int] | None = None
    """The first line that is stale among those kept, and the one after the last."""

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> KeptLines:
        """Have these regions of the content drawn again, or everything when there are none."""
        if not regions or layout or recompose:
            self._kept = self._stale = None
        elif self._kept is not None:
            down = self.content_offset.y
            first = min(region.y for region in regions) + down
            last = max(region.bottom for region in regions) + down
            stale = self._stale or (first, last)
            self._stale = min(first, stale[0]), max(last, stale[1])
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region of the widget, its border included; part of the Line API."""
        if self._kept is None or self._kept[0] != crop:
            lines = super().render_lines(crop)
        elif self._stale is not None:
            lines = self._kept[1].copy()
            first, last = max(self._stale[0], crop.y), min(self._stale[1], crop.bottom)
            if first < last:
                lines[first - crop.y : last - crop.y] = super().render_lines(
                    Region(crop.x, first, crop.width, last - first)
                )
        else:
            return self._kept[1]
        self._kept, self._stale = (crop, lines), None
        return lines
