"""The Mem0 Platform as a memory service that is read (`docs/mem0-api.md`)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, TypeVar

from memtui.adapters.base import Capabilities, ServiceInfo
from memtui.adapters.http import MOST_AT_ONCE, HttpClient, segment
from memtui.adapters.http_errors import PageEndError
from memtui.adapters.platform.entities import EntityBook, entity_page
from memtui.adapters.platform.paging import each_memory, page_of
from memtui.adapters.platform.route import ApiVersion, Route
from memtui.adapters.platform.scope import anchored, mentions, scoped
from memtui.adapters.platform.self_hosted import self_hosted_named
from memtui.adapters.platform.v1 import V1Lists, v1_scope
from memtui.core.display import one_line
from memtui.core.errors import DataError, FilterError, NotFoundError, ServiceError
from memtui.core.filter_json import to_json
from memtui.core.filters import Filter
from memtui.core.from_wire import parse_event, parse_memory
from memtui.core.models import EntityPage, HistoryEvent, Memory, MemoryPage, MemoryRecord
from memtui.core.profile import Secret
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from memtui.core.times import utc_now

MAX_PAGE_SIZE = 200
T = TypeVar("T")
_NOT_IDS = frozenset({".", "..", "*", "batch", "events", "export", "search"})
"""Words that would make a memory's address another route's."""


class PlatformAdapter:
    """Memories of the Mem0 Platform, or of any service with its v3, v2 or v1 routes."""

    def __init__(
        self, base_url: str, api_key: Secret | None = None, *, client: HttpClient | None = None
    ) -> None:
        """Raises UsageError for an address or a key that cannot be used; asks no network."""
        self._client = client or HttpClient(base_url, api_key)
        self._entities = EntityBook(self._client)
        self._v1 = V1Lists(self._client, self._entities)
        self._lists, self._searches = Route(), Route()
        self._needs_anchor = False

    @property
    def capabilities(self) -> Capabilities:
        """What the service can do; only v3 can be told to list expired memories."""
        return Capabilities(
            kind="platform",
            max_page_size=MAX_PAGE_SIZE,
            true_totals=True,
            lists_expired=self._lists.version == "v3",
            writes=False,
        )

    @property
    def last_latency_ms(self) -> float | None:
        """How long the service's last answer took, in milliseconds."""
        return self._client.last_latency_ms

    async def probe(self) -> ServiceInfo:
        """Ping the service. Raises MemtuiError saying what answers instead of a Mem0 Platform."""
        address = self._client.address
        async with self_hosted_named(self._client):
            answer = await self._client.request("GET", "/v1/ping/")
        if not isinstance(answer, Mapping) or not answer.keys() & {"status", "org_id", "project_id"}:
            raise DataError(f"{address} does not answer like the Mem0 Platform.")
        project = answer.get("project_id")
        description = f"Mem0 Platform, project {one_line(str(project))}" if project else "Mem0 Platform"
        return ServiceInfo(description=description, address=address)

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
                return await self._lists.ask(lambda version: self._list(version, query, page, page_size))
        except PageEndError:
            return MemoryPage((), page, page_size, total=None, has_next=False)

    async def count(self, query: MemoryQuery) -> int:
        """How many memories match, as the service counts them."""
        total = (await self.page(query, 1, 1)).total
        return sum([1 async for _ in self._matches(query)]) if total is None else total

    async def search(self, query: SearchQuery) -> tuple[Memory, ...]:
        """The best matches with their scores, in the service's order."""
        if mentions(query.filter, "keywords"):
            raise FilterError(
                "The Platform cannot search with a condition on keywords.",
                hint="Take keywords out of the filter, or list instead of searching.",
            )
        async with self_hosted_named(self._client):
            return await self._searches.ask(lambda version: self._search(version, query))

    async def get(self, memory_id: str) -> Memory:
        """One memory. Raises NotFoundError, for an id that can be none without asking."""
        answer = await self._of_memory(memory_id, "")
        if answer is None:
            raise _no_memory(memory_id)
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

    async def close(self) -> None:
        """Give back the connections. Safe to call twice."""
        self._entities.forget()
        self._v1.forget()
        await self._client.close()

    def _matches(self, query: MemoryQuery) -> AsyncIterator[Memory]:
        return each_memory(lambda number: self.page(query, number, MAX_PAGE_SIZE))

    async def _list(self, version: ApiVersion, query: MemoryQuery, page: int, page_size: int) -> MemoryPage:
        if version == "v1":
            return await self._v1.page(v1_scope(query.filter), page, page_size)
        more = {"show_expired": query.show_expired} if version == "v3" else {}
        answer = await self._filtered(
            query.filter,
            lambda filters: self._client.request(
                "POST",
                f"/{version}/memories/",
                params={"page": page, "page_size": page_size},
                json={"filters": filters, **more},
                is_read=True,
            ),
        )
        return page_of(answer, page=page, page_size=page_size)

    async def _search(self, version: ApiVersion, query: SearchQuery) -> tuple[Memory, ...]:
        body: dict[str, Any] = {"query": query.question, "top_k": query.top_k, "rerank": query.rerank}
        if query.keyword:
            body["keyword_search"] = True

        async def ask(whose: Mapping[str, Any]) -> tuple[Memory, ...]:
            path = f"/{version}/memories/search/"
            answer = await self._client.request("POST", path, json={**body, **whose}, is_read=True)
            return page_of(answer, page=1, page_size=max(query.top_k, 1)).results

        if version == "v1":
            names = v1_scope(query.filter).names
            if not names:
                raise FilterError(
                    "This service has only the v1 API, which searches one user, agent, app or run at a time.",
                    hint="Choose one first.",
                )
            # v1 takes no threshold.
            least = query.threshold or 0.0
            return tuple(
                memory for memory in await ask(names) if memory.score is None or memory.score >= least
            )
        if query.threshold is not None:
            body["threshold"] = query.threshold
        if version == "v3":
            body["show_expired"] = query.show_expired
        return await self._filtered(query.filter, lambda filters: ask({"filters": filters}))

    async def _filtered(self, tree: Filter | None, ask: Callable[[dict[str, Any]], Awaitable[T]]) -> T:
        """Ask with a filter that says whose memories are meant, anyone's when it does not.

        Some services do not count `*` as saying so (`docs/mem0-api.md`, "Scope"): they are asked again.
        """
        whose, now = scoped(tree), utc_now()
        if not self._needs_anchor:
            try:
                return await ask(to_json(whose, now))
            except ServiceError as error:
                if error.status != 400 or "positively" not in error.raw or anchored(whose) == whose:
                    raise
        answer = await ask(to_json(anchored(whose), now))
        self._needs_anchor = True
        return answer

    async def _record(self, memory: Memory) -> MemoryRecord:
        try:
            return MemoryRecord(memory, await self.history(memory.id))
        except NotFoundError:
            return MemoryRecord(memory, None)

    async def _of_memory(self, memory_id: str, below: str) -> Any:
        """What stands under a memory's address. An id of any shape is asked for: servers differ in theirs."""
        if not memory_id.strip() or memory_id in _NOT_IDS:
            raise _no_memory(memory_id)
        try:
            async with self_hosted_named(self._client):
                return await self._client.request("GET", f"/v1/memories/{segment(memory_id)}/{below}")
        except ServiceError as error:
            if error.status == 400 and "UUID" in error.raw:
                raise _no_memory(memory_id) from None
            raise


def _with_run_id(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event with its run under one name; history calls it session_id."""
    return {"run_id" if key == "session_id" else key: value for key, value in event.items()}


def _no_memory(memory_id: str) -> NotFoundError:
    return NotFoundError(f"There is no memory {memory_id!r} on this service.")
