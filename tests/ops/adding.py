"""What tests of additions add."""

from __future__ import annotations

from collections import Counter

from memtui.adapters.base import AddOutcome
from memtui.core.changes import AddedMemory, NewMemory
from tests.ops.bench import Bench

TEA = NewMemory("Likes tea", user_id="alice")
COFFEE = NewMemory("Likes coffee", user_id="alice", metadata={"a": 1}, expiration_date="2030-01-01")
LEARN = NewMemory("Likes tea. Hates rain.", user_id="alice", infer=True)
NO_IDS = AddOutcome((AddedMemory("", "ADD", "Likes tea"),))
PENDING = AddOutcome((), "event-7", pending=True)


def texts(bench: Bench) -> Counter[str]:
    """The texts that the service holds, and how often."""
    return Counter(one.memory for one in bench.service.memories.values())
