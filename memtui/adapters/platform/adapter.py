"""The Mem0 Platform as a memory service (`docs/mem0-api.md`)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from memtui.adapters.base import AddOutcome, Capabilities, ServiceInfo
from memtui.adapters.http import MOST_AT_ONCE, HttpClient, segment
from memtui.adapters.http_errors import MissingRouteError, PageEndError, no_memory
from memtui.adapters.platform.by_id import ById
from memtui.adapters.platform.entities import EntityBook, entity_page
from memtui.adapters.platform.paging import each_memory
from memtui.adapters.platform.questions import Questions
from memtui.adapters.platform.self_hosted import self_hosted_named
from memtui.adapters.platform.writing import WRITES, Writer
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.display import one_line
from memtui.core.errors import DataError, MemtuiError, NotFoundError, RefusedError, ServiceError
from memtui.core.from_wire import parse_event, parse_memory
from memtui.core.models import EntityPage, EntityType, HistoryEvent, Memory, MemoryPage, MemoryRecord
from memtui.core.profile import Secret, ServiceIdentity
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from memtui.core.safety import ROUTE_WORDS

MAX_PAGE_SIZE = 200
_NOT_IDS = ROUTE_WORDS | {"*"}
"""Words that are no memory's id: they would ask another route, or for every memory."""


