"""How additions are taken: queued, and refused where they ask for what no model here could do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import StoreError
from memtui.core.queries import MemoryQuery
from memtui.server.additions import AddPolicy
from memtui.server.app import create_app
from memtui.server.events import MOST_EVENTS, MOST_WAITING, Events, Results
from memtui.server.work import Work
from tests.server.conftest import serving

V3, V1 = "/v3/memories/add/", "/v1/memories/"
SAID = {"messages": "I like tea", "user_id": "zoë"}


@pytest.fixture
def http(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    with (
        serving(tmp_path / "a.db", read_only=False, policy=request.param) as server,
        httpx.Client(base_url=server.url, verify=False) as client,
    ):
        yield client


def settled(http: httpx.Client, event_id: str) -> dict[str, Any]:
    """The event, asked for until it is over."""
    while True:
        event: dict[str, Any] = http.get(f"/v1/event/{event_id}/").json()
        if event["status"] in {"SUCCEEDED", "FAILED"}:
            return event


@pytest.mark.parametrize("http", [AddPolicy(queue=True)], indirect=True)
@pytest.mark.parametrize("infer", [True, False, None])
def test_queued_additions_settle_afterwards(http: httpx.Client, *, infer: bool | None) -> None:
    told = http.post(V3, json={**SAID, "infer": infer}).json()
    assert (told["status"], set(told)) == ("PENDING", {"message", "status", "event_id"})
    assert ("no model" in told["message"]) is (infer is not False)
    (item,) = http.post(V1, json={**SAID, "infer": infer}).json()
    for event_id in (told["event_id"], item["event_id"]):
        event = settled(http, event_id)
        assert (event["status"], event["results"][0]["data"]) == ("SUCCEEDED", {"memory": "I like tea"})
        assert event["created_at"] <= event["started_at"] <= event["completed_at"]
    assert http.post("/v3/memories/", json={"filters": {"user_id": "zoë"}}).json()["count"] == 2


@pytest.mark.parametrize("http", [AddPolicy(queue=True)], indirect=True)
def test_who_asks_to_wait_is_answered_when_it_is_done(http: httpx.Client) -> None:
    (item,) = http.post(V1, json={**SAID, "async_mode": False}).json()
    assert (item["event"], item["data"]) == ("ADD", {"memory": "I like tea"})


@pytest.mark.parametrize("http", [AddPolicy(queue=True)], indirect=True)
def test_what_cannot_be_read_is_refused_before_it_is_queued(http: httpx.Client) -> None:
    assert http.post(V3, json={"messages": "x"}).status_code == 400
    assert http.get("/v1/events/").json()["count"] == 0


@pytest.mark.parametrize("http", [AddPolicy(infer="refuse")], indirect=True)
@pytest.mark.parametrize("path", [V3, V1])
def test_learning_may_be_refused(http: httpx.Client, path: str) -> None:
    for infer in (True, None):
        answer = http.post(path, json={**SAID, "infer": infer})
        assert (answer.status_code, answer.json()["error"]) == (400, "400 Bad Request")
        assert "Send infer: false" in answer.json()["details"]["message"]
    assert http.post(path, json={**SAID, "infer": False}).status_code == 200
    assert http.post("/v3/memories/", json={"filters": {"user_id": "zoë"}}).json()["count"] == 1


async def test_the_end_of_the_server_waits_for_what_is_queued(tmp_path: Path) -> None:
    adapter = LocalAdapter.open(tmp_path / "a.db")
    app = create_app(adapter, policy=AddPolicy(queue=True))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(base_url="http://localhost", transport=transport) as http,
    ):
        for _ in range(50):
            assert (await http.post(V3, json=SAID)).json()["status"] == "PENDING"
    assert await adapter.count(MemoryQuery()) == 50
    await adapter.close()


async def test_the_queue_keeps_its_order_and_its_bound() -> None:
    work, goes_on, done = Work(), asyncio.Event(), list[int]()
    events = Events(work)

    async def queue(number: int) -> None:
        async def piece(results: Results) -> None:
            await goes_on.wait()
            done.append(number)

        await events.later("ADD", {}, piece)

    for number in range(MOST_WAITING):
        await queue(number)
    late = asyncio.create_task(queue(MOST_WAITING))
    await asyncio.sleep(0)
    assert not late.done()
    goes_on.set()
    await late
    await work.settle()
    assert done == list(range(MOST_WAITING + 1))
    assert len(events.kept()) == MOST_EVENTS


@pytest.mark.parametrize("error", [StoreError("The disk is full."), KeyError("x")])
async def test_what_fails_in_the_queue_is_told_by_its_event(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashes: list[BaseException] = []
    monkeypatch.setattr("memtui.server.events.record_crash", crashes.append)
    work = Work()
    events = Events(work)

    async def fail(results: Results) -> None:
        raise error

    await events.later("ADD", {}, fail)
    await work.settle()
    (event,) = events.kept()
    is_known = isinstance(error, StoreError)
    assert (event.status, event.error) == ("FAILED", str(error) if is_known else None)
    assert crashes == ([] if is_known else [error])
