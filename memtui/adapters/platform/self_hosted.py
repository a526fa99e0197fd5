"""Recognising the self-hosted Mem0 server, whose routes are others (`docs/mem0-api.md`, "Versions")."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from memtui.adapters.http import HttpClient
from memtui.adapters.http_errors import MissingRouteError
from memtui.core.errors import MemtuiError, UnreachableError


class SelfHostedServerError(MemtuiError):
    """What answers is a self-hosted server, which has none of the Platform's routes."""


@asynccontextmanager
async def self_hosted_named(client: HttpClient) -> AsyncIterator[None]:
    """Where a route is missing because the server is a self-hosted one, raise SelfHostedServerError."""
    try:
        yield
    except MissingRouteError:
        if await is_self_hosted(client):
            raise SelfHostedServerError(
                f"{client.address} is a self-hosted Mem0 server, not the Mem0 Platform.",
                hint="Leave --kind out, or give --kind selfhosted.",
            ) from None
        raise


async def is_self_hosted(client: HttpClient) -> bool:
    """Whether a self-hosted server answers there; False when nothing does."""
    for path, key, words in (("/auth/setup-status", "needsSetup", ""), ("/openapi.json", "info", "Mem0")):
        try:
            answer = await client.request("GET", path)
        except UnreachableError:
            return False
        except MemtuiError:
            continue
        if isinstance(answer, Mapping) and key in answer and words in str(answer[key]):
            return True
    return False
