"""A service in bad weather: seeded, so that a storm that broke something comes again."""

from __future__ import annotations

import asyncio
from collections import Counter
from random import Random

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.server.faults import Cut

_HTML = b"<!doctype html><title>Bad gateway</title>"
_KINDS = (
    "late", "late", "cut", "cut after", "429", "429 at once", "500", "500 after", "page", "half",
)  # fmt: skip


class Storm:
    """Lets something happen to some of the requests while it blows; `seen` counts what did."""

    def __init__(self, app: ASGIApp, seed: int, *, share: float = 0.3) -> None:
        self._app = app
        self._random = Random(seed)
        self._share = share
        self.blows = False
        self.seen: Counter[str] = Counter()
        self.cut: Cut | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.blows or self._random.random() > self._share:
            await self._app(scope, receive, send)
            return
        kind = self._random.choice(_KINDS)
        self.seen[kind] += 1
        answered: list[Message] = []

        async def keep(message: Message) -> None:
            answered.append(message)

        if kind == "late":
            # Later requests are answered before this one.
            await asyncio.sleep(self._random.random() * 0.02)
            await self._app(scope, receive, send)
            return
        if kind in {"cut after", "500 after", "half"}:
            await self._app(scope, receive, keep)
        if kind.startswith("cut"):
            assert self.cut is not None
            self.cut(scope["client"])
            while (await receive())["type"] != "http.disconnect":
                pass
        elif kind == "half":
            await send(answered[0])
            body = b"".join(message.get("body", b"") for message in answered[1:])
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": False})
        elif kind == "page":
            await _answer(send, 502, _HTML, (b"content-type", b"text/html"))
        elif kind.startswith("429"):
            headers = [(b"retry-after", b"0")] if kind == "429 at once" else []
            await _answer(send, 429, b'{"detail": "Request was throttled."}', *headers)
        else:
            await _answer(send, 500, b'{"error": "It broke."}')


async def _answer(send: Send, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})
