"""A service that can be changed, in memory: as odd, slow and unreliable as a test wants it to be."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from memtui.adapters.base import AddOutcome, Capabilities, ServiceInfo, WriteSupport
from memtui.core.changes import AddedMemory, MemoryEdit, NewMemory, edited
from memtui.core.errors import (
    ImmutableMemoryError,
    MemtuiError,
    NotFoundError,
    RefusedError,
)
from memtui.core.filter_match import matches
from memtui.core.filters import Filter
from memtui.core.models import (
    ENTITY_TYPES,
    Entity,
    EntityPage,
    EntityType,
    FilteredHere,
    HistoryEvent,
    Memory,
    MemoryPage,
    MemoryRecord,
)
from memtui.core.profile import ServiceIdentity, ServiceKind
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from memtui.core.safety import checked_id, checked_name
from tests.ops.fates import Fate
from tests.ops.faults import Fault, lost
from tests.ops.memories import Content, content

T = TypeVar("T")
NOW = datetime(2026, 5, 1, tzinfo=UTC)
PLATFORM = WriteSupport(
    max_batch=1000,
    restores=False,
    merges_metadata=False,
    dedupes=False,
    edits_categories=False,
    has_entities=True,
    infers=True,
    takes_immutable=True,
)
"""Like the Platform, but that it stores a text twice; `replace` makes others of it."""
SELF_HOSTED = replace(
    PLATFORM, max_batch=20, merges_metadata=True, has_entities=False, takes_immutable=False,
    scope_fields=("user_id", "agent_id", "run_id"),
)  # fmt: skip
EMBEDDED = replace(
    PLATFORM, max_batch=500, restores=True, edits_categories=True, has_entities=False, infers=False
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its name, and the ids or texts that it was about."""

    name: str
    about: tuple[str, ...] = ()


READS = {"read_many", "page", "count", "entities", "records"}
BATCHES = {"update_many", "delete_many"}
WRITES = {"add", "update_many", "delete_many", "restore", "delete_entity"}


