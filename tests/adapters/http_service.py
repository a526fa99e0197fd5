"""A service that answers with what a test gives it, in turn."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from memtui.adapters.http import HttpClient
from memtui.adapters.http_retry import RetryPolicy
from memtui.core.errors import MemtuiError
from memtui.core.profile import Secret

KEY = "m0-0123456789abcdef"
OK = httpx.Response(200, json={"ok": True})
Reply = httpx.Response | Exception


class Service:
    """Answers with the given replies in turn, and keeps what it was asked and how long was waited."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.requests: list[httpx.Request] = []
        self.waits: list[float] = []

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    def client(
        self,
        key: str | None = KEY,
        base: str = "http://127.0.0.1:1",
        deadline: float = 90,
        read_only: bool = False,
    ) -> HttpClient:
        return HttpClient(
            base,
            None if key is None else Secret(key),
            read_only=read_only,
            policy=RetryPolicy(deadline=deadline),
            sleep=self.sleep,
            transport=httpx.MockTransport(self.answer),
        )


async def error_of(service: Service, method: str = "GET", **more: Any) -> MemtuiError:
    client = service.client()
    with pytest.raises(MemtuiError) as caught:
        await client.request(method, "/v1/x/", **more)
    await client.close()
    return caught.value
