"""What is kept of the requests that were sent."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

import httpx
import pytest

from memtui.adapters.http_log import KEPT, RequestLog
from memtui.core.errors import MemtuiError, RefusedError, UsageError
from memtui.core.sent_requests import SentRequest
from memtui.core.times import utc_now
from tests.adapters.http_service import KEY, OK, Reply, Service

NUMBERED = httpx.Response(503, headers={"X-Request-ID": "r-1"})


async def row_of(*replies: Reply) -> SentRequest:
    """The row of one request, however it ends."""
    client = Service(*replies).client()
    with suppress(MemtuiError):
        await client.request("GET", "/v1/x/")
    (row,) = client.sent_requests()
    await client.close()
    assert utc_now() - row.at < timedelta(minutes=1)
    assert row.milliseconds >= 0
    return row


async def test_an_answer() -> None:
    row = await row_of(httpx.Response(200, json={}, headers={"X-Request-ID": "r-9"}))
    assert (row.method, row.path, row.status) == ("GET", "/v1/x/", 200)
    assert (row.request_id, row.retries, row.failure) == ("r-9", 0, "")


@pytest.mark.parametrize(
    ("replies", "status", "request_id", "retries", "failure"),
    [
        ((NUMBERED, NUMBERED, OK), 200, None, 2, ""),
        ((NUMBERED,), 503, "r-1", 2, ""),
        ((NUMBERED, httpx.ConnectError("x")), None, None, 2, "no connection"),
        ((httpx.ConnectError("x"), OK), 200, None, 1, ""),
        ((httpx.ReadTimeout("x"),), None, None, 0, "no answer in time"),
        ((httpx.ReadError("x"),), None, None, 2, "broken off"),
        ((httpx.Response(401),), 401, None, 0, ""),
        ((httpx.Response(200, text="<html>"),), 200, None, 0, "unreadable"),
        ((httpx.Response(302, headers={"Location": "/"}),), 302, None, 0, ""),
    ],
)
async def test_one_row_for_all_attempts(
    replies: tuple[Reply, ...], status: int | None, request_id: str | None, retries: int, failure: str
) -> None:
    row = await row_of(*replies)
    assert (row.status, row.request_id) == (status, request_id)
    assert (row.retries, row.failure) == (retries, failure)


async def test_no_key_no_body_and_no_parameters() -> None:
    client = Service(
        httpx.Response(400, text=KEY, headers={"X-Request-ID": "a\x1b[31m" + "b" * 900})
    ).client()
    with pytest.raises(MemtuiError):
        await client.request("POST", f"/v1/{KEY}/?a=b", params={"user_id": "alice"}, json={"text": "tea"})
    (row,) = client.sent_requests()
    await client.close()
    assert row.path == "/v1/[key]/"
    assert row.request_id is not None and row.request_id.startswith("a^[[31mbb") and len(row.request_id) < 120
    assert not any(secret in repr(row) for secret in (KEY, "alice", "tea"))


async def test_what_was_never_sent_is_not_there() -> None:
    client = Service(OK).client(read_only=True)
    with pytest.raises(RefusedError):
        await client.request("PUT", "/v1/x/")
    with pytest.raises(UsageError):
        await client.request("GET", "/v1/x/", params={"user_id": "\udc80"})
    assert client.sent_requests() == ()
    await client.close()


async def test_what_was_cancelled_is_there_if_it_was_sent() -> None:
    begun = asyncio.Event()

    class Slow(Service):
        async def answer(self, request: httpx.Request) -> httpx.Response:
            begun.set()
            await asyncio.Event().wait()
            return OK

    client = Slow().client()
    task = asyncio.create_task(client.request("POST", "/v1/x/", json={}))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    task = asyncio.create_task(client.request("GET", "/v1/never/"))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (row,) = client.sent_requests()
    assert (row.method, row.path, row.status, row.failure) == ("POST", "/v1/x/", None, "cancelled")
    await client.close()


async def test_the_newest_first_and_only_the_last() -> None:
    log = RequestLog()
    for number in range(KEPT + 20):
        with log.recording("GET", f"/{number}") as course:
            course.begin()
    rows = log.newest_first()
    assert [rows[0].path, rows[-1].path, len(rows)] == [f"/{KEPT + 19}", "/20", KEPT]
