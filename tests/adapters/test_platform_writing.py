"""Changing the Platform, one thing at a time."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from memtui.adapters.http_errors import MissingRouteError
from memtui.adapters.platform.self_hosted import SelfHostedServerError
from memtui.core.changes import MemoryEdit
from memtui.core.errors import (
    DataError,
    ImmutableMemoryError,
    MemtuiError,
    NotFoundError,
    RefusedError,
    ServiceError,
    UsageError,
)
from tests.adapters.platform_changes import CHANGES, TEXT, Anything
from tests.adapters.platform_service import ID, Service, row

ONE = f"/v1/memories/{ID}/"
DONE = {"message": "Memory deleted successfully!"}
GONE = httpx.Response(404, json={"error": "Memory not found!"})
NO_ROUTE = httpx.Response(404, json={"detail": "Not found."})


# One memory


@pytest.mark.parametrize(
    ("edit", "body"),
    [
        (MemoryEdit(memory="größe\u2028"), {"text": "größe\u2028"}),
        (MemoryEdit(metadata={"a": {"b": [1]}}), {"metadata": {"a": {"b": [1]}}}),
        (MemoryEdit(metadata=None), {"metadata": {}}),
        (MemoryEdit(metadata={}), {"metadata": {}}),
        (MemoryEdit(expiration_date=None), {"expiration_date": None}),
        (MemoryEdit(expiration_date="2030-01-31"), {"expiration_date": "2030-01-31"}),
        (MemoryEdit(expiration_date="2030-01-31T10:00:00Z"), {"expiration_date": "2030-01-31"}),
        (
            MemoryEdit(memory="b", metadata={"k": 1}, expiration_date=None),
            {"text": "b", "metadata": {"k": 1}, "expiration_date": None},
        ),
    ],
)
async def test_an_update_sends_what_the_edit_touches(edit: MemoryEdit, body: Any) -> None:
    service = Service().on(f"PUT {ONE}", {"id": ID, "text": "b"})
    async with service.adapter() as adapter:
        await adapter.update(ID, edit)
    assert service.changes() == [(f"PUT {ONE}", body)]


@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        (MemoryEdit(categories=("a",)), RefusedError),
        (MemoryEdit(categories=None, memory="b"), RefusedError),
        (MemoryEdit(memory=""), DataError),
        (MemoryEdit(memory=" \n"), DataError),
        (MemoryEdit(memory="\udc80"), UsageError),
    ],
)
async def test_an_update_that_is_not_sent(edit: MemoryEdit, kind: type[MemtuiError]) -> None:
    service = Service().on(f"PUT {ONE}", {})
    async with service.adapter() as adapter:
        with pytest.raises(kind):
            await adapter.update(ID, edit)
        failures = await adapter.update_many([(ID, edit)])
        assert isinstance(failures[ID], kind)
    assert service.asked == []


@pytest.mark.parametrize("status", [400, 403, 405, 409, 422])
async def test_an_immutable_memory(status: int) -> None:
    refusal = httpx.Response(status, json={"error": "Immutable memories cannot be updated."})
    async with Service().on(f"PUT {ONE}", refusal).adapter() as adapter:
        with pytest.raises(ImmutableMemoryError):
            await adapter.update(ID, TEXT)


async def test_a_server_that_fails_on_an_immutable_memory_is_no_answer() -> None:
    async with Service().on(f"PUT {ONE}", httpx.Response(500, text="immutable")).adapter() as adapter:
        with pytest.raises(ServiceError, match="status 500"):
            await adapter.update(ID, TEXT)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json=DONE),
        httpx.Response(200, json={**DONE, "cascade_count": 0}),
        httpx.Response(204),
        httpx.Response(200),
        httpx.Response(202, text="Deleted"),
        httpx.Response(200, text="<html>"),
    ],
)
async def test_any_good_answer_is_a_deletion(answer: httpx.Response) -> None:
    service = Service().on(f"DELETE {ONE}", answer)
    async with service.adapter() as adapter:
        await adapter.delete(ID)
    assert service.changes() == [(f"DELETE {ONE}", None)]


@pytest.mark.parametrize(
    "answer",
    [
        GONE,
        httpx.Response(404, json={"detail": "No Memory matches the given query."}),
        httpx.Response(400, json={"error": "memory_id should be a valid UUID"}),
    ],
)
async def test_a_memory_that_is_not_there(answer: httpx.Response) -> None:
    service = Service().on(f"DELETE {ONE}", answer).on(f"PUT {ONE}", answer)
    async with service.adapter() as adapter:
        with pytest.raises(NotFoundError):
            await adapter.delete(ID)
        with pytest.raises(NotFoundError):
            await adapter.update(ID, TEXT)
    assert len(service.asked) == 2


@pytest.mark.parametrize("look", [GONE, NO_ROUTE])
async def test_a_404_that_says_nothing_is_a_memory_that_is_not_there(look: httpx.Response) -> None:
    service = Service().on(f"DELETE {ONE}", NO_ROUTE).on(f"GET {ONE}", look)
    async with service.adapter() as adapter:
        with pytest.raises(NotFoundError):
            await adapter.delete(ID)
    assert service.changes() == [(f"DELETE {ONE}", None)]


@pytest.mark.parametrize("status", [404, 405])
async def test_a_route_that_is_missing_is_no_memory_that_is_missing(status: int) -> None:
    refusal = httpx.Response(status, json={"detail": "Not here."})
    service = Service().on(f"DELETE {ONE}", refusal).on(f"GET {ONE}", row(1))
    async with service.adapter() as adapter:
        with pytest.raises(MissingRouteError):
            await adapter.delete(ID)


async def test_a_self_hosted_server_is_never_told_that_a_memory_is_gone() -> None:
    service = Service().on("GET /auth/setup-status", {"needsSetup": False})
    async with service.adapter() as adapter:
        for number in range(len(CHANGES)):
            with pytest.raises((SelfHostedServerError, RefusedError)):
                await CHANGES[number](adapter)
    assert {question.split("/")[1] for question, _ in service.changes()} <= {"v1", "v2", "v3"}


async def test_odd_ids_are_one_segment() -> None:
    service = Anything()
    async with service.adapter() as adapter:
        await adapter.delete("a b?c#d%2F")
        await adapter.delete_entity("user", "a/b ü*")
    assert service.raw[0] == "DELETE /v1/memories/a%20b%3Fc%23d%252F/"
    assert service.raw[1] == "DELETE /v2/entities/user/a%2Fb%20%C3%BC%2A/"


# Entities

ALICE_ENTITY = "DELETE /v2/entities/user/alice/"
EVENT = "GET /v1/event/ev-1/"
STARTED = {"message": "Delete in progress. This may take some time.", "event_id": "ev-1"}


async def test_an_entity_is_deleted_and_waited_for() -> None:
    states = ["PENDING", "RUNNING", "Succeeded"]
    service = Service().on(ALICE_ENTITY, STARTED).on(EVENT, lambda _: {"status": states.pop(0)})
    async with service.adapter() as adapter:
        await adapter.delete_entity("user", "alice")
    assert service.asked == [ALICE_ENTITY, EVENT, EVENT, EVENT]


@pytest.mark.parametrize(
    "answer",
    [httpx.Response(204), {"message": "Entity deleted"}, {"event_id": "ev-1", "status": "SUCCEEDED"}],
)
async def test_an_entity_that_is_gone_at_once(answer: Any) -> None:
    service = Service().on(ALICE_ENTITY, answer)
    async with service.adapter() as adapter:
        await adapter.delete_entity("user", "alice")
    assert service.asked == [ALICE_ENTITY]


async def test_an_entity_that_takes_too_long() -> None:
    service = Service().on(ALICE_ENTITY, STARTED).on(EVENT, {"status": "RUNNING"})
    async with service.adapter() as adapter:
        with pytest.raises(MemtuiError, match="still deleting the user 'alice'"):
            await adapter.delete_entity("user", "alice")
    assert 115 <= sum(service.waits) <= 125


@pytest.mark.parametrize("answer", [NO_ROUTE, httpx.Response(503), httpx.Response(401)])
async def test_an_entity_whose_end_cannot_be_asked_for(answer: httpx.Response) -> None:
    async with Service().on(ALICE_ENTITY, STARTED).on(EVENT, answer).adapter() as adapter:
        with pytest.raises(MemtuiError, match="still deleting") as caught:
            await adapter.delete_entity("user", "alice")
    assert not isinstance(caught.value, ServiceError)


async def test_an_entity_that_stays() -> None:
    service = Service().on(ALICE_ENTITY, STARTED).on(EVENT, {"status": "FAILED", "error": "locked"})
    async with service.adapter() as adapter:
        with pytest.raises(MemtuiError, match="failed: locked"):
            await adapter.delete_entity("user", "alice")


async def test_an_entity_that_is_not_there() -> None:
    service = Service().on(ALICE_ENTITY, httpx.Response(404, json={"error": "Entity not found"}))
    async with service.adapter() as adapter:
        with pytest.raises(NotFoundError):
            await adapter.delete_entity("user", "alice")
