"""What memtui has asked a service, for the request log."""

from __future__ import annotations

from datetime import datetime

from memtui.core.values import dataclass


@dataclass(frozen=True, slots=True)
class SentRequest:
    """One request and what became of it. It holds no key, no body and no parameters.

    `status` is None while no answer came; `failure` then says why, in a few words. `milliseconds` is the
    time from the first attempt to the last answer; `retries` how often it was sent again.
    """

    at: datetime
    method: str
    path: str
    status: int | None
    milliseconds: float
    request_id: str | None = None
    retries: int = 0
    failure: str = ""
