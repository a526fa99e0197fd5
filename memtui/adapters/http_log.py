"""What was sent to a service and what became of it: no key, no body, no parameters."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from memtui.core.sent_requests import SentRequest
from memtui.core.times import utc_now
from memtui.core.values import dataclass

KEPT = 500
_LONGEST_PATH = 500


@dataclass(slots=True)
class Course:
    """One request on its way. `failure` says in a few words why the last attempt got no usable answer."""

    at: datetime
    started: float = 0.0
    attempts: int = 0
    status: int | None = None
    request_id: str | None = None
    failure: str = ""

    def begin(self) -> None:
        """It is sent now, for the first time or again."""
        if not self.attempts:
            self.at, self.started = utc_now(), time.perf_counter()
        self.attempts += 1
        self.status, self.request_id, self.failure = None, None, ""


class RequestLog:
    """The last requests, one row for each with all its attempts."""

    def __init__(self) -> None:
        self._rows: deque[SentRequest] = deque(maxlen=KEPT)

    def newest_first(self) -> tuple[SentRequest, ...]:
        """At most `KEPT`."""
        return tuple(reversed(self._rows))

    @contextmanager
    def recording(self, method: str, path: str) -> Iterator[Course]:
        """Write a row at the end of the block, however it ends, unless nothing was sent."""
        course = Course(utc_now())
        try:
            yield course
        except asyncio.CancelledError:
            course.failure = "cancelled"
            raise
        finally:
            if course.attempts:
                self._rows.append(
                    SentRequest(
                        at=course.at,
                        method=method,
                        path=path.partition("?")[0][:_LONGEST_PATH],
                        status=course.status,
                        milliseconds=(time.perf_counter() - course.started) * 1000,
                        request_id=course.request_id,
                        retries=course.attempts - 1,
                        failure=course.failure,
                    )
                )
