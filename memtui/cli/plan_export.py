"""A plan's rows in a file, for whoever is to look at them before it is carried out."""

from __future__ import annotations

from pathlib import Path

from memtui.cli.output import tell
from memtui.core.errors import UsageError
from memtui.core.times import iso, utc_now
from memtui.core.values import dataclass
from memtui.core.writing.forms import FILE_FORMS, FileForm, form_of_name
from memtui.ops.exporting.places import is_there, whole_file_aside
from memtui.ops.exporting.plan_rows import about_plan, plan_batches, plan_writer
from memtui.ops.exporting.work import write_all
from memtui.ops.plans import Plan
from memtui.ops.running import run
from memtui.state.journal import Journal


@dataclass(frozen=True, slots=True)
class PlanExport:
    """A file that is to be made of a plan; one that is there is left alone."""

    path: Path
    form: FileForm

    @classmethod
    def to(cls, name: str) -> PlanExport:
        """The export to this file. Raises UsageError where its end names no form, or it is there."""
        form = form_of_name(name)
        if form is None:
            ends = ", ".join(f".{one}" for one in FILE_FORMS)
            raise UsageError(f"The end of {name!r} names no form.", hint=f"It can be {ends}.")
        if is_there(Path(name)):
            raise UsageError(f"{name} is there already.", hint="Name another file.")
        return cls(Path(name), form)

    def write(self, plan: Plan, journal: Journal, *, merges: bool) -> None:
        """Write the rows, and tell how many. Raises DataError, StoreError."""
        run(self._write(plan, journal, merges=merges))

    async def _write(self, plan: Plan, journal: Journal, *, merges: bool) -> None:
        about = about_plan(plan, iso(utc_now().replace(microsecond=0)))
        writer = plan_writer(self.form, about, merges=merges)
        rows = plan_batches(journal, plan.operation.id)
        async with whole_file_aside(self.path, overwrite=False) as file:
            done = await write_all(rows, writer, file.write, lambda _: None, beside=False)
        tell(f"{done.written:,} {'row' if done.written == 1 else 'rows'} of the plan written to {self.path}.")
