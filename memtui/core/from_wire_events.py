"""Events of a service, in every shape in which they come (`docs/mem0-api.md`, "Events")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memtui.core.errors import DataError
from memtui.core.from_wire_values import (
    count_of,
    first_text,
    number_of,
    object_of,
    objects_in,
    text_of,
    without,
)
from memtui.core.service_events import ServiceEvent, ServiceEventPage

_KNOWN = (
    "id", "event_id", "event_type", "status", "created_at", "updated_at", "started_at", "completed_at",
    "latency", "payload", "results", "error",
)  # fmt: skip


def parse_service_event(item: Any) -> ServiceEvent:
    """An event from any service's object. Raises DataError for what is no object."""
    if not isinstance(item, Mapping):
        raise DataError("An event is a JSON object.")
    error = item.get("error")
    said = first_text(error, "message", "detail", "error") if isinstance(error, Mapping) else text_of(error)
    aside = {"error": error} if error and said is None else {}
    return ServiceEvent(
        id=first_text(item, "id", "event_id") or "",
        event_type=(text_of(item.get("event_type")) or "").upper(),
        status=(text_of(item.get("status")) or "").upper(),
        created_at=text_of(item.get("created_at")),
        updated_at=text_of(item.get("updated_at")),
        started_at=text_of(item.get("started_at")),
        completed_at=text_of(item.get("completed_at")),
        latency_ms=number_of(item.get("latency")),
        payload=object_of(item.get("payload")),
        results=_results(item.get("results")),
        error=said,
        extra={**without(item, _KNOWN), **aside},
    )


def parse_service_events(raw: Any, *, page: int, page_size: int) -> ServiceEventPage:
    """A page from an envelope, or the page of a bare list, which is everything. Raises DataError."""
    events = tuple(parse_service_event(item) for item in objects_in(raw, "events", "events"))
    total = count_of(raw.get("count")) if isinstance(raw, Mapping) else None
    if isinstance(raw, Mapping) and ("next" in raw or total is not None):
        more = bool(raw["next"]) if "next" in raw else page * page_size < (total or 0)
        return ServiceEventPage(events, page, page_size, total, more)
    first = (page - 1) * page_size
    end = first + page_size
    return ServiceEventPage(events[first:end], page, page_size, len(events), end < len(events))


def _results(value: Any) -> tuple[Mapping[str, Any], ...]:
    while isinstance(value, Mapping) and "results" in value:
        value = value["results"]
    items = value if isinstance(value, list) else [value]
    return tuple(item for item in items if isinstance(item, Mapping))
