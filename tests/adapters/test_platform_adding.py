"""Adding to the Platform: what is sent, every shape of what comes back, and what is followed afterwards."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from memtui.adapters.base import AddOutcome, WriteSupport
from memtui.adapters.platform.adding import add_body, answered
from memtui.adapters.platform.writing import WRITES
from memtui.core.changes import AddedMemory, NewMemory
from memtui.core.errors import (
    DataError,
    MemtuiError,
    NotFoundError,
    RefusedError,
    ServiceError,
    UnauthorizedError,
    UsageError,
)
from tests.adapters.platform_service import ID, Service

ADD, OLD_ADD, EVENT = "POST /v3/memories/add/", "POST /v1/memories/", "GET /v1/event/ev-1/"
TEA = NewMemory("I like tea", user_id="alice")
MADE = AddedMemory(ID, "ADD", "I like tea")
RESULT = {"id": ID, "event": "ADD", "data": {"memory": "I like tea"}}
PENDING = {"message": "queued for background execution", "status": "PENDING", "event_id": "ev-1"}


async def outcome(service: Service, new: NewMemory = TEA) -> AddOutcome:
    async with service.adapter() as adapter:
        return await adapter.add(new)


async def sent(new: NewMemory) -> Any:
    service = Service().on(ADD, {"message": "ok"})
    await outcome(service, new)
    assert len(service.asked) == 1
    return service.bodies[0]


# What is sent


async def test_the_least_that_is_sent() -> None:
    assert await sent(TEA) == {
        "messages": [{"role": "user", "content": "I like tea"}], "user_id": "alice", "infer": False,
    }  # fmt: skip


async def test_all_that_can_be_sent() -> None:
    talk = ({"role": "user", "content": "Tea?"}, {"role": "assistant", "content": "Yes"})
    new = NewMemory(
        "x", "u/1 ü", "bot", "web", "run", {"k": [1, {"n": None}]}, ("drinks",), "2030-01-31T00:00:00Z",
        immutable=True, input=talk, infer=True, options={"includes": "tea", "timestamp": 1736942400},
    )  # fmt: skip
    assert await sent(new) == {
        "messages": [dict(message) for message in talk],
        "user_id": "u/1 ü", "agent_id": "bot", "app_id": "web", "run_id": "run",
        "infer": True, "includes": "tea", "timestamp": 1736942400,
        "metadata": {"k": [1, {"n": None}]}, "expiration_date": "2030-01-31", "immutable": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        (NewMemory("tea"), UsageError),
        (NewMemory("tea", user_id=""), RefusedError),
        (NewMemory("tea", user_id=" "), RefusedError),
        (NewMemory("tea", user_id="*"), RefusedError),
        (NewMemory("tea", user_id="alice", run_id="*"), RefusedError),
        (NewMemory("tea", agent_id=".."), RefusedError),
        (NewMemory("", user_id="alice"), DataError),
        (NewMemory(" \n", user_id="alice", infer=True), DataError),
        (NewMemory("tea", user_id="alice", options={"user_id": "*"}), UsageError),
        (NewMemory("tea", user_id="alice", options={"categories": ["x"]}), UsageError),
        (NewMemory("tea", user_id="alice", options={"messages": []}), UsageError),
        (NewMemory("tea \udc80", user_id="alice"), UsageError),
        (NewMemory("tea", user_id="alice", metadata={"n": float("nan")}), UsageError),
    ],
)
async def test_what_is_not_sent(new: NewMemory, kind: type[MemtuiError]) -> None:
    service = Service().on(ADD, {"message": "ok"})
    with pytest.raises(kind):
        await outcome(service, new)
    assert service.asked == []


async def test_every_option_is_explained_and_sent() -> None:
    for name, words in WRITES.add_options.items():
        assert words
        assert (await sent(NewMemory("x", user_id="a", options={name: 1})))[name] == 1


def test_a_service_that_knows_less_is_told_so() -> None:
    least = WriteSupport(
        max_batch=1, restores=False, merges_metadata=False, dedupes=False, edits_categories=False,
        has_entities=False, infers=False, takes_immutable=False, scope_fields=("user_id",),
    )  # fmt: skip
    assert "immutable" not in add_body(TEA, least)
    for new, word in (
        (NewMemory("x", user_id="a", immutable=True), "immutable"),
        (NewMemory("x", user_id="a", app_id="b"), "app_id"),
        (NewMemory("x", user_id="a", options={"prompt": "x"}), "prompt"),
    ):
        with pytest.raises(UsageError, match=word):
            add_body(new, least)


# Versions


async def test_the_older_route_is_taken_where_the_newer_is_missing() -> None:
    service = Service().on(OLD_ADD, [RESULT])
    async with service.adapter() as adapter:
        assert (await adapter.add(TEA)).results == (MADE,)
        assert (await adapter.add(TEA)).results == (MADE,)
    assert service.asked == [ADD, OLD_ADD, OLD_ADD]
    assert service.bodies[0] == service.bodies[1]


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(400, json={"error": "400 Bad Request", "details": {"message": "Invalid input data."}}),
        httpx.Response(401, json={"detail": "Invalid API key."}),
        httpx.Response(404, json={"error": "User not found"}),
        httpx.Response(408),
        httpx.Response(429, headers={"Retry-After": "1"}),
        httpx.Response(500, text="<html>"),
        httpx.Response(502),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, text='{"results": ['),
    ],
)
async def test_nothing_else_leads_to_the_older_route_and_nothing_is_sent_twice(
    answer: httpx.Response,
) -> None:
    service = Service().on(ADD, answer).on(OLD_ADD, [RESULT])
    with pytest.raises(MemtuiError):
        await outcome(service)
    assert service.asked == [ADD]


@pytest.mark.parametrize("error", [httpx.ConnectError("x"), httpx.ReadTimeout("x"), httpx.ReadError("x")])
async def test_a_lost_addition_is_not_sent_again(error: httpx.RequestError) -> None:
    def lose(request: httpx.Request) -> None:
        raise error

    service = Service().on(ADD, lose).on(OLD_ADD, [RESULT])
    with pytest.raises(MemtuiError):
        await outcome(service)
    assert service.asked == [ADD]


# What comes back


@pytest.mark.parametrize(
    ("answer", "results"),
    [
        ({"message": "Memories stored successfully", "status": "SUCCEEDED", "results": [RESULT]}, [MADE]),
        ([RESULT], [MADE]),
        (RESULT, [MADE]),
        ({"results": [RESULT], "relations": []}, [MADE]),
        ({"results": {"results": [RESULT]}}, [MADE]),
        ({"results": [{"memory": "Likes tea", "event": "ADD"}]}, [AddedMemory("", "ADD", "Likes tea")]),
        (
            {"results": [{"id": ID, "event": "update", "memory": "b", "previous_memory": "a"}]},
            [AddedMemory(ID, "UPDATE", "b", "a")],
        ),
        ({"results": [{"id": ID, "text": "b", "old_memory": None}]}, [AddedMemory(ID, "ADD", "b")]),
        ({"results": [{"id": ID, "event": "DELETE"}]}, [AddedMemory(ID, "DELETE")]),
        ({"results": [{"id": ID, "event": "NOOP", "memory": "x"}]}, []),
        ({"results": [{"mem0_notice": "claim your key"}, "junk", None, 3, RESULT]}, [MADE]),
        ({"results": []}, []),
        ({"message": "ok"}, []),
        ({}, []),
        ([], []),
        (None, []),
        ("ok", []),
    ],
)
async def test_answers_that_are_all_there_is(answer: Any, results: list[AddedMemory]) -> None:
    service = Service().on(ADD, httpx.Response(204) if answer is None else answer)
    assert await outcome(service) == AddOutcome(tuple(results))
    assert service.asked == [ADD]


@pytest.mark.parametrize(
    "answer", [{"status": "FAILED", "message": "no model"}, [{"status": "Failed", "error": "no model"}]]
)
async def test_an_answer_that_failed_at_once(answer: Any) -> None:
    with pytest.raises(MemtuiError, match="failed: no model"):
        await outcome(Service().on(ADD, answer))


async def test_a_finished_answer_is_not_followed() -> None:
    service = Service().on(ADD, {"status": "succeeded", "event_id": "ev-1", "results": [RESULT]})
    assert await outcome(service) == AddOutcome((MADE,), "ev-1")
    assert service.asked == [ADD]


@pytest.mark.parametrize(
    "answer",
    [
        PENDING,
        {"event_id": "ev-1", "status": "Pending"},
        {"event_id": "ev-1"},
        [PENDING],
        {"results": [PENDING], "relations": []},
        {"event_id": "ev-1", "status": "SOMETHING NEW"},
    ],
)
async def test_what_goes_on_is_followed(answer: Any) -> None:
    states = ["PENDING", "Running", "processing", "weird", None, "Succeeded"]

    def event(request: httpx.Request) -> Any:
        state = states.pop(0)
        return {"id": "ev-1", "status": state, "results": [] if states else [{**RESULT, "user_id": "alice"}]}

    service = Service().on(ADD, answer).on(EVENT, event)
    assert await outcome(service) == AddOutcome((MADE,), "ev-1")
    assert service.asked == [ADD, *[EVENT] * 6]
    assert service.waits == sorted(service.waits)
    assert service.waits[0] == 0.5


async def test_several_events_are_all_followed() -> None:
    service = Service().on(ADD, [PENDING, {**PENDING, "event_id": "ev-2"}, PENDING])
    service.on(EVENT, {"status": "SUCCEEDED", "results": [RESULT]})
    service.on("GET /v1/event/ev-2/", {"status": "SUCCEEDED", "results": [{**RESULT, "id": "other"}]})
    found = await outcome(service)
    assert [result.memory_id for result in found.results] == [ID, "other"]
    assert service.asked == [ADD, EVENT, "GET /v1/event/ev-2/"]


async def test_what_goes_on_too_long_is_pending() -> None:
    service = Service().on(ADD, PENDING).on(EVENT, {"status": "RUNNING"})
    assert await outcome(service) == AddOutcome((), "ev-1", pending=True)
    assert 55 <= sum(service.waits) <= 65
    assert max(service.waits) == 5


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(404, text="<html>"),
        httpx.Response(405),
        httpx.Response(404, json={"error": "Event not found or you don't have permission to access it."}),
        httpx.Response(401, json={"detail": "no"}),
        httpx.Response(503),
        httpx.Response(200, text="<html>"),
    ],
)
async def test_an_event_that_cannot_be_asked_for_is_pending(answer: httpx.Response) -> None:
    service = Service().on(ADD, PENDING).on(EVENT, answer)
    assert await outcome(service) == AddOutcome((), "ev-1", pending=True)
    assert service.asked.count(ADD) == 1


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ({"status": "FAILED", "error": "quota\x1b exceeded"}, "failed: quota^[ exceeded"),
        ({"status": "failed", "error": {"message": "no model"}}, "failed: no model"),
        ({"status": "Failed", "error": None}, "took it on and failed."),
    ],
)
async def test_what_fails_says_why(event: Any, words: str) -> None:
    with pytest.raises(MemtuiError) as caught:
        await outcome(Service().on(ADD, PENDING).on(EVENT, event))
    assert words in str(caught.value)
    assert not isinstance(caught.value, ServiceError | NotFoundError | UnauthorizedError)


async def test_missing_ids_are_looked_for_in_the_event() -> None:
    said = {"status": "SUCCEEDED", "event_id": "ev-1", "results": [{"memory": "I like tea", "event": "ADD"}]}
    done = {"status": "SUCCEEDED", "results": [RESULT]}
    assert await outcome(Service().on(ADD, said).on(EVENT, done)) == AddOutcome((MADE,), "ev-1")
    nameless = AddOutcome((AddedMemory("", "ADD", "I like tea"),), "ev-1")
    assert await outcome(Service().on(ADD, said)) == nameless
    assert await outcome(Service().on(ADD, said).on(EVENT, {"status": "SUCCEEDED"})) == nameless


async def test_a_cancelled_wait_is_cancelled() -> None:
    reached = asyncio.Event()

    async def event(request: httpx.Request) -> Any:
        reached.set()
        await asyncio.Event().wait()

    async with Service().on(ADD, PENDING).on(EVENT, event).adapter() as adapter:
        task = asyncio.create_task(adapter.add(TEA))
        await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def test_a_number_is_followed_until_everything_has_succeeded() -> None:
    both = answered([{"status": "SUCCEEDED", "event_id": "a"}, {"status": "PENDING", "event_id": "b"}])
    assert (both.event_ids, both.is_over) == (("a", "b"), False)
    assert answered({"status": "SUCCEEDED", "event_id": "a"}).is_over
