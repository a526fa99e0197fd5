"""A service of made-up memories that also has the parts beyond them, and can fail or keep silent."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from memtui.adapters.base import Feature
from memtui.adapters.platform.writing import WRITES
from memtui.core.errors import MemtuiError, NotFoundError
from memtui.core.exports import ExportJob, ExportRequest, ExportResult
from memtui.core.filters import Filter
from memtui.core.sent_requests import SentRequest
from memtui.core.service_events import ServiceEvent, ServiceEventPage
from tests.tui.driver import NOW
from tests.tui.made_up import MadeUp

HOSTILE = "evil\x1b]52;c;Zm9v\x07\x1b[2J \u202eback [/b] [@click=app.quit]x[/]"


def event(number: int, status: str = "SUCCEEDED", **fields: Any) -> ServiceEvent:
    """One event, `number` minutes old."""
    at = (NOW - timedelta(minutes=number)).isoformat()
    given: dict[str, Any] = {"created_at": at, "updated_at": at, "latency_ms": 100.0 + number, **fields}
    return ServiceEvent(f"event-{number}", given.pop("event_type", "ADD"), status, **given)


def sent(number: int, status: int | None = 200, **fields: Any) -> SentRequest:
    """One request, `number` minutes old."""
    given: dict[str, Any] = {"request_id": f"req-{number}", "milliseconds": 12.3 + number, **fields}
    path = given.pop("path", f"/v1/memories/{number}/")
    return SentRequest(NOW - timedelta(minutes=number), given.pop("method", "GET"), path, status, **given)


class FullService(MadeUp):
    """Has every part whose pages are tested here; `failure` is what each raises, `hold` keeps it silent.

    `script` holds what `event` tells next, and `made` what `export_result` does.
    """

    def __init__(self, count: int = 3, *, lacks: Mapping[Feature, str] | None = None) -> None:
        super().__init__(count)
        self.capabilities = replace(MadeUp.capabilities, lacks=lacks or {}, writing=WRITES)
        self.all_events: Sequence[ServiceEvent] = ()
        self.script: deque[ServiceEvent] = deque()
        self.made: deque[ExportResult | None] = deque()
        self.requests: Sequence[SentRequest] = ()
        self.said: Any = None
        self.failure: MemtuiError | None = None
        self.hold: asyncio.Event | None = None
        self.asked: list[object] = []

    async def _answer(self, what: object) -> None:
        self.asked.append(what)
        if self.hold is not None:
            await self.hold.wait()
        if self.failure is not None:
            raise self.failure

    async def events(self, page: int, page_size: int) -> ServiceEventPage:
        await self._answer(("events", page))
        start, end = (page - 1) * page_size, page * page_size
        total = len(self.all_events)
        found = tuple(self.all_events[start:end])
        return ServiceEventPage(found, page, page_size, total, has_next=end < total)

    async def event(self, event_id: str) -> ServiceEvent:
        await self._answer(("event", event_id))
        if self.script:
            return self.script.popleft()
        for found in self.all_events:
            if found.id == event_id:
                return found
        raise NotFoundError("There is no such event.")

    async def start_export(self, request: ExportRequest) -> ExportJob:
        await self._answer(request)
        return ExportJob("job-1", "The export will be ready soon.")

    async def export_result(self, export_id: str) -> ExportResult | None:
        await self._answer(("result", export_id))
        return self.made.popleft() if self.made else None

    async def summary(self, tree: Filter | None) -> Any:
        await self._answer(("summary", tree))
        return self.said

    def sent_requests(self) -> Sequence[SentRequest]:
        return self.requests
