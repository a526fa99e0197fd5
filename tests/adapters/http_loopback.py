"""A server on the loopback that answers with whatever bytes a test writes."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from memtui.adapters.http import HttpClient
from memtui.adapters.http_retry import RetryPolicy
from memtui.core.profile import Secret

KEY = "m0-0123456789abcdef"
LIMIT = 60.0
"""A test that takes so many seconds hangs."""


@dataclass(frozen=True)
class Asked:
    """One request as it came; header names are lower-case. `gone` returns when the client has hung up."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    gone: Callable[[], Awaitable[bytes]]


Answer = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


def reply(body: bytes | str = b"{}", status: int = 200, /, **headers: str) -> bytes:
    """A whole answer; underscores in the names of headers are hyphens."""
    body = body.encode() if isinstance(body, str) else body
    named = {"Content-Length": str(len(body))} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in named.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def saying(*answers: bytes) -> Answer:
    """Gives these answers in turn, the last one for ever."""
    left = list(answers)

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(left.pop(0) if len(left) > 1 else left[0])

    return answer


class Loopback:
    """What a server was asked, over how many connections, and how many of them are open."""

    def __init__(self, answer: Answer, scheme: str) -> None:
        self.url = ""
        self.asked: list[Asked] = []
        self.connections = 0
        self.open = 0
        self.scheme = scheme
        self._answer = answer
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer what comes over one connection until either side ends it."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        self._count(1)
        try:
            while not writer.is_closing():
                asked = await _request(reader)
                self.asked.append(asked)
                await self._answer(asked, writer)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._count(-1)
            self._tasks.discard(task)
            writer.transport.abort()

    def _count(self, more: int) -> None:
        self.open += more
        self._changed.set()

    async def stop(self) -> None:
        """End what is still being answered."""
        tasks = set(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def until_at_most(self, count: int) -> None:
        """Wait until no more connections are open."""
        async with asyncio.timeout(LIMIT):
            while self.open > count:
                self._changed.clear()
                await self._changed.wait()


@asynccontextmanager
async def loopback(
    answer: Answer, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> AsyncIterator[Loopback]:
    """A server for the length of the block."""
    server = Loopback(answer, "http" if tls is None else "https")
    listening = await asyncio.start_server(server.serve, host, 0, ssl=tls)
    port = listening.sockets[0].getsockname()[1]
    server.url = f"{server.scheme}://{f'[{host}]' if ':' in host else host}:{port}"
    try:
        async with asyncio.timeout(LIMIT):
            yield server
    finally:
        listening.close()
        await server.stop()
        with suppress(OSError):
            await listening.wait_closed()


@asynccontextmanager
async def asking(url: str, *, key: str | None = KEY, deadline: float = 90.0) -> AsyncIterator[HttpClient]:
    """A client that waits for nothing between its attempts."""

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(0)

    secret = None if key is None else Secret(key)
    client = HttpClient(url, secret, policy=RetryPolicy(deadline=deadline), sleep=sleep)
    try:
        yield client
    finally:
        await client.close()


async def _request(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, target, headers, body, reader.read)