@dataclass(frozen=True, slots=True)
class Gate:
    """Where calls of a name wait: `reached` once one does, until `opened`."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class FakeService:
    """Memories in a dict, oldest first. `faults` wait for the next calls of a name; `calls` are all so far,
    `theirs` what other clients have written last.

    `is_away` answers nothing. `cap` is how many memories it lists for one question, filtered by memtui.
    `trims`, `merges` and `ignores` are habits of which it says nothing: texts lose the blanks around them,
    metadata keeps its keys, and some fields of an edit are taken and forgotten; `unlisted` are entities that
    it does not list.
    """

    support: WriteSupport = PLATFORM
    kind: ServiceKind = "platform"
    memories: dict[str, Memory] = field(default_factory=dict)
    entity_names: set[tuple[EntityType, str]] = field(default_factory=set)
    unlisted: set[tuple[EntityType, str]] = field(default_factory=set)
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    calls: list[Call] = field(default_factory=list)
    theirs: dict[str, Memory] = field(default_factory=dict)
    held: dict[str, Gate] = field(default_factory=dict)
    fate: Fate = field(default_factory=Fate)
    watch: Callable[[Call], object] | None = None
    page_size: int = 1000
    cap: int | None = None
    read_only: bool = False
    is_away: bool = False
    trims: bool = False
    merges: bool = False
    ignores: frozenset[str] = frozenset()
    store: str = "project"
    _lag: int = 0
    _shown: dict[str, Memory] = field(default_factory=dict)
    _made: int = 0

    def put(self, *memories: Memory) -> None:
        """Have these memories, as if they had always been there."""
        for memory in memories:
            self.memories[memory.id] = memory
            self.entity_names.update(memory.scope())

    def script(self, name: str, *faults: Fault) -> None:
        """What happens to the next calls of this name, one after another."""
        self.faults[name].extend(faults)

    def hold(self, name: str) -> Gate:
        """Let calls of this name wait before they do anything."""
        return self.held.setdefault(name, Gate())

    def change(self, memory_id: str, **changes: Any) -> None:
        """Another client changes a memory."""
        self.memories[memory_id] = self.theirs[memory_id] = replace(self.memories[memory_id], **changes)

    def named(self, *names: str) -> list[Call]:
        """The calls of these names."""
        return [call for call in self.calls if call.name in names]

    @property
    def written(self) -> list[Call]:
        """The calls that change something."""
        return self.named(*WRITES)

    @property
    def capabilities(self) -> Capabilities:
        writing = None if self.read_only else self.support
        return Capabilities(
            self.kind, self.page_size, true_totals=True, lists_expired=True, writing=writing,
            filters_here=self.cap is not None, cap=self.cap,
        )  # fmt: skip

    async def identity(self) -> ServiceIdentity:
        return ServiceIdentity(self.kind, "https://memories.test", self.store)

    async def probe(self) -> ServiceInfo:
        return ServiceInfo("a fake", "https://memories.test")

    async def close(self) -> None:
        pass

    async def get(self, memory_id: str) -> Memory:
        return (await self.read_many([memory_id]))[memory_id]

    async def history(self, memory_id: str) -> tuple[HistoryEvent, ...]:
        return ()

    async def search(self, query: SearchQuery) -> tuple[Memory, ...]:
        return ()

    async def entities(self, query: EntityQuery) -> EntityPage:
        def found() -> EntityPage:
            names = {pair for memory in self._visible().values() for pair in memory.scope()}
            if self.support.has_entities:
                names |= self.entity_names
            names -= self.unlisted
            chosen = sorted(pair for pair in names if query.type in {None, pair[0]})
            start = (query.page - 1) * query.page_size
            page = [Entity(kind, name) for kind, name in chosen[start : start + query.page_size]]
            totals = {kind: sum(pair[0] == kind for pair in names) for kind in ENTITY_TYPES}
            return EntityPage(page, query.page, query.page_size, len(chosen), totals)

        return await self._ask(Call("entities", (str(query.type),)), found)

    async def page(self, query: MemoryQuery, page: int, page_size: int) -> MemoryPage:
        def found() -> MemoryPage:
            listed = list(reversed(self._visible().values()))
            here = None
            if self.cap is not None:
                here = FilteredHere(min(len(listed), self.cap), more=len(listed) > self.cap)
                listed = listed[: self.cap]
            rows = _matching(listed, query.filter)
            start = (page - 1) * page_size
            some = tuple(rows[start : start + page_size])
            return MemoryPage(some, page, page_size, len(rows), start + page_size < len(rows), here)

        return await self._ask(Call("page", (str(page),)), found)

    async def count(self, query: MemoryQuery) -> int:
        return await self._ask(Call("count"), lambda: len(_matching(self._visible().values(), query.filter)))

    async def records(self, query: MemoryQuery) -> AsyncIterator[MemoryRecord]:
        for memory in await self._ask(
            Call("records"), lambda: _matching(self._visible().values(), query.filter)
        ):
            yield MemoryRecord(memory, ())

    async def read_many(self, memory_ids: Sequence[str], *, gone: bool = False) -> dict[str, Memory]:
        def found() -> dict[str, Memory]:
            visible = self._visible()
            return {memory_id: visible[memory_id] for memory_id in memory_ids if memory_id in visible}

        return await self._ask(Call("read_many", tuple(memory_ids)), found)

    async def add(self, new: NewMemory) -> AddOutcome:
        def add() -> AddOutcome:
            texts = (
                [part.strip() for part in new.memory.split(".") if part.strip()]
                if new.infer
                else [new.memory]
            )
            return AddOutcome(tuple(made for text in texts for made in self._added(new, text)))

        said = next(iter(self.faults["add"]), Fault()).answer
        return await self._change(Call("add", (new.memory,)), [add], lambda made: said or made[0])

    async def update(self, memory_id: str, edit: MemoryEdit) -> None:
        raise NotImplementedError

    async def delete(self, memory_id: str) -> None:
        raise NotImplementedError

    async def update_many(self, edits: Sequence[tuple[str, MemoryEdit]]) -> dict[str, MemtuiError]:
        assert len(edits) <= self.support.max_batch
        return await self._each(
            "update_many", [(memory_id, self._updating(memory_id, edit)) for memory_id, edit in edits]
        )

    async def delete_many(self, memory_ids: Sequence[str]) -> dict[str, MemtuiError]:
        assert len(memory_ids) <= self.support.max_batch
        return await self._each(
            "delete_many", [(memory_id, self._deleting(memory_id)) for memory_id in memory_ids]
        )

    async def restore(self, memories: Sequence[Memory]) -> None:
        if not self.support.restores:
            raise RefusedError("This service restores nothing.")

        def restore() -> None:
            self.put(*(memory for memory in memories if memory.id not in self.memories))

        # In one transaction: all or nothing.
        await self._change(
            Call("restore", tuple(memory.id for memory in memories)), [restore], lambda _: None
        )

    async def delete_entity(self, entity_type: EntityType, name: str) -> None:
        checked_name(name)

        def delete() -> None:
            if (entity_type, name) not in self.entity_names:
                raise NotFoundError("There is no such entity.")
            self.entity_names.discard((entity_type, name))
            held = [one.id for one in self.memories.values() if (entity_type, name) in one.scope()]
            for memory_id in held:
                del self.memories[memory_id]

        await self._change(Call("delete_entity", (entity_type, name)), [delete], lambda _: None)

    def _visible(self) -> dict[str, Memory]:
        if not self._lag:
            return self.memories
        self._lag -= 1
        return self._shown

    async def _ask(self, call: Call, answer: Callable[[], T]) -> T:
        fault = await self._begin(call)
        found = answer()
        self._end(call, fault)
        return found

    async def _change(
        self, call: Call, works: Sequence[Callable[[], Any]], answer: Callable[[list[Any]], T]
    ) -> T:
        if self.read_only:
            raise RefusedError("This service is open read-only.")
        fault = await self._begin(call)
        if fault.lag:
            self._shown = self._shown if self._lag else dict(self.memories)
            self._lag = fault.lag
        done = [work() for work in works[: fault.only]]
        self._end(call, fault)
        if works and not done and call.name not in BATCHES and fault.answer is None:
            raise fault.each or lost()
        return answer(done)

    async def _each(
        self, name: str, works: Sequence[tuple[str, Callable[[], None]]]
    ) -> dict[str, MemtuiError]:
        for memory_id, _ in works:
            checked_id(memory_id)
        failed: dict[str, MemtuiError] = {}
        rest = deque(works)

        def one() -> None:
            memory_id, work = rest.popleft()
            try:
                work()
            except MemtuiError as error:
                failed[memory_id] = error

        only = self.faults[name][0] if self.faults[name] else Fault()
        await self._change(Call(name, tuple(memory_id for memory_id, _ in works)), [one] * len(works), list)
        if only.each is not None:
            failed |= {memory_id: only.each for memory_id, _ in rest}
        return failed

    async def _begin(self, call: Call) -> Fault:
        self.calls.append(call)
        self.fate.step(f"before {call.name}")
        if call.name in self.held:
            self.held[call.name].reached.set()
            await self.held[call.name].opened.wait()
        if self.watch is not None:
            self.watch(call)
        fault = self.faults[call.name].popleft() if self.faults[call.name] else Fault()
        if self.is_away:
            raise lost()
        if fault.meddle is not None:
            fault.meddle(self)
        if fault.before is not None:
            raise fault.before
        return fault

    def _end(self, call: Call, fault: Fault) -> None:
        if fault.meddle_after is not None:
            fault.meddle_after(self)
        self.fate.step(f"after {call.name}")
        if fault.after is not None:
            raise fault.after

    def _added(self, new: NewMemory, text: str) -> Iterator[AddedMemory]:
        memory = Memory(
            id="",
            memory=text.strip() if self.trims else text,
            user_id=new.user_id,
            agent_id=new.agent_id,
            app_id=new.app_id,
            run_id=new.run_id,
            metadata=new.metadata,
            categories=new.categories if self.support.edits_categories else None,
            expiration_date=new.expiration_date,
            immutable=new.immutable,
        )
        has_it = any(
            one.memory == memory.memory and one.scope() == memory.scope() for one in self.memories.values()
        )
        if not (self.support.dedupes and has_it):
            self._made += 1
            memory = replace(memory, id=f"new-{self._made}", created_at=f"2026-05-01T00:00:{self._made:02}Z")
            self.put(memory)
            yield AddedMemory(memory.id, "ADD", memory.memory)

    def _updating(self, memory_id: str, edit: MemoryEdit) -> Callable[[], None]:
        def update() -> None:
            memory = self.memories.get(memory_id)
            if memory is None:
                raise NotFoundError("There is no such memory.")
            if memory.immutable:
                raise ImmutableMemoryError("This memory is immutable.")
            after = edited(memory, edit, merges_metadata=self.merges or self.support.merges_metadata)
            kept = {name: getattr(memory, name) for name in self.ignores}
            text = after.memory.strip() if self.trims else after.memory
            self.memories[memory_id] = replace(replace(after, memory=text), **kept)

        return update

    def _deleting(self, memory_id: str) -> Callable[[], None]:
        def delete() -> None:
            if self.memories.pop(memory_id, None) is None:
                raise NotFoundError("There is no such memory.")

        return delete


def _matching(memories: Iterable[Memory], tree: Filter | None) -> list[Memory]:
    return [memory for memory in memories if matches(tree, memory, NOW)]


def content_of(service: FakeService) -> Content:
    """The content of a service."""
    return content(service.memories.values())
