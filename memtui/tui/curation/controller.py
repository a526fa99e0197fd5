"""What the changing keys do on the browse screen: plan, preview, carry out, and say what came of it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

from memtui.adapters.base import WriteSupport
from memtui.core.errors import MemtuiError
from memtui.core.models import Memory
from memtui.ops.choices import Choice, Ids, Matching
from memtui.ops.desk import Desk, writing_of
from memtui.ops.plans import MANY, Plan
from memtui.tui.actions import key_of
from memtui.tui.curation import words
from memtui.tui.curation.background import CurationWork, MakePlan
from memtui.tui.curation.editing import Editing
from memtui.tui.curation.many import Batches
from memtui.tui.curation.messages import (
    CHANGING,
    Intent,
    PlanFailed,
    PlanMade,
    Planning,
    Settled,
    WorkEnded,
    WorkWent,
)
from memtui.tui.state import Scope

if TYPE_CHECKING:
    from memtui.state.journal import Operation
    from memtui.tui.modals.plan import Agreed, ProgressModal
    from memtui.tui.screens.curating import CuratingScreen

P = ParamSpec("P")


class Curation:
    """The way from a key to a changed memory; one thing at a time."""

    def __init__(self, screen: CuratingScreen, journal: Path) -> None:
        self.work = CurationWork(screen.adapter, journal, screen.post_message)
        self.editing = Editing(screen, self)
        self.batches = Batches(screen, self)
        self._screen = screen
        self._progress: ProgressModal | None = None
        self._stopped = False
        self._leaving = False
        self._latest: int | None = None

    @property
    def support(self) -> WriteSupport:
        """What can be changed on this service; asked where something can."""
        return writing_of(self._screen.adapter)

    # What a person wants

    def choice(self) -> Choice | None:
        """What a change is about: the marks, else the memory under the cursor; None where there is none."""
        screen = self._screen
        if screen.loading_list.is_coming:
            screen.change(notice="this list is on its way")
            return None
        # What is meant is what looks marked; rows that have to be fetched first have been said to be.
        if not screen.marking.mark_range():
            return None
        state = screen.state
        if state.all_but is not None:
            return Matching(state.query(), state.all_but)
        if state.marks:
            return Ids(tuple(sorted(state.marks)))
        memory = self.memory()
        return None if memory is None else Ids((memory.id,))

    def memory(self) -> Memory | None:
        """The memory under the cursor; None where there is none, which is said."""
        screen = self._screen
        if screen.loading_list.is_coming:
            screen.change(notice="this list is on its way")
            return None
        memory = screen.memories.memory_at_cursor()
        if memory is None:
            screen.change(notice="there is no memory under the cursor")
        return memory

    def delete(self) -> None:
        """Delete the marks, the memory under the cursor or, in their pane, an entity."""
        from memtui.ops.planning import plan_delete

        if self._screen.pane is self._screen.entities:
            self._delete_entity()
        elif (choice := self.choice()) is not None:
            self.plan(lambda desk: plan_delete(desk, choice, self.look), self.intent())

    def intent(self, *, direct: bool = False) -> Intent:
        """What is wanted of the marks or, where there are none, of the memory under the cursor."""
        return Intent(direct=direct, of_marks=self._screen.state.has_marks)

    def has_marks(self, what: str) -> bool:
        """Whether there are marks, which an action about one memory would leave aside: then that is said."""
        if not self._screen.state.has_marks:
            return False
        self._screen.change(notice=f"{what} takes one memory at a time; {key_of('mark.clear')} unmarks")
        return True

    def edit(self) -> None:
        """Edit the memory under the cursor or, where there are marks, all of them."""
        if not self._is_many():
            self.editing.edit()
        elif (choice := self.choice()) is not None:
            self.batches.rewrite(choice)

    def edit_metadata(self) -> None:
        """Edit the metadata of the memory under the cursor or, where there are marks, of all of them."""
        if not self._is_many():
            self.editing.edit("metadata")
        elif (choice := self.choice()) is not None:
            self.batches.rewrite(choice, "metadata")

    def _is_many(self) -> bool:
        return self._screen.state.has_marks or self._screen.state.anchor is not None

    def archive(self) -> None:
        """Let memories expire; where all that are meant are expired, bring them back."""
        from memtui.ops.planning import plan_archive_or_restore

        choice = self.choice()
        if choice is not None:
            intent = self.intent(direct=not self._screen.state.has_marks)
            self.plan(lambda desk: plan_archive_or_restore(desk, choice, self.look), intent)

    def undo(self) -> None:
        """Take back what was changed last."""
        from memtui.ops.undo import plan_undo

        self.plan(plan_undo, Intent(direct=True, of_own=True))

    def redo(self) -> None:
        """Do again what was undone last."""
        from memtui.ops.undo import plan_redo

        self.plan(plan_redo, Intent(direct=True, of_own=True))

    # From a wish to its work

    def plan(self, make: MakePlan, intent: Intent = Intent()) -> None:  # noqa: B008  (a frozen value)
        """Make a plan; what comes next follows from it."""
        self._screen.change(work=words.looking(0))
        self.run(self.work.plan, make, intent)

    def made(self, message: PlanMade) -> None:
        """Show a plan, or carry it out when it was seen already."""
        desk, plan, intent = message.desk, message.plan, message.intent
        self._screen.change(work="")
        if intent.direct and plan.changes == 1 and (not intent.of_own or self._is_own(plan)):
            self._carry_out(desk, plan, intent, purge=False)
        else:
            self.preview(desk, plan, intent)

    def preview(self, desk: Desk, plan: Plan, intent: Intent) -> None:
        """Show what a plan will change, and ask."""
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.tui.modals.plan import PlanModal

        def answered(agreed: Agreed | None) -> None:
            if agreed is not None:
                self._carry_out(desk, plan, intent, purge=agreed.purge)
                return
            self._screen.change(notice="nothing was changed" if plan.changes else "")
            if intent.declined is not None:
                intent.declined()
            self.run(self.work.discard, desk, plan)

        self._screen.app.push_screen(
            PlanModal(desk.journal, plan, highlight=intent.highlight, merges=self.support.merges_metadata),
            answered,
        )

    def failed(self, message: PlanFailed) -> None:
        """Say why nothing is changed."""
        from memtui.tui.modals.failure import FailureModal

        self._close_progress()
        said = str(message.error)
        self._screen.change(work="", notice=said)
        if len(said) > self._screen.size.width // 2 and not self._leaving:
            self._screen.app.push_screen(FailureModal(message.error))
        self._leave_if_asked()

    def crashed(self) -> None:
        """A worker ended by a mistake of memtui's own, which is told already."""
        self._close_progress()
        self._screen.change(work="")

    def planning(self, message: Planning) -> None:
        """Show how far a plan is."""
        self._screen.change(work=words.looking(message.looked_at))

    def went(self, message: WorkWent) -> None:
        """Show how far the work is."""
        if self._progress is not None:
            self._progress.show(message.progress)
        elif message.progress.waiting:
            self._screen.change(work=message.progress.waiting)

    def ended(self, message: WorkEnded) -> None:
        """Say what became of a plan, and list the memories as they are now."""
        self._close_progress()
        screen, operation = self._screen, message.operation
        self._latest = operation.id
        if message.intent.of_marks:
            screen.change_to(screen.state.unmarked())
        screen.change(work="")
        screen.reload()
        said = words.outcome(operation, restores=message.desk.support.restores, learned=message.learned)
        screen.change(notice=said)
        seen_to = self.editing.ended(message.desk, operation, message.intent)
        if operation.status != "done" and not (seen_to or self._leaving):
            self.explain(message.desk, operation, message.intent)
        self._leave_if_asked()

    def explain(self, desk: Desk, operation: Operation, intent: Intent) -> None:
        """Show what did not go well, and what can be done about it."""
        from memtui.ops.undo import plan_resume, plan_retry, plan_undo
        from memtui.tui.modals.plan import OutcomeModal

        def answered(answer: str | None) -> None:
            number = operation.id
            if answer == "retry":
                left = operation.status in {"interrupted", "cancelled"}
                take_up = plan_resume if left else plan_retry
                self.plan(lambda desk: take_up(desk, number))
            elif answer == "force":
                self.plan(lambda desk: plan_retry(desk, number, force=True))
            elif answer == "undo":
                self.plan(lambda desk: plan_undo(desk, number))

        self._screen.app.push_screen(
            OutcomeModal(desk.journal, operation, merges=self.support.merges_metadata), answered
        )

    def settle(self) -> None:
        """Find out what an earlier memtui left open."""
        self.run(self.work.settle)

    def settled(self, message: Settled) -> None:
        """Say what an earlier memtui left open."""
        from memtui.tui.modals.failure import FailureModal

        said = words.settled(message.operations)
        self._screen.change(notice=said)
        told = MemtuiError(
            f"memtui was {said}.", hint=f"{key_of('undo')} in the list takes back what was done of it."
        )
        self._screen.app.push_screen(FailureModal(told, "Since the last time"))

    @property
    def at_work(self) -> bool:
        """Whether something is being changed."""
        return bool(self._screen.state.work)

    def leave(self) -> None:
        """Leave memtui, after the batch in hand."""
        if self.at_work:
            self._stopped = self._leaving = True
            self._screen.change(notice="leaving after the batch in hand")
        else:
            self._screen.app.exit()

    def stop(self) -> None:
        """Send nothing after the batch in hand."""
        self._stopped = True

    def _carry_out(self, desk: Desk, plan: Plan, intent: Intent, *, purge: bool) -> None:
        self._stopped = False
        self._screen.change(work=words.working(plan.operation), notice="")
        if plan.changes > MANY:
            from memtui.tui.modals.plan import ProgressModal

            self._progress = ProgressModal(plan.operation.title, plan.operation.total)
            self._screen.app.push_screen(self._progress)
        self.run(self.work.apply, desk, plan, intent, purge=purge, stop=lambda: self._stopped)

    def run(self, work: Callable[P, Coroutine[Any, Any, None]], *args: P.args, **kwargs: P.kwargs) -> None:
        """Do something in the background; nothing supersedes it, since it may be half-way through a write.

        A MemtuiError of it is told as a PlanFailed.
        """

        async def work_or_tell() -> None:
            try:
                await work(*args, **kwargs)
            except MemtuiError as error:
                self._screen.post_message(PlanFailed(error))

        self._screen.in_background(work_or_tell, CHANGING, False)

    def _is_own(self, plan: Plan) -> bool:
        """Whether a plan takes back what was done last, here: then its preview was the doing."""
        return self._latest is not None and plan.operation.undo_of == self._latest

    def _close_progress(self) -> None:
        if self._progress is not None:
            self._progress.dismiss()
            self._progress = None

    def _leave_if_asked(self) -> None:
        if self._leaving:
            self._screen.app.exit()

    def _delete_entity(self) -> None:
        from memtui.ops.planning import plan_delete_entity, plan_reset

        pane = self._screen.entities
        scope = pane.scope_of(pane.groups.row(pane.cursor))
        if scope == Scope():
            self.plan(lambda desk: plan_reset(desk, self.look))
        elif scope is not None and scope.type is not None and scope.name is not None:
            kind, name = scope.type, scope.name
            self.plan(lambda desk: plan_delete_entity(desk, kind, name, self.look))
        else:
            self._screen.change(notice=f"one entity at a time: {key_of('open')} opens the group")

    def look(self, looked_at: int) -> None:
        """Tell how many memories a plan has looked at; called by a worker."""
        self._screen.post_message(Planning(looked_at))
