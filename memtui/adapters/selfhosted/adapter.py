"""A self-hosted Mem0 server as a memory service (`docs/mem0-api.md`, "Self-hosted server")."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from memtui.adapters.base import AddOutcome, Capabilities, ServiceInfo
from memtui.adapters.http import MOST_AT_ONCE, HttpClient
from memtui.adapters.http_errors import MissingRouteError, no_memory
from memtui.adapters.http_many import together
from memtui.adapters.no_options import refuse_options, refuse_order
from memtui.adapters.platform.by_id import one_by_one
from memtui.adapters.platform.entities import entity_page
from memtui.adapters.platform.paging import slice_of
from memtui.adapters.selfhosted.access import LACKS, WHAT, Access, too_old
from memtui.adapters.selfhosted.client import SelfHostedClient
from memtui.adapters.selfhosted.kept import Kept
from memtui.adapters.selfhosted.lists import CAP, Listed, Lists, tidied
from memtui.adapters.selfhosted.scopes import ANYONE, EVERYTHING, Plan, Scope, plan, scope_of
from memtui.adapters.selfhosted.searches import best_of, check_search
from memtui.adapters.selfhosted.writing import WRITES, Writer, memory_path
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.errors import DataError, MemtuiError, NotFoundError, RefusedError
from memtui.core.filter_match import matches
from memtui.core.filters import Filter
from memtui.core.from_wire import parse_entities, parse_event, parse_memory
from memtui.core.models import (
    Entity,
    EntityPage,
    EntityType,
    FilteredHere,
    HistoryEvent,
    Memory,
    MemoryPage,
    MemoryRecord,
)
from memtui.core.profile import Findings, Secret, ServiceIdentity
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from memtui.core.times import utc_now
from memtui.core.values import dataclass

MAX_PAGE_SIZE = 200
_FRESH = 5.0
_KEPT = 120.0
_ENTITY_SCAN = 10_000
"""From how many memories the server's list of entities is made."""
_NOBODY: Scope = frozenset({("user_id", "memtui")})


@dataclass(frozen=True, slots=True)
class _Found:
    memories: tuple[Memory, ...]
    more: bool
    filtered_here: FilteredHere | None


