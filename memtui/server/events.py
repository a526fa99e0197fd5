"""What was asked of the server and what came of it, by number: the newest, for as long as it runs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from urllib.parse import unquote
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from memtui.core.errors import MemtuiError
from memtui.core.times import iso, utc_now
from memtui.server.answer import Answer
from memtui.server.asking import read_paging
from memtui.server.refusal import Refusal, invalid_page
from memtui.server.shapes import envelope

MOST_EVENTS = 1000
Kind = Literal["ADD", "DELETE_ALL", "DELETE_ENTITY"]
Status = Literal["RUNNING", "SUCCEEDED", "FAILED"]
Results = list[dict[str, Any]]
_UNKNOWN = "Event not found or you don't have permission to access it."


@dataclass(slots=True)
class Event:
    """One piece of work; `results` are as the Platform gives them, `payload` is what was asked."""

    kind: Kind
    payload: Mapping[str, Any]
    results: Results = field(default_factory=list)
    status: Status = "RUNNING"
    error: str | None = None
    id: str = field(default_factory=lambda: str(uuid4()))
    started: datetime = field(default_factory=utc_now)
    completed: datetime | None = None


class Events:
    """The newest events, and the routes that show them."""

    def __init__(self) -> None:
        self._events: OrderedDict[str, Event] = OrderedDict()

    async def of(
        self, kind: Kind, payload: Mapping[str, Any], work: Callable[[Results], Awaitable[None]]
    ) -> Event:
        """The event of work that is done now; `work` appends to the results. Raises what it raises."""
        event = Event(kind, payload)
        self._events[event.id] = event
        while len(self._events) > MOST_EVENTS:
            self._events.popitem(last=False)
        ended: Status = "FAILED"
        try:
            await work(event.results)
            ended = "SUCCEEDED"
        except MemtuiError as error:
            event.error = str(error)
            raise
        finally:
            event.status, event.completed = ended, utc_now()
        return event

    def kept(self) -> list[Event]:
        """The events, newest first."""
        return list(reversed(self._events.values()))

    async def one(self, request: Request) -> Response:
        """One event."""
        event = self._events.get(unquote(request.path_params["event_id"]))
        if event is None:
            raise Refusal(404, {"error": _UNKNOWN})
        return Answer({**_json(event), "graph_status": None, "error": event.error})

    async def newest(self, request: Request) -> Response:
        """A page of events, newest first."""
        paging = read_paging(request, {})
        events = self.kept()
        first = (paging.page - 1) * paging.page_size
        shown = events[first : first + paging.page_size]
        if paging.page > 1 and not shown:
            raise invalid_page()
        results = [_json(event) for event in shown]
        return Answer(envelope(request, paging, count=len(events), results=results))


def _json(event: Event) -> dict[str, Any]:
    completed = None if event.completed is None else iso(event.completed)
    took = None if event.completed is None else (event.completed - event.started).total_seconds() * 1000
    return {
        "id": event.id,
        "event_type": event.kind,
        "status": event.status,
        "payload": dict(event.payload),
        "metadata": None,
        "results": event.results,
        "created_at": iso(event.started),
        "updated_at": completed or iso(event.started),
        "started_at": iso(event.started),
        "completed_at": completed,
        "latency": took,
    }
