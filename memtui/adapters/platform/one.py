"""One memory and its history, by the memory's id (`docs/mem0-api.md`, "History")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memtui.adapters.http import HttpClient, segment
from memtui.adapters.http_errors import no_memory
from memtui.adapters.platform.self_hosted import self_hosted_named
from memtui.core.errors import DataError, ServiceError
from memtui.core.from_wire import parse_event, parse_memory
from memtui.core.models import HistoryEvent, Memory
from memtui.core.safety import ROUTE_WORDS

_NOT_IDS = ROUTE_WORDS | {"*"}
"""Words that are no memory's id: they would ask another route, or for every memory."""


class OneMemory:
    """Reads memories by their addresses. An id of any shape is asked for: services differ in theirs."""

    def __init__(self, client: HttpClient) -> None:
        self._client = client

    async def get(self, memory_id: str) -> Memory:
        """One memory. Raises NotFoundError, for an id that can be none without asking."""
        answer = await self._asked(memory_id, "")
        if answer is None:
            raise no_memory(memory_id)
        return parse_memory(answer)

    async def history(self, memory_id: str) -> tuple[HistoryEvent, ...]:
        """The memory's events in the service's order. Raises NotFoundError, as `get` does."""
        answer = await self._asked(memory_id, "history/")
        items = answer.get("results") if isinstance(answer, Mapping) else answer
        if not isinstance(items, list):
            raise DataError("The service's answer is not a list of history events.")
        return tuple(parse_event(_with_run_id(item)) for item in items if isinstance(item, Mapping))

    async def _asked(self, memory_id: str, below: str) -> Any:
        if not can_be_id(memory_id):
            raise no_memory(memory_id)
        try:
            async with self_hosted_named(self._client):
                return await self._client.request("GET", f"/v1/memories/{segment(memory_id)}/{below}")
        except ServiceError as error:
            # Some services say no more of a memory that is gone than of a route that they lack.
            is_gone = error.status == 404 and not below
            if is_gone or (error.status == 400 and "UUID" in error.raw):
                raise no_memory(memory_id) from None
            raise


def can_be_id(memory_id: str) -> bool:
    """Whether a memory may have this id."""
    return bool(memory_id.strip()) and memory_id not in _NOT_IDS


def _with_run_id(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event with its run under one name; history calls it session_id."""
    return {"run_id" if key == "session_id" else key: value for key, value in event.items()}
