"""A service that says how many requests are left, and one that tells its user something."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import pytest

from memtui.core.errors import MemtuiError, ServiceError
from tests.adapters.http_service import KEY, OK, Service

LAST = {"X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": "0"}

LATER = int(time.time()) + 3600
"""An instant, as some services tell it."""


def last(reset: object, status: int = 200) -> httpx.Response:
    """An answer that says that it was the last one until then."""
    return httpx.Response(status, json={"ok": True}, headers={**LAST, "X-RateLimit-Reset": str(reset)})


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_the_next_request_waits_until_some_are_left(method: str) -> None:
    service = Service(last(7), OK)
    client = service.client()
    await client.request("GET", "/a")
    assert service.waits == []
    await client.request(method, "/b")
    (wait,) = service.waits
    assert 0 < wait <= 7
    await client.close()


@pytest.mark.parametrize("reset", [3600, LATER, "inf", "9" * 400], ids=["in", "at", "inf", "far"])
async def test_no_wait_is_longer_than_the_longest(reset: object) -> None:
    service = Service(last(reset), OK)
    client = service.client()
    await client.request("GET", "/a")
    await client.request("GET", "/b")
    (wait,) = service.waits
    assert 10 < wait <= 20
    await client.close()


@pytest.mark.parametrize("reset", ["soon", "-5", "nan", "", "0", "1500000000"])
async def test_nonsense_and_the_past_are_not_waited_for(reset: object) -> None:
    service = Service(last(reset), OK)
    client = service.client()
    await client.request("GET", "/a")
    await client.request("GET", "/b")
    assert service.waits == []
    await client.close()


@pytest.mark.parametrize("headers", [
    {"X-RateLimit-Reset": "9"}, {**LAST}, {"X-RateLimit-Remaining": "1", "X-RateLimit-Reset": "9"},
])  # fmt: skip
async def test_while_some_are_left_nothing_waits(headers: dict[str, str]) -> None:
    service = Service(httpx.Response(200, json=1, headers=headers), OK)
    client = service.client()
    await client.request("GET", "/a")
    await client.request("GET", "/b")
    assert service.waits == []
    await client.close()


async def test_the_wait_can_be_cancelled_and_others_go_on_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(last(15), OK)
    waiting, over = asyncio.Event(), asyncio.Event()

    async def sleep(seconds: float) -> None:
        waiting.set()
        await over.wait()

    monkeypatch.setattr(service, "sleep", sleep)
    client = service.client()
    await client.request("GET", "/a")
    task = asyncio.create_task(client.request("GET", "/b"))
    other = asyncio.create_task(client.request("GET", "/c"))
    await waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    over.set()
    assert await other == {"ok": True}
    assert [request.url.path for request in service.requests] == ["/a", "/c"]
    await client.close()


async def test_too_many_requests_wait_for_the_reset_once() -> None:
    service = Service(last(6, 429), last(6, 429), OK)
    client = service.client()
    assert await client.request("GET", "/a") == {"ok": True}
    assert service.waits == [6, 6]
    await client.close()


async def test_the_word_of_the_service_comes_before_its_numbers() -> None:
    headers = {"Retry-After": "3", "X-RateLimit-Reset": "9"}
    service = Service(httpx.Response(429, headers=headers), OK)
    client = service.client()
    await client.request("GET", "/a")
    assert service.waits == [3]
    await client.close()


async def test_an_addition_is_not_sent_again_whatever_is_left() -> None:
    service = Service(last(6, 429), OK)
    client = service.client()
    with pytest.raises(ServiceError) as caught:
        await client.request("POST", "/v3/memories/add/", json={})
    assert caught.value.hint == "It asks to wait for 6 seconds."
    assert len(service.requests) == 1
    await client.close()


CLAIM = "Claim this account: run “mem0 init”."


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ({"results": [1], "mem0_notice": CLAIM}, {"results": [1]}),
        ([{"id": "a", "mem0_notice": CLAIM}, {"id": "b"}], [{"id": "a"}, {"id": "b"}]),
        ([{"mem0_notice": CLAIM}, {"id": "b"}], [{"id": "b"}]),
        ([{"mem0_notice": CLAIM}], []),
        ({"mem0_notice": {"message": CLAIM}}, {}),
    ],
)
async def test_a_notice_is_no_part_of_the_answer(body: Any, value: Any) -> None:
    client = Service(httpx.Response(200, json=body), OK).client()
    assert client.notice == ""
    assert await client.request("GET", "/") == value
    assert client.notice == CLAIM
    await client.request("GET", "/")
    assert client.notice == CLAIM
    await client.close()


@pytest.mark.parametrize("body", [
    [], [[]], ["mem0_notice"], "mem0_notice", 1, None, [1, {"mem0_notice": "x"}], {"mem0_notice": None},
])  # fmt: skip
async def test_what_is_no_notice(body: Any) -> None:
    client = Service(httpx.Response(200, json=body)).client()
    assert await client.request("GET", "/") == ({} if body == {"mem0_notice": None} else body)
    assert client.notice == ""
    await client.close()


async def test_a_notice_in_a_header_is_neutralised_and_keeps_no_key() -> None:
    headers = {"X-Mem0-Notice-Message": f"\x1b[31m{KEY} " + "x" * 5000}
    client = Service(httpx.Response(403, headers=headers)).client()
    with pytest.raises(MemtuiError):
        await client.request("GET", "/")
    assert client.notice.startswith("^[[31m[key] xxx")
    assert len(client.notice) < 400
    await client.close()
