"""What was asked of the server and what came of it, by number: the newest, for as long as it runs.

What is queued is done in the order in which it came, one after another.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import field
from datetime import datetime
from typing import Any, Literal
from urllib.parse import unquote
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from memtui.core.errors import MemtuiError
from memtui.core.times import iso, utc_now
from memtui.core.values import dataclass
from memtui.server.answer import Answer
from memtui.server.asking import read_paging
from memtui.server.refusal import Refusal, invalid_page
from memtui.server.shapes import envelope
from memtui.server.work import Work
from memtui.state.log import record_crash

MOST_EVENTS = 1000
"""How many events are kept, unless more are waiting."""
MOST_WAITING = 1000
"""How much may be queued; whoever brings more waits until there is room."""
Kind = Literal["ADD", "DELETE_ALL", "DELETE_ENTITY"]
Status = Literal["PENDING", "RUNNING", "SUCCEEDED", "FAILED"]
Results = list[dict[str, Any]]
Piece = Callable[[Results], Awaitable[None]]
"""Work that appends to the results of its event."""
_UNKNOWN = "Event not found or you don't have permission to access it."


@dataclass(slots=True)
class Event:
    """One piece of work; `results` are as the Platform gives them, `payload` is what was asked."""

    kind: Kind
    payload: Mapping[str, Any]
    results: Results = field(default_factory=list)
    status: Status = "PENDING"
    error: str | None = None
    id: str = field(default_factory=lambda: str(uuid4()))
    created: datetime = field(default_factory=utc_now)
    started: datetime | None = None
    completed: datetime | None = None


class Events:
    """The newest events, and the routes that show them."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._events: OrderedDict[str, Event] = OrderedDict()
        self._room = asyncio.Semaphore(MOST_WAITING)
        self._turn = asyncio.Lock()

    async def of(self, kind: Kind, payload: Mapping[str, Any], piece: Piece) -> Event:
        """The event of work that is done now. Raises what it raises."""
        event = self._kept(kind, payload)
        await _do(event, piece)
        return event

    async def later(self, kind: Kind, payload: Mapping[str, Any], piece: Piece) -> Event:
        """The event of work that is queued; what it raises is told by the event alone."""
        await self._room.acquire()
        event = self._kept(kind, payload)
        self._work.begin(self._in_turn(event, piece))
        return event

    async def _in_turn(self, event: Event, piece: Piece) -> None:
        try:
            async with self._turn:
                await _do(event, piece)
        except MemtuiError:
            pass
        except Exception as error:  # noqa: BLE001 - nobody else would ever hear of it
            record_crash(error)
        finally:
            self._room.release()

    def _kept(self, kind: Kind, payload: Mapping[str, Any]) -> Event:
        event = Event(kind, payload)
        self._events[event.id] = event
        while len(self._events) > MOST_EVENTS:
            oldest = next(iter(self._events.values()))
            if oldest.completed is None:
                break
            del self._events[oldest.id]
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


async def _do(event: Event, piece: Piece) -> None:
    event.status, event.started = "RUNNING", utc_now()
    ended: Status = "FAILED"
    try:
        await piece(event.results)
        ended = "SUCCEEDED"
    except MemtuiError as error:
        event.error = str(error)
        raise
    finally:
        event.status, event.completed = ended, utc_now()


def _json(event: Event) -> dict[str, Any]:
    started, completed = event.started, event.completed
    took = None if started is None or completed is None else (completed - started).total_seconds() * 1000
    return {
        "id": event.id,
        "event_type": event.kind,
        "status": event.status,
        "payload": dict(event.payload),
        "metadata": None,
        "results": event.results,
        "created_at": iso(event.created),
        "updated_at": iso(completed or started or event.created),
        "started_at": None if started is None else iso(started),
        "completed_at": None if completed is None else iso(completed),
        "latency": took,
    }
