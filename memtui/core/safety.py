"""What is never sent to a service, whatever was asked for (`docs/safety.md`).

Services take `*` for everybody, and an address without an id for the list itself: a slip there deletes
a store. Plans and adapters both check, so that no path to a request passes unchecked.
"""

from __future__ import annotations

from memtui.core.display import one_line
from memtui.core.errors import RefusedError

ROUTE_WORDS = frozenset({".", "..", "batch", "events", "export", "search"})
"""Words that would make a memory's address the address of something else."""


def checked_id(memory_id: str) -> str:
    """The id, if it can be that of one memory. Raises RefusedError."""
    if not memory_id.strip():
        raise RefusedError("An empty id names no memory.", hint="Give the id of one memory.")
    if "*" in memory_id:
        raise RefusedError(
            f"{one_line(memory_id)!r} is no id: a star could mean every memory.",
            hint="Give the id of one memory.",
        )
    if memory_id.strip().casefold() in ROUTE_WORDS or "/" in memory_id:
        raise RefusedError(
            f"{one_line(memory_id)!r} is no id of a memory.", hint="Give the id of one memory."
        )
    return memory_id


def checked_name(name: str) -> str:
    """The name, if it can be that of one entity. Raises RefusedError."""
    if not name.strip():
        raise RefusedError("An empty name names no entity.", hint="Give the whole name of one entity.")
    if name.strip().strip("*") == "":
        raise RefusedError(
            f"{one_line(name)!r} could mean every entity.", hint="Give the whole name of one entity."
        )
    if name.strip() in {".", ".."}:
        raise RefusedError(f"{one_line(name)!r} is no name of an entity.", hint="Give its whole name.")
    return name
