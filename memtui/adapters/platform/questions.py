"""Lists and searches of a service, in the version that it has (`docs/mem0-api.md`, "Versions")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from memtui.adapters.http import HttpClient
from memtui.adapters.no_options import refuse_order
from memtui.adapters.platform.asking import Filtering
from memtui.adapters.platform.entities import EntityBook
from memtui.adapters.platform.options import as_params, checked
from memtui.adapters.platform.paging import page_of
from memtui.adapters.platform.route import Route
from memtui.adapters.platform.scope import keeps_to, mentions
from memtui.adapters.platform.v1 import V1Lists, v1_scope
from memtui.core.errors import DataError, FilterError
from memtui.core.filters import Filter
from memtui.core.models import Memory, MemoryPage
from memtui.core.profile import ApiVersion, Findings
from memtui.core.queries import MemoryQuery, SearchQuery


class Questions:
    """Asks one service for lists and searches; `list_version` and `search_version` are what it has."""

    def __init__(
        self,
        client: HttpClient,
        entities: EntityBook,
        filtering: Filtering,
        *,
        api_version: ApiVersion | None,
        findings: Findings | None,
    ) -> None:
        self._client = client
        self._filtering = filtering
        self._v1 = V1Lists(client, entities)
        self._lists = Route("list", pinned=api_version, findings=findings)
        self._searches = Route("search", pinned=api_version, findings=findings)

    @property
    def list_version(self) -> ApiVersion:
        """The version of lists, as far as it is known. Only v3 can be told to leave no expired memory out."""
        return self._lists.version

    @property
    def search_version(self) -> ApiVersion:
        """The version of searches, as far as it is known."""
        return self._searches.version

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
        refuse_order(query.order)
        options = checked("list", version, query.options)
        if version == "v1":
            return await self._v1.page(v1_scope(query.filter, as_params(options)), page, page_size)
        if version == "v3":
            options["show_expired"] = query.show_expired
        answer = await self._filtering.ask(
            query.filter,
            lambda filters: self._client.request(
                "POST",
                f"/{version}/memories/",
                params={"page": page, "page_size": page_size},
                json={**options, "filters": filters},
                is_read=True,
            ),
        )
        found = page_of(answer, page=page, page_size=page_size)
        self._check_names(query.filter, found.results)
        return found

    def _check_names(self, tree: Filter | None, found: Iterable[Memory]) -> None:
        """Raises DataError where a service passes over the names in a filter: what it gives is another's."""
        if not all(keeps_to(tree, memory) for memory in found):
            raise DataError(
                f"{self._client.address} gives memories of others than were asked for.",
                hint="It does not understand this filter; give one name alone, such as a user_id.",
            )

    async def _search(self, version: ApiVersion, query: SearchQuery) -> tuple[Memory, ...]:
        body: dict[str, Any] = {
            **checked("search", version, query.options),
            "query": query.question,
            "top_k": query.top_k,
            "rerank": query.rerank,
            "keyword_search": query.keyword,
        }

        async def ask(whose: Mapping[str, Any]) -> tuple[Memory, ...]:
            path = f"/{version}/memories/search/"
            answer = await self._client.request("POST", path, json={**body, **whose}, is_read=True)
            found = page_of(answer, page=1, page_size=max(query.top_k, 1)).results
            self._check_names(query.filter, found)
            return found

        if version == "v1":
            scope = v1_scope(query.filter)
            if scope.each or not scope.names:
                raise FilterError(
                    "The v1 API searches one user, agent, app or run at a time.",
                    hint="Choose one first.",
                )
            # v1 takes no threshold.
            least = query.threshold or 0.0
            return tuple(
                memory for memory in await ask(scope.names) if memory.score is None or memory.score >= least
            )
        if query.threshold is not None:
            body["threshold"] = query.threshold
        if version == "v3":
            body["show_expired"] = query.show_expired
        return await self._filtering.ask(query.filter, lambda filters: ask({"filters": filters}))