class SelfHostedAdapter(Access):
    """Memories of a self-hosted server: names are asked for, the rest of a filter is evaluated here."""

    def __init__(
        self,
        base_url: str,
        api_key: Secret | None = None,
        *,
        read_only: bool = False,
        email: str = "",
        findings: Findings | None = None,
        scout: HttpClient | None = None,
        client: HttpClient | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises UsageError for an address or a key that cannot be used; asks no network.

        With an `email` the key is the password of that account. `scout` is the client by which the server
        was found, and whose requests are told with the adapter's own. A `client` has all of these itself.
        """
        super().__init__(
            client or SelfHostedClient(base_url, api_key, read_only=read_only, email=email, scout=scout)
        )
        self._writer = Writer(self._client)
        self._lists = Lists(self._client, findings)
        self._kept: Kept[tuple[Scope, ...], Listed] = Kept(self._lists.read, clock)
        self._entities: Kept[None, tuple[Entity, ...]] = Kept(self._read_entities, clock)

    @property
    def capabilities(self) -> Capabilities:
        """What the server can do."""
        return Capabilities(
            kind="selfhosted",
            max_page_size=MAX_PAGE_SIZE,
            true_totals=False,
            lists_expired=True,
            writing=None if self._client.read_only else WRITES,
            filters_here=True,
            cap=CAP,
            lacks=LACKS,
        )

    async def probe(self) -> ServiceInfo:
        """List one memory of nobody: that needs the key and the server's database, and no more."""
        await self._lists.some(_NOBODY, 1)
        return ServiceInfo(description="self-hosted Mem0 server", address=self._client.address)

    async def entities(self, query: EntityQuery) -> EntityPage:
        """A page of entities; a page that was given already reads them anew."""
        return entity_page(await self._entities.get(None, part=query, at_most=_KEPT), query)

    async def page(self, query: MemoryQuery, page: int, page_size: int) -> MemoryPage:
        """One page of what the server lists, at most 200 memories.

        The list is read once for all its pages. A page that was given already, or a first page after
        a few seconds, reads it anew.
        """
        page_size = min(page_size, MAX_PAGE_SIZE)
        at_most = _FRESH if page == 1 else _KEPT
        found = await self._found(query, part=(query, page, page_size), at_most=at_most)
        cut = slice_of(found.memories, page, page_size)
        return replace(cut, total=None if found.more else cut.total, filtered_here=found.filtered_here)

    async def count(self, query: MemoryQuery) -> int:
        """How many memories match of those that the server lists."""
        return len((await self._found(query, at_most=_FRESH)).memories)

    async def search(self, query: SearchQuery) -> tuple[Memory, ...]:
        """The best matches with their scores, best first; with `explain` `score_details` are in `extra`.

        Where the server is not asked for the whole filter, the best of its `CAP` best are looked at. Raises
        RefusedError for what it does not have.
        """
        check_search(query)
        asked = plan(query.filter, wildcards=True)
        filters_here = not asked.exact or not query.show_expired
        body: dict[str, Any] = {
            "query": query.question,
            "top_k": max(query.top_k, CAP) if filters_here else query.top_k,
            "show_expired": True,
        }
        if query.threshold is not None:
            body["threshold"] = query.threshold
        if query.explain:
            body["explain"] = True
        scopes = ANYONE if asked.scopes == (EVERYTHING,) else asked.scopes
        best = await best_of(self._client, body, scopes)
        now = utc_now()
        matching = (memory for memory in best if _holds(query.filter, query.show_expired, memory, now))
        return tuple(matching)[: query.top_k]

    async def get(self, memory_id: str) -> Memory:
        """One memory. Raises NotFoundError."""
        answer = await self._of_memory(memory_id, "")
        if not isinstance(answer, Mapping):
            raise no_memory(memory_id)
        return parse_memory(tidied(answer))

    async def history(self, memory_id: str) -> tuple[HistoryEvent, ...]:
        """The memory's events, oldest first, those of a deleted one too. Raises NotFoundError."""
        answer = await self._of_memory(memory_id, "/history")
        if not isinstance(answer, list):
            raise DataError("The service's answer is not a list of history events.")
        if not answer:
            # The server says the same of a memory that it never had.
            await self.get(memory_id)
        # created_at is when the memory was made, in every event.
        return tuple(parse_event(item, occurred="updated_at") for item in answer if isinstance(item, Mapping))

    async def records(self, query: MemoryQuery) -> AsyncIterator[MemoryRecord]:
        """Every match with its history, newest first, as they were when the first was asked for.

        Raises MemtuiError before the first when the server holds more than it lists: an export that
        claims to be whole is whole.
        """
        asked = _plan(query)
        listed = await self._lists.read(asked.scopes)
        if listed.more and asked.scopes == (EVERYTHING,):
            listed = await self._entity_by_entity()
        if listed.more:
            raise MemtuiError(
                f"{self._client.address} lists at most {CAP:,} memories for one question, and has more.",
                hint="Narrow it with a user_id, agent_id or run_id; two of them at once narrow it further.",
            )
        found = _picked(query, asked, listed).memories
        for first in range(0, len(found), MOST_AT_ONCE):
            for record in await together(map(self._record, found[first : first + MOST_AT_ONCE])):
                yield record

    async def identity(self) -> ServiceIdentity:
        """The server's address: it has one store."""
        return ServiceIdentity("selfhosted", self._client.address, "")

    async def read_many(self, memory_ids: Sequence[str], *, gone: bool = False) -> dict[str, Memory]:
        """Those of these memories that are there, by id, asked for one by one."""
        return await one_by_one(self.get, dict.fromkeys(memory_ids))

    async def add(self, new: NewMemory) -> AddOutcome:
        """Store a memory or learn from a conversation."""
        with self._changing():
            return await self._writer.add(new)

    async def update(self, memory_id: str, edit: MemoryEdit) -> None:
        """Change one memory. Raises NotFoundError, DataError."""
        with self._changing():
            await self._writer.update(memory_id, edit)

    async def delete(self, memory_id: str) -> None:
        """Delete one memory. Raises NotFoundError."""
        with self._changing():
            await self._writer.delete(memory_id)

    async def update_many(self, edits: Sequence[tuple[str, MemoryEdit]]) -> dict[str, MemtuiError]:
        """Change several memories; what is known to have failed, by id."""
        with self._changing():
            return await self._writer.update_many(edits)

    async def delete_many(self, memory_ids: Sequence[str]) -> dict[str, MemtuiError]:
        """Delete several memories; what is known to have failed, by id."""
        with self._changing():
            return await self._writer.delete_many(memory_ids)

    async def restore(self, memories: Sequence[Memory]) -> None:
        """Raises RefusedError: the server gives every memory a new id."""
        raise RefusedError("This service cannot bring a memory back.", hint="It can be added again.")

    async def delete_entity(self, entity_type: EntityType, name: str) -> None:
        """Raises RefusedError: here an entity is the memories that name it."""
        raise RefusedError("Entities of a self-hosted server end with their last memory.")

    async def close(self) -> None:
        """Give back the connections. Safe to call twice."""
        self._forget()
        await self._client.close()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        try:
            yield
        finally:
            self._forget()

    def _forget(self) -> None:
        self._kept.forget()
        self._entities.forget()

    async def _found(self, query: MemoryQuery, *, part: Hashable = None, at_most: float) -> _Found:
        asked = _plan(query)
        return _picked(query, asked, await self._kept.get(asked.scopes, part=part, at_most=at_most))

    async def _entity_by_entity(self) -> Listed:
        """Everything by way of the entities: each has a list of its own, with its own limit."""
        entities = await self._read_entities(None)
        scopes = [scope for scope in map(scope_of, entities) if scope is not None]
        scanned = max(
            sum(entity.total_memories or 0 for entity in entities if entity.type == kind)
            for kind in ("user", "agent", "run")
        )
        listed = await self._lists.read(scopes)
        unseen = len(scopes) < len(entities) or scanned >= _ENTITY_SCAN
        return replace(listed, more=listed.more or unseen)

    async def _read_entities(self, _: None) -> tuple[Entity, ...]:
        try:
            return tuple(parse_entities(await self._client.request("GET", "/entities")))
        except MissingRouteError as error:
            raise too_old(
                error,
                f"{self._client.address} is an older self-hosted server, which does not list entities.",
                hint="Filter on a user_id, agent_id or run_id instead.",
            ) from None

    async def _record(self, memory: Memory) -> MemoryRecord:
        try:
            return MemoryRecord(memory, await self.history(memory.id))
        except NotFoundError:
            return MemoryRecord(memory, None)

    async def _of_memory(self, memory_id: str, below: str) -> Any:
        """What stands under a memory's address. Only UUIDs are asked for: the server fails on others."""
        return await self._client.request("GET", f"{memory_path(memory_id)}{below}")


def _plan(query: MemoryQuery) -> Plan:
    refuse_options(query.options, WHAT)
    refuse_order(query.order)
    return plan(query.filter)


def _picked(query: MemoryQuery, asked: Plan, listed: Listed) -> _Found:
    """What matches of what was listed, and whether that was for memtui to find out."""
    found = tuple(
        memory for memory in listed.memories if _holds(query.filter, query.show_expired, memory, listed.at)
    )
    is_whole = asked.exact and query.show_expired and not listed.more
    here = None if is_whole else FilteredHere(looked_at=len(listed.memories), more=listed.more)
    return _Found(found, listed.more, here)


def _holds(tree: Filter | None, show_expired: bool, memory: Memory, now: datetime) -> bool:
    return matches(tree, memory, now) and (show_expired or not memory.is_expired(now.date()))
