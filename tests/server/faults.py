"""A wrapper around an application that makes it fail on demand."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Receive, Scope, Send


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


class Faulty:
    """Serves `app`, but for requests that a fault is waiting for; keeps what was asked, keys included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.faults: deque[Fault] = deque()
        self.asked: list[str] = []
        self.keys: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = scope["query_string"].decode()
        self.asked.append(f"{scope['method']} {scope['raw_path'].decode()}" + (f"?{query}" if query else ""))
        self.keys.extend(
            value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"
        )
        fault = self.faults.popleft() if self.faults else None
        if fault is None:
            await self._app(scope, receive, send)
            return
        fault.reached.set()
        if fault.hold is not None:
            await asyncio.to_thread(fault.hold.wait)
            await self._app(scope, receive, send)
            return
        headers = [(name.lower().encode(), value.encode()) for name, value in fault.headers.items()]
        await send({"type": "http.response.start", "status": fault.status, "headers": headers})
        await send({"type": "http.response.body", "body": fault.body})
