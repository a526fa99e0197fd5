"""The Mem0 Platform as a memory service (`docs/mem0-api.md`)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from memtui.adapters.base import AddOutcome, Capabilities, Dialect, ServiceInfo
from memtui.adapters.http import MOST_AT_ONCE, HttpClient
from memtui.adapters.http_errors import MissingRouteError, PageEndError
from memtui.adapters.platform.by_id import ById
from memtui.adapters.platform.entities import EntityBook, entity_page
from memtui.adapters.platform.entity_deletion import EntityDeletion
from memtui.adapters.platform.features import Features
from memtui.adapters.platform.one import can_be_id
from memtui.adapters.platform.options import options_of
from memtui.adapters.platform.paging import each_memory
from memtui.adapters.platform.questions import Questions
from memtui.adapters.platform.self_hosted import self_hosted_named
from memtui.adapters.platform.writing import Writer
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.display import one_line
from memtui.core.errors import DataError, MemtuiError, NotFoundError, RefusedError
from memtui.core.models import EntityPage, EntityType, HistoryEvent, Memory, MemoryPage, MemoryRecord
from memtui.core.profile import ApiVersion, Findings, Secret, ServiceIdentity
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from memtui.core.sent_requests import SentRequest

MAX_PAGE_SIZE = 200


class PlatformAdapter(Features):
    """The Mem0 Platform, or any service with its v3, v2 or v1 routes.

    Lists, searches and additions are asked in the newest version that is there, each by itself, or in
    `api_version` alone; what is found about them is kept in `findings`.
    """

    def __init__(
        self,
        base_url: str,
        api_key: Secret | None = None,
        *,
        read_only: bool = False,
        client: HttpClient | None = None,
        findings: Findings | None = None,
        api_version: ApiVersion | None = None,
    ) -> None:
        """Raises UsageError for an address or a key that cannot be used; asks no network.

        A `client` has address, key and `read_only` itself.
        """
        super().__init__(client or HttpClient(base_url, api_key, read_only=read_only))
        self._entities = EntityBook(self._client)
        self._writer = Writer(self._client, self.get, api_version=api_version, findings=findings)
        self._entity_deletion = EntityDeletion(self._client, self._entities, api_version=api_version)
        self._questions = Questions(
            self._client, self._entities, self._filtering, api_version=api_version, findings=findings
        )
        self._store: str | None = None

    @property
    def capabilities(self) -> Capabilities:
        """What the service can do, as far as it is known; only v3 can be told to list expired memories."""
        return Capabilities(
            kind="platform",
            max_page_size=MAX_PAGE_SIZE,
            true_totals=True,
            lists_expired=self._lists_expired,
            writing=None if self._client.read_only else self._writer.support,
            lacks=self.lacks,
            list_options=options_of("list", self._questions.list_version),
            search_options=options_of("search", self._questions.search_version),
            notice=self._client.notice,
            dialect=Dialect(
                self._questions.list_version, self._questions.search_version, self._filtering.needs_anchor
            ),
        )

    def sent_requests(self) -> Sequence[SentRequest]:
        """What was asked of the service, the newest first; the last few hundred."""
        return self._client.sent_requests()

    async def probe(self) -> ServiceInfo:
        """Ping the service. Raises MemtuiError saying what answers instead of a Mem0 Platform."""
        async with self_hosted_named(self._client):
            project = (await self._account.pinged()).project
        description = f"Mem0 Platform, project {one_line(project)}" if project else "Mem0 Platform"
        return ServiceInfo(description=description, address=self._client.address)

    async def identity(self) -> ServiceIdentity:
        """The service's address and the key's project; none where the service does not tell."""
        if self._store is None:
            try:
                async with self_hosted_named(self._client):
                    self._store = (await self._account.known()).project
            except (MissingRouteError, DataError):
                self._store = ""
        return ServiceIdentity("platform", self._client.address, self._store)

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
        return await self._one.get(memory_id)

    async def history(self, memory_id: str) -> tuple[HistoryEvent, ...]:
        """The memory's events in the service's order. Raises NotFoundError, as `get` does."""
        return await self._one.history(memory_id)

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
        wanted = [memory_id for memory_id in dict.fromkeys(memory_ids) if can_be_id(memory_id)]
        by_id = ById(self.page, self.get, lambda: not self._lists_expired)
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
            await self._entity_deletion.delete(entity_type, name)

    async def close(self) -> None:
        """Give back the connections. Safe to call twice."""
        self._forget()
        await self._client.close()

    @property
    def _lists_expired(self) -> bool:
        return self._questions.list_version == "v3"

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

    def _matches(self, query: MemoryQuery) -> AsyncIterator[Memory]:
        return each_memory(lambda number: self.page(query, number, MAX_PAGE_SIZE))

    async def _record(self, memory: Memory) -> MemoryRecord:
        try:
            return MemoryRecord(memory, await self.history(memory.id))
        except (NotFoundError, MissingRouteError):
            # Services with some of the Platform's routes may have none for histories.
            return MemoryRecord(memory, None)
