"""Whose the key is, as the service's ping tells (`docs/mem0-api.md`, "Keys")."""

from __future__ import annotations

from collections.abc import Mapping

from memtui.adapters.http import HttpClient
from memtui.core.errors import DataError
from memtui.core.from_wire_values import text_of
from memtui.core.values import dataclass


@dataclass(frozen=True, slots=True)
class KeyOwner:
    """The ids of the key's organization and project; empty where the service does not tell."""

    organization: str
    project: str


class Account:
    """Pings the service, and remembers what it said."""

    def __init__(self, client: HttpClient) -> None:
        self._client = client
        self._owner: KeyOwner | None = None

    async def pinged(self) -> KeyOwner:
        """What the service says now. Raises DataError for what is no answer of the Mem0 Platform."""
        answer = await self._client.request("GET", "/v1/ping/")
        if not isinstance(answer, Mapping) or not answer.keys() & {"status", "org_id", "project_id"}:
            raise DataError(f"{self._client.address} does not answer like the Mem0 Platform.")
        organization, project = text_of(answer.get("org_id")), text_of(answer.get("project_id"))
        self._owner = KeyOwner(organization or "", project or "")
        return self._owner

    async def known(self) -> KeyOwner:
        """What the service has said, which is asked for once."""
        return self._owner or await self.pinged()
