"""What a self-hosted server has beyond memories: its API keys, its log, and what memtui asked of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from memtui.adapters.base import Feature
from memtui.adapters.http import HttpClient, segment
from memtui.adapters.http_errors import MissingRouteError
from memtui.core.access import ApiKey, CreatedApiKey, ServedRequest
from memtui.core.errors import DataError, NotFoundError, ServiceError, UnauthorizedError, UsageError
from memtui.core.profile import Secret
from memtui.core.sent_requests import SentRequest

WHAT = "a self-hosted server"
LACKS: Mapping[Feature, str] = {
    "rerank": f"{WHAT} does not reorder what it finds",
    "keyword_search": f"{WHAT} has no switch for it",
    "feedback": f"{WHAT} takes none",
    "events": f"{WHAT} is done with its work when it answers",
    "exports": f"{WHAT} makes none",
    "summary": f"{WHAT} writes none",
    "usage": f"{WHAT} keeps no count",
    "project": f"{WHAT} has one store and no projects",
    "webhooks": f"{WHAT} calls nobody",
}
"""Parts of the Platform that the server does not have, each with the reason."""

_NO_KEY = re.compile("key not found|already revoked", re.IGNORECASE)
_LONGEST_LABEL = 255
_MOST_REQUESTS = 200


class Access:
    """The keys of one account, and the log of what the server was asked."""

    def __init__(self, client: HttpClient) -> None:
        self._client = client

    async def api_keys(self) -> tuple[ApiKey, ...]:
        """The account's keys that still work, the newest first, without their secrets."""
        answer = await self._of_keys("GET", "")
        return tuple(_api_key(item) for item in _objects(answer, "API keys") if item.get("id"))

    async def create_api_key(self, label: str) -> CreatedApiKey:
        """A new key. Raises UsageError for a label that the server would not take."""
        label = label.strip()
        if not 1 <= len(label) <= _LONGEST_LABEL:
            raise UsageError(f"A key's label has 1 to {_LONGEST_LABEL} characters.")
        made = await self._of_keys("POST", "", {"label": label})
        if not (isinstance(made, Mapping) and made.get("id") and isinstance(made.get("key"), str)):
            raise DataError("The server's answer shows no new key.", hint="See whether it made one.")
        return CreatedApiKey(_api_key(made), Secret(made["key"]))

    async def delete_api_key(self, key_id: str) -> None:
        """Make a key worthless, for good. Raises NotFoundError, also for what is no UUID."""
        try:
            UUID(key_id)
        except ValueError:
            raise _no_key() from None
        await self._of_keys("DELETE", f"/{segment(key_id)}")

    async def served_requests(self, limit: int) -> tuple[ServedRequest, ...]:
        """What the server was asked with a key or a login, newest first, at most `limit` (1 to 200)."""
        asked = min(max(limit, 1), _MOST_REQUESTS)
        try:
            answer = await self._client.request("GET", "/requests", params={"limit": asked})
        except MissingRouteError as error:
            raise too_old(
                error, f"{self._client.address} is an older self-hosted server, without a log of requests."
            ) from None
        return tuple(_served(item) for item in _objects(answer, "requests"))

    def sent_requests(self) -> Sequence[SentRequest]:
        """What was asked of the server, newest first, logins too."""
        return self._client.sent_requests()

    async def _of_keys(self, method: str, below: str, body: Any = None) -> Any:
        try:
            return await self._client.request(method, f"/api-keys{below}", json=body)
        except ServiceError as error:
            if error.status < 400:
                # What cannot be read may be a new key.
                raise ServiceError(error.message, status=error.status, hint=error.hint) from None
            if _NO_KEY.search(error.raw):
                raise _no_key() from None
            if isinstance(error, MissingRouteError):
                raise too_old(
                    error, f"{self._client.address} is an older self-hosted server, without API keys."
                ) from None
            if error.status == 401:
                raise UnauthorizedError(
                    error.message,
                    status=error.status,
                    hint="Keys belong to an account: give the profile its email and password.",
                    raw=error.raw,
                ) from None
            raise


def too_old(error: MissingRouteError, message: str, *, hint: str = "") -> MissingRouteError:
    """The error of a route that is missing from older servers, in the words of what is missing."""
    return MissingRouteError(message, status=error.status, hint=hint, raw=error.raw)


def _objects(answer: Any, what: str) -> list[Mapping[str, Any]]:
    if not isinstance(answer, list):
        raise DataError(f"The service's answer is not a list of {what}.")
    return [item for item in answer if isinstance(item, Mapping)]


def _api_key(item: Mapping[str, Any]) -> ApiKey:
    known = {"id", "label", "key_prefix", "created_at", "last_used_at", "key"}
    return ApiKey(
        id=str(item["id"]),
        label=_text(item.get("label")) or "",
        hint=_text(item.get("key_prefix")) or "",
        created_at=_text(item.get("created_at")),
        last_used_at=_text(item.get("last_used_at")),
        extra={key: value for key, value in item.items() if key not in known},
    )


def _served(item: Mapping[str, Any]) -> ServedRequest:
    known = {"id", "method", "path", "status_code", "latency_ms", "created_at"}
    status, latency = item.get("status_code"), item.get("latency_ms")
    return ServedRequest(
        id=str(item.get("id") or ""),
        method=_text(item.get("method")) or "",
        path=_text(item.get("path")) or "",
        status=status if isinstance(status, int) else None,
        latency_ms=latency if isinstance(latency, int | float) else None,
        created_at=_text(item.get("created_at")),
        extra={key: value for key, value in item.items() if key not in known},
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _no_key() -> NotFoundError:
    return NotFoundError("There is no such API key on this server.")
