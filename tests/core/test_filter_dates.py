"""What the dates of a filter mean."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.filter_dates import WORDS, instant_of, is_date_alone, is_relative
from memtui.core.filter_json import to_json
from memtui.core.filter_text import parse
from memtui.core.times import parse_instant
from tests.strategies import instants, law, texts

NOW = datetime(2026, 3, 15, 12, 30, 15, 500, tzinfo=UTC)


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where this machine stands."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield str(request.param)
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def los_angeles(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("word", "ago"),
    [
        ("-7d", timedelta(days=7)),
        ("-12h", timedelta(hours=12)),
        ("-90m", timedelta(minutes=90)),
        ("-2w", timedelta(weeks=2)),
        ("-0d", timedelta()),
        (" -7D ", timedelta(days=7)),
    ],
)
def test_a_while_ago_is_measured_from_now(word: str, ago: timedelta, zone: str) -> None:
    assert instant_of(word, NOW) == NOW - ago
    elsewhere = NOW.astimezone(timezone(timedelta(hours=-5)))
    assert instant_of(word, elsewhere) == NOW - ago


@pytest.mark.parametrize("word", ["-999999w", "-999999d"])
def test_longer_ago_than_the_calendar_is_its_beginning(word: str) -> None:
    assert instant_of(word, NOW) == datetime.min.replace(tzinfo=UTC)
    assert to_json(parse(f"created_at > {word}"), NOW) == {"created_at": {"gt": "0001-01-01T00:00:00Z"}}


def test_days_begin_at_local_midnight(zone: str) -> None:
    local = NOW.astimezone()
    for days, word in enumerate(("today", "yesterday")):
        at = instant_of(word, NOW)
        assert at is not None
        assert at <= NOW
        there = at.astimezone()
        assert (there.hour, there.minute, there.second, there.microsecond) == (0, 0, 0, 0)
        assert there.date() == local.date() - timedelta(days=days)
        assert instant_of(word.upper(), NOW) == at


@pytest.mark.parametrize(
    ("now", "word", "at"),
    [
        # The clocks go forward on 8 March 2026 and back on 1 November.
        ("2026-03-08T20:00:00Z", "today", "2026-03-08T08:00:00Z"),
        ("2026-03-09T20:00:00Z", "today", "2026-03-09T07:00:00Z"),
        ("2026-03-09T20:00:00Z", "yesterday", "2026-03-08T08:00:00Z"),
        ("2026-11-01T20:00:00Z", "today", "2026-11-01T07:00:00Z"),
        ("2026-11-02T20:00:00Z", "yesterday", "2026-11-01T07:00:00Z"),
        ("2026-11-02T20:00:00Z", "today", "2026-11-02T08:00:00Z"),
        # Late in the evening it is another day in UTC.
        ("2026-06-10T05:00:00Z", "today", "2026-06-09T07:00:00Z"),
        ("2026-01-01T05:00:00Z", "yesterday", "2025-12-30T08:00:00Z"),
        # A week ago is 168 hours ago, whatever the clocks did meanwhile.
        ("2026-03-09T20:00:00Z", "-7d", "2026-03-02T20:00:00Z"),
    ],
)
@pytest.mark.usefixtures("los_angeles")
def test_days_are_those_of_the_local_clock(now: str, word: str, at: str) -> None:
    asked = parse_instant(now)
    assert asked is not None
    assert instant_of(word, asked) == parse_instant(at)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024-07-01", datetime(2024, 7, 1, tzinfo=UTC)),
        ("2024-07-01T12:00", datetime(2024, 7, 1, 12, tzinfo=UTC)),
        ("2024-07-01 12:00:00", datetime(2024, 7, 1, 12, tzinfo=UTC)),
        ("2024-07-01T12:00:00Z", datetime(2024, 7, 1, 12, tzinfo=UTC)),
        ("2024-07-01T12:00:00.000001-07:00", datetime(2024, 7, 1, 19, 0, 0, 1, tzinfo=UTC)),
    ],
)
def test_iso_without_a_zone_is_utc(text: str, at: datetime, zone: str) -> None:
    assert instant_of(text, NOW) == at


@pytest.mark.parametrize(
    "text",
    ["", " ", "soon", "tomorrow", "now", "7d", "+7d", "-7", "-d", "-7y", "-7 d", "-1.5d", "-1234567d", "--7d",
     "2024", "2024-13-01", "2024-02-30", "01.07.2024", "07/01/2024", "*"],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert instant_of(text, NOW) is None
    assert not is_relative(text)


@pytest.mark.parametrize(
    ("text", "relative", "alone"),
    [
        ("today", True, False),
        ("Yesterday", True, False),
        ("-7d", True, False),
        ("2024-07-01", False, True),
        (" 2024-07-01 ", False, True),
        ("2024-07-01T00:00:00Z", False, False),
        ("20240701", False, False),
    ],
)
def test_kinds_of_dates(text: str, relative: bool, alone: bool) -> None:
    assert is_relative(text) is relative
    assert is_date_alone(text) is alone


def test_words_that_are_known() -> None:
    assert all(is_relative(word) and instant_of(word, NOW) is not None for word in WORDS)


@law()
@given(texts | instants)
def test_law_what_is_relative_is_an_instant_and_what_is_not_is_what_it_says(text: str) -> None:
    if is_relative(text):
        assert instant_of(text, NOW) is not None
    else:
        assert instant_of(text, NOW) == parse_instant(text)


@law()
@given(st.integers(0, 999_999), st.sampled_from("mhdw"))
def test_law_longer_ago_is_no_later(amount: int, unit: str) -> None:
    later, earlier = (
        instant_of(f"-{amount}{unit}", NOW),
        instant_of(f"-{min(amount + 1, 999_999)}{unit}", NOW),
    )
    assert later is not None
    assert earlier is not None
    assert earlier <= later <= NOW


def test_json_says_which_instant_was_meant() -> None:
    tree = parse("user_id = a and created_at > -7d and updated_at in (yesterday, 2024-07-01)")
    assert to_json(tree)["AND"][1:] == [
        {"created_at": {"gt": "-7d"}},
        {"updated_at": {"in": ["yesterday", "2024-07-01"]}},
    ]
    resolved = to_json(tree, NOW)["AND"]
    assert resolved[1] == {"created_at": {"gt": "2026-03-08T12:30:15.000500Z"}}
    (yesterday, date) = resolved[2]["updated_at"]["in"]
    assert parse_instant(yesterday) == instant_of("yesterday", NOW)
    assert date == "2024-07-01"


def test_only_dates_are_resolved() -> None:
    tree = parse(
        "user_id = today or categories in (-7d) or metadata.day = yesterday or keywords contains -7d"
    )
    assert to_json(tree, NOW) == to_json(tree)
