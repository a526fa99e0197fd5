"""Many memories of the Platform at once: batches, what they cannot say, and single calls instead."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from memtui.adapters.http import MOST_AT_ONCE
from memtui.adapters.http_errors import MissingRouteError
from memtui.core.changes import MemoryEdit
from memtui.core.errors import (
    ImmutableMemoryError,
    MemtuiError,
    NotFoundError,
    RefusedError,
    ServiceError,
    UnauthorizedError,
    UnreachableError,
)
from tests.adapters.platform_changes import TEXT, A, B, C
from tests.adapters.platform_service import Service, row

DELETE, UPDATE = "DELETE /v1/batch/", "PUT /v1/batch/"
OK = {"message": "Successfully deleted 3 memories"}
GONE = httpx.Response(404, json={"error": "Memory not found!"})
NEWER = {"memories": [{"memory_id": A}, {"memory_id": B}, {"memory_id": C}]}
OLDER = {"memory_ids": [A, B, C]}
SINGLES = {f"DELETE /v1/memories/{one}/" for one in (A, B, C)}
EXPIRES = MemoryEdit(expiration_date="2030-01-31")


def with_singles(service: Service, count: int = 3, **answers: Any) -> Service:
    """The routes of single memories; `answers` by number, as `_1`."""
    for number in range(count):
        for method in ("PUT", "DELETE"):
            service.on(f"{method} /v1/memories/{row(number)['id']}/", answers.get(f"_{number}", {"ok": 1}))
    return service


async def deleted(service: Service, *ids: str) -> dict[str, MemtuiError]:
    async with service.adapter() as adapter:
        return await adapter.delete_many(ids or (A, B, C))


async def updated(service: Service, *edits: tuple[str, MemoryEdit]) -> dict[str, MemtuiError]:
    async with service.adapter() as adapter:
        return await adapter.update_many(edits)


# Deleting


async def test_a_batch_is_deleted_in_one_request() -> None:
    service = Service().on(DELETE, OK)
    assert await deleted(service) == {}
    assert service.changes() == [(DELETE, NEWER)]


async def test_a_thousand_are_one_request() -> None:
    service = Service().on(DELETE, OK)
    ids = [row(number)["id"] for number in range(1000)]
    assert await deleted(service, *ids) == {}
    assert len(service.asked) == 1
    assert [item["memory_id"] for item in service.bodies[0]["memories"]] == ids


async def test_one_memory_is_deleted_by_itself() -> None:
    service = with_singles(Service())
    assert await deleted(service, A) == {}
    assert service.asked == [f"DELETE /v1/memories/{A}/"]


def only(key: str, refusal: httpx.Response) -> Any:
    """A batch route that knows only one body."""

    def answer(request: httpx.Request) -> Any:
        return OK if key in json.loads(request.content) else refusal

    return answer


@pytest.mark.parametrize(
    "refusal",
    [
        httpx.Response(400, json={"error": "memory_ids is required"}),
        httpx.Response(400, json={"memory_ids": ["This field is required."]}),
        httpx.Response(422, json={"detail": [{"loc": ["body", "memory_ids"], "msg": "Field required"}]}),
        httpx.Response(400, json={"error": "Expected a list of ids"}),
    ],
)
async def test_the_older_body_is_kept_once_it_is_found(refusal: httpx.Response) -> None:
    service = Service().on(DELETE, only("memory_ids", refusal))
    async with service.adapter() as adapter:
        assert await adapter.delete_many([A, B, C]) == {}
        assert await adapter.delete_many([A, B, C]) == {}
    assert service.changes() == [(DELETE, NEWER), (DELETE, OLDER), (DELETE, OLDER)]


async def test_single_calls_are_kept_where_no_body_is_known() -> None:
    refusal = httpx.Response(400, json={"error": "A list of things is required"})
    service = with_singles(Service().on(DELETE, refusal))
    async with service.adapter() as adapter:
        assert await adapter.delete_many([A, B, C]) == {}
        assert service.changes()[:2] == [(DELETE, NEWER), (DELETE, OLDER)]
        assert set(service.asked[2:]) == SINGLES
        assert await adapter.delete_many([A, B, C]) == {}
    assert service.asked.count(DELETE) == 2


@pytest.mark.parametrize("status", [404, 405])
async def test_single_calls_are_kept_where_the_route_is_missing(status: int) -> None:
    service = with_singles(Service().on(DELETE, httpx.Response(status, text="<html>")))
    async with service.adapter() as adapter:
        assert await adapter.delete_many([A, B, C]) == {}
        assert await adapter.delete_many([A, B, C]) == {}
    assert [question for question, _ in service.changes()].count(DELETE) == 1
    assert {question for question, _ in service.changes()} == {DELETE, *SINGLES}


@pytest.mark.parametrize(
    "refusal", [GONE, httpx.Response(400, json={"error": "memory_id should be a valid UUID"})]
)
async def test_one_bad_id_is_found_out_by_single_calls_and_batches_go_on(refusal: httpx.Response) -> None:
    service = with_singles(Service().on(DELETE, refusal), _1=GONE)
    async with service.adapter() as adapter:
        failures = await adapter.delete_many([A, B, C])
        assert list(failures) == [B]
        assert isinstance(failures[B], NotFoundError)
        service.on(DELETE, OK)
        assert await adapter.delete_many([A, B, C]) == {}
    assert service.changes()[-1] == (DELETE, NEWER)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.Response(401), UnauthorizedError),
        (httpx.Response(413), ServiceError),
        (httpx.Response(500), ServiceError),
        (httpx.Response(504, text="<html>"), ServiceError),
    ],
)
async def test_what_happens_to_all_is_raised(answer: httpx.Response, kind: type[MemtuiError]) -> None:
    service = with_singles(Service().on(DELETE, answer).on(UPDATE, answer))
    with pytest.raises(kind):
        await deleted(service)
    with pytest.raises(kind):
        await updated(service, (A, TEXT), (B, TEXT), (C, EXPIRES))
    assert service.asked == [DELETE, UPDATE]


async def test_a_batch_that_is_put_off_waits() -> None:
    answers = [httpx.Response(429, headers={"Retry-After": "9"}), httpx.Response(200, json=OK)]
    service = Service().on(DELETE, lambda _: answers.pop(0))
    assert await deleted(service) == {}
    assert service.waits == [9]


async def test_a_lost_batch_is_not_sent_again() -> None:
    def lose(request: httpx.Request) -> None:
        raise httpx.ReadTimeout("x")

    service = with_singles(Service().on(DELETE, lose))
    with pytest.raises(UnreachableError):
        await deleted(service)
    assert service.asked == [DELETE]


async def test_no_route_at_all() -> None:
    none = httpx.Response(405)
    service = with_singles(Service().on(DELETE, none), _0=none, _1=none, _2=none)
    with pytest.raises(MissingRouteError):
        await deleted(service)


async def test_single_calls_are_few_at_a_time() -> None:
    running = most = 0

    async def slow(request: httpx.Request) -> Any:
        nonlocal running, most
        running += 1
        most = max(most, running)
        for _ in range(20):
            await asyncio.sleep(0)
        running -= 1
        return {}

    service = Service().on(DELETE, httpx.Response(405))
    for number in range(20):
        service.on(f"DELETE /v1/memories/{row(number)['id']}/", slow)
    assert await deleted(service, *[row(number)["id"] for number in range(20)]) == {}
    assert most == MOST_AT_ONCE


# Changing


async def test_texts_and_metadata_are_one_request() -> None:
    service = Service().on(UPDATE, OK)
    edits = [
        (A, TEXT), (B, MemoryEdit(metadata=None)), (C, MemoryEdit(memory="c", metadata={"k": {"a": 1}})),
    ]  # fmt: skip
    assert await updated(service, *edits) == {}
    memories = [
        {"memory_id": A, "text": "b"},
        {"memory_id": B, "metadata": {}},
        {"memory_id": C, "text": "c", "metadata": {"k": {"a": 1}}},
    ]
    assert service.changes() == [(UPDATE, {"memories": memories})]


async def test_expiration_dates_are_sent_one_by_one() -> None:
    service = with_singles(Service().on(UPDATE, OK))
    both = MemoryEdit(memory="c", expiration_date=None)
    more = row(3)["id"]
    assert await updated(service, (A, TEXT), (B, EXPIRES), (more, TEXT), (C, both)) == {}
    assert service.changes()[0] == (
        UPDATE, {"memories": [{"memory_id": A, "text": "b"}, {"memory_id": more, "text": "b"}]},
    )  # fmt: skip
    assert sorted(service.changes()[1:]) == [
        (f"PUT /v1/memories/{B}/", {"expiration_date": "2030-01-31"}),
        (f"PUT /v1/memories/{C}/", {"text": "c", "expiration_date": None}),
    ]


async def test_what_cannot_be_edited_keeps_nothing_else_from_it() -> None:
    service = Service().on(UPDATE, OK)
    failures = await updated(service, (A, TEXT), (B, MemoryEdit(categories=("x",))), (C, TEXT))
    assert list(failures) == [B]
    assert isinstance(failures[B], RefusedError)
    assert [item["memory_id"] for item in service.bodies[0]["memories"]] == [A, C]


@pytest.mark.parametrize("status", [400, 403, 409])
async def test_an_immutable_memory_is_found_out_by_single_calls(status: int) -> None:
    refusal = httpx.Response(status, json={"error": f"Memory {B} is immutable."})
    service = with_singles(Service().on(UPDATE, refusal), _1=refusal)
    failures = await updated(service, (A, TEXT), (B, TEXT), (C, TEXT))
    assert list(failures) == [B]
    assert isinstance(failures[B], ImmutableMemoryError)


async def test_no_batches_of_updates() -> None:
    service = with_singles(Service().on(UPDATE, httpx.Response(405)))
    async with service.adapter() as adapter:
        assert await adapter.update_many([(A, TEXT), (B, EXPIRES), (C, TEXT)]) == {}
        assert await adapter.update_many([(A, TEXT), (B, TEXT)]) == {}
    assert [question for question, _ in service.changes()].count(UPDATE) == 1
    assert len(service.changes()) == 6


async def test_what_fails_after_the_batch_is_told_by_memory() -> None:
    refusal = httpx.Response(401, json={"detail": "no"})
    service = with_singles(Service().on(UPDATE, OK), _2=refusal)
    failures = await updated(service, (A, TEXT), (B, TEXT), (C, EXPIRES))
    assert list(failures) == [C]
    assert isinstance(failures[C], UnauthorizedError)


async def test_what_is_lost_after_the_batch_is_raised() -> None:
    service = with_singles(Service().on(UPDATE, OK), _2=httpx.Response(502))
    with pytest.raises(ServiceError, match="status 502"):
        await updated(service, (A, TEXT), (B, TEXT), (C, EXPIRES))
