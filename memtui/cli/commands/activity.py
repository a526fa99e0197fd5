"""`memtui activity`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from memtui.adapters.base import MemoryAdapter
from memtui.cli.filters import add_filter, filter_of
from memtui.cli.output import emit, emit_json, tell
from memtui.cli.paging import EXPIRED_LEFT_OUT
from memtui.cli.service import ask, reading
from memtui.core.activity import (
    MOMENTS,
    SPLITS,
    UNITS,
    Activity,
    Part,
    Series,
    Unit,
    Walked,
    bucket_name,
    days_of,
    fitting_unit,
    iso_day,
)
from memtui.core.display import one_line
from memtui.core.queries import MemoryQuery
from memtui.ops.activity import ActivityCount
from memtui.ops.progress import Progress

_MOST_LINES = 60
"""How many lines a chart has at most, unless it is said what a line stands for."""
_LONGEST_GAP = 366
"""Empty days, weeks or months in a row that have a line each; more have one together."""
_WIDEST_BAR = 40


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `activity`."""
    add_filter(parser)
    group = parser.add_argument_group("what is counted")
    group.add_argument(
        "--by", choices=UNITS, help="what a line stands for (the shortest that gives 60 lines)"
    )
    group.add_argument(
        "--of", choices=MOMENTS, default="created", help="which of their dates counts (created)"
    )
    group.add_argument("--split", choices=SPLITS, help="say also how many each of these had")
    parser.add_argument("--plain", action="store_true", help="no bars, on a terminal either")
    parser.add_argument("--json", action="store_true", help="print the numbers as JSON")
    parser.epilog = """\
examples:
  memtui activity --demo
  memtui activity --user-id alice --by week
  memtui activity --filter 'categories in (food, travel)' --of updated --split user --plain
  memtui activity --demo --by month --split category --json

Days are those of UTC, a week begins on Monday. Days without any memories are counted as 0. With
--split category a memory counts in its first category. An embedded store counts all memories; of a service
the newest 10,000 are looked at.

Off a terminal a row is: date, memories, with --split how many each had, with a TAB between them.
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Count memories by time."""
    query = MemoryQuery(filter_of(arguments), show_expired=not arguments.hide_expired)

    async def counted(adapter: MemoryAdapter) -> Activity:
        with Progress("Looked at") as progress:
            count = ActivityCount(adapter, query)
            activity = await count.count(arguments.of, arguments.split, lambda seen, total: progress(seen))
        if query.show_expired and not adapter.capabilities.lists_expired:
            tell(EXPIRED_LEFT_OUT)
        return activity

    with reading(arguments) as profile:
        activity = ask(profile, counted)
    first, last = activity.span or (1, 1)
    series = activity.series(arguments.by or fitting_unit(first, last, _MOST_LINES))
    if arguments.json:
        _print_json(activity, series, arguments.by)
    else:
        _print(activity, series, plain=arguments.plain)
    return 0


def _print(activity: Activity, series: Series | None, *, plain: bool) -> None:
    if series is not None:
        is_terminal = sys.stdout.isatty()
        parts = [(_part_name(part, activity), part.by(series.unit)) for part in activity.parts]
        rows = []
        for first, last, number in series.runs(_LONGEST_GAP):
            row = [_dates(series, first, last), str(number)]
            if parts:
                row.append(", ".join(f"{name} {found[first]}" for name, found in parts if found[first]))
            elif is_terminal and not plain:
                row.append(_bar(number, series.most))
            rows.append(row)
        for line in _aligned(series, rows) if is_terminal else map("\t".join, rows):
            emit(line)
    tell(_summary(activity, series))
    if words := _walked(activity.walked):
        tell(words)


def _aligned(series: Series, rows: list[list[str]]) -> Iterator[str]:
    """The rows under a header; what comes last has all the room that it needs."""
    dates = max(len(row[0]) for row in rows)
    yield f"{series.unit.upper():{dates}}  MEMORIES"
    for row in rows:
        yield "  ".join([row[0].ljust(dates), row[1].rjust(len("MEMORIES")), *row[2:]]).rstrip()


def _dates(series: Series, first: int, last: int) -> str:
    until = f" to {bucket_name(last, series.unit)}" if last > first else ""
    return bucket_name(first, series.unit) + until


def _bar(number: int, most: int) -> str:
    length = max(round(_WIDEST_BAR * number / most), 1) if number else 0
    try:
        "█".encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return "#" * length
    return "█" * length


def _part_name(part: Part, activity: Activity) -> str:
    if part.kind == "named":
        return one_line(part.name or "") or '""'
    return f"{part.names:,} others" if part.kind == "others" else f"no {activity.split}"


def _summary(activity: Activity, series: Series | None) -> str:
    undated = f" {activity.undated:,} have no such date." if activity.undated else ""
    if series is None or activity.span is None:
        return f"No memories.{undated}" if not activity.total else f"None is dated.{undated}"
    first, last = activity.span
    week = "the week of " if series.unit == "week" else ""
    most = f"{series.most:,} in {week}{bucket_name(series.busiest, series.unit)}"
    memories = "memory" if activity.dated == 1 else "memories"
    return (
        f"{activity.dated:,} {memories} {activity.of} from {iso_day(first)} to {iso_day(last)}, days in UTC; "
        f"at most {most}.{undated}"
    )


def _walked(walked: Walked | None) -> str:
    if walked is None or walked.is_whole:
        return ""
    of = f" of {walked.matching:,}" if walked.matching is not None else ""
    return f"Only the {'newest' if walked.newest_first else 'first'} {walked.looked_at:,}{of} were looked at."


def _print_json(activity: Activity, series: Series | None, by: Unit | None) -> None:
    found: dict[str, Any] = {
        "of": activity.of,
        "by": series.unit if series is not None else by,
        "zone": "UTC",
        "total": activity.total,
        "undated": activity.undated,
    }
    if activity.split:
        found |= {"split": activity.split, "parts": [_part_json(part) for part in activity.parts]}
    if activity.walked is not None:
        found |= {
            "looked_at": activity.walked.looked_at,
            "matching": activity.walked.matching,
            "complete": activity.walked.is_whole,
        }
    buckets = [] if series is None else list(_buckets(activity, series))
    emit_json({**found, "results": buckets}, indent=2)


def _buckets(activity: Activity, series: Series) -> Iterator[dict[str, Any]]:
    parts = [part.by(series.unit) for part in activity.parts]
    for first, last, number in series.runs(_LONGEST_GAP):
        days = days_of(first, series.unit)[0], days_of(last, series.unit)[1]
        bucket: dict[str, Any] = {"from": iso_day(days[0]), "to": iso_day(days[1]), "count": number}
        yield {**bucket, "parts": [found[first] for found in parts]} if activity.split else bucket


def _part_json(part: Part) -> dict[str, Any]:
    """`kind` tells a name from all others and from those without any."""
    return {"kind": part.kind, "name": part.name, "names": part.names, "total": part.total}
