"""Instants as services write them, and how long ago they were."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.times import absolute, is_expired, iso, iso_now, microseconds, parse_instant, relative
from tests.strategies import law

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)


@pytest.fixture(params=["UTC", "Asia/Tokyo", "America/New_York"])
def local_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-07-20T01:30:36.275141-07:00", "2024-07-20T08:30:36.275141Z"),
        ("2026-03-14T20:15:42-07:00", "2026-03-15T03:15:42Z"),
        ("2026-01-15T10:30:00Z", "2026-01-15T10:30:00Z"),
        ("2026-04-25T02:43:10+00:00", "2026-04-25T02:43:10Z"),
        ("2026-04-25T02:43:10.5+05:45", "2026-04-24T20:58:10.500000Z"),
        ("2026-04-25T02:43:10", "2026-04-25T02:43:10Z"),
        ("2026-04-25 02:43:10", "2026-04-25T02:43:10Z"),
        ("2026-04-25", "2026-04-25T00:00:00Z"),
    ],
)
def test_an_instant_is_read_with_any_offset_and_without_one_as_utc(text: str, utc: str) -> None:
    at = parse_instant(text)
    assert at is not None
    assert at.utcoffset() == timedelta(0)
    assert iso(at) == utc


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "None",
        "yesterday",
        "2024-13-01",
        "2024-02-30",
        "25:00",
        "1736942400",
        "0001-01-01T00:00:00+05:00",
    ],
)
def test_what_is_no_instant_is_none(text: str | None) -> None:
    assert parse_instant(text) is None
    assert microseconds(text) is None


@law()
@given(st.datetimes(timezones=st.timezones()))
def test_law_an_instant_survives_being_written(at: datetime) -> None:
    # Years 1 and 9999 may lie outside the calendar in UTC.
    if 1 < at.year < 9999:
        assert parse_instant(at.isoformat()) == at.astimezone(UTC)
        assert parse_instant(iso(at)) == at.astimezone(UTC)


@law()
@given(st.datetimes(), st.datetimes())
def test_law_microseconds_order_instants(one: datetime, other: datetime) -> None:
    first, second = microseconds(one.isoformat()), microseconds(other.isoformat())
    assert first is not None
    assert second is not None
    assert (first < second) == (one < other)
    assert (first == second) == (one == other)


def test_now_is_written_in_utc() -> None:
    assert iso_now().endswith("Z")
    assert parse_instant(iso_now()) is not None


@pytest.mark.parametrize(
    ("expiration", "expired"),
    [
        (None, False),
        ("2026-03-14", True),
        ("2026-03-15", False),
        ("2026-03-16", False),
        ("2026-03-14T23:59:59Z", True),
        ("2026-03-15T00:00:00Z", False),
        ("2026-03-14T20:00:00-07:00", False),
        ("2026-03-15T01:00:00+05:00", True),
        ("never", False),
    ],
)
def test_a_memory_lives_through_the_whole_of_its_last_day(expiration: str | None, expired: bool) -> None:
    assert is_expired(expiration, date(2026, 3, 15)) is expired


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(seconds=60), "1m"),
        (timedelta(minutes=59, seconds=59), "59m"),
        (timedelta(hours=1), "1h"),
        (timedelta(hours=23, minutes=59), "23h"),
        (timedelta(days=6), "6d"),
        (timedelta(days=7), "1w"),
        (timedelta(days=29), "4w"),
        (timedelta(days=30), "1mo"),
        (timedelta(days=364), "12mo"),
        (timedelta(days=365), "1y"),
        (timedelta(days=-3, hours=-1), "in 3d"),
        (timedelta(seconds=-30), "now"),
    ],
)
def test_how_long_ago(ago: timedelta, text: str) -> None:
    assert relative(iso(NOW - ago), NOW) == text


@pytest.mark.parametrize("text", ["soon", "2024-99-99", "\x1b[31m"])
def test_text_that_is_no_instant_is_given_back(text: str) -> None:
    assert relative(text, NOW) == absolute(text) == text


def test_no_instant_is_no_text() -> None:
    assert relative(None, NOW) == absolute(None) == relative("", NOW) == ""


def test_instants_are_shown_in_local_time(local_zone: str) -> None:
    shown = {
        "UTC": "2026-01-15 23:30",
        "Asia/Tokyo": "2026-01-16 08:30",
        "America/New_York": "2026-01-15 18:30",
    }
    assert absolute("2026-01-15T23:30:59Z") == shown[local_zone]
    assert absolute("2026-01-15T23:30:59Z", seconds=True) == shown[local_zone] + ":59"


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
@pytest.mark.usefixtures("local_zone")
def test_the_ends_of_time_are_shown_in_any_zone(text: str) -> None:
    assert parse_instant(absolute(text).zfill(16)) is not None
    assert relative(text, NOW)
