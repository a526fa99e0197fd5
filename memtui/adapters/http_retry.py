"""When a request is sent again, and how long is waited before one (`docs/mem0-api.md`, "Errors")."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from memtui.core.values import dataclass

_HOPELESS = {501, 507, 511}
"""Failures of a server or a network that pass only when a person does something."""
_EPOCH_FROM = 1_000_000_000
"""From here on a number of seconds is an instant: nobody is asked to wait for thirty years."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """At most `tries` requests; waits double from `first_wait` to `longest_wait`, unless the service says.

    Nothing is sent again once `deadline` has passed since the first request, and a request that is still
    running then is given up; a write only after `write_deadline`, since nobody knows the fate of one that
    was given up, and a server may think long about a conversation. All in seconds.
    """

    tries: int = 3
    first_wait: float = 0.5
    longest_wait: float = 20.0
    deadline: float = 90.0
    write_deadline: float = 300.0

    def wait(self, attempt: int, asked: float | None, *, chance: float) -> float:
        """How long to wait after the failed attempt number `attempt` (from 1).

        What the service asked for is not cut short; else the wait grows with the attempts, and `chance` in
        [0, 1) spreads clients that failed together.
        """
        if asked is not None:
            return asked
        grown: float = self.first_wait * 2 ** (attempt - 1) * (0.5 + chance / 2)
        return min(grown, self.longest_wait)


def is_worth_retrying(status: int, *, method: str, is_read: bool) -> bool:
    """Whether the same request may be sent again, and may succeed then.

    After 429 a write was not looked at; after any other failure it may have been done.
    """
    if not is_read:
        return status == 429 and method in {"PUT", "DELETE"}
    return status in {408, 429} or (status >= 500 and status not in _HOPELESS)


def wait_asked(status: int, headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds that an unsuccessful answer asks to wait before the next attempt, if it does."""
    asked = _until_date_or_for_seconds(headers.get("retry-after", ""), now)
    return _until_reset(headers, now) if asked is None and status == 429 else asked


def used_up_for(headers: Mapping[str, str], now: datetime) -> float:
    """The seconds for which an answer says that no request is left; 0 where some are, or it says nothing."""
    if headers.get("x-ratelimit-remaining", "").strip() != "0":
        return 0.0
    return _until_reset(headers, now) or 0.0


def _until_reset(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds until requests are left again: services give an instant or a number of seconds."""
    text = headers.get("x-ratelimit-reset", "")
    try:
        value = float(text)
    except ValueError:
        return _until_date_or_for_seconds(text, now)
    if not value >= 0:
        return None
    return max(value - now.timestamp(), 0.0) if value >= _EPOCH_FROM else value


def _until_date_or_for_seconds(text: str, now: datetime) -> float | None:
    """A whole number of seconds, or an HTTP date; None for neither."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return max((at - now).total_seconds(), 0.0)
