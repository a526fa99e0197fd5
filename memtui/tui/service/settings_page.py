"""A page of settings that can be changed: each change is a plan; what was done last, u takes back."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

from memtui.ops.apply import apply
from memtui.ops.desk import Desk
from memtui.ops.plans import Plan
from memtui.ops.undo import plan_resume, plan_retry, plan_undo
from memtui.ops.work import Stop
from memtui.state.journal import Item, Journal, Operation
from memtui.tui.modals.items.base import ModalKey
from memtui.tui.modals.items.operation_words import title_of
from memtui.tui.modals.plan import Agreed, OutcomeAnswer, OutcomeModal, PlanModal
from memtui.tui.service.context import PageContext
from memtui.tui.service.list_page import ListPage

OpenDesk = Callable[[], Awaitable[Desk]]
MakePlan = Callable[[Desk], Awaitable[Plan]]
_PLAN, _WORK = "plan", "work"

T = TypeVar("T")


class SettingsPage(ListPage[T]):
    """Rows of settings; `open_desk` leads to where changes of them are planned and written down."""

    def __init__(self, context: PageContext, open_desk: OpenDesk) -> None:
        super().__init__(context)
        self._open_desk = open_desk
        self._latest: Operation | None = None
        self._is_stopped = False

    @abstractmethod
    def changes(self) -> Sequence[ModalKey]:
        """The keys that change something."""

    @property
    def off(self) -> str:
        """Why nothing can be changed; empty when something can."""
        return self.context.cannot_write or ("the settings are not here yet" if self.loaded is None else "")

    @property
    def row_off(self) -> str:
        """Why the row under the cursor cannot be changed."""
        return self.off or self.needs_row

    def acts(self) -> Sequence[ModalKey]:
        """What changes something, and what takes the latest change back."""
        latest = self._latest
        if latest is None or not latest.undoable:
            said = "nothing was changed on this page; u in the list takes back what was done before"
            return [*self.changes(), ModalKey("u", ("u",), "Undo", _nothing, said, shown=False)]
        label = "does it again" if latest.depth % 2 else "undoes"
        undo = ModalKey("u", ("u",), label, partial(self.plan, partial(plan_undo, operation=latest.id)))
        return [*self.changes(), undo]

    def keys(self) -> Sequence[ModalKey]:
        """Nothing is done, and the page stays, while a change is under way."""
        if self.is_asking(_WORK):
            off = "it stops with the request in hand" if self._is_stopped else ""
            return [ModalKey("esc", ("escape", "q"), "stops waiting", self._stop, off)]
        return super().keys()

    def plan(self, make: MakePlan, declined: Callable[[], object] | None = None) -> None:
        """Make a plan and show it; where it is `declined`, go back to where it was typed."""

        async def made() -> tuple[Desk, Plan]:
            desk = await self._open_desk()
            return desk, await make(desk)

        self.ask_service(made, partial(self._preview, declined), group=_PLAN, doing="looking")

    def _preview(self, declined: Callable[[], object] | None, made: tuple[Desk, Plan]) -> None:
        desk, plan = made
        number = plan.operation.id

        def answered(agreed: Agreed | None) -> None:
            if agreed is not None:
                self._is_stopped = False
                self.ask_service(
                    lambda: _carried_out(desk, number, lambda: self._is_stopped),
                    partial(self._ended, desk),
                    group=_WORK,
                    doing=plan.operation.title,
                )
                return
            self.ask_service(lambda: desk.log(Journal.discard, number), _forget, group="discard", doing="")
            if declined is not None:
                declined()
            else:
                self.say("nothing was changed")

        self.app.push_screen(PlanModal(desk.journal, plan), answered)

    def _stop(self) -> None:
        """Wait for the service no longer; what may have been sent is looked for later."""
        self._is_stopped = True
        self.redraw()

    def _ended(self, desk: Desk, ended: tuple[Operation, Item]) -> None:
        """Say what became of a plan, and show the settings as they are now."""
        operation, item = ended
        self._latest = operation
        self.reload()
        if operation.status != "done":
            self.app.push_screen(OutcomeModal(desk.journal, operation), partial(self._go_on, operation))
        elif operation.counts.get("done"):
            self.say(f"done: {title_of(operation)}" + (f" ({item.note})" if item.note else ""))
        else:
            self.say(f"nothing was changed: {item.note}")

    def _go_on(self, operation: Operation, answer: OutcomeAnswer | None) -> None:
        number = operation.id
        if answer == "retry":
            left = operation.status in {"interrupted", "cancelled"}
            self.plan(partial(plan_resume if left else plan_retry, operation=number))
        elif answer == "force":
            self.plan(partial(plan_retry, operation=number, force=True))
        elif answer == "undo":
            self.plan(partial(plan_undo, operation=number))


async def _carried_out(desk: Desk, number: int, stop: Stop) -> tuple[Operation, Item]:
    """What became of a plan, and of its first item."""
    operation = await apply(desk, number, _forget, stop=stop)
    return operation, await desk.log(Journal.item, number, 0)


def _nothing() -> None:
    """Do nothing."""


def _forget(_: object) -> None:
    """Tell nobody."""
