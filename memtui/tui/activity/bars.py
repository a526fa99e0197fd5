"""Bars of plain blocks, and the dates under them, as lines of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from memtui.core.activity import Series, bucket_name
from memtui.core.values import dataclass

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_WIDEST = 6
_GAPPED = 3
"""How many cells a bar and the gap beside it need at least, to have one."""
_MARKER, _LINE, _EARLIER, _LATER = "▲", "─", "‹", "›"


@dataclass(frozen=True, slots=True)
class Frame:
    """Which buckets are drawn and how wide: those from `first`, so many of them, each in `cells` cells."""

    first: int
    number: int
    cells: int

    @property
    def buckets(self) -> range:
        """The numbers of the buckets."""
        return range(self.first, self.first + self.number)

    def column(self, bucket: int) -> int:
        """Where a bucket begins."""
        return (bucket - self.first) * self.cells

    def bucket_at(self, column: int) -> int | None:
        """The bucket that is drawn in a column."""
        bucket = self.first + column // self.cells
        return bucket if column >= 0 and bucket in self.buckets else None


def framed(series: Series, cursor: int, width: int, first: int | None = None) -> Frame:
    """The buckets that fit a width; where not all do, those from `first` on, or so that the cursor shows.

    Without `first` the last ones are shown.
    """
    width = max(width, 1)
    if len(series) <= width:
        return Frame(series.first, len(series), min(width // len(series), _WIDEST))
    end = series.last - width + 1
    first = end if first is None else first
    return Frame(max(min(max(first, cursor - width + 1), cursor, end), series.first), width, 1)


def bars(counts: Mapping[int, int], frame: Frame, most: int, rows: int) -> list[str]:
    """The rows of a chart from the top: a bar as high as all of them stands for `most`."""
    heights = [_height(counts.get(bucket, 0), most, rows) for bucket in frame.buckets]
    wide = frame.cells - (frame.cells >= _GAPPED)
    lines = []
    for row in reversed(range(rows)):
        blocks = (_EIGHTHS[min(max(height - 8 * row, 0), 8)] for height in heights)
        lines.append("".join((block * wide).ljust(frame.cells) for block in blocks))
    return lines


def _height(count: int, most: int, rows: int) -> int:
    """In eighths of a row: at least one where there is anything."""
    return max(round(8 * rows * count / most), 1) if count and most else 0


def baseline(series: Series, frame: Frame, cursor: int) -> str:
    """The line under the bars, with a mark under the cursor, and one at each end where there is more."""
    wide = max(frame.cells - (frame.cells >= _GAPPED), 1)
    at = frame.column(cursor)
    line = _LINE * (frame.number * frame.cells)
    line = (_EARLIER if frame.first > series.first else line[:1]) + line[1:]
    line = line[:-1] + (_LATER if frame.buckets[-1] < series.last else line[-1:])
    return line[:at] + _MARKER * wide + line[at + wide :]


def dates(series: Series, frame: Frame, width: int) -> str:
    """Dates under the bars, as many as find room; the first and every new year's in full."""
    line, year = "", ""
    for bucket in frame.buckets:
        name, column = bucket_name(bucket, series.unit), frame.column(bucket)
        text = name[5:] if name[:4] == year and series.unit != "month" else name
        if (line and column < len(line) + 2) or column + len(text) > width:
            continue
        line, year = line.ljust(column) + text, name[:4]
    return line.ljust(width)


def labels(most: int, rows: int) -> Sequence[str]:
    """What stands beside the rows of a chart: the highest number at the top, 0 under it."""
    from memtui.tui.lines import number

    return [number(most), *[""] * (rows - 1)]
