"""The rows of a plan, written to a file while the plan waits to be agreed to."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message

from memtui.core.errors import MemtuiError
from memtui.core.times import iso, utc_now
from memtui.core.values import dataclass
from memtui.ops.exporting.places import whole_file_aside
from memtui.ops.exporting.plan_rows import about_plan, plan_batches, plan_writer
from memtui.ops.exporting.work import write_all
from memtui.ops.plans import Plan
from memtui.state.journal import Journal
from memtui.tui.exporting import words
from memtui.tui.modals.export import ROWS, ExportAsked, ExportModal, Subject
from memtui.tui.modals.items.item_words import amount


@dataclass
class RowsWritten(Message):
    """How the writing of the rows ended, in words; whether it went well."""

    said: str
    is_well: bool


def ask_where(plan: Plan) -> ExportModal:
    """Asks in which form and where the rows are to be written."""
    total = plan.operation.total
    rows = f"this plan, {amount(total)} {'row' if total == 1 else 'rows'}"
    return ExportModal([Subject(rows, f"plan-{utc_now():%Y-%m-%d}", ROWS)])


async def write_rows(
    journal: Journal, plan: Plan, asked: ExportAsked, post: Callable[[Message], object], *, merges: bool
) -> None:
    """Write the rows, and post how that ended; `merges` is as in `PlanModal`."""
    operation = plan.operation
    about = about_plan(plan, iso(utc_now().replace(microsecond=0)))
    writer = plan_writer(asked.form, about, merges=merges)
    end = RowsWritten(words.stopped(), is_well=False)
    try:
        async with whole_file_aside(asked.path, overwrite=asked.overwrite) as file:
            done = await write_all(
                plan_batches(journal, operation.id), writer, file.write, lambda _: None, beside=True
            )
        end = RowsWritten(words.plan_exported(done, asked.path, operation.total), is_well=True)
    except MemtuiError as error:
        end = RowsWritten(error.message, is_well=False)
    finally:
        post(end)
