"""What the parts of carrying out a plan share: the desk, the operation, patience, and the count."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import field, replace
from typing import TypeVar

from memtui.core.errors import (
    DataError,
    ImmutableMemoryError,
    MemtuiError,
    NotFoundError,
    RefusedError,
    ServiceError,
    UnauthorizedError,
    UsageError,
)
from memtui.core.models import Memory
from memtui.core.values import dataclass
from memtui.ops.desk import Desk
from memtui.ops.fitting import differing
from memtui.ops.plans import Progress
from memtui.state.journal import Item, Journal, Operation, Outcome

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]
Report = Callable[[Progress], None]
Stop = Callable[[], bool]
UNKNOWN = "its fate is not known"
_TIMED_OUT, _TOO_MANY = 408, 429


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on: the pauses between looks at a service that lags or fails, in seconds."""

    pauses: tuple[float, ...] = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
    sleep: Sleep = asyncio.sleep


class InterruptedWorkError(MemtuiError):
    """The service went away, or does not let us in: the rest of the plan has to wait."""

    @classmethod
    def by(cls, error: MemtuiError) -> InterruptedWorkError:
        """What ends the work when this is what the service says."""
        return cls(error.message, hint=error.hint, raw=error.raw)


def never() -> bool:
    """Do not stop."""
    return False


@dataclass(slots=True)
class Work:
    """One operation that is being carried out; `adds` says that its first items are additions.

    With `hurried`, or once `stop` says so, no more patience is shown. `report_error` is what the one who is
    told of the progress ran into.
    """

    desk: Desk
    operation: Operation
    report: Report
    patience: Patience = field(default_factory=Patience)
    stop: Stop = never
    total: int = 0
    done: int = 0
    failed: int = 0
    adds: bool = False
    hurried: bool = False
    report_error: Exception | None = None

    async def write(self, outcomes: Sequence[Outcome]) -> None:
        """Write what became of items, and count those that are over."""
        if not outcomes:
            return
        await self.desk.log(Journal.write, self.operation.id, outcomes)
        statuses = [outcome.status for outcome in outcomes]
        self.done += sum(status in {"done", "skipped"} for status in statuses)
        self.failed += sum(status in {"failed", "conflict", "cancelled"} for status in statuses)
        self.tell()

    def tell(self, waiting: str = "") -> None:
        """Report how far it is."""
        if self.report_error is not None:
            return
        try:
            self.report(Progress(self.total, self.done, self.failed, waiting))
        except Exception as error:  # noqa: BLE001 - a batch is not torn apart by who watches it
            self.report_error = error

    def pauses(self, most: int | None = None) -> Iterator[float | None]:
        """For each try the pause after it, and None for the last one."""
        for seconds in self.patience.pauses[:most]:
            if self.hurried or self.stop():
                break
            yield seconds
        yield None

    async def pause(self, seconds: float, why: MemtuiError | None) -> None:
        """Wait, saying why, unless somebody wants the work to end."""
        if self.hurried or self.stop():
            return
        self.tell(why.message if why is not None else "waiting for the service to show the change")
        await self.patience.sleep(seconds)

    async def insist(self, ask: Callable[[], Awaitable[T]]) -> T:
        """What the service answers, asked again while it fails. Raises InterruptedWorkError in the end."""
        for seconds in self.pauses():
            try:
                return await ask()
            except MemtuiError as error:
                if seconds is None or shuts_out(error) or is_final(error):
                    raise InterruptedWorkError.by(error) from error
                await self.pause(seconds, error)
        raise AssertionError

    def differing(self, one: Memory, other: Memory) -> tuple[str, ...]:
        """The names of the fields that can be changed on this service and in which the two differ."""
        return differing(one, other, self.desk.support)


def taken_up(items: Iterable[Item]) -> list[Item]:
    """The items as they are taken up again: what was said of an open fate is not said of it in the end."""
    return [replace(item, note="") if item.status == "unknown" else item for item in items]


def shuts_out(error: MemtuiError) -> bool:
    """Whether the service will refuse everything else too, without having done anything."""
    return isinstance(error, UnauthorizedError)


def asks_to_wait(error: MemtuiError) -> bool:
    """Whether the service did nothing, and may do it later."""
    return isinstance(error, ServiceError) and error.status == _TOO_MANY


def is_final(error: MemtuiError) -> bool:
    """Whether the service surely did nothing, and would refuse the same again."""
    if isinstance(error, ServiceError):
        waits = shuts_out(error) or asks_to_wait(error) or error.status == _TIMED_OUT
        return 300 <= error.status < 500 and not waits
    return isinstance(error, ImmutableMemoryError | DataError | NotFoundError | RefusedError | UsageError)
