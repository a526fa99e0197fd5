"""The routes that tell of all memories together: summary, numbers, facets, what was done."""

from __future__ import annotations

from collections import Counter
from typing import get_args

from starlette.requests import Request
from starlette.responses import Response

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.queries import EntityQuery
from memtui.server.answer import Answer
from memtui.server.asking import MAX_PAGE_SIZE, Paging, read_body, read_paging, read_whole
from memtui.server.changing import Endpoint
from memtui.server.events import Kind
from memtui.server.filtering import narrowed, read_scope
from memtui.server.refusal import invalid_page
from memtui.server.shapes import envelope, event_json

_FACETS = 1000


class Reports:
    """Tells of the store, and of what this server was asked since it started."""

    def __init__(self, adapter: LocalAdapter) -> None:
        self._adapter = adapter
        self._asked: Counter[str] = Counter()

    def counted(self, what: str, endpoint: Endpoint) -> Endpoint:
        """The endpoint, whose answers are counted among those of its kind."""

        async def answered(request: Request) -> Response:
            answer = await endpoint(request)
            self._asked[what] += 1
            return answer

        return answered

    async def summary(self, request: Request) -> Response:
        """Counts and the newest texts, in a list of one."""
        body = await read_body(request)
        return Answer(await self._adapter.summary(narrowed(read_scope(body), body)))

    async def usage(self, request: Request) -> Response:
        """How much there is; what was asked is counted from the server's start."""
        asked = {f"total_{what}_events": self._asked[what] for what in ("retrieval", "add")}
        return Answer({**await self._adapter.usage(), **asked})

    async def facets(self, request: Request) -> Response:
        """What lists can be filtered by."""
        users = await self._adapter.entities(EntityQuery("user", page_size=_FACETS))
        return Answer(
            {
                "event_type": list(get_args(Kind)),
                "categories": await self._adapter.categories(),
                "users": [entity.name for entity in users.results],
                "parameters": [],
            }
        )

    async def activity(self, request: Request) -> Response:
        """A page of the history of all memories, the last first."""
        paging = read_paging(request, {})
        size = read_whole(request.query_params, "limit", paging.page_size, most=MAX_PAGE_SIZE)
        paging = Paging(paging.page, size, both=True)
        events, count = await self._adapter.activity(paging.page, paging.page_size)
        if paging.page > 1 and not events:
            raise invalid_page()
        results = [event_json(event) for event in events]
        return Answer(envelope(request, paging, count=count, results=results))
