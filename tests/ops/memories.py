"""Memories that tests put into services, and what a person sees in them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, TypeAlias

from memtui.core.models import (
    Memory,
)

Content: TypeAlias = Counter[str]


def content(memories: Iterable[Memory]) -> Content:
    """What a person has put into memories, however often: text, metadata, scope and expiration date."""
    return Counter(
        json.dumps(
            [one.memory, one.scope(), dict(one.metadata or {}), (one.expiration_date or "")[:10]],
            sort_keys=True,
        )
        for one in memories
    )


def memory(number: int | str, text: str | None = None, **fields: Any) -> Memory:
    """A memory of alice."""
    memory_id = f"m{number}" if isinstance(number, int) else number
    fields.setdefault("user_id", "alice")
    return Memory(memory_id, text if text is not None else f"Fact {number}", **fields)


def facts(count: int, **fields: Any) -> list[Memory]:
    """So many memories of alice."""
    return [memory(number, **fields) for number in range(count)]
