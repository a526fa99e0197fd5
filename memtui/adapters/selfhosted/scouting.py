"""Finding out early that a service taken for the Platform is a self-hosted server."""

from __future__ import annotations

import asyncio
from typing import Any

from memtui.adapters.http import HttpClient
from memtui.adapters.http_errors import MissingRouteError
from memtui.adapters.platform.self_hosted import SelfHostedServerError, is_self_hosted
from memtui.core.profile import Secret

_SIGNS = frozenset({"/auth/setup-status", "/openapi.json"})
"""Addresses by which a self-hosted server is told: none of the Platform's own."""


class ScoutingClient(HttpClient):
    """Speaks to a Platform, and looks for a self-hosted server at the first route that is missing.

    Otherwise every question would go through all its versions before, and each would look for itself. Once
    an answer of the Platform came there is nothing to look for.
    """

    def __init__(self, base_url: str, api_key: Secret | None = None, *, read_only: bool = False) -> None:
        """Raises UsageError for an address or a key that cannot be used; asks no network."""
        super().__init__(base_url, api_key, read_only=read_only)
        self._finding: bool | None = None
        self._turn = asyncio.Lock()

    async def request(self, method: str, path: str, **how: Any) -> Any:
        """The JSON that the service answers. Raises SelfHostedServerError beside what `HttpClient` does."""
        try:
            answer = await super().request(method, path, **how)
        except MissingRouteError:
            if path not in _SIGNS and await self._looked():
                raise SelfHostedServerError(f"{self.address} is a self-hosted Mem0 server.") from None
            raise
        if path not in _SIGNS:
            self._finding = False
        return answer

    async def _looked(self) -> bool:
        async with self._turn:
            if self._finding is None:
                self._finding = await is_self_hosted(self)
            return self._finding
