"""How memories and entities look as rows."""

from __future__ import annotations

from collections.abc import Sequence

from memtui.cli.results import Look
from memtui.cli.table import Column
from memtui.core.models import Entity, Memory
from memtui.core.times import relative, today, utc_now
from memtui.core.to_wire import entity_to_wire, memory_to_wire

_ID = Column("ID", 36)
_WHO = Column("WHO", 24, narrowest=8)
_MEMORY = Column("MEMORY")


def state_of(memory: Memory) -> str:
    """What is unusual about a memory, such as `expired` or `immutable`."""
    return ",".join(memory.states(today()))


def who(memory: Memory, *, briefly: bool = False) -> str:
    """Whose memory it is: `user:alice run:42`; briefly, `alice run:42`."""
    return " ".join(name if briefly and kind == "user" else f"{kind}:{name}" for kind, name in memory.scope())


def _listed(memory: Memory, terminal: bool) -> Sequence[str]:
    if terminal:
        return (
            memory.id,
            relative(memory.created_at, utc_now()),
            who(memory, briefly=True),
            _badged(memory),
        )
    return memory.id, memory.created_at or "", who(memory), state_of(memory), memory.memory


def _found(memory: Memory, terminal: bool) -> Sequence[str]:
    score = "" if memory.score is None else f"{memory.score:.3f}"
    if terminal:
        return score, memory.id, who(memory, briefly=True), _badged(memory)
    return score, memory.id, memory.created_at or "", who(memory), state_of(memory), memory.memory


def _badged(memory: Memory) -> str:
    state = state_of(memory)
    return f"[{state}] {memory.memory}" if state else memory.memory


def _entity(entity: Entity, terminal: bool) -> Sequence[str]:
    total = "" if entity.total_memories is None else str(entity.total_memories)
    updated = relative(entity.updated_at, utc_now()) if terminal else entity.updated_at or ""
    return entity.type, total, updated, entity.name


LISTED = Look((_ID, Column("AGE", 8), _WHO, _MEMORY), _listed, memory_to_wire)
FOUND = Look((Column("SCORE", 5), _ID, _WHO, _MEMORY), _found, memory_to_wire)
ENTITIES = Look(
    (Column("TYPE", 5), Column("MEMORIES", 12, right=True), Column("UPDATED", 8), Column("NAME")),
    _entity,
    entity_to_wire,
)
