"""The way of every command that changes something: plan, show, ask, carry out, and say what came of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, suppress
from typing import TYPE_CHECKING

from memtui.cli.agreeing import DeclinedError, ask_for, ask_whether, can_ask
from memtui.cli.desks import at_desk, open_journal, reconciled, refuse_read_only
from memtui.cli.outcome import tell_outcome
from memtui.cli.output import tell
from memtui.cli.plan_view import PlanView, title_of
from memtui.cli.service import as_it_is, reading, writing
from memtui.cli.standing import WORDS, standing
from memtui.core.display import one_line
from memtui.core.errors import MemtuiError, StoreError
from memtui.core.profile import Profile
from memtui.core.values import dataclass
from memtui.ops import plans
from memtui.ops.apply import apply
from memtui.ops.desk import Desk
from memtui.ops.plans import Plan
from memtui.ops.progress import Progress
from memtui.state.journal import Journal

if TYPE_CHECKING:
    from memtui.cli.plan_export import PlanExport

Report = Callable[[int], None]
Planning = Callable[[Desk, Report], Awaitable[Plan]]
"""Makes the plan at a desk; tells how many memories it has looked at."""


def add_agreement(parser: argparse.ArgumentParser) -> None:
    """Add --yes, --json and --export-plan."""
    parser.add_argument("--yes", action="store_true", help="do it without asking")
    parser.add_argument("--json", action="store_true", help="print the plan, or what came of it, as JSON")
    parser.add_argument(
        "--export-plan", metavar="FILE", help="write the plan's rows to FILE: .jsonl, .csv or .md"
    )


@dataclass(frozen=True, slots=True)
class Change:
    """What a command wants done, besides the plan itself.

    `makes_store` lets it make the store that is missing, `purge` forgets what was there before, and
    where `stdin_is_taken` by data nobody can be asked.
    """

    planning: Planning
    makes_store: bool = False
    purge: bool = False
    stdin_is_taken: bool = False

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it if it is agreed to; the exit code. Raises DeclinedError and MemtuiError."""
        refuse_read_only(arguments)
        export = _plan_export(arguments)
        opened: AbstractContextManager[Profile] = (
            writing(arguments) if self.makes_store else reading(arguments)
        )
        with opened as profile, open_journal(profile, arguments) as journal:
            with as_it_is(profile) as present:
                view = self._planned(present, journal, arguments)
                agreed = False
                try:
                    if export is not None:
                        export.write(view.plan, journal, merges=view.merges)
                    agreed = self._agreed(view, arguments)
                finally:
                    if not agreed or present is not profile:
                        journal.discard(view.plan.operation.id)
            if not agreed:
                return 0
            if present is not profile:
                view = self._planned(profile, journal, arguments)
            return self._carried_out(view, profile, journal, arguments)

    def _planned(self, profile: Profile, journal: Journal, arguments: argparse.Namespace) -> PlanView:
        async def planned(desk: Desk) -> PlanView:
            await reconciled(desk, arguments)
            with Progress("Looking at memories:") as progress:
                plan = await self.planning(desk, progress)
            return PlanView(plan, journal, merges=desk.support.merges_metadata, purge=self.purge)

        return at_desk(profile, journal, planned)

    def _agreed(self, view: PlanView, arguments: argparse.Namespace) -> bool:
        """Show the plan and ask; False where nothing is to be done or nobody can be asked."""
        if not view.changes:
            view.show_on_stdout(as_json=arguments.json)
            tell("There is nothing to change." if view.plan.unchanged else "No memory matches.")
            return False
        if arguments.yes:
            view.show_before_work(as_json=arguments.json)
            return True
        if can_ask(stdin_is_taken=self.stdin_is_taken):
            view.show_on_stderr()
            if not _is_meant(view.plan):
                raise DeclinedError("Nothing was sent.")
            return True
        view.show_on_stdout(as_json=arguments.json)
        tell("Nothing was sent. Add --yes to do it.")
        return False

    def _carried_out(
        self, view: PlanView, profile: Profile, journal: Journal, arguments: argparse.Namespace
    ) -> int:
        number = view.plan.operation.id
        progress = Progress(f"{WORDS[view.plan.operation.verb][0]}:", view.plan.operation.total)

        def report(now: plans.Progress) -> None:
            progress(now.finished, now.waiting)

        try:
            with progress:
                operation = at_desk(
                    profile, journal, lambda desk: apply(desk, number, report, purge=self.purge)
                )
        except (KeyboardInterrupt, SystemExit, MemtuiError) as end:
            if isinstance(end, KeyboardInterrupt) and sys.stderr.isatty():
                # What ctrl+c looks like stands on the line.
                tell("")
            with suppress(StoreError):
                _leave(journal, number, arguments)
            raise
        return tell_outcome(operation, view, arguments)


def _plan_export(arguments: argparse.Namespace) -> PlanExport | None:
    """Where the plan's rows are to be written, if anywhere. Raises UsageError."""
    if getattr(arguments, "export_plan", None) is None:
        return None
    # Loaded on first use: most plans are not exported.
    from memtui.cli.plan_export import PlanExport

    return PlanExport.to(arguments.export_plan)


def _is_meant(plan: Plan) -> bool:
    """Ask as the plan's risk deserves."""
    title = title_of(plan.operation)
    if plan.confirmation == "count":
        return ask_for(
            f"{title}: type {plan.changes} to go ahead: ", (str(plan.changes), f"{plan.changes:,}")
        )
    if plan.confirmation == "name":
        name = one_line(plan.name)
        return ask_for(f"{title}: type {name} to go ahead: ", (plan.name, name))
    return ask_whether(f"{title}?")


def _leave(journal: Journal, number: int, arguments: argparse.Namespace) -> None:
    """Say what was done of an operation that was ended, or forget one that was not begun."""
    operation = journal.operation(number)
    if operation.status == "planned":
        journal.discard(number)
    elif operation.status == "interrupted":
        tell(f"memtui: stopped: {one_line(standing(operation, arguments))}")
