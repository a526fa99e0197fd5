"""The work that a service has done or is doing, as it lists it (`docs/mem0-api.md`, "Events")."""

from __future__ import annotations

from memtui.adapters.http import segment
from memtui.adapters.http_errors import PageEndError
from memtui.adapters.platform.part import Part
from memtui.core.display import one_line
from memtui.core.errors import NotFoundError
from memtui.core.from_wire_events import parse_service_event, parse_service_events
from memtui.core.service_events import ServiceEvent, ServiceEventPage


class EventsPart(Part):
    """`events`: pages of them, and each in full."""

    async def events(self, page: int, page_size: int) -> ServiceEventPage:
        """One page, in the service's order; past the end it is empty."""
        params = {"page": page, "page_size": page_size}
        try:
            answer = await self._ask("events", "GET", "/v1/events/", params=params, is_first=True)
        except PageEndError:
            return ServiceEventPage((), page, page_size, total=None, has_next=False)
        return parse_service_events(answer, page=page, page_size=page_size)

    async def event(self, event_id: str) -> ServiceEvent:
        """One event in full. Raises NotFoundError."""
        name = f"event {one_line(event_id)!r}"
        if not event_id.strip():
            raise NotFoundError("An empty id is no event's.")
        path = f"/v1/event/{segment(event_id)}/"
        return parse_service_event(await self._ask("events", "GET", path, one=name))
