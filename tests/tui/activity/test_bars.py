"""Bars of plain blocks, and what stands under them."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from memtui.core.activity import Series
from memtui.tui.activity.bars import Frame, bars, baseline, dates, framed
from tests.strategies import law

FIRST = date(2026, 1, 1).toordinal()


def series(*numbers: int) -> Series:
    counts = {FIRST + at: number for at, number in enumerate(numbers) if number}
    return Series("day", FIRST, FIRST + len(numbers) - 1, counts)


def test_bars_are_made_of_eighths() -> None:
    found = series(0, 1, 8, 16)
    frame = framed(found, FIRST, 4)
    assert bars(found.counts, frame, found.most, 2) == ["   █", " ▁██"]
    assert bars(found.counts, frame, found.most, 1) == [" ▁▄█"]


def test_few_bars_are_wide_and_have_gaps() -> None:
    found = series(1, 2)
    assert bars(found.counts, framed(found, FIRST, 9), 2, 1) == ["▄▄▄ ███ "]
    assert bars(found.counts, framed(found, FIRST, 5), 2, 1) == ["▄▄██"]
    assert framed(found, FIRST, 100).cells == 6


def test_anything_is_seen_beside_very_much() -> None:
    found = series(1, 1_000_000)
    assert bars(found.counts, framed(found, FIRST, 2), found.most, 3)[-1] == "▁█"


def test_the_mark_stands_under_the_cursor_and_the_ends_say_that_there_is_more() -> None:
    found = series(*[1] * 20)
    assert baseline(found, framed(found, FIRST + 3, 20), FIRST + 3) == "───▲" + "─" * 16
    last = framed(found, found.last, 10)
    assert baseline(found, last, found.last) == "‹────────▲"
    assert baseline(found, framed(found, FIRST, 10, last.first), FIRST) == "▲────────›"
    assert baseline(found, framed(found, FIRST + 5, 10, FIRST + 5), FIRST + 7) == "‹─▲──────‹"[:-1] + "›"


def test_dates_never_touch() -> None:
    found = series(*[1] * 40)
    text = dates(found, framed(found, FIRST, 40), 40)
    assert text == "2026-01-01  01-13  01-20  01-27  02-03  "
    year = Series("month", 2025 * 12 + 10, 2026 * 12 + 1, {2025 * 12 + 10: 1})
    assert dates(year, framed(year, year.first, 40), 40).split() == ["2025-11", "2026-01"]


@law(200)
@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=60).filter(any),
    st.integers(0, 70),
    st.integers(1, 70),
    st.integers(1, 8),
    st.none() | st.integers(-5, 70),
)
def test_whatever_the_room_the_cursor_is_in_view(
    numbers: list[int], cursor: int, width: int, rows: int, first: int | None
) -> None:
    found = series(*numbers)
    at = min(FIRST + cursor, found.last)
    frame: Frame = framed(found, at, width, None if first is None else FIRST + first)
    assert at in frame.buckets
    assert found.first <= frame.buckets[0]
    assert frame.buckets[-1] <= found.last
    assert frame.number == min(len(found), width)
    columns = frame.number * frame.cells
    assert columns <= width
    drawn = bars(found.counts, frame, found.most, rows)
    assert {len(row) for row in drawn} == {columns}
    assert len(baseline(found, frame, at)) == columns
    assert "▲" in baseline(found, frame, at)
    assert len(dates(found, frame, width)) == width
    assert frame.bucket_at(frame.column(at)) == at
    for bucket in frame.buckets:
        is_empty = all(not row[frame.column(bucket)].strip() for row in drawn)
        assert is_empty == (not found.counts.get(bucket))
