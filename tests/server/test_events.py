"""What the server remembers of the work that it was asked for."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import httpx
import pytest

from memtui.core.errors import StoreError
from memtui.core.times import parse_instant
from memtui.server.events import MOST_EVENTS, Event, Events, Results
from memtui.server.work import Work
from tests.server.conftest import Running


def add(http: httpx.Client, text: str = "Likes tea") -> str:
    body = {"messages": text, "user_id": "zoë", "metadata": {"a": 1}, "infer": False}
    return str(http.post("/v3/memories/add/", json=body).json()["event_id"])


def test_an_event_says_what_was_asked_and_what_came_of_it(writer: httpx.Client) -> None:
    number = add(writer)
    answer = writer.get(f"/v1/event/{number}").json()
    assert set(answer) == {
        "id", "event_type", "status", "payload", "metadata", "results", "created_at", "updated_at",
        "started_at", "completed_at", "latency", "graph_status", "error",
    }  # fmt: skip
    assert (answer["id"], answer["event_type"], answer["status"]) == (number, "ADD", "SUCCEEDED")
    assert answer["payload"] == {"user_id": "zoë", "metadata": {"a": 1}, "infer": False}
    assert [item["data"] for item in answer["results"]] == [{"memory": "Likes tea"}]
    assert answer["latency"] >= 0
    assert parse_instant(answer["created_at"]) is not None
    assert parse_instant(answer["completed_at"]) is not None
    assert (answer["error"], answer["graph_status"]) == (None, None)


def test_the_newest_come_first(changing: Running, writer: httpx.Client) -> None:
    numbers = [add(writer) for _ in range(5)]
    answer = writer.get("/v1/events/").json()
    assert (answer["count"], answer["next"], answer["previous"]) == (5, None, None)
    assert [item["id"] for item in answer["results"]] == numbers[::-1]
    assert "error" not in answer["results"][0]
    second = writer.get("/v1/events", params={"page": 2, "page_size": 2}).json()
    assert [item["id"] for item in second["results"]] == numbers[2:0:-1]
    assert second["next"] == f"{changing.url}/v1/events?page=3&page_size=2"
    past = writer.get("/v1/events/", params={"page": 4, "page_size": 2})
    assert (past.status_code, past.json()) == (404, {"detail": "Invalid page."})


@pytest.mark.parametrize("number", ["x", "00000000-0000-4000-8000-000000000000", "%20"])
def test_an_event_that_is_not_there(http: httpx.Client, number: str) -> None:
    answer = http.get(f"/v1/event/{number}/")
    assert answer.status_code == 404
    assert answer.json() == {"error": "Event not found or you don't have permission to access it."}
    assert http.get("/v1/events/").json() == {"count": 0, "next": None, "previous": None, "results": []}


async def of(events: Events, work: Awaitable[None] | None = None, **payload: Any) -> Event:
    async def nothing(results: Results) -> None:
        if work is not None:
            await work

    return await events.of("ADD", payload, nothing)


async def test_the_oldest_are_forgotten() -> None:
    events = Events(Work())
    for number in range(MOST_EVENTS + 3):
        await of(events, number=number)
    kept = [event.payload["number"] for event in events.kept()]
    assert kept == list(range(MOST_EVENTS + 2, 2, -1))


@pytest.mark.parametrize(
    ("error", "said"), [(StoreError("The disk is full."), "The disk is full."), (KeyError("x"), None)]
)
async def test_work_that_fails_is_an_event_too(error: Exception, said: str | None) -> None:
    async def fail() -> None:
        raise error

    events = Events(Work())
    with pytest.raises(type(error)):
        await of(events, fail())
    (event,) = events.kept()
    assert (event.status, event.error) == ("FAILED", said)
    assert event.completed is not None
