from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from memtui.adapters.http import MOST_AT_ONCE, HttpClient, segment
from memtui.adapters.http_errors import RAW_LIMIT
from memtui.adapters.http_retry import RetryPolicy
from memtui.core.errors import (
    ServiceError,
    UnauthorizedError,
    UnreachableError,
    UsageError,
)
from memtui.core.profile import Secret
from tests.adapters.http_service import KEY, OK, Reply, Service, error_of


async def test_a_request_as_it_leaves() -> None:
    service = Service(OK)
    client = service.client(base="http://h/prefix/")
    answer = await client.request(
        "POST", "/v3/memories/", params={"page": 1, "page_size": 5}, json={"q": "größe\u2028"}, is_read=True
    )
    assert answer == {"ok": True}
    (request,) = service.requests
    assert str(request.url) == "http://h/prefix/v3/memories/?page=1&page_size=5"
    assert request.headers["authorization"] == f"Token {KEY}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"].startswith("memtui/")
    assert request.content == '{"q":"größe\u2028"}'.encode()
    await client.close()


@pytest.mark.parametrize("key", [None, "", "  "])
async def test_without_a_key_no_key_is_sent(key: str | None) -> None:
    service = Service(OK)
    client = service.client(key)
    await client.request("GET", "/")
    assert "authorization" not in service.requests[0].headers
    await client.close()


async def test_a_key_loses_the_line_break_it_was_read_with() -> None:
    service = Service(OK)
    client = service.client(f"{KEY}\n")
    await client.request("GET", "/")
    assert service.requests[0].headers["authorization"] == f"Token {KEY}"
    await client.close()


@pytest.mark.parametrize("key", ["m0-ä", "m0-a\nb", "m0-a b", "m0-\x00"])
def test_a_key_that_no_header_can_hold(key: str) -> None:
    with pytest.raises(UsageError) as caught:
        Service(OK).client(key)
    assert key not in str(caught.value)


async def test_one_client_for_all_requests_and_a_new_one_after_closing() -> None:
    service = Service(OK)
    client = service.client()
    await client.close()
    await client.request("GET", "/a")
    await client.request("GET", "/b")
    await client.close()
    await client.close()
    assert [request.url.path for request in service.requests] == ["/a", "/b"]


@pytest.mark.parametrize(
    "bad", [httpx.Response(503), httpx.Response(429), httpx.ConnectError("x"), httpx.RemoteProtocolError("x")]
)
@pytest.mark.parametrize(("method", "is_read"), [("GET", False), ("POST", True)])
async def test_reads_are_sent_again(bad: Reply, method: str, is_read: bool) -> None:
    service = Service(bad, bad, OK)
    client = service.client()
    assert await client.request(method, "/", json={}, is_read=is_read) == {"ok": True}
    assert len(service.requests) == 3
    first, second = service.waits
    assert 0.25 <= first <= 0.5 <= second <= 1.0
    await client.close()


@pytest.mark.parametrize("bad", [httpx.Response(503), httpx.ConnectError("x")])
async def test_reads_are_given_up_after_three_times(bad: Reply) -> None:
    service = Service(bad)
    await error_of(service)
    assert len(service.requests) == 3


@pytest.mark.parametrize(
    "bad",
    [
        *(httpx.Response(status) for status in (301, 400, 401, 403, 404, 405, 413, 422, 501)),
        httpx.ReadTimeout("x"),
    ],
)
async def test_what_would_fail_again_is_not_sent_again(bad: Reply) -> None:
    service = Service(bad)
    await error_of(service)
    assert len(service.requests) == 1


async def test_retry_after_is_waited_for() -> None:
    service = Service(httpx.Response(429, headers={"Retry-After": "7"}), OK)
    client = service.client()
    await client.request("GET", "/")
    assert service.waits == [7]
    await client.close()


