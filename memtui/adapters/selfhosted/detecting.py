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
from memtui.adapters.selfhosted.scouting import ScoutingClient
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.errors import DataError, FilterError, MemtuiError
from memtui.core.models import EntityPage, EntityType, HistoryEvent, Memory, MemoryPage, MemoryRecord
from memtui.core.profile import ApiVersion, Findings, Secret, ServiceIdentity
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery

T = TypeVar("T")
_KINDS = {"platform", "selfhosted"}


class DetectingAdapter:
    """The Platform, or the self-hosted server that answers in its place.

    The Platform's questions come first, since its routes are all missing from a self-hosted server, and
    nothing is asked in vain of the real one. `capabilities` are the Platform's until an answer came.
    Nothing is changed before it is known what answers, and what is refused then is not sent elsewhere.
    What was found is kept in `findings`, as `kind`, and believed until a route of that kind is missing. An
    `email` is an account of a self-hosted server.
    """

    def __init__(
        self,
        base_url: str,
        api_key: Secret | None = None,
        *,
        read_only: bool = False,
        email: str = "",
        findings: Findings | None = None,
        api_version: ApiVersion | None = None,
        client: HttpClient | None = None,
        self_hosted: Callable[[], SelfHostedAdapter] | None = None,
    ) -> None:
        """Raises UsageError for an address or a key that cannot be used; asks no network.

        `client` and `self_hosted` have all of these themselves.
        """
        self._client = client or ScoutingClient(base_url, None if email else api_key, read_only=read_only)
        self._make = self_hosted or (
            lambda: SelfHostedAdapter(
                base_url, api_key, read_only=read_only, email=email, findings=findings, scout=self._client
            )
        )
        self._platform = PlatformAdapter(
            base_url, client=self._client, findings=findings, api_version=api_version
        )
        self._other: SelfHostedAdapter | None = None
        self._findings = findings
        self._kind: str | None = None
        self._is_hearsay = False
        if email:
            self._take_for("selfhosted")
        elif findings is not None and (kind := findings.recall("kind")) in _KINDS:
            self._take_for(kind)
            self._is_hearsay = True

    @property
    def answering(self) -> WritingAdapter:
        """The adapter of what answers there, as far as it is known."""
        return self._other if self._other is not None and self._kind == "selfhosted" else self._platform

    @property
    def capabilities(self) -> Capabilities:
        """What the service can do, as far as it is known."""
        return self.answering.capabilities

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
        if self._kind is None or self._is_hearsay:
            await self.page(query, 1, 1)
        async for record in self.answering.records(query):
            yield record

    async def identity(self) -> ServiceIdentity:
        """Which store of memories this is."""
        return await self._change(lambda adapter: adapter.identity())

    async def read_many(self, memory_ids: Sequence[str], *, gone: bool = False) -> dict[str, Memory]:
        """Those of these memories that are there, by id."""
        return await self._change(lambda adapter: adapter.read_many(memory_ids, gone=gone))

    async def add(self, new: NewMemory) -> AddOutcome:
        """Store a memory or learn from a conversation."""
        return await self._change(lambda adapter: adapter.add(new))

    async def update(self, memory_id: str, edit: MemoryEdit) -> None:
        """Change one memory. Raises NotFoundError, ImmutableMemoryError, DataError."""
        await self._change(lambda adapter: adapter.update(memory_id, edit))

    async def delete(self, memory_id: str) -> None:
        """Delete one memory. Raises NotFoundError."""
        await self._change(lambda adapter: adapter.delete(memory_id))

    async def update_many(self, edits: Sequence[tuple[str, MemoryEdit]]) -> dict[str, MemtuiError]:
        """Change several memories; what is known to have failed, by id."""
        return await self._change(lambda adapter: adapter.update_many(edits))

    async def delete_many(self, memory_ids: Sequence[str]) -> dict[str, MemtuiError]:
        """Delete several memories; what is known to have failed, by id."""
        return await self._change(lambda adapter: adapter.delete_many(memory_ids))

    async def restore(self, memories: Sequence[Memory]) -> None:
        """Raises RefusedError: neither service brings a memory back."""
        await self._change(lambda adapter: adapter.restore(memories))

    async def delete_entity(self, entity_type: EntityType, name: str) -> None:
        """Delete an entity with all that it holds, where entities exist by themselves."""
        await self._change(lambda adapter: adapter.delete_entity(entity_type, name))

    async def close(self) -> None:
        """Give back the connections. Safe to call twice."""
        await self._platform.close()
        if self._other is not None:
            await self._other.close()

    async def _known(self) -> WritingAdapter:
        """The adapter of what answers there, which is found out first."""
        if self._kind is None:
            try:
                await self.probe()
            except (MissingRouteError, DataError):
                # Some services have no ping, or one of their own; this is what any of them has.
                await self.page(MemoryQuery(), 1, 1)
        return self.answering

    async def _change(self, change: Callable[[WritingAdapter], Awaitable[T]]) -> T:
        adapter = await self._known()
        try:
            return await change(adapter)
        except (MissingRouteError, SelfHostedServerError):
            self._doubt()
            raise

    async def _ask(self, question: Callable[[WritingAdapter], Awaitable[T]]) -> T:
        if self._kind is not None:
            was_hearsay = self._is_hearsay
            try:
                answer = await question(self.answering)
            except (MissingRouteError, SelfHostedServerError):
                if not was_hearsay:
                    raise
                self._doubt()
                return await self._ask(question)
            self._is_hearsay = False
            return answer
        try:
            answer = await question(self._platform)
        except SelfHostedServerError:
            self._settle("selfhosted")
        except FilterError:
            # The Platform's language has less than memtui evaluates for a self-hosted server.
            if not await is_self_hosted(self._client):
                raise
            self._settle("selfhosted")
        else:
            self._settle("platform")
            return answer
        return await question(self.answering)

    def _settle(self, kind: str) -> None:
        # Several first questions may find out at the same time; the others' requests still run.
        if self._kind is None:
            self._take_for(kind)
            if self._findings is not None:
                self._findings.remember("kind", kind)

    def _take_for(self, kind: str) -> None:
        if kind == "selfhosted" and self._other is None:
            self._other = self._make()
        self._kind = kind

    def _doubt(self) -> None:
        """Forget a kind that was known from earlier only."""
        if self._is_hearsay:
            self._kind, self._is_hearsay = None, False
            if self._findings is not None:
                self._findings.remember("kind", None)
