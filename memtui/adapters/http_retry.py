"""When a request is sent again, and after how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """At most `tries` requests; waits double from `first_wait`, none is longer than `longest_wait`.

    Nothing is sent again once `deadline` has passed since the first request, and a request that is still
    running then is given up; a write only after `write_deadline`, since nobody knows the fate of one that
    was given up, and a server may think long about a conversation. All in seconds.
    """

    tries: int = 3
    first_wait: float = 0.5
    longest_wait: float = 20.0
    deadline: float = 90.0
    write_deadline: float = 300.0

    def wait(self, attempt: int, retry_after: str | None, *, now: datetime, chance: float) -> float:
        """How long to wait after the failed attempt number `attempt` (from 1).

        What the service asks for counts first; else the wait grows with the attempts, and `chance` in
        [0, 1) spreads clients that failed together.
        """
        asked = seconds_asked(retry_after, now)
        if asked is None:
            asked = self.first_wait * 2 ** (attempt - 1) * (0.5 + chance / 2)
        return min(asked, self.longest_wait)


def is_worth_retrying(status: int, *, method: str, is_read: bool) -> bool:
    """Whether the same request may be sent again, and may succeed then.

    After 429 a write was not looked at; after any other failure it may have been done.
    """
    if not is_read:
        return status == 429 and method in {"PUT", "DELETE"}
    return status in {408, 429} or (status >= 500 and status != 501)


def seconds_asked(retry_after: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After header means: a whole number or an HTTP date; None for neither."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return max((at - now).total_seconds(), 0.0)
