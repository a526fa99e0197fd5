"""Lists and searches of a service, in the version that it has (`docs/mem0-api.md`, "Versions")."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from memtui.adapters.http import HttpClient
from memtui.adapters.platform.entities import EntityBook
from memtui.adapters.platform.paging import page_of
from memtui.adapters.platform.route import ApiVersion, Route
from memtui.adapters.platform.scope import anchored, mentions, scoped
from memtui.adapters.platform.v1 import V1Lists, v1_scope
from memtui.core.errors import FilterError, ServiceError
from memtui.core.filter_json import to_json
from memtui.core.filters import Filter
from memtui.core.models import Memory, MemoryPage
from memtui.core.queries import MemoryQuery, SearchQuery
from memtui.core.times import utc_now

T = TypeVar("T")


class Questions:
    """Asks one service for lists and searches."""

    def __init__(self, client: HttpClient, entities: EntityBook) -> None:
        self._client = client
        self._v1 = V1Lists(client, entities)
        self._lists, self._searches = Route(), Route()
        self._needs_anchor = False

    @property
    def lists_expired(self) -> bool:
        """Whether lists can be told to leave no expired memory out; only v3 can."""
        return self._lists.version == "v3"

    async def page(self, query: MemoryQuery, page: int, page_size: int) -> MemoryPage:
        """One page, of a size that the service takes. Raises PageEndError past the end, where it says so."""
        return await self._lists.ask(lambda version: self._list(version, query, page, page_size))

    async def search(self, query: SearchQuery) -> tuple[Memory, ...]:
        """The best matches. Raises FilterError for what no version searches by."""
        if mentions(query.filter, "keywords"):
            raise FilterError(
                "The Platform cannot search with a condition on keywords.",
                hint="Take keywords out of the filter, or list instead of searching.",
            )
        return await self._searches.ask(lambda version: self._search(version, query))

    def forget(self) -> None:
        """Read anew what was kept of lists."""
        self._v1.forget()

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
