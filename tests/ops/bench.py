"""A service with the journal of a memtui, and what tests do with both."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from memtui.ops.apply import apply
from memtui.ops.desk import Desk
from memtui.ops.plans import Plan, Progress
from memtui.ops.settling import reconcile
from memtui.ops.undo import plan_redo, plan_resume, plan_undo
from memtui.ops.work import Patience, Stop, never
from memtui.state.journal import Item, ItemStatus, Journal, Operation
from tests.ops.fakes import FakeService
from tests.ops.fates import Fate, WatchedJournal

P = ParamSpec("P")
T = TypeVar("T")


async def _no_time(_: float) -> None:
    """Sleep without waiting."""


QUICK = Patience(pauses=(1.0, 1.0, 1.0, 1.0), sleep=_no_time)


class QuickDesk(Desk):
    """A desk whose journal is written on the spot: threads would cost more than all the rest."""

    async def log(self, call: Callable[Concatenate[Journal, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return call(self.journal, *args, **kwargs)


@dataclass(slots=True)
class Bench:
    """A service and the journal of a memtui, which may be ended and begun anew."""

    service: FakeService
    path: Path
    journal: WatchedJournal
    desk: Desk
    patience: Patience = QUICK
    told: list[Progress] = field(default_factory=list)

    @classmethod
    async def of(cls, folder: Path, service: FakeService, *, empty: Path | None = None) -> Bench:
        """A bench with a new journal, which may be a copy of an empty one: that is quicker."""
        path = folder / "journal.db"
        if empty is not None:
            shutil.copy(empty, path)
        journal = WatchedJournal.quick(path, service.fate)
        return cls(service, path, journal, QuickDesk(service, journal, await service.identity()))

    async def reborn(self) -> Bench:
        """What a new process sees, now that the old one has ended and its locks are gone."""
        fate = self.service.fate = Fate()
        for number in range(1, 60):
            self.journal.owners.release(number)
        self.journal.close()
        journal = WatchedJournal.quick(self.path, fate)
        return Bench(
            self.service,
            self.path,
            journal,
            QuickDesk(self.service, journal, self.desk.service),
            self.patience,
        )

    async def apply(self, plan: Plan | int, *, stop: Stop = never, purge: bool = False) -> Operation:
        """Carry out a plan, without waiting anywhere."""
        number = plan if isinstance(plan, int) else plan.operation.id
        return await apply(
            self.desk, number, self.told.append, stop=stop, purge=purge, patience=self.patience
        )

    async def finish(self, operation: Operation, *, most: int = 8) -> Operation:
        """Take an operation up again until it is over."""
        for _ in range(most):
            if operation.status != "interrupted":
                break
            operation = await self.apply(await plan_resume(self.desk, operation.id))
        return operation

    async def do(self, making: Awaitable[Plan]) -> Operation:
        """Make a plan, carry it out, and take it up again as long as it is cut off."""
        return await self.finish(await self.apply(await making))

    async def undo(self, operation: Operation | int | None = None) -> Operation:
        """Take an operation back, to the end."""
        number = operation.id if isinstance(operation, Operation) else operation
        return await self.do(plan_undo(self.desk, number))

    async def redo(self) -> Operation:
        """Do again, to the end."""
        return await self.do(plan_redo(self.desk))

    async def reconcile(self) -> list[Operation]:
        """What a memtui does first."""
        return await reconcile(self.desk, self.patience)

    def items(self, operation: Operation | Plan, *statuses: ItemStatus) -> list[Item]:
        """The items, as another reader of the file sees them."""
        number = operation.operation.id if isinstance(operation, Plan) else operation.id
        with other_reader(self.path) as journal:
            return list(journal.each_item(number, statuses or None))

    def notes(self, operation: Operation | Plan) -> list[tuple[str, str]]:
        """The statuses and notes of all items."""
        return [(item.status, item.note) for item in self.items(operation)]


@contextmanager
def other_reader(path: Path) -> Iterator[Journal]:
    """Another connection to a journal."""
    journal = Journal.open(path)
    try:
        yield journal
    finally:
        journal.close()
