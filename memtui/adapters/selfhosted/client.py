"""HTTP as the self-hosted server wants it: a key in a header of its own, or an account's token."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from itertools import chain
from typing import Any

import httpx

from memtui.adapters.http import HttpClient
from memtui.adapters.http_retry import RetryPolicy
from memtui.adapters.selfhosted.login import Login
from memtui.core.errors import UnauthorizedError, UsageError
from memtui.core.profile import Secret
from memtui.core.sent_requests import SentRequest

_ONCE = RetryPolicy(tries=1, write_deadline=60.0)


class SelfHostedClient(HttpClient):
    """Sends the key as `X-API-Key`, or, with an `email`, takes the key for its password and logs in.

    The server answers 401 to the Platform's header whatever the key, and to any key of its own header
    where it asks for none: without a key nothing is sent. What it refuses with 401 was not done, so that
    is asked again with a new token. The requests of `scout`, which found the server, are told with its own.
    `clock` tells seconds; `sleep` and `transport` are for tests.
    """

    def __init__(
        self,
        base_url: str,
        api_key: Secret | None = None,
        *,
        read_only: bool = False,
        email: str = "",
        scout: HttpClient | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises UsageError for an address or a key that cannot be used; asks no network."""
        super().__init__(
            base_url, None if email else api_key, read_only=read_only, sleep=sleep, transport=transport
        )
        self._scout = scout
        self._door: HttpClient | None = None
        self._login: Login | None = None
        if email:
            if api_key is None or not api_key.reveal():
                raise UsageError(
                    f"There is no password for {self.address}.", hint="With an email the key is its password."
                )
            # A client of its own: a login is no change, and is never tried twice.
            self._door = HttpClient(base_url, policy=_ONCE, sleep=sleep, transport=transport)
            self._login = Login(self._door, email, api_key, clock=clock)

    def key_header(self, key: str) -> tuple[str, str]:
        """The server's own header, or that of a token."""
        return ("X-API-Key", key) if self._login is None else ("Authorization", f"Bearer {key}")

    async def request(self, method: str, path: str, **how: Any) -> Any:
        """The JSON that the service answers, as `HttpClient` asks for it. Logs in where that is needed."""
        if self._login is None:
            return await super().request(method, path, **how)
        token: Secret | None = None
        for anew in (False, False, True):
            token = await self._login.token(refused=token, anew=anew)
            self.use_key(token)
            try:
                return await super().request(method, path, **how)
            except UnauthorizedError as error:
                if error.status != 401:
                    raise
        raise UnauthorizedError(
            f"{self.address} does not accept the tokens that it gives at a login.",
            status=401,
            hint="Its log may say why.",
        )

    def sent_requests(self) -> Sequence[SentRequest]:
        """What was sent, newest first, logins too."""
        clients = [client for client in (self._scout, self._door) if client is not None]
        sent = [*super().sent_requests(), *chain(*(client.sent_requests() for client in clients))]
        return sorted(sent, key=lambda request: request.at, reverse=True)

    async def close(self) -> None:
        """Give back the connections. Safe to call twice."""
        await super().close()
        if self._door is not None:
            await self._door.close()