@pytest.mark.parametrize(("seconds", "waits"), [(60, [60.0]), (3600, [])])
async def test_a_service_that_asks_for_too_long_a_wait_is_not_asked_early(
    seconds: int, waits: list[float]
) -> None:
    service = Service(httpx.Response(429, headers={"Retry-After": str(seconds)}), OK)
    client = service.client()
    if waits:
        await client.request("GET", "/")
    else:
        with pytest.raises(ServiceError) as caught:
            await client.request("GET", "/")
        assert "wait for 3,600 seconds" in caught.value.hint
    assert service.waits == waits
    await client.close()


async def test_waiting_stops_at_the_deadline() -> None:
    service = Service(httpx.Response(429, headers={"Retry-After": "7"}))
    client = service.client(deadline=10)
    with pytest.raises(ServiceError, match="fewer requests"):
        await client.request("GET", "/")
    assert service.waits == [7]
    await client.close()


async def test_an_answer_that_never_ends_stops_at_the_deadline() -> None:
    async def forever(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    client = HttpClient("http://h", policy=RetryPolicy(deadline=0), transport=httpx.MockTransport(forever))
    with pytest.raises(UnreachableError, match="did not answer in time"):
        await client.request("GET", "/")
    await client.close()


async def test_the_key_never_leaves_an_error() -> None:
    body = "x" * (RAW_LIMIT - 5) + KEY
    service = Service(httpx.Response(401, text=json.dumps({"detail": f"Invalid key {KEY} {body}"})))
    error = await error_of(service)
    assert isinstance(error, UnauthorizedError)
    assert KEY not in str(error)
    assert "[key]" in error.message
    assert KEY[:6] not in error.raw


async def test_a_key_that_was_replaced_is_kept_secret_too() -> None:
    service = Service(httpx.Response(400, json={"detail": f"{KEY} and m0-new"}))
    client = service.client()
    client.use_key(Secret("m0-new "))
    with pytest.raises(ServiceError) as caught:
        await client.request("GET", "/")
    assert service.requests[0].headers["authorization"] == "Token m0-new"
    assert "[key] and [key]" in caught.value.message
    client.use_key(None)
    with pytest.raises(ServiceError):
        await client.request("GET", "/")
    assert "authorization" not in service.requests[1].headers
    with pytest.raises(UsageError):
        client.use_key(Secret("a b"))
    await client.close()


async def test_a_question_that_is_too_long_for_an_address() -> None:
    service = Service(OK)
    client = service.client()
    with pytest.raises(UsageError, match="too long"):
        await client.request("GET", "/", params={"user_id": "x" * 70_000})
    assert service.requests == []
    await client.close()


async def test_text_that_cannot_be_sent_is_said_so() -> None:
    client = Service(OK).client()
    with pytest.raises(UsageError, match="not text"):
        await client.request("POST", "/", json={"query": "\udc80"})
    with pytest.raises(UsageError, match="not text"):
        await client.request("GET", "/", params={"user_id": "\udc80"})
    with pytest.raises(UsageError, match="not text"):
        segment("\udc80")
    await client.close()


async def test_a_proxy_that_cannot_be_used_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "nonsense://u:secret@x")
    with pytest.raises(UsageError) as caught:
        await HttpClient("http://127.0.0.1:1").request("GET", "/")
    assert "HTTP_PROXY" in caught.value.hint
    assert "secret" not in str(caught.value)


async def test_few_requests_are_in_flight_at_once() -> None:
    running, most = 0, 0

    async def answer(request: httpx.Request) -> httpx.Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        for _ in range(50):
            await asyncio.sleep(0)
        running -= 1
        return httpx.Response(200, json=1)

    client = HttpClient("http://h", transport=httpx.MockTransport(answer))
    await asyncio.gather(*(client.request("GET", "/") for _ in range(20)))
    assert most == MOST_AT_ONCE
    await client.close()


async def test_a_cancelled_request_gives_its_turn_back() -> None:
    stuck = asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/stuck":
            stuck.set()
            await asyncio.Event().wait()
        return httpx.Response(200, json=1)

    client = HttpClient("http://h", transport=httpx.MockTransport(answer))
    for _ in range(MOST_AT_ONCE + 1):
        stuck.clear()
        task = asyncio.create_task(client.request("GET", "/stuck"))
        await stuck.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await client.request("GET", "/") == 1
    await client.close()
