"""Recognising the self-hosted Mem0 server, whose routes are others (`docs/mem0-api.md`, "Versions")."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from memtui.adapters.http import HttpClient
from memtui.adapters.http_errors import MissingRouteError
from memtui.core.errors import MemtuiError


@asynccontextmanager
async def self_hosted_named(client: HttpClient) -> AsyncIterator[None]:
    """Where a route is missing because the server is a self-hosted one, the error says that instead."""
    try:
        yield
    except MissingRouteError:
        if await _is_self_hosted(client):
            raise MemtuiError(
                f"{client.address} is a self-hosted Mem0 server, which this release cannot read yet."
            ) from None
        raise


async def _is_self_hosted(client: HttpClient) -> bool:
    for path, key, words in (("/auth/setup-status", "needsSetup", ""), ("/openapi.json", "info", "Mem0")):
        try:
            answer = await client.request("GET", path)
        except MemtuiError:
            continue
        if isinstance(answer, Mapping) and key in answer and words in str(answer[key]):
            return True
    return False
