"""A service of which only the address is known: taken for the Platform until it shows what it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from memtui.adapters.base import Capabilities, MemoryAdapter, ServiceInfo
from memtui.adapters.http import HttpClient
from memtui.adapters.platform import PlatformAdapter
from memtui.adapters.platform.self_hosted import SelfHostedServerError, is_self_hosted
from memtui.adapters.selfhosted.adapter import SelfHostedAdapter
from memtui.core.errors import FilterError
from memtui.core.models import EntityPage, HistoryEvent, Memory, MemoryPage, MemoryRecord
from memtui.core.profile import Secret
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery

T = TypeVar("T")


class DetectingAdapter:
    """The Platform, or the self-hosted server that answers in its place.

    The Platform's questions come first, since its routes are all missing from a self-hosted server, and
    nothing is asked in vain of the real one. `capabilities` are the Platform's until an answer came.
    """

    def __init__(
        self,
        base_url: str,
        api_key: Secret | None = None,
        *,
        client: HttpClient | None = None,
        self_hosted: Callable[[], SelfHostedAdapter] | None = None,
    ) -> None:
        """Raises UsageError for an address or a key that cannot be used; asks no network."""
        self._client = client or HttpClient(base_url, api_key)
        self._make = self_hosted or (lambda: SelfHostedAdapter(base_url, api_key))
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

    async def close(self) -> None:
        """Give back the connections. Safe to call twice."""
        await self._platform.close()
        if self._other is not None:
            await self._other.close()

    @property
    def _adapter(self) -> MemoryAdapter:
        return self._platform if self._other is None else self._other

    async def _ask(self, question: Callable[[MemoryAdapter], Awaitable[T]]) -> T:
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
