"""What is said of an activity: its head, what stands where there is nothing, and its table for copying."""

from __future__ import annotations

from collections.abc import Sequence

from memtui.core.activity import Activity, Series, Walked, bucket_name, iso_day
from memtui.core.display import one_line
from memtui.core.filter_text import format_filter
from memtui.tui.actions import key_of
from memtui.tui.lines import Line, fit, line, number
from memtui.tui.state import Narrowing

LONGEST_GAP = 366
"""Empty buckets in a row that are told one by one; more are told together."""


def narrowed_words(narrowing: Narrowing) -> str:
    """Whose memories are looked at, and which of them, as it is drawn."""
    words = [narrowing.scope.label]
    if narrowing.filter is not None:
        words.append(one_line(format_filter(narrowing.filter)))
    if narrowing.keyword:
        words.append(f"contains “{one_line(narrowing.keyword)}”")
    return " · ".join([*words, *([] if narrowing.show_expired else ["without expired ones"])])


def head_lines(activity: Activity, series: Series | None, what: str, *, low: bool, width: int) -> list[Line]:
    """How many memories, of whom, from when to when; `what` is drawn already."""
    unit = f" per {series.unit}" if series is not None else ""
    split = f", by {activity.split}" if activity.split else ""
    counted = f"{number(activity.total)} {activity.of}{unit}{split}"
    told = [line((f"! {walked_words(activity.walked)}", "warning"))] if _is_part(activity.walked) else []
    parts = []
    if activity.span is not None and series is not None:
        first, last = map(iso_day, activity.span)
        week = "week of " if series.unit == "week" else ""
        most = f"most {number(series.most)} in {week}{bucket_name(series.busiest, series.unit)}"
        parts = [most] if low else [f"{first} to {last}, days in UTC", most]
    if activity.undated:
        parts.append(f"{number(activity.undated)} without a date")
    if activity.split == "category":
        parts.append("each in its first category")
    if activity.split:
        parts.append("each row in its own scale")
    if low:
        # There is one line: what finds no room on it gives way.
        rest = fit("".join(f" · {part}" for part in ("UTC", *parts, what)), max(width - len(counted), 0))
        return [line((counted, "strong"), (rest.rstrip(), "dim")), *told]
    return [line((counted, "strong"), (f" · {what}", "dim")), line((" · ".join(parts), "dim")), *told]


def _is_part(walked: Walked | None) -> bool:
    return walked is not None and not walked.is_whole


def walked_words(walked: Walked | None) -> str:
    """How much was looked at, where a service does not count by itself; empty where it does."""
    if walked is None:
        return ""
    which = "newest" if walked.newest_first else "first"
    if walked.is_whole:
        return f"all {number(walked.looked_at)} were looked at"
    of = f" of {number(walked.matching)}" if walked.matching is not None else ""
    more = "" if of else "; there are more"
    return f"only the {which} {number(walked.looked_at)}{of} were looked at{more}"


def empty_lines(activity: Activity) -> Sequence[Line]:
    """What stands where there is no bar to draw, with the next key."""
    back: Sequence[Line] = [line(("esc", "accent"), (" goes back", "dim"))]
    if activity.total:
        other = "u" if activity.of == "created" else "c"
        words = "updated" if activity.of == "created" else "created"
        none = f"None of {number(activity.total)} memories says when it was {activity.of}"
        return [
            line((none, "heading")),
            line(),
            line((other, "accent"), (f" shows when they were {words}", "dim")),
            *back,
        ]
    return [
        line(("There are no memories here", "heading")),
        line(),
        line(
            ("esc", "accent"), (" goes back; there ", "dim"), (key_of("everything"), "accent"),
            (" lists everything, ", "dim"), (key_of("add"), "accent"), (" adds a memory", "dim"),
        ),
    ]  # fmt: skip


def loading_lines(seen: int, total: int | None) -> Sequence[Line]:
    """What stands there while memories are counted."""
    if not seen:
        return [line(("Counting …", "dim"))]
    of = f" of {number(total)}" if total is not None else ""
    stops = line(("esc", "accent"), (" stops, and counts those", "dim"))
    return [line((f"Looked at {number(seen)}{of} …", "dim")), line(), stops]


def failed_lines() -> Sequence[Line]:
    """What stands there where they could not be counted."""
    again = line(("ctrl+r", "accent"), (" tries again", "dim"))
    return [line(("That did not work", "warning")), line(), again]


def table(activity: Activity, series: Series) -> str:
    """The numbers with TABs between them, under a header; days in UTC."""
    parts = [(_heading(part.name, part.kind, activity), part.by(series.unit)) for part in activity.parts]
    rows = [[series.unit, activity.of, *(name for name, _ in parts)]]
    for first, last, count in series.runs(LONGEST_GAP):
        until = f" to {bucket_name(last, series.unit)}" if last > first else ""
        told = [str(numbers[first]) for _, numbers in parts]
        rows.append([bucket_name(first, series.unit) + until, str(count), *told])
    return "\n".join("\t".join(row) for row in rows) + "\n"


def _heading(name: str | None, kind: str, activity: Activity) -> str:
    return one_line(name) if name is not None else "others" if kind == "others" else f"no {activity.split}"
