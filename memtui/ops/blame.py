"""Why nothing matches: which of the clauses that must all hold takes everything away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from memtui.adapters.base import MemoryAdapter
from memtui.core.filters import Filter, all_of
from memtui.core.queries import MemoryQuery
from memtui.core.values import dataclass

MOST_CLAUSES = 12
"""Of how many clauses each is asked about by itself; each costs a request or two."""


@dataclass(frozen=True, slots=True)
class Blame:
    """The clauses to blame, by their place among those given, and how many match without them.

    No clause at all is to blame when only expired memories match: then `expired` is their number.
    """

    clauses: tuple[int, ...]
    without: int
    expired: int = 0


async def find_blame(
    adapter: MemoryAdapter, clauses: Sequence[Filter], *, show_expired: bool
) -> Blame | None:
    """What is to blame for a list without rows; None when there is nothing to be had at all.

    The one clause without which most memories match is to blame; where no single one is, those that
    match nothing by themselves; else all of them together. Raises MemtuiError.
    """

    async def matching(*kept: Filter) -> int:
        return await adapter.count(replace(everything, filter=all_of(*kept)))

    everything = MemoryQuery(show_expired=show_expired)
    if not show_expired:
        hidden = await adapter.count(MemoryQuery(all_of(*clauses)))
        if hidden:
            return Blame((), 0, hidden)
    if not clauses or len(clauses) > MOST_CLAUSES:
        return None
    without = [await matching(*clauses[:at], *clauses[at + 1 :]) for at in range(len(clauses))]
    most = max(without)
    if most:
        return Blame((without.index(most),), most)
    if len(clauses) == 1:
        return None
    empty = tuple([at for at, clause in enumerate(clauses) if not await matching(clause)])
    if empty and len(empty) < len(clauses):
        rest = await matching(*(clause for at, clause in enumerate(clauses) if at not in empty))
        if rest:
            return Blame(empty, rest)
    remaining = await matching()
    return Blame(tuple(range(len(clauses))), remaining) if remaining else None
