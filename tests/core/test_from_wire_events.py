"""Events of a service, in every shape in which they come."""

from __future__ import annotations

from typing import Any

import pytest

from memtui.core.errors import DataError
from memtui.core.from_wire_events import parse_service_event, parse_service_events
from memtui.core.service_events import ServiceEvent

EVENT = {
    "id": "e-1", "event_type": "ADD", "status": "SUCCEEDED", "payload": {"user_id": "alice"},
    "metadata": None, "results": [{"id": "m", "event": "ADD", "data": {"memory": "x"}}],
    "created_at": "2026-01-15T10:30:00Z", "updated_at": None, "started_at": "2026-01-15T10:30:01Z",
    "completed_at": "2026-01-15T10:30:02Z", "latency": 1234.5, "graph_status": None, "error": None,
}  # fmt: skip


def test_an_event_as_the_platform_gives_it() -> None:
    assert parse_service_event(EVENT) == ServiceEvent(
        id="e-1",
        event_type="ADD",
        status="SUCCEEDED",
        created_at="2026-01-15T10:30:00Z",
        started_at="2026-01-15T10:30:01Z",
        completed_at="2026-01-15T10:30:02Z",
        latency_ms=1234.5,
        payload={"user_id": "alice"},
        results=({"id": "m", "event": "ADD", "data": {"memory": "x"}},),
        extra={"metadata": None, "graph_status": None},
    )


@pytest.mark.parametrize(
    ("wire", "known"),
    [
        ({"event_id": "e"}, {"id": "e", "status": "", "event_type": ""}),
        (
            {"id": 7, "status": "Pending", "event_type": "add"},
            {"id": "7", "status": "PENDING", "event_type": "ADD"},
        ),
        ({"error": "no model"}, {"error": "no model", "extra": {}}),
        ({"error": {"message": "no model"}}, {"error": "no model"}),
        ({"error": {"code": 7}}, {"error": None, "extra": {"error": {"code": 7}}}),
        ({"results": None}, {"results": ()}),
        ({"results": {"results": [{"id": "m"}, 3]}}, {"results": ({"id": "m"},)}),
        ({"results": {"id": "m"}}, {"results": ({"id": "m"},)}),
        ({"payload": "text"}, {"payload": {}}),
        ({"latency": "fast", "created_at": ["x"]}, {"latency_ms": None, "created_at": None}),
    ],
)
def test_event_shapes(wire: dict[str, Any], known: dict[str, Any]) -> None:
    event = parse_service_event(wire)
    assert {name: getattr(event, name) for name in known} == known


@pytest.mark.parametrize("wire", [None, [], "x", 3])
def test_what_is_no_event(wire: Any) -> None:
    with pytest.raises(DataError):
        parse_service_event(wire)


@pytest.mark.parametrize(
    ("status", "is_over"),
    [("succeeded", True), ("Failed", True), ("RUNNING", False), (None, False), ("?", False)],
)
def test_what_is_over(status: str | None, is_over: bool) -> None:
    assert parse_service_event({"status": status}).is_over == is_over


@pytest.mark.parametrize(
    ("body", "ids", "total", "has_next"),
    [
        ({"count": 5, "next": "http://x", "results": [{"id": "a"}]}, ["a"], 5, True),
        ({"count": 5, "next": None, "results": [{"id": "a"}]}, ["a"], 5, False),
        ({"count": 5, "results": [{"id": "a"}]}, ["a"], 5, True),
        ({"next": None, "results": [{"id": "a"}]}, ["a"], None, False),
        ({"results": [{"id": "a"}, {"id": "b"}, {"id": "c"}]}, ["a", "b"], 3, True),
        ([{"id": "a"}], ["a"], 1, False),
        ({"events": [{"id": "a"}]}, ["a"], 1, False),
        ([], [], 0, False),
    ],
)
def test_pages_of_two(body: Any, ids: list[str], total: int | None, has_next: bool) -> None:
    page = parse_service_events(body, page=1, page_size=2)
    assert [event.id for event in page.results] == ids
    assert (page.total, page.has_next) == (total, has_next)


def test_the_second_page_of_a_list_that_is_everything() -> None:
    page = parse_service_events([{"id": "a"}, {"id": "b"}, {"id": "c"}], page=2, page_size=2)
    assert [event.id for event in page.results] == ["c"]
    assert not page.has_next
