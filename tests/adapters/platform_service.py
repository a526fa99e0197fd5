"""A Platform that answers what a test tells it to, and keeps what it was asked."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import unquote

import httpx

from memtui.adapters.http import HttpClient
from memtui.adapters.platform import PlatformAdapter
from memtui.core.filter_json import to_json
from memtui.core.filter_text import parse
from memtui.core.filters import WHOLE_PROJECT
from memtui.core.profile import ApiVersion, Findings, Secret
from memtui.core.queries import MemoryQuery

EVERYONE = to_json(WHOLE_PROJECT)
ALICE = MemoryQuery(parse("user_id = alice"))
ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
NOT_FOUND = httpx.Response(404, json={"detail": "Not found."})
Answer = httpx.Response | Any
_READS = re.compile(r"GET |POST /v[123]/memories/(search/)?(\?|$)")


class Service:
    """Answers by method and path, from canned answers or functions of the request; keeps the questions.

    `raw` are the questions as they came, percent-encoded; `waits` how long was waited, in seconds.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.raw: list[str] = []
        self.bodies: list[Any] = []
        self.waits: list[float] = []

    def changes(self) -> list[tuple[str, Any]]:
        """What was asked and is no reading question, each with its body."""
        asked = zip(self.asked, self.bodies, strict=True)
        return [(question, body) for question, body in asked if not _READS.match(question)]

    def on(self, question: str, answer: Answer) -> Service:
        self.answers[question] = answer
        return self

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.raw.append(f"{request.method} {request.url.raw_path.decode()}")
        target = unquote(request.url.raw_path.decode())
        self.asked.append(f"{request.method} {target}")
        self.bodies.append(json.loads(request.content) if request.content else None)
        path = target.split("?")[0]
        answer = self.answers.get(self.asked[-1], self.answers.get(f"{request.method} {path}", NOT_FOUND))
        if callable(answer):
            answer = answer(request)
            if asyncio.iscoroutine(answer):
                answer = await answer
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        return httpx.Response(200, json=answer)

    @asynccontextmanager
    async def adapter(
        self,
        *,
        read_only: bool = False,
        findings: Findings | None = None,
        api_version: ApiVersion | None = None,
    ) -> AsyncIterator[PlatformAdapter]:
        client = self.client(read_only=read_only)
        adapter = PlatformAdapter("", client=client, findings=findings, api_version=api_version)
        yield adapter
        await adapter.close()

    def client(self, *, read_only: bool = False) -> HttpClient:
        """A client whose pauses take no time."""

        async def sleep(seconds: float) -> None:
            self.waits.append(seconds)

        return HttpClient(
            "http://mem0.test",
            Secret("m0-key"),
            read_only=read_only,
            sleep=sleep,
            transport=httpx.MockTransport(self.answer),
        )


class Found:
    """What was found out about a service before, by question."""

    def __init__(self, **found: str) -> None:
        self.found = found
        self.remembered: list[tuple[str, str | None]] = []

    def recall(self, question: str) -> str | None:
        return self.found.get(question)

    def remember(self, question: str, answer: str | None) -> None:
        self.remembered.append((question, answer))


def row(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"{number:08}-0000-4000-8000-000000000000", "memory": f"memory {number}", **more}


def envelope(*results: Any, count: int | None = None, more: bool = False) -> dict[str, Any]:
    following = "https://elsewhere.example/v3/memories/?page=9" if more else None
    return {
        "count": len(results) if count is None else count,
        "next": following,
        "previous": None,
        "results": list(results),
    }
