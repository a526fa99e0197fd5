"""Days, weeks and months, and how memories are counted by them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.activity import (
    MOMENTS,
    SPLITS,
    TOP,
    UNITS,
    Activity,
    Part,
    Tally,
    Unit,
    bucket_name,
    bucket_of,
    bucket_words,
    day_of,
    days_of,
    fitting_unit,
    folded,
    name_in,
    span_filter,
)
from memtui.core.filter_match import matches
from memtui.core.filter_text import format_filter
from memtui.core.models import Memory
from memtui.core.times import utc_now
from tests.strategies import law, memories

days = st.dates().map(date.toordinal)
units = st.sampled_from(UNITS)


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@law(300)
@given(days, units)
def test_every_day_lies_in_its_bucket(at: int, unit: Unit) -> None:
    first, last = days_of(bucket_of(at, unit), unit)
    assert first <= at <= last
    assert {bucket_of(first, unit), bucket_of(last, unit)} == {bucket_of(at, unit)}
    if first > 1:
        assert bucket_of(first - 1, unit) == bucket_of(at, unit) - 1
    if last < date.max.toordinal():
        assert bucket_of(last + 1, unit) == bucket_of(at, unit) + 1


@law(100)
@given(days)
def test_weeks_are_those_of_the_calendar(at: int) -> None:
    first = date.fromordinal(days_of(bucket_of(at, "week"), "week")[0])
    assert first.weekday() == 0
    assert first.isocalendar()[:2] == date.fromordinal(at).isocalendar()[:2]


@pytest.mark.parametrize(
    ("unit", "name", "words"),
    [
        ("day", "2026-11-21", "Sat 2026-11-21"),
        ("week", "2026-11-16", "2026-11-16 to 2026-11-22 (week 47)"),
        ("month", "2026-11", "2026-11"),
    ],
)
def test_buckets_have_names(unit: Unit, name: str, words: str) -> None:
    bucket = bucket_of(day("2026-11-21"), unit)
    assert (bucket_name(bucket, unit), bucket_words(bucket, unit)) == (name, words)


def test_the_smallest_unit_that_fits() -> None:
    first, last = day("2026-01-01"), day("2026-03-31")
    assert [fitting_unit(first, last, room) for room in (90, 89, 14, 13, 3, 1)] == [
        "day", "week", "week", "month", "month", "month",
    ]  # fmt: skip


def activity(*numbers: tuple[str, int]) -> Activity:
    return Activity("created", {day(text): number for text, number in numbers})


def test_gaps_are_zero() -> None:
    series = activity(("2026-01-01", 2), ("2026-01-04", 1)).series("day")
    assert series is not None
    assert [number for _, _, number in series.runs(10)] == [2, 0, 0, 1]
    assert (len(series), series.most, series.busiest) == (4, 2, series.first)


def test_long_gaps_are_one_run() -> None:
    series = activity(("0001-01-01", 1), ("2026-01-01", 5), ("2026-01-03", 1), ("9999-12-31", 1)).series(
        "day"
    )
    assert series is not None
    runs = list(series.runs(366))
    assert [number for _, _, number in runs] == [1, 0, 5, 0, 1, 0, 1]
    assert runs[0][0] == 1
    assert all(before[1] + 1 == after[0] for before, after in pairwise(runs))


def test_nothing_has_no_series() -> None:
    assert Activity("created", undated=3).series("day") is None
    assert (Activity("created", undated=3).total, Activity("created").span) == (3, None)


@law(100)
@given(st.lists(memories, max_size=30), st.sampled_from(MOMENTS), st.sampled_from((None, *SPLITS)), units)
def test_totals_add_up(found: list[Memory], of: str, split: str | None, unit: Unit) -> None:
    of = "created" if of == "created" else "updated"
    chosen = next((one for one in SPLITS if one == split), None)
    tally = Tally("created" if of == "created" else "updated", chosen)
    for memory in found:
        tally.take(memory)
    counted = tally.activity()
    assert counted.total == len(found)
    assert counted.undated == sum(day_of(memory, counted.of) is None for memory in found)
    series = counted.series(unit)
    assert sum(series.counts.values() if series else ()) == counted.dated
    if chosen is None:
        assert counted.parts == ()
        return
    by_day: Counter[int] = Counter()
    for part in counted.parts:
        by_day.update(part.days)
    assert by_day == counted.days
    assert sum(part.total for part in counted.parts) == counted.total
    for part in counted.parts:
        if part.kind != "others":
            assert part.total == sum(name_in(memory, chosen) == part.name for memory in found)


@law(60)
@given(st.lists(memories, min_size=1, max_size=15), st.sampled_from(MOMENTS), units)
def test_the_filter_of_a_bucket_matches_what_was_counted_in_it(
    found: list[Memory], of: str, unit: Unit
) -> None:
    tally = Tally("created" if of == "created" else "updated", None)
    for memory in found:
        tally.take(memory)
    counted = tally.activity()
    series = counted.series(unit)
    for bucket, number in series.counts.items() if series else ():
        tree = span_filter(counted.of, *days_of(bucket, unit))
        assert sum(matches(tree, memory, utc_now()) for memory in found) == number


def test_the_filter_of_a_bucket_in_words() -> None:
    tree = span_filter("updated", *days_of(bucket_of(day("2026-12-05"), "month"), "month"))
    assert tree is not None
    assert format_filter(tree) == "updated_at >= 2026-12-01 and updated_at < 2027-01-01"
    at_the_end = span_filter("created", *days_of(bucket_of(day("9999-12-31"), "month"), "month"))
    assert at_the_end is not None
    assert format_filter(at_the_end) == "created_at >= 9999-12-01"


def named(name: str, number: int) -> Part:
    return Part("named", name, {1: number})


def test_the_smallest_parts_are_folded() -> None:
    parts = (
        named("a", 5),
        named("b", 3),
        named("c", 1),
        Part("others", None, {2: 4}, 1, 7),
        Part("none", None, {1: 1}),
    )
    assert folded(parts, 5) == parts
    for most in (2, 3, 4):
        kept = folded(parts, most)
        assert len(kept) == most
        assert sum(part.total for part in kept) == sum(part.total for part in parts)
        assert sum(part.names for part in kept if part.kind == "others") == 7 + 3 - (most - 2)
        assert [part.kind for part in kept] == ["named"] * (most - 2) + ["others", "none"]


def test_so_many_names_are_told_apart() -> None:
    tally = Tally("created", "user")
    for number in range(20):
        tally.add(1, f"user{number:02}", 20 - number)
    tally.add(1, None, 100)
    counted = tally.activity()
    assert [part.name for part in counted.parts[:TOP]] == [f"user{number:02}" for number in range(TOP)]
    assert [(part.kind, part.names) for part in counted.parts[TOP:]] == [("others", 12), ("none", 1)]
