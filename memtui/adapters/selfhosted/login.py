"""An account of a self-hosted server: tokens for e-mail and password, kept in memory and nowhere else."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from typing import Any

from memtui.adapters.http import HttpClient
from memtui.adapters.http_errors import MissingRouteError, redact
from memtui.core.errors import (
    DataError,
    MemtuiError,
    NotFoundError,
    ServiceError,
    UnauthorizedError,
    UnreachableError,
)
from memtui.core.profile import Secret

_HEADER_WORD = re.compile(r"[!-~]+")
_HOLD = 60.0
"""For how many seconds a login that the server refused is not tried again: it counts them by the minute."""


class Login:
    """Gives the access token that the server takes now.

    Whoever asks at the same time shares one login. A refresh token works once: it is forgotten before it
    is sent. `clock` tells seconds.
    """

    def __init__(
        self, client: HttpClient, email: str, password: Secret, *, clock: Callable[[], float]
    ) -> None:
        self._client = client
        self._email = email
        self._password = password
        self._clock = clock
        self._access: Secret | None = None
        self._refresh: Secret | None = None
        self._refused: tuple[float, MemtuiError] | None = None
        self._turn = asyncio.Lock()

    async def token(self, *, refused: Secret | None = None, anew: bool = False) -> Secret:
        """A token other than the `refused` one: from a refresh if that can be, or else from a login.

        With `anew` nothing is refreshed. Raises MemtuiError saying why there is no token.
        """
        async with self._turn:
            access = self._access
            if access is None or access == refused:
                self._access = None
                access = None if anew else await self._refreshed()
            return access or await self._logged_in()

    async def _refreshed(self) -> Secret | None:
        spent, self._refresh = self._refresh, None
        if spent is None:
            return None
        try:
            answer = await self._client.request(
                "POST", "/auth/refresh", json={"refresh_token": spent.reveal()}
            )
            return self._kept(answer)
        except (ServiceError, NotFoundError, DataError):
            return None

    async def _logged_in(self) -> Secret:
        if self._refused is not None and self._clock() < self._refused[0]:
            raise self._refused[1]
        body = {"email": self._email, "password": self._password.reveal()}
        try:
            answer = await self._client.request("POST", "/auth/login", json=body)
        except UnreachableError:
            raise
        except MemtuiError as error:
            refusal = self._explained(error)
            if not (isinstance(refusal, ServiceError) and refusal.status >= 500):
                self._refused = (self._clock() + _HOLD, refusal)
            raise refusal from None
        return self._kept(answer)

    def _kept(self, answer: Any) -> Secret:
        tokens = answer if isinstance(answer, Mapping) else {}
        access, refresh = tokens.get("access_token"), tokens.get("refresh_token")
        if not (isinstance(access, str) and _HEADER_WORD.fullmatch(access)):
            raise DataError(f"{self._client.address} does not answer a login with a token.")
        self._access = Secret(access)
        self._refresh = Secret(refresh) if isinstance(refresh, str) and refresh else None
        return self._access

    def _explained(self, error: MemtuiError) -> MemtuiError:
        """The same without the password, should the server have sent it back."""
        address, status = self._client.address, error.status if isinstance(error, ServiceError) else 0
        if status == 401:
            return UnauthorizedError(
                f"{address} does not accept this e-mail and password.",
                status=status,
                hint="Check the profile's email, and the password that its key stands for.",
            )
        if status == 429:
            return ServiceError(
                f"{address} takes only so many logins a minute, and there were more.",
                status=status,
                hint="Wait a minute and try again; scripts do better with an API key.",
            )
        if isinstance(error, MissingRouteError):
            return ServiceError(
                f"{address} knows no accounts.",
                status=status,
                hint="It may be an older server: leave the email out, and give its API key if it wants one.",
            )
        # An answer that is no refusal may hold a token, in pieces that nobody could find.
        kept = error.raw if status >= 400 else ""
        message, hint, raw = (
            redact(text, self._password.reveal()) for text in (error.message, error.hint, kept)
        )
        return ServiceError(f"The login failed. {message}", status=status, hint=hint, raw=raw)
