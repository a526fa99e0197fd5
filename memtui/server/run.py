"""`memtui serve`: the application on a socket, until it is interrupted."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from memtui.adapters.base import MemoryAdapter
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.display import one_line
from memtui.core.errors import MemtuiError, RefusedError, UsageError
from memtui.server.additions import AddPolicy
from memtui.server.app import create_app
from memtui.server.gate import is_loopback

_PATIENCE = 3
"""Seconds that running requests are given after an interrupt."""


def serve(
    adapter: MemoryAdapter,
    *,
    host: str,
    port: int,
    token: str | None,
    access_log: bool,
    policy: AddPolicy | None = None,
) -> None:
    """Serve `adapter` until SIGINT or SIGTERM, then finish what was begun or queued, close it and return.

    One line on stderr says where, as soon as connections are accepted; port 0 takes a free port. With
    `access_log` each request is a line more. Raises RefusedError for a host that others can reach
    without a token, UsageError for one that is unknown, MemtuiError for a port that cannot be had.
    """
    if not token and not is_loopback(host):
        raise RefusedError(
            f"{host} can be reached from other machines, and no key protects the memories.",
            hint="Set MEMTUI_SERVE_TOKEN, or serve on 127.0.0.1.",
        )
    if not isinstance(adapter, LocalAdapter):
        raise UsageError("Only an embedded store can be served.", hint="Give --db PATH or --demo.")
    with _bound(host, port) as listener:
        app = create_app(adapter, token=token, policy=policy)
        asyncio.run(_serve(adapter, app, listener, has_token=bool(token), access_log=access_log))


class _Server(uvicorn.Server):
    """Says where it serves once connections are accepted."""

    def __init__(self, config: uvicorn.Config, line: str) -> None:
        super().__init__(config)
        self._line = line

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept connections, then say so."""
        await super().startup(sockets)
        if self.started:
            sys.stderr.write(f"{self._line}\n")
            sys.stderr.flush()


async def _serve(
    adapter: LocalAdapter, app: Starlette, listener: socket.socket, *, has_token: bool, access_log: bool
) -> None:
    try:
        store = await adapter.probe()
        what = "reading only" if adapter.capabilities.writing is None else "reading and writing"
        who = "the key in MEMTUI_SERVE_TOKEN is required" if has_token else "any key is accepted"
        config = uvicorn.Config(
            app,
            lifespan="on",
            ws="none",
            log_config=None,
            # What goes wrong is answered, and written to memtui's own log.
            log_level="critical",
            access_log=access_log,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_PATIENCE,
        )
        if access_log:
            _log_requests()
        address = f"{_address(listener)} from {one_line(store.address)}"
        server = _Server(config, f"memtui serves {address}, {what}; {who}")
        with _stopping(server):
            await server.serve([listener])
    finally:
        await adapter.close()


@contextmanager
def _stopping(server: uvicorn.Server) -> Iterator[None]:
    """An interrupt ends the serving and nothing else: uvicorn raises it again once it has stopped."""

    def stop(number: int, frame: FrameType | None) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _log_requests() -> None:
    log = logging.getLogger("uvicorn.access")
    log.addHandler(logging.StreamHandler(sys.stderr))
    log.setLevel(logging.INFO)
    log.propagate = False


def _bound(host: str, port: int) -> socket.socket:
    """A socket that already takes connections."""
    if not 0 <= port <= 65535:
        raise UsageError(f"{port} is not a port; ports go from 0 to 65535.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError):
        raise UsageError(f"The host {host!r} is unknown.", hint="Serve on 127.0.0.1.") from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise _no_port(error, host, port) from None
    return listener


def _no_port(error: OSError, host: str, port: int) -> MemtuiError:
    hint = "Choose another with --port; --port 0 takes a free one."
    if error.errno == errno.EADDRINUSE:
        return MemtuiError(f"Port {port} on {host} is in use.", hint=hint)
    if error.errno == errno.EACCES:
        return MemtuiError(f"Port {port} on {host} needs more rights than this user has.", hint=hint)
    return MemtuiError(f"Nothing can be served on {host}, port {port}: {error.strerror}.")


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if listener.family == socket.AF_INET6 else f"http://{host}:{port}"
