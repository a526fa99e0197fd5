"""A day as it is typed, and how far it is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.display import is_plain
from memtui.core.typed_fields import distance, expiration_typed
from memtui.core.typed_json import TypingError
from tests.strategies import broken_texts, law

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("text", ["2026-02-30", "0000-01-01", "+9999999d", "-9999999w"])
def test_days_that_are_not_in_the_calendar(text: str) -> None:
    with pytest.raises(TypingError, match=r"There is no such day as .*\. Write it as 2027-01-31, today"):
        expiration_typed(text, TODAY)


@law(100)
@given(broken_texts)
def test_no_text_breaks_it(text: str) -> None:
    try:
        expiration_typed(text, TODAY)
    except TypingError as error:
        assert is_plain(str(error))


@law(50)
@given(st.dates().map(str))
def test_a_day_is_read_as_it_is_written(day: str) -> None:
    assert expiration_typed(day, TODAY) == day


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (TODAY, "today"),
        (date(2026, 11, 22), "tomorrow"),
        (date(2026, 11, 20), "yesterday"),
        (date(2026, 12, 21), "in 30 days"),
        (date(2026, 11, 18), "3 days ago"),
    ],
)
def test_distances(day: date, told: str) -> None:
    assert distance(day, TODAY) == told