class PlatformAdapter:
    """Memories of the Mem0 Platform, or of any service with its v3, v2 or v1 routes."""

    def __init__(
        self,
        base_url: str,
        api_key: Secret | None = None,
        *,
        read_only: bool = False,
        client: HttpClient | None = None,
    ) -> None:
        """Raises UsageError for an address or a key that cannot be used; asks no network.

        A `client` has all of these itself.
        """
        self._client = client or HttpClient(base_url, api_key, read_only=read_only)
        self._writer = Writer(self._client, self.get)
        self._entities = EntityBook(self._client)
        self._questions = Questions(self._client, self._entities)
        self._project: str | None = None

    @property
    def capabilities(self) -> Capabilities:
        """What the service can do; only v3 can be told to list expired memories."""
        return Capabilities(
            kind="platform",
            max_page_size=MAX_PAGE_SIZE,
            true_totals=True,
            lists_expired=self._questions.lists_expired,
            writing=None if self._client.read_only else WRITES,
        )

    @property
    def last_latency_ms(self) -> float | None:
        """How long the service's last answer took, in milliseconds."""
        return self._client.last_latency_ms

    async def probe(self) -> ServiceInfo:
        """Ping the service. Raises MemtuiError saying what answers instead of a Mem0 Platform."""
        async with self_hosted_named(self._client):
            project = await self._pinged()
        description = f"Mem0 Platform, project {one_line(project)}" if project else "Mem0 Platform"
        return ServiceInfo(description=description, address=self._client.address)

    async def identity(self) -> ServiceIdentity:
        """The service's address and the key's project; none where the service does not tell."""
        if self._project is None:
            try:
                async with self_hosted_named(self._client):
                    await self._pinged()
            except (MissingRouteError, DataError):
                self._project = ""
        return ServiceIdentity("platform", self._client.address, self._project or "")

    async def entities(self, query: EntityQuery) -> EntityPage:
        """A page of entities; the first page without a name reads them anew."""
        anew = query.page == 1 and not query.name_contains
        async with self_hosted_named(self._client):
            return entity_page(await self._entities.all(anew=anew), query)

    async def page(self, query: MemoryQuery, page: int, page_size: int) -> MemoryPage:
        """One page, in the service's order; at most 200 memories, whatever is asked."""
        page_size = min(page_size, MAX_PAGE_SIZE)
        try:
            async with self_hosted_named(self._client):
                return await self._questions.page(query, page, page_size)
        except PageEndError:
            return MemoryPage((), page, page_size, total=None, has_next=False)

    async def count(self, query: MemoryQuery) -> int:
        """How many memories match, as the service counts them."""
        total = (await self.page(query, 1, 1)).total
        return sum([1 async for _ in self._matches(query)]) if total is None else total

    async def search(self, query: SearchQuery) -> tuple[Memory, ...]:
        """The best matches with their scores, in the service's order."""
        async with self_hosted_named(self._client):
            return await self._questions.search(query)

    async def get(self, memory_id: str) -> Memory:
        """One memory. Raises NotFoundError, for an id that can be none without asking."""
        answer = await self._of_memory(memory_id, "")
        if answer is None:
            raise no_memory(memory_id)
        return parse_memory(answer)

    async def history(self, memory_id: str) -> tuple[HistoryEvent, ...]:
        """The memory's events in the service's order. Raises NotFoundError, as `get` does."""
        answer = await self._of_memory(memory_id, "history/")
        items = answer.get("results") if isinstance(answer, Mapping) else answer
        if not isinstance(items, list):
            raise DataError("The service's answer is not a list of history events.")
        return tuple(parse_event(_with_run_id(item)) for item in items if isinstance(item, Mapping))

    async def records(self, query: MemoryQuery) -> AsyncIterator[MemoryRecord]:
        """Every match once with its history, in the service's order; a few histories are read ahead."""
        ahead: deque[asyncio.Task[MemoryRecord]] = deque()
        try:
            async for memory in self._matches(query):
                ahead.append(asyncio.create_task(self._record(memory)))
                if len(ahead) == MOST_AT_ONCE:
                    yield await ahead[0]
                    ahead.popleft()
            while ahead:
                yield await ahead[0]
                ahead.popleft()
        finally:
            for task in ahead:
                task.cancel()
            await asyncio.gather(*ahead, return_exceptions=True)

    async def read_many(self, memory_ids: Sequence[str], *, gone: bool = False) -> dict[str, Memory]:
        """Those of these memories that are there, by id."""
        wanted = [memory_id for memory_id in dict.fromkeys(memory_ids) if _can_be_id(memory_id)]
        by_id = ById(self.page, self.get, lambda: not self._questions.lists_expired)
        return await by_id.gone(wanted) if gone else await by_id.there(wanted)

    async def add(self, new: NewMemory) -> AddOutcome:
        """Store a memory or learn from a conversation; waits at most a minute for what comes of it."""
        async with self._changing():
            return await self._writer.add(new)

    async def update(self, memory_id: str, edit: MemoryEdit) -> None:
        """Change one memory. Raises NotFoundError, ImmutableMemoryError, DataError."""
        async with self._changing():
            await self._writer.update(memory_id, edit)

    async def delete(self, memory_id: str) -> None:
        """Delete one memory. Raises NotFoundError."""
        async with self._changing():
            await self._writer.delete(memory_id)

    async def update_many(self, edits: Sequence[tuple[str, MemoryEdit]]) -> dict[str, MemtuiError]:
        """Change up to 1000 memories; what is known to have failed, by id."""
        async with self._changing():
            return await self._writer.update_many(edits)

    async def delete_many(self, memory_ids: Sequence[str]) -> dict[str, MemtuiError]:
        """Delete up to 1000 memories; what is known to have failed, by id."""
        async with self._changing():
            return await self._writer.delete_many(memory_ids)

    async def restore(self, memories: Sequence[Memory]) -> None:
        """Raises RefusedError: the Platform gives every memory a new id."""
        raise RefusedError("This service cannot bring a memory back.", hint="It can be added again.")

    async def delete_entity(self, entity_type: EntityType, name: str) -> None:
        """Delete an entity with all that it holds; waits at most two minutes for it."""
        async with self._changing():
            await self._writer.delete_entity(entity_type, name)

    async def close(self) -> None:
        """Give back the connections. Safe to call twice."""
        self._forget()
        await self._client.close()

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[None]:
        try:
            async with self_hosted_named(self._client):
                yield
        finally:
            self._forget()

    def _forget(self) -> None:
        self._entities.forget()
        self._questions.forget()

    async def _pinged(self) -> str:
        """The key's project, empty where the service names none."""
        answer = await self._client.request("GET", "/v1/ping/")
        if not isinstance(answer, Mapping) or not answer.keys() & {"status", "org_id", "project_id"}:
            raise DataError(f"{self._client.address} does not answer like the Mem0 Platform.")
        self._project = str(answer.get("project_id") or "")
        return self._project

    def _matches(self, query: MemoryQuery) -> AsyncIterator[Memory]:
        return each_memory(lambda number: self.page(query, number, MAX_PAGE_SIZE))

    async def _record(self, memory: Memory) -> MemoryRecord:
        try:
            return MemoryRecord(memory, await self.history(memory.id))
        except NotFoundError:
            return MemoryRecord(memory, None)

    async def _of_memory(self, memory_id: str, below: str) -> Any:
        """What stands under a memory's address. An id of any shape is asked for: servers differ in theirs."""
        if not _can_be_id(memory_id):
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


def _can_be_id(memory_id: str) -> bool:
    return bool(memory_id.strip()) and memory_id not in _NOT_IDS


def _with_run_id(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event with its run under one name; history calls it session_id."""
    return {"run_id" if key == "session_id" else key: value for key, value in event.items()}
