"""Lists of a self-hosted server: no order, no pages, and no more than its limit (`docs/mem0-api.md`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from memtui.adapters.http import HttpClient
from memtui.adapters.http_many import together
from memtui.adapters.selfhosted.scopes import EVERYTHING, Scope
from memtui.core.errors import DataError, MemtuiError, ServiceError
from memtui.core.from_wire import is_memory, parse_memory
from memtui.core.models import Memory
from memtui.core.profile import Findings
from memtui.core.times import microseconds, utc_now
from memtui.core.values import dataclass

CAP = 1000
"""The most memories that the server lists for one question."""
_OLD_CAP = 100
_PROMOTED = ("actor_id", "role", "attributed_to")
_INTERNAL = ("id", "text_lemmatized")


@dataclass(frozen=True, slots=True)
class Listed:
    """The memories that were listed, newest first, each once; `more` when there may be others.

    `at` is the instant by which they are filtered, so that all pages of them agree.
    """

    memories: tuple[Memory, ...]
    more: bool
    at: datetime


class Lists:
    """Asks the server for lists; that an old one takes no limit is kept in `findings`, as `limit`."""

    def __init__(self, client: HttpClient, findings: Findings | None = None) -> None:
        self._client = client
        self._findings = findings
        self._takes_limit = False if findings is not None and findings.recall("limit") == "none" else None

    async def read(self, scopes: Collection[Scope]) -> Listed:
        """Everything in any of the scopes, as far as the server lists it. Raises MemtuiError."""
        answers = await together(self._of(scope) for scope in scopes)
        found = {memory.id: memory for memories, _ in answers for memory in memories}
        return Listed(newest_first(found.values()), any(cut for _, cut in answers), utc_now())

    async def some(self, scope: Scope, limit: int) -> list[Mapping[str, Any]]:
        """At most `limit` objects of the scope, where the server is not too old to know a limit."""
        # Expired ones are left out here: the server may do so only after counting.
        params: dict[str, str | int] = {**dict(sorted(scope)), "top_k": limit, "show_expired": "true"}
        try:
            answer = await self._client.request("GET", "/memories", params=params)
        except ServiceError as error:
            if scope == EVERYTHING and _names_are_wanted(error):
                raise MemtuiError(
                    f"{self._client.address} does not list everyone's memories for this key.",
                    hint="Add user_id, agent_id or run_id = NAME to the filter, or use an admin's key.",
                    raw=error.raw,
                ) from None
            raise
        return objects_of(answer)

    async def _of(self, scope: Scope) -> tuple[list[Memory], bool]:
        objects = await self.some(scope, CAP)
        memories = [parse_memory(tidied(item)) for item in objects if is_memory(item)]
        return memories, await self._is_cut(scope, len(objects))

    async def _is_cut(self, scope: Scope, came: int) -> bool:
        """Whether the list may have ended at the server's limit; older servers have a lower one."""
        if came != _OLD_CAP:
            return came >= CAP
        if self._takes_limit is None:
            self._takes_limit = len(await self.some(scope, 1)) <= 1
            if self._findings is not None and not self._takes_limit:
                self._findings.remember("limit", "none")
        return not self._takes_limit


def objects_of(answer: Any) -> list[Mapping[str, Any]]:
    """The objects of an answer's list. Raises DataError when there is none."""
    items = answer.get("results") if isinstance(answer, Mapping) else answer
    if not isinstance(items, list):
        raise DataError("The service's answer is not a list of memories.")
    return [item for item in items if isinstance(item, Mapping)]


def tidied(item: Mapping[str, Any]) -> dict[str, Any]:
    """A memory's object in one shape: a list of everything has the server's own notes among metadata."""
    fields = dict(item)
    if fields.get("memory") is None:
        fields["memory"] = ""
    metadata = item.get("metadata")
    if isinstance(metadata, Mapping):
        own = {key: value for key, value in metadata.items() if key not in (*_PROMOTED, *_INTERNAL)}
        fields["metadata"] = own or None
        for key in _PROMOTED:
            if metadata.get(key) is not None:
                fields.setdefault(key, metadata[key])
    return fields


def newest_first(memories: Iterable[Memory]) -> tuple[Memory, ...]:
    """The memories in memtui's order; those without a date stand last."""
    return tuple(sorted(memories, key=lambda memory: (-(microseconds(memory.created_at) or 0), memory.id)))


def _names_are_wanted(error: ServiceError) -> bool:
    return error.status == 403 or (error.status == 400 and "identifier" in error.raw)
