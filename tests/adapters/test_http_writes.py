"""What changes something is sent once, or not at all."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from memtui.adapters.http import HttpClient
from memtui.adapters.http_retry import RetryPolicy
from memtui.core.errors import (
    RefusedError,
    ServiceError,
    UnreachableError,
    UsageError,
)
from tests.adapters.http_service import OK, Reply, Service, error_of


@pytest.mark.parametrize(
    "bad",
    [*(httpx.Response(status) for status in (408, 500, 502, 503, 504)), httpx.ConnectError("x"),
     httpx.ReadError("x"), httpx.ReadTimeout("x"), httpx.RemoteProtocolError("x")],
)  # fmt: skip
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_writes_are_never_sent_again(bad: Reply, method: str) -> None:
    service = Service(bad)
    await error_of(service, method, json={})
    assert len(service.requests) == 1


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_a_change_that_is_put_off_waits_as_long_as_it_is_asked_to(method: str) -> None:
    service = Service(httpx.Response(429, headers={"Retry-After": "7"}), OK)
    client = service.client()
    assert await client.request(method, "/v1/x/", json={}) == {"ok": True}
    assert (len(service.requests), service.waits) == (2, [7])
    await client.close()


@pytest.mark.parametrize(("method", "times"), [("POST", 1), ("PUT", 3), ("DELETE", 3)])
async def test_a_change_that_is_put_off_for_ever_fails(method: str, times: int) -> None:
    service = Service(httpx.Response(429))
    error = await error_of(service, method, json={})
    assert isinstance(error, ServiceError)
    assert (error.status, len(service.requests)) == (429, times)


async def test_a_change_whose_fate_is_open_after_it_was_put_off_is_not_sent_again() -> None:
    service = Service(httpx.Response(429), httpx.Response(502), OK)
    error = await error_of(service, "DELETE")
    assert isinstance(error, ServiceError)
    assert (error.status, len(service.requests)) == (502, 2)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_read_only_sends_no_change(method: str) -> None:
    service = Service(OK)
    client = service.client(read_only=True)
    with pytest.raises(RefusedError, match="open read-only") as caught:
        await client.request(method, "/v1/memories/x/", json={})
    assert caught.value.exit_code == 4
    assert service.requests == []
    assert await client.request("GET", "/") == {"ok": True}
    assert await client.request("POST", "/", json={}, is_read=True) == {"ok": True}
    await client.close()


@pytest.mark.parametrize(
    "path",
    ["/v1/memories/", "/v1/memories", "/memories", "/memories/", "/memories//", "/entities", "/entities/user",
     "/v2/entities/", "/v2/entities/user/", "/v2/entities/user//", "/v9/memories/"],
)  # fmt: skip
async def test_everything_is_never_deleted(path: str) -> None:
    service = Service(OK)
    client = service.client()
    with pytest.raises(RefusedError, match="could mean every memory"):
        await client.request("DELETE", path)
    assert service.requests == []
    await client.close()


@pytest.mark.parametrize(
    "path", ["/v1/memories/x/", "/memories/x", "/v1/batch/", "/v2/entities/user/memories/"]
)
async def test_one_thing_can_be_deleted_but_by_no_question(path: str) -> None:
    service = Service(OK)
    client = service.client()
    await client.request("DELETE", path)
    with pytest.raises(RefusedError):
        await client.request("DELETE", path, params={"user_id": "alice"})
    assert len(service.requests) == 1
    await client.close()


async def test_one_thing_can_be_deleted_by_a_question_that_names_it() -> None:
    service = Service(OK)
    client = service.client()
    params = {"email": "a@b.example"}
    await client.request("DELETE", "/api/v1/members/", params=params, scoped_by_query=True)
    assert len(service.requests) == 1
    for path in ("/v1/memories/", "/memories", "/v2/entities/user/"):
        with pytest.raises(RefusedError, match="could mean every memory"):
            await client.request("DELETE", path, params={"user_id": "alice"}, scoped_by_query=True)
    assert len(service.requests) == 1
    await client.close()


async def test_a_write_is_waited_for_longer_than_a_read() -> None:
    times: list[Any] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        times.append(request.extensions["timeout"]["read"])
        return OK

    policy = RetryPolicy(deadline=0)
    client = HttpClient("http://h", policy=policy, transport=httpx.MockTransport(answer))
    assert await client.request("PUT", "/v1/x/") == {"ok": True}
    assert times == [None]
    await client.close()


async def test_a_write_that_never_ends_stops_at_its_deadline() -> None:
    async def forever(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    policy = RetryPolicy(write_deadline=0)
    client = HttpClient("http://h", policy=policy, transport=httpx.MockTransport(forever))
    with pytest.raises(UnreachableError, match="did not answer in time"):
        await client.request("POST", "/v1/x/")
    await client.close()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
async def test_a_number_that_json_does_not_know_is_not_sent(number: float) -> None:
    service = Service(OK)
    client = service.client()
    with pytest.raises(UsageError, match="a number that JSON does not know"):
        await client.request("PUT", "/", json={"metadata": {"n": number}})
    assert service.requests == []
    await client.close()
