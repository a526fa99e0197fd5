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


class Running:
    """A server that answers at `url`; `faulty` makes it fail."""

    def __init__(self, url: str, faulty: Faulty) -> None:
        self.url = url
        self.faulty = faulty


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


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
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        assert server.ready.wait(10)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
