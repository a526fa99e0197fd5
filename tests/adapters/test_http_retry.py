from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.http_retry import RetryPolicy, is_worth_retrying, seconds_asked

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0.0),
        (" 12 ", 12.0),
        ("1.5", None),
        ("-3", None),
        ("soon", None),
        ("٣", None),
        (format_datetime(NOW + timedelta(seconds=30), usegmt=True), 30.0),
        (format_datetime(NOW - timedelta(seconds=30), usegmt=True), 0.0),
        ("Fri, 01 May 2026 14:00:05 +0200", 5.0),
        ("Fri, 01 May 2026 12:00:05 -0000", 5.0),
    ],
)
def test_what_retry_after_asks_for(header: str | None, seconds: float | None) -> None:
    assert seconds_asked(header, NOW) == seconds


def test_what_the_service_asks_for_counts_up_to_a_limit() -> None:
    policy = RetryPolicy(longest_wait=20)
    assert policy.wait(1, "3", now=NOW, chance=0.9) == 3
    assert policy.wait(1, "3600", now=NOW, chance=0.9) == 20


@given(st.integers(1, 30), st.floats(0, 1, exclude_max=True))
def test_waits_double_and_are_spread_and_bounded(attempt: int, chance: float) -> None:
    policy = RetryPolicy(first_wait=0.5, longest_wait=20)
    wait = policy.wait(attempt, None, now=NOW, chance=chance)
    full = 0.5 * 2 ** (attempt - 1)
    assert min(full / 2, 20) <= wait <= min(full, 20)


@pytest.mark.parametrize(
    ("status", "again"),
    [(400, False), (401, False), (404, False), (408, True), (409, False), (429, True),
     (500, True), (501, False), (502, True), (503, True), (504, True), (599, True)],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_which_answers_are_worth_asking_again(status: int, again: bool, method: str) -> None:
    assert is_worth_retrying(status, method=method, is_read=True) is again


@pytest.mark.parametrize("status", [400, 401, 404, 408, 409, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "PATCH"])
def test_a_write_is_sent_again_only_where_it_was_put_off(status: int, method: str) -> None:
    again = is_worth_retrying(status, method=method, is_read=False)
    assert again is (status == 429 and method in {"PUT", "DELETE"})
