"""What a memory, an entity, a history event and a page are, whatever service they came from.

Text is kept exactly as the service wrote it, instants included; `memtui.core.times` reads those.
`wire_keys` remembers which keys an object came with, so that it can be written out again unchanged
(`memtui.core.to_wire`); `extra` holds the keys that memtui does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any, Literal, get_args

from memtui.core.times import is_expired
from memtui.core.values import dataclass

EntityType = Literal["user", "agent", "app", "run"]
ENTITY_TYPES: tuple[EntityType, ...] = get_args(EntityType)
ScopeField = Literal["user_id", "agent_id", "app_id", "run_id"]
SCOPE_FIELDS: tuple[ScopeField, ...] = get_args(ScopeField)

_NOTHING: Mapping[str, Any] = {}


def scope_field(entity_type: EntityType) -> ScopeField:
    """The field that holds the name of an entity of this type: `user` is `user_id`."""
    return SCOPE_FIELDS[ENTITY_TYPES.index(entity_type)]


@dataclass(frozen=True, slots=True)
class Memory:
    """One fact that an agent remembers. `score` is set by a search, in [0, 1]."""

    id: str
    memory: str
    user_id: str | None = None
    agent_id: str | None = None
    app_id: str | None = None
    run_id: str | None = None
    metadata: Mapping[str, Any] | None = None
    categories: tuple[str, ...] | None = None
    hash: str | None = None
    immutable: bool = False
    expiration_date: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    score: float | None = None
    extra: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    wire_keys: tuple[str, ...] = ()

    def scope(self) -> list[tuple[EntityType, str]]:
        """The entities that this memory belongs to."""
        names = (self.user_id, self.agent_id, self.app_id, self.run_id)
        return [(kind, name) for kind, name in zip(ENTITY_TYPES, names, strict=True) if name is not None]

    def is_expired(self, on: date) -> bool:
        """Whether the memory is expired on the day `on` (UTC)."""
        return self.expiration_date is not None and is_expired(self.expiration_date, on)

    @property
    def outdated(self) -> str:
        """`superseded` by a newer memory or `merged` into one, as the service says; else nothing.

        (`docs/mem0-api.md`, "Memory".)
        """
        state = self.extra.get("lifecycle_state")
        if state in ("superseded", "merged"):
            return str(state)
        return "superseded" if self.extra.get("replaced_by") else ""

    def states(self, on: date) -> list[str]:
        """What is unusual about the memory on the day `on` (UTC), a word for each."""
        words = ("expired" * self.is_expired(on), self.outdated, "immutable" * self.immutable)
        return [word for word in words if word]


class NewestFound(tuple[Memory, ...]):
    """What a search found where too many memories match to rank them all: the best of the newest.

    Only the `looked_at` newest of those that hold nothing but common words were ranked.
    """

    looked_at: int

    def __new__(cls, memories: Iterable[Memory], looked_at: int) -> NewestFound:
        """These memories, best first."""
        found = super().__new__(cls, memories)
        found.looked_at = looked_at
        return found


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One change of a memory: ADD, UPDATE, DELETE or whatever word the service uses.

    `input` is the conversation that caused it, as the service keeps it; `occurred_at` is the instant of
    the event, which services keep in different fields.
    """

    id: str
    memory_id: str
    event: str
    old_memory: str | None = None
    new_memory: str | None = None
    input: tuple[Mapping[str, Any], ...] | None = None
    metadata: Mapping[str, Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None
    occurred_at: str | None = None
    extra: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    wire_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MemoryRecord:
    """A memory with its whole history: one line of an export. `history` is None where it is unknown."""

    memory: Memory
    history: tuple[HistoryEvent, ...] | None


@dataclass(frozen=True, slots=True)
class FilteredHere:
    """What memtui looked through, where the service neither filters nor pages by itself.

    `looked_at` is how many memories the service gave; `more` says that it may hold others, which it does
    not list: whatever is counted then is the least that there is.
    """

    looked_at: int
    more: bool


@dataclass(frozen=True, slots=True)
class MemoryPage:
    """A page of memories. `page` counts from 1; `total` is None where it is not known yet.

    `filtered_here` is None where the service's own answer is the whole answer.
    """

    results: tuple[Memory, ...]
    page: int
    page_size: int
    total: int | None
    has_next: bool
    filtered_here: FilteredHere | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """Whose memories they are. `name` is what filters compare; `total_memories` is None where unknown."""

    type: EntityType
    name: str
    total_memories: int | None = None
    created_at: str | None = None
    updated_at: str | None = None
    extra: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class EntityPage:
    """A page of entities, most memories first where counts are known, else by name.

    `total` counts the entities that match; `totals` counts those of each type that match the name,
    whatever type was asked for.
    """

    results: Sequence[Entity]
    page: int
    page_size: int
    total: int
    totals: Mapping[EntityType, int]
