"""The exports that were asked for in this session, newest first, and how far each is."""

from __future__ import annotations

from dataclasses import field, replace
from datetime import datetime
from typing import Literal

from memtui.core.exports import ExportRequest, ExportResult
from memtui.core.values import dataclass

Standing = Literal["waiting", "done", "failed", "not waited for"]


@dataclass(frozen=True, slots=True)
class Job:
    """One export; `request` is None where only its id was typed.

    `waited` counts seconds since memtui began to ask for the result; `problem` says why it stopped asking.
    """

    id: str
    started: datetime
    request: ExportRequest | None = None
    note: str = ""
    standing: Standing = "not waited for"
    waited: float = 0.0
    result: ExportResult | None = None
    problem: str = ""


@dataclass(slots=True)
class Jobs:
    """Kept while memtui runs, also when their page is closed; `schema` is the text that was used last."""

    all: list[Job] = field(default_factory=list)
    schema: str = ""
    instructions: str = ""

    def named(self, job_id: str) -> Job | None:
        """The job with this id."""
        return next((job for job in self.all if job.id == job_id), None)

    def put(self, job: Job) -> None:
        """Take a job, in the place of what was known of it."""
        known = self.named(job.id)
        if known is None:
            self.all.insert(0, job)
        else:
            self.all[self.all.index(known)] = job

    def stop_waiting(self) -> None:
        """Nobody asks for results any longer."""
        self.all = [
            replace(job, standing="not waited for") if job.standing == "waiting" else job for job in self.all
        ]
