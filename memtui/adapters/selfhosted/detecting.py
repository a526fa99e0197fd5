"""A service of which only the address is known: taken for the Platform until it shows what it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TypeVar

from memtui.adapters.base import AddOutcome, Capabilities, ServiceInfo, WritingAdapter
from memtui.adapters.http import HttpClient
from memtui.adapters.http_errors import MissingRouteError
from memtui.adapters.platform import PlatformAdapter
from memtui.adapters.platform.self_hosted import SelfHostedServerError, is_self_hosted
from memtui.adapters.selfhosted.adapter import SelfHostedAdapter
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.errors import FilterError, MemtuiError
from memtui.core.models import EntityPage, EntityType, HistoryEvent, Memory, MemoryPage, MemoryRecord
from memtui.core.profile import Secret, ServiceIdentity
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery

T = TypeVar("T")


class DetectingAdapter:
    """The Platform, or the self-hosted server that answers in its place.

    The Platform's questions come first, since its routes are all missing from a self-hosted server, and
    nothing is asked in vain of the real one. `capabilities` are the Platform's until an answer came.
    Nothing is changed before it is known what answers, and what is refused then is not sent elsewhere.
    """

    def __init__(
        self,
        base_url: str,
        api_key: Secret | None = None,
        *,
        read_only: bool = False,
        client: HttpClient | None = None,
        self_hosted: Callable[[], SelfHostedAdapter] | None = None,
    ) -> None:
        """Raises UsageError for an address or a key that cannot be used; asks no network.

        `client` and `self_hosted` have all of these themselves.
        """
        self._client = client or HttpClient(base_url, api_key, read_only=read_only)
        self._make = self_hosted or (lambda: SelfHostedAdapter(base_url, api_key, read_only=read_only))
        self._platform = PlatformAdapter(base_url, client=self._client)
        self._other: SelfHostedAdapter | None = None
        self._is_known = False

    @property
    def capabilities(self) -> Capabilities:
        """What the service can do, as far as it is known."""
        return self._adapter.capabilities

    async def probe(self) -> ServiceInfo:
        """What answers there."""
        return await self._ask(lambda adapter: adapter.probe())

    async def entities(self, query: EntityQuery) -> EntityPage:
        """A page of entities."""
        return await self._ask(lambda adapter: adapter.entities(query))

    async def page(self, query: MemoryQuery, page: int, page_size: int) -> MemoryPage:
        """One page of memories."""
        return await self._ask(lambda adapter: adapter.page(query, page, page_size))

    async def count(self, query: MemoryQuery) -> int:
        """How many memories match."""
        return await self._ask(lambda adapter: adapter.count(query))

    async def search(self, query: SearchQuery) -> tuple[Memory, ...]:
        """The best matches with their scores."""
        return await self._ask(lambda adapter: adapter.search(query))

    async def get(self, memory_id: str) -> Memory:
        """One memory. Raises NotFoundError."""
        return await self._ask(lambda adapter: adapter.get(memory_id))

    async def history(self, memory_id: str) -> tuple[HistoryEvent, ...]:
        """The memory's events. Raises NotFoundError."""
        return await self._ask(lambda adapter: adapter.history(memory_id))

    async def records(self, query: MemoryQuery) -> AsyncIterator[MemoryRecord]:
        """Every match with its history."""
        if not self._is_known:
            await self.page(query, 1, 1)
        async for record in self._adapter.records(query):
            yield record

    async def identity(self) -> ServiceIdentity:
        """Which store of memories this is."""
        return await (await self._known()).identity()

    async def read_many(self, memory_ids: Sequence[str], *, gone: bool = False) -> dict[str, Memory]:
        """Those of these memories that are there, by id."""
        return await (await self._known()).read_many(memory_ids, gone=gone)

    async def add(self, new: NewMemory) -> AddOutcome:
        """Store a memory or learn from a conversation."""
        return await (await self._known()).add(new)

    async def update(self, memory_id: str, edit: MemoryEdit) -> None:
        """Change one memory. Raises NotFoundError, ImmutableMemoryError, DataError."""
        await (await self._known()).update(memory_id, edit)

    async def delete(self, memory_id: str) -> None:
        """Delete one memory. Raises NotFoundError."""
        await (await self._known()).delete(memory_id)

    async def update_many(self, edits: Sequence[tuple[str, MemoryEdit]]) -> dict[str, MemtuiError]:
        """Change several memories; what is known to have failed, by id."""
        return await (await self._known()).update_many(edits)

    async def delete_many(self, memory_ids: Sequence[str]) -> dict[str, MemtuiError]:
        """Delete several memories; what is known to have failed, by id."""
        return await (await self._known()).delete_many(memory_ids)

    async def restore(self, memories: Sequence[Memory]) -> None:
        """Raises RefusedError: neither service brings a memory back."""
        await (await self._known()).restore(memories)

    async def delete_entity(self, entity_type: EntityType, name: str) -> None:
        """Delete an entity with all that it holds, where entities exist by themselves."""
        await (await self._known()).delete_entity(entity_type, name)

    async def close(self) -> None:
        """Give back the connections. Safe to call twice."""
        await self._platform.close()
        if self._other is not None:
            await self._other.close()

    @property
    def _adapter(self) -> WritingAdapter:
        return self._platform if self._other is None else self._other

    async def _known(self) -> WritingAdapter:
        """The adapter of what answers there, which is found out first."""
        if not self._is_known:
            try:
                await self.probe()
            except MissingRouteError:
                # Some services have no ping; this is what any of them has.
                await self.page(MemoryQuery(), 1, 1)
        return self._adapter

    async def _ask(self, question: Callable[[WritingAdapter], Awaitable[T]]) -> T:
        if self._is_known:
            return await question(self._adapter)
        try:
            answer = await question(self._platform)
        except SelfHostedServerError:
            self._switch()
        except FilterError:
            # The Platform's language has less than memtui evaluates for a self-hosted server.
            if not await is_self_hosted(self._client):
                raise
            self._switch()
        else:
            self._is_known = True
            return answer
        return await question(self._adapter)

    def _switch(self) -> None:
        # Several first questions may find out at the same time; the others' requests still run.
        if self._other is None:
            self._other = self._make()
        self._is_known = True
