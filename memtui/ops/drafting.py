"""A plan that is being made: every change goes into the journal at once, and is counted on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import field

from memtui.core.changes import Addition, Deletion, EntityDeletion, Update
from memtui.core.models import EntityType
from memtui.core.values import dataclass
from memtui.ops.desk import Desk
from memtui.ops.likenesses import asked_for
from memtui.ops.plans import MANY, Confirmation, Plan
from memtui.state.journal import Journal, NewItem, Verb

_MOST_TOTALS = 20


@dataclass(slots=True)
class Draft:
    """A plan that is being made. `more` says that there may be others that match."""

    desk: Desk
    operation: int
    more: bool = False
    memories: int = 0
    entities: int = 0
    _totals: Counter[tuple[EntityType, str]] = field(default_factory=Counter)

    async def append(self, items: Sequence[NewItem]) -> None:
        """Write the next items."""
        for item in items:
            if item.status == "planned":
                self._tally(item)
        await self.desk.log(Journal.append, self.operation, items)

    async def plan(
        self,
        title: Callable[[str], str],
        *,
        warnings: Iterable[str] = (),
        all_matching: bool = False,
        confirmation: Confirmation | None = None,
        name: str = "",
    ) -> Plan:
        """The plan, now that every item is written; `title` takes how many memories it changes, in words."""
        await self.desk.log(Journal.entitle, self.operation, title(memories(self.memories)))
        operation = await self.desk.log(Journal.operation, self.operation)
        said = list(warnings)
        if self.more:
            said.append("The service lists no more than these at a time: others may match too.")
        if confirmation is None:
            counted = operation.to_do > MANY or (all_matching and operation.to_do > 1)
            confirmation = "count" if counted else "key"
        return Plan(
            operation,
            tuple((*entity, count) for entity, count in self._totals.most_common(_MOST_TOTALS)),
            max(len(self._totals) - _MOST_TOTALS, 0),
            tuple(said),
            confirmation,
            name,
            self.entities,
            may_purge=confirmation == "name" and self.entities > 0,
        )

    def _tally(self, item: NewItem) -> None:
        change = item.change
        if isinstance(change, Addition):
            self._totals.update(asked_for(change.new).scope())
        elif isinstance(change, Update | Deletion):
            self._totals.update(change.before.scope())
        else:
            self.entities += isinstance(change, EntityDeletion)
            return
        self.memories += 1


@asynccontextmanager
async def drafting(
    desk: Desk, verb: Verb, *, undo_of: int | None = None, force: bool = False
) -> AsyncIterator[Draft]:
    """A new plan, forgotten when making it fails."""
    _ = desk.support
    number = await desk.log(Journal.draft, verb, verb, desk.service, undo_of=undo_of, force=force)
    try:
        yield Draft(desk, number)
    except BaseException:
        await desk.log(Journal.discard, number)
        raise


def memories(count: int) -> str:
    """So many memories, in words."""
    return "1 memory" if count == 1 else f"{count:,} memories"
