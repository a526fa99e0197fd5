"""The exports of this session: start one, wait for it, read it, save it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from memtui.adapters.features import ExportsAdapter, feature
from memtui.core.display import one_line
from memtui.core.errors import DataError, MemtuiError
from memtui.core.exports import ExportResult
from memtui.core.filter_text import format_filter
from memtui.core.times import iso, relative
from memtui.core.typed_json import write_json
from memtui.state.files import whole_file
from memtui.tui.lines import Line, Span, fit, line
from memtui.tui.modals.items.base import ModalKey
from memtui.tui.panes.views import instant
from memtui.tui.service.context import PageContext
from memtui.tui.service.exports.form import ExportForm
from memtui.tui.service.exports.jobs import Job, Jobs, Standing
from memtui.tui.service.json_lines import field_lines, json_lines
from memtui.tui.service.list_page import ListPage
from memtui.tui.service.polling import poll
from memtui.tui.service.words import lasted

_ROLES: dict[Standing, str] = {"done": "accent", "failed": "warning", "waiting": "", "not waited for": "dim"}


class ExportsPage(ListPage[Job]):
    """Jobs that memtui started, or whose id was typed; `jobs` outlives the page."""

    TITLE = "Exports"
    EMPTY = (
        line(("No exports in this session", "heading")),
        line(),
        line("The service can put memories into the form of a JSON schema."),
        line(),
        line(("n", "accent"), (" starts one   ", "dim"), ("i", "accent"), (" fetches one by its id", "dim")),
    )

    def __init__(self, context: PageContext, jobs: Jobs) -> None:
        super().__init__(context)
        self._jobs = jobs

    async def load(self) -> Sequence[Job]:
        """Those of this session: the service does not list any."""
        return self._jobs.all

    def id_of(self, row: Job) -> str:
        """The service's number of it."""
        return row.id

    def json_of(self, row: Job) -> object:
        """The result, where there is one."""
        return row.result.value if row.result is not None else super().json_of(row)

    def row_spans(self, row: Job, width: int) -> Sequence[Span]:
        """How long ago, how far it is, and of what it is made."""
        told = f"waiting {lasted(row.waited * 1000)}" if row.standing == "waiting" else row.standing
        about = one_line(row.id) if row.request is None else _filter_of(row)
        return [
            (fit(relative(iso(row.started), self.context.clock()), 4), "dim"),
            (fit(told, 16), _ROLES[row.standing]),
            (fit(about, max(width - 20, 0)), ""),
        ]

    def detail_lines(self, row: Job) -> Sequence[Line]:
        """How far it is, what was asked for, and what came of it."""
        known = row.request is not None
        lines = field_lines(
            (
                ("export", row.standing, _ROLES[row.standing]),
                ("problem", row.problem, "warning"),
                ("started", instant(iso(row.started), self.context.clock()) if known else None),
                ("waited", lasted(row.waited * 1000) if row.waited else None),
                ("of", _filter_of(row) if known else None),
                ("asked for", row.request.instructions if row.request is not None else None),
                ("it said", row.note, "dim"),
                ("id", row.id, "dim"),
            )
        )
        if row.result is not None:
            lines += [Line(), line(("result", "heading")), *json_lines(row.result.value)]
        elif row.request is not None:
            lines += [Line(), line(("schema", "heading")), *json_lines(row.request.schema)]
        return lines

    # What a person does

    def acts(self) -> Sequence[ModalKey]:
        """Start, wait, save."""
        row = self.row
        off = self.needs_row
        saves_off = off or ("" if row is not None and row.result is not None else "there is no result yet")
        waits_off = off or ("" if row is not None and not self.is_asking(_group(row)) else "it is waited for")
        return [
            ModalKey("n", ("n",), "new", self._new, self.context.cannot_write),
            ModalKey("f", ("f",), "fetches", self._fetch, waits_off),
            ModalKey("s", ("s",), "saves", self._ask_path, saves_off),
            ModalKey("i", ("i",), "by id", lambda: self.prompt("id", self._take_id, does="fetches it")),
        ]

    def back_key(self) -> ModalKey:
        """While a result is waited for, that ends first."""
        if any(job.standing == "waiting" for job in self._jobs.all) and not self.opened:
            return ModalKey("esc", ("escape", "q"), "stops waiting", self._stop)
        return super().back_key()

    def on_unmount(self) -> None:
        """Whoever waits, waits on this page."""
        self._jobs.stop_waiting()

    def _new(self) -> None:
        self.app.push_screen(ExportForm(self.context, self._jobs), self._started)

    def _started(self, job: Job | None) -> None:
        if job is not None:
            self._wait_for(job)

    def _take_id(self, text: str) -> None:
        job_id = text.strip()
        if job_id:
            self._wait_for(self._jobs.named(job_id) or Job(job_id, self.context.clock()))

    def _fetch(self) -> None:
        if self.row is not None:
            self._wait_for(self.row)

    def _stop(self) -> None:
        for job in self._jobs.all:
            self.cancel(_group(job))
        self._jobs.stop_waiting()
        self.show_rows(self._jobs.all)
        self.say("not waited for any longer; the service goes on with it, and f fetches it")

    # Waiting

    def _wait_for(self, job: Job) -> None:
        group = _group(job)
        self._put(replace(job, standing="waiting", waited=0.0, problem=""))
        shown = [each.id for each in self.list.rows]
        if job.id in shown:
            self.list.move_to(shown.index(job.id))

        async def wait() -> ExportResult | None:
            adapter = feature(self.context.adapter, "exports", ExportsAdapter)
            return await poll(
                lambda: adapter.export_result(job.id),
                lambda waited: self.meanwhile(group, partial(self._went, job.id, waited)),
            )

        self.ask_service(wait, partial(self._came, job.id), group=group, doing="waiting for the service")

    def _went(self, job_id: str, waited: float) -> None:
        self._change(job_id, waited=waited)

    def _came(self, job_id: str, result: ExportResult | None) -> None:
        if result is None:
            self._change(job_id, standing="not waited for", problem="the service has not made it so far")
            self.say("still not there; f waits for it again")
        else:
            self._change(job_id, standing="done", result=result)
            reads = "" if self.is_wide else "enter reads it, "
            self.say(f"the export is there; {reads}s saves it")

    def failed_to_ask(self, group: str, error: MemtuiError) -> None:
        """What failed is the job that was waited for."""
        super().failed_to_ask(group, error)
        for job in self._jobs.all:
            if _group(job) == group:
                self._change(job.id, standing="failed", problem=str(error))

    def _change(self, job_id: str, **fields: Any) -> None:
        job = self._jobs.named(job_id)
        if job is not None:
            self._put(replace(job, **fields))

    def _put(self, job: Job) -> None:
        self._jobs.put(job)
        self.show_rows(self._jobs.all)

    # Saving

    def _ask_path(self) -> None:
        if self.row is not None:
            name = "".join(char for char in self.row.id if char.isalnum())[:8]
            self.prompt("save as", partial(self._save, self.row), f"export-{name}.json", does="saves")

    def _save(self, job: Job, name: str) -> None:
        if not name.strip() or job.result is None:
            return
        path = Path(name.strip())
        # Also what no file in UTF-8 can hold, half a character, has an escape.
        text = write_json(job.result.value) + "\n"

        def save(*, overwrite: bool) -> None:
            self.ask_service(
                lambda: asyncio.to_thread(_write, path, text, overwrite=overwrite),
                lambda written: self.say(f"saved as {written}") if written else
                self.ask(f"{path} is there already. Overwrite it?", lambda: save(overwrite=True)),
                group="save", doing="saving",
            )  # fmt: skip

        save(overwrite=False)


def _write(path: Path, text: str, *, overwrite: bool) -> str:
    """The path of what was written; empty when something is there already."""
    try:
        path = path.expanduser()
    except RuntimeError:
        raise DataError("There is no home folder.") from None
    if not overwrite and path.exists():
        return ""
    with whole_file(path, overwrite=overwrite) as file:
        file.write(text)
    return str(path.absolute())


def _group(job: Job) -> str:
    return f"result {job.id}"


def _filter_of(job: Job) -> str:
    tree = job.request.filter if job.request is not None else None
    return one_line(format_filter(tree)) if tree is not None else "all memories"
