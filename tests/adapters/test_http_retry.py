from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.http_retry import RetryPolicy, is_worth_retrying, used_up_for, wait_asked

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
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
def test_what_retry_after_asks_for(header: str, seconds: float | None) -> None:
    for status in (429, 503):
        assert wait_asked(status, {"retry-after": header}, NOW) == seconds


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("12", 12.0),
        (" 1.5 ", 1.5),
        ("0", 0.0),
        ("999999999", 999999999.0),
        (str(NOW.timestamp() + 30), 30.0),
        (str(int(NOW.timestamp()) - 30), 0.0),
        (format_datetime(NOW + timedelta(seconds=30), usegmt=True), 30.0),
        ("-3", None),
        ("nan", None),
        ("soon", None),
        ("", None),
    ],
)
def test_when_requests_are_left_again(header: str, seconds: float | None) -> None:
    reset = {"x-ratelimit-reset": header}
    assert wait_asked(429, reset, NOW) == seconds
    assert wait_asked(503, reset, NOW) is None
    assert wait_asked(429, {**reset, "retry-after": "3"}, NOW) == 3
    assert used_up_for({**reset, "x-ratelimit-remaining": " 0 "}, NOW) == (seconds or 0)
    assert used_up_for({**reset, "x-ratelimit-remaining": "1"}, NOW) == 0
    assert used_up_for(reset, NOW) == 0


@pytest.mark.parametrize("nonsense", ["inf", "1e400", "9" * 400])
def test_an_instant_without_end_is_past_every_deadline(nonsense: str) -> None:
    asked = wait_asked(429, {"x-ratelimit-reset": nonsense}, NOW)
    assert RetryPolicy().wait(1, asked, chance=0) == float("inf")


@given(st.text(), st.text(), st.text())
def test_no_header_is_too_odd(after: str, remaining: str, reset: str) -> None:
    headers = {"retry-after": after, "x-ratelimit-remaining": remaining, "x-ratelimit-reset": reset}
    asked = wait_asked(429, headers, NOW)
    assert asked is None or asked >= 0
    assert used_up_for(headers, NOW) >= 0


def test_what_the_service_asks_for_is_not_cut_short() -> None:
    policy = RetryPolicy(longest_wait=20)
    assert policy.wait(1, 3, chance=0.9) == 3
    assert policy.wait(1, 3600, chance=0.9) == 3600


@given(st.integers(1, 30), st.floats(0, 1, exclude_max=True))
def test_waits_double_and_are_spread_and_bounded(attempt: int, chance: float) -> None:
    policy = RetryPolicy(first_wait=0.5, longest_wait=20)
    wait = policy.wait(attempt, None, chance=chance)
    full = 0.5 * 2 ** (attempt - 1)
    assert min(full / 2, 20) <= wait <= min(full, 20)


@pytest.mark.parametrize(
    ("status", "again"),
    [(400, False), (401, False), (404, False), (408, True), (409, False), (429, True),
     (500, True), (501, False), (507, False), (511, False),
     (502, True), (503, True), (504, True), (599, True)],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_which_answers_are_worth_asking_again(status: int, again: bool, method: str) -> None:
    assert is_worth_retrying(status, method=method, is_read=True) is again


@pytest.mark.parametrize("status", [400, 401, 404, 408, 409, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "PATCH"])
def test_a_write_is_sent_again_only_where_it_was_put_off(status: int, method: str) -> None:
    again = is_worth_retrying(status, method=method, is_read=False)
    assert again is (status == 429 and method in {"PUT", "DELETE"})
