from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from memtui.adapters.http import MOST_AT_ONCE, HttpClient, checked_base_url, segment
from memtui.adapters.http_errors import RAW_LIMIT
from memtui.adapters.http_retry import RetryPolicy
from memtui.core.errors import (
    ServiceError,
    UnauthorizedError,
    UnreachableError,
    UsageError,
)
from tests.adapters.http_service import KEY, OK, Reply, Service, error_of


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://api.mem0.ai", "https://api.mem0.ai"),
        ("https://api.mem0.ai/", "https://api.mem0.ai"),
        (" http://127.0.0.1:8765/prefix/v/ ", "http://127.0.0.1:8765/prefix/v"),
        ("http://[::1]:80", "http://[::1]:80"),
        ("http://localhost", "http://localhost"),
    ],
)
def test_addresses(text: str, address: str) -> None:
    assert checked_base_url(text) == address


@pytest.mark.parametrize(
    "text",
    ["", "api.mem0.ai", "ftp://x", "http://", "https:///v1", "http://x:0", "http://x:99999", "http://x:y",
     "file:///etc/passwd", "http://[::1", "http://a b/", "http://x/\x07", "http://\udc80"],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked_base_url(text)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "text", [f"http://u:{KEY}@x", f"https://{KEY}@x/", f"http://x?k={KEY}", f"http://x#{KEY}"]
)
def test_an_address_with_a_secret_in_it_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked_base_url(text)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("a/b c", "a%2Fb%20c"),
        ("ü", "%C3%BC"),
        ("..", "%2E%2E"),
        (".", "%2E"),
        ("a.b", "a.b"),
        ("?#%", "%3F%23%25"),
    ],
)
def test_segments(text: str, quoted: str) -> None:
    assert segment(text) == quoted
    assert httpx.URL(f"http://x/v1/{segment(text)}/").raw_path == f"/v1/{quoted}/".encode()


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


async def test_what_it_remembers_of_the_last_answer() -> None:
    service = Service(httpx.Response(200, json=1, headers={"X-Request-ID": "r-9"}))
    client = service.client()
    before = client.last_latency_ms
    assert await client.request("GET", "/") == 1
    assert before is None
    assert isinstance(client.last_latency_ms, float)
    assert client.last_request_id == "r-9"
    await client.close()


@pytest.mark.parametrize("reply", [httpx.Response(204), httpx.Response(200), httpx.Response(200, text=" \n")])
async def test_an_empty_answer_is_nothing(reply: httpx.Response) -> None:
    client = Service(reply).client()
    assert await client.request("GET", "/") is None
    await client.close()


@pytest.mark.parametrize(
    "content",
    [b"<html>hello", b'{"results": [{"id', b"\xff\xfe\x00", b"[" * 200_000, b"9" * 5000],
    ids=["page", "cut", "bytes", "deep", "digits"],
)
async def test_an_answer_that_cannot_be_read(content: bytes) -> None:
    service = Service(httpx.Response(200, content=content))
    error = await error_of(service)
    assert isinstance(error, ServiceError)
    assert len(service.requests) == 1
    assert len(error.raw) <= RAW_LIMIT


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


async def test_redirects_are_not_followed() -> None:
    service = Service(httpx.Response(301, headers={"Location": "http://elsewhere/"}))
    error = await error_of(service)
    assert "http://elsewhere/" in error.message
    assert len(service.requests) == 1
