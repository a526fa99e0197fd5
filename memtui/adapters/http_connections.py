"""The connections to one service: few at a time, used again, silent while it has no requests left."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable

import httpx

from memtui.adapters.http_address import proxy_of
from memtui.adapters.http_body import LARGEST_BODY, Body, read_body
from memtui.adapters.http_retry import used_up_for
from memtui.core.errors import UsageError
from memtui.core.times import utc_now
from memtui.core.values import dataclass

MOST_AT_ONCE = 4
"""Requests in flight at any time."""
ERROR_BODY = 256 * 1024
"""So many bytes of an error's body are read."""
_LIMITS = httpx.Limits(keepalive_expiry=4.0)
"""Many servers close idle connections after 5 seconds: no write should be sent into that moment."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer."""

    status: int
    headers: httpx.Headers
    body: Body

    @property
    def is_success(self) -> bool:
        """Whether the status says that it was done."""
        return 200 <= self.status < 300


class Connections:
    """The connections to `address`, with or without a proxy. `longest_quiet` is in seconds.

    Each has a pool of its own, which ends with a request that fails or is cancelled. In a pool for all, a
    request that is cancelled just as it is given its connection would keep that for good. The pools are
    httpx's transports and not its clients, which keep cookies and look into every redirect.
    """

    def __init__(
        self,
        address: str,
        *,
        longest_quiet: float,
        sleep: Callable[[float], Awaitable[None]],
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self._address = address
        self._longest_quiet = longest_quiet
        self._sleep = sleep
        self._transport = transport
        self._trust: ssl.SSLContext | None = None
        self._idle: list[httpx.AsyncBaseTransport] = []
        self._busy: set[httpx.AsyncBaseTransport] = set()
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)
        self._quiet_until = 0.0

    async def send(self, request: httpx.Request, *, after: float, begin: Callable[[], None]) -> Reply:
        """The answer to a request, which is sent after so many seconds, or when the service has some left.

        `begin` is called when it is sent. Raises httpx.RequestError, ssl.SSLError and UsageError.
        """
        async with self._turns:
            wait = max(after, self._quiet_until - time.monotonic())
            if wait > 0:
                await self._sleep(wait)
            pool = self._idle.pop() if self._idle else self._opened()
            begin()
            reply = await self._exchanged(pool, request)
            quiet = min(used_up_for(reply.headers, utc_now()), self._longest_quiet)
            self._quiet_until = max(self._quiet_until, time.monotonic() + quiet)
        return reply

    async def close(self) -> None:
        """Give back the connections; what is under way fails. Safe to call twice."""
        pools = [*self._idle, *self._busy]
        self._idle.clear()
        self._busy.clear()
        for pool in pools:
            await pool.aclose()

    async def _exchanged(self, pool: httpx.AsyncBaseTransport, request: httpx.Request) -> Reply:
        self._busy.add(pool)
        try:
            response = await pool.handle_async_request(request)
            body = await read_body(response, at_most=LARGEST_BODY if response.is_success else ERROR_BODY)
            await response.aclose()
        except BaseException:
            self._busy.discard(pool)
            await asyncio.shield(pool.aclose())
            raise
        if pool in self._busy:
            self._busy.remove(pool)
            self._idle.append(pool)
        return Reply(response.status_code, response.headers, body)

    def _opened(self) -> httpx.AsyncBaseTransport:
        if self._transport is not None:
            return self._transport
        try:
            if self._trust is None:
                # Reading the certificate authorities takes longer than a list; plain http needs none.
                self._trust = httpx.create_ssl_context(verify=self._address.startswith("https:"))
            proxy = proxy_of(self._address)
            return httpx.AsyncHTTPTransport(verify=self._trust, limits=_LIMITS, proxy=proxy)
        except (ImportError, ValueError, OSError, httpx.InvalidURL):
            raise UsageError(
                "The proxy or certificate settings of the environment cannot be used.",
                hint="Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE.",
            ) from None
