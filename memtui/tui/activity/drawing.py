"""The chart as lines of spans: bars, dates, a row for each part, and the bucket under the cursor in words."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from memtui.core.activity import Activity, Part, Series, Unit, bucket_words, fitting_unit, folded
from memtui.core.display import one_line
from memtui.core.values import dataclass
from memtui.tui.activity.bars import Frame, bars, baseline, dates, framed, labels
from memtui.tui.lines import Span, fit, fit_right, number

_LOW = 8
"""Lines under which parts take the place of the bars of all memories together, and of the dates."""
_AROUND = 3
"""Lines for the line under the bars, the dates, and the words on the bucket under the cursor."""
_SHORTEST_NAME = 8

Drawn = Sequence[Span]


@dataclass(frozen=True, slots=True)
class Room:
    """How the room is shared: the columns beside the bars, the bars' rows, and the parts that are shown."""

    beside: int
    rows: int
    parts: tuple[Part, ...]
    names: int
    width: int

    @property
    def columns(self) -> int:
        """The columns of the bars."""
        return max(self.width - self.beside - 1, 1)


@dataclass(frozen=True, slots=True)
class View:
    """A chart: what is counted in which buckets, where the cursor is, and the first bucket in view."""

    activity: Activity
    series: Series
    cursor: int
    first: int | None = None


def room_for(activity: Activity, width: int, height: int) -> Room:
    """How a chart of this activity is laid out."""
    counts = len(number(activity.total))
    left = max(height - _AROUND, 1)
    if not activity.parts:
        return Room(counts, left, (), 0, width)
    is_low = height < _LOW
    parts = folded(activity.parts, max(height - 2 if is_low else left - max(left // 3, 2), 2))
    names = min(max(cell_len(part_name(part, activity)) for part in parts), max(width // 4, _SHORTEST_NAME))
    return Room(names + 1 + counts, 0 if is_low else left - len(parts), parts, names, width)


def unit_for(activity: Activity, width: int, height: int) -> Unit:
    """The smallest unit of which all fit the width."""
    first, last = activity.span or (1, 1)
    return fitting_unit(first, last, room_for(activity, width, height).columns)


def part_name(part: Part, activity: Activity) -> str:
    """What a part is called, as it is drawn."""
    if part.kind == "named":
        return one_line(part.name or "") or "(empty)"
    return f"{number(part.names)} others" if part.kind == "others" else f"no {activity.split}"


def frame_of(view: View, room: Room) -> Frame:
    """Which buckets are in view."""
    return framed(view.series, view.cursor, room.columns, view.first)


def drawn(view: View, room: Room) -> list[Drawn]:
    """The lines, from the top."""
    frame = frame_of(view, room)
    series, cursor = view.series, view.cursor
    beside = room.beside
    lines: list[Drawn] = []
    if room.rows:
        bar_rows = bars(series.counts, frame, series.most, room.rows)
        for label, row in zip(labels(series.most, room.rows), bar_rows, strict=True):
            lines.append([(fit_right(label, beside) + " ", "dim"), *_cursored(row, frame, cursor)])
    lines.append(
        [(" " * (beside + 1), ""), *_cursored(baseline(series, frame, cursor), frame, cursor, "dim")]
    )
    if room.rows:
        lines.append([(" " * (beside + 1), ""), (dates(series, frame, room.columns), "dim")])
    numbers = [part.by(series.unit) for part in room.parts]
    for part, found in zip(room.parts, numbers, strict=True):
        name = fit(part_name(part, view.activity), room.names)
        count = fit_right(number(found[cursor]), beside - room.names)
        # In a scale of its own: beside all others nobody would be more than a line.
        row = bars(found, frame, max(found.values(), default=0), 1)[0]
        lines.append([(name, ""), (count, "strong"), (" ", ""), *_cursored(row, frame, cursor)])
    return [*lines, [(fit(cursor_words(view), room.width), "accent")]]


def cursor_words(view: View) -> str:
    """The bucket under the cursor: how many, of how many, and its date."""
    count = view.series.counts.get(view.cursor, 0)
    of = f" of {number(view.activity.total)}" if count else ""
    return f"{number(count)}{of} · {bucket_words(view.cursor, view.series.unit)}"


def _cursored(row: str, frame: Frame, cursor: int, role: str = "bar") -> list[Span]:
    at = frame.column(cursor)
    end = at + frame.cells
    return [(row[:at], role), (row[at:end], "cursor"), (row[end:], role)]
