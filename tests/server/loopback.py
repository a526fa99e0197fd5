"""An application on a real port of the loopback, in a thread of this process."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.server.faults import Cut, Faulty

_LONGEST_END = 1.0
"""Seconds after which requests that are still being answered are given up."""


class Running:
    """A server that answers at `url`; `faulty` makes it fail."""

    def __init__(self, url: str, faulty: Faulty) -> None:
        self.url = url
        self.faulty = faulty


class _Server(uvicorn.Server):
    """A server in a thread, which begins and ends at once: uvicorn's own looks every 100 ms."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending = asyncio.Event()

    def end(self) -> None:
        """Take no more requests, and let the thread end; from any thread."""
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._ending.set)

    async def main_loop(self) -> None:
        await self.on_tick(0)
        self._loop = asyncio.get_running_loop()
        self.ready.set()
        if not self.should_exit:
            await self._ending.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if self.server_state.tasks:
            _, late = await asyncio.wait(self.server_state.tasks, timeout=_LONGEST_END)
            for task in late:
                task.cancel()
        # What was closed is told that it is.
        await asyncio.sleep(0)
        await self.lifespan.shutdown()


class Cuttable(Protocol):
    """An application that is told how to end a client's connection."""

    cut: Cut | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...


@contextmanager
def running(app: Faulty) -> Iterator[Running]:
    """Serve the application until the end of the block; what it began by then is finished."""
    with answering(app) as url:
        yield Running(url, app)


@contextmanager
def answering(app: Cuttable) -> Iterator[str]:
    """The same of any application that can cut connections: its address."""
    connections: dict[tuple[str, int], asyncio.Transport] = {}

    class Protocol(H11Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            connections[transport.get_extra_info("peername")] = transport
            super().connection_made(transport)

    app.cut = lambda client: connections[client].abort()
    # With its protocol named, asyncio turns Nagle's algorithm off for its connections.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        http=Protocol,
        lifespan="on",
        ws="none",
        log_config=None,
        log_level=60,
    )
    server = _Server(config)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        assert server.ready.wait(10)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.end()
        thread.join()
        listener.close()
