"""A wrapper around an application that makes it fail on demand."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Cut = Callable[[tuple[str, int]], None]


@dataclass
class Fault:
    """What happens to one request instead of its answer.

    A `body` shorter than its Content-Length is an answer that breaks off; `hold` delays the true answer
    until the event is set, after setting `reached`.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    hold: threading.Event | None = None
    reached: threading.Event = field(default_factory=threading.Event)


def too_many(retry_after: int | None = None) -> Fault:
    """429, with or without a word on when to come back."""
    headers = {} if retry_after is None else {"retry-after": str(retry_after)}
    return Fault(
        429, b'{"detail": "Request was throttled."}', {"content-type": "application/json", **headers}
    )


def web_page(status: int = 500) -> Fault:
    """An error as a web page, as Django gives it."""
    return Fault(status, b"<!doctype html><title>Server Error</title>", {"content-type": "text/html"})


@dataclass
class Mishap:
    """What happens to the requests that match: from the `nth` of them on, to as many as `times`.

    A request matches by its method, empty for any, and by the beginning of its path, percent-encoded as it
    came. With `after` the application does its work first, so that only its answer is lost. Then `reached`
    is set, `hook` is awaited, `hold` waited for and `delay` seconds slept. Then the connection is cut for
    `drop`, or `answer` is sent, or else what the application answers.
    """

    method: str = ""
    path: str = ""
    nth: int = 1
    times: int = 1
    after: bool = False
    answer: Fault | None = None
    drop: bool = False
    hook: Callable[[], Awaitable[None]] | None = None
    hold: threading.Event | None = None
    delay: float = 0.0
    seen: int = 0
    reached: threading.Event = field(default_factory=threading.Event)

    def strikes(self, method: str, path: str) -> bool:
        """Whether it happens to this request, which is counted if it matches."""
        if self.method not in {"", method} or not path.startswith(self.path):
            return False
        self.seen += 1
        return self.nth <= self.seen < self.nth + self.times


class Faulty:
    """Serves `app`, but for requests that a fault is waiting for; keeps what was asked, keys included.

    `faults` happen to the next requests, whatever they are; the first of the `mishaps` that strikes
    happens to those that it describes. `cut` ends a client's connection: a running server sets it. A path
    that begins with `missing` is not there. `watch` is told which encodings a request accepts, and which its
    answer has.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.faults: deque[Fault] = deque()
        self.mishaps: list[Mishap] = []
        self.asked: list[str] = []
        self.keys: list[str] = []
        self.cut: Cut | None = None
        self.missing = ""
        self.watch: Callable[[bytes, bytes], object] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        query, path = scope["query_string"].decode(), scope["raw_path"].decode()
        self.asked.append(f"{scope['method']} {path}" + (f"?{query}" if query else ""))
        self.keys.extend(
            value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"
        )
        if self.missing and path.startswith(self.missing):
            await _send(Fault(404, b'{"detail": "Not found."}', {"content-type": "application/json"}), send)
            return
        if self.watch is not None:
            send = _watched(self.watch, dict(scope["headers"]).get(b"accept-encoding", b""), send)
        # Each counts for itself, also where an earlier one strikes.
        struck = [mishap for mishap in self.mishaps if mishap.strikes(scope["method"], path)]
        fault = self.faults.popleft() if self.faults else None
        if fault is not None:
            await self._fail(fault, scope, receive, send)
        elif struck:
            await self._befall(struck[0], scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _fail(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        fault.reached.set()
        if fault.hold is not None:
            await asyncio.to_thread(fault.hold.wait)
            await self._app(scope, receive, send)
            return
        await _send(fault, send)

    async def _befall(self, mishap: Mishap, scope: Scope, receive: Receive, send: Send) -> None:
        answered: list[Message] = []

        async def keep(message: Message) -> None:
            answered.append(message)

        if mishap.after:
            await self._app(scope, receive, keep)
        mishap.reached.set()
        if mishap.hook is not None:
            await mishap.hook()
        if mishap.hold is not None:
            await asyncio.to_thread(mishap.hold.wait)
        if mishap.delay:
            await asyncio.sleep(mishap.delay)
        if mishap.drop:
            assert self.cut is not None, "only a running server has connections to cut"
            self.cut(scope["client"])
            while (await receive())["type"] != "http.disconnect":
                pass
        elif mishap.answer is not None:
            await _send(mishap.answer, send)
        elif mishap.after:
            for message in answered:
                await send(message)
        else:
            await self._app(scope, receive, send)


def _watched(watch: Callable[[bytes, bytes], object], accepts: bytes, send: Send) -> Send:
    async def watched(message: Message) -> None:
        if message["type"] == "http.response.start":
            watch(accepts, dict(message["headers"]).get(b"content-encoding", b""))
        await send(message)

    return watched


async def _send(fault: Fault, send: Send) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in fault.headers.items()]
    await send({"type": "http.response.start", "status": fault.status, "headers": headers})
    await send({"type": "http.response.body", "body": fault.body})
