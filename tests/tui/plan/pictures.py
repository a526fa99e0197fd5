"""Pictures of the modals over the journal, to be looked at: `python -m tests.tui.plan.pictures FOLDER`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from textual.screen import ModalScreen

from memtui.core.models import EntityType
from memtui.ops.plans import Plan, Progress
from memtui.state.journal import Journal
from memtui.tui.modals.journal import JournalModal
from memtui.tui.modals.plan import OutcomeModal, PlanModal, ProgressModal
from memtui.tui.theme import LIGHT
from tests.tui.plan.driver import opened
from tests.tui.plan.made_up import (
    ELSEWHERE,
    HERE,
    deletion,
    drafted,
    edit,
    journal_in,
    many,
    mixed,
    of_every_kind,
    runs,
    stays,
    worked,
)

NOW = datetime(2126, 11, 21, 12, 0, tzinfo=UTC)
SIZES = ((60, 20), (80, 24), (120, 40), (200, 50))
WARNINGS = (
    "Deleted memories come back with a new id and new dates: this service cannot restore those.",
    "The history of 3 memories is lost.",
)
TOTALS: tuple[tuple[EntityType, str, int], ...] = (
    ("user", "alice", 9),
    ("agent", "guide", 3),
    ("user", "bob", 3),
    ("app", "web", 1),
    ("run", "r1", 1),
)


def _plan(journal: Journal, **fields: Any) -> PlanModal:
    items = [item for item, _, _ in of_every_kind()]
    operation = drafted(journal, items, verb="edit", title="Mend what was said of coffee")
    plan = Plan(operation, totals=TOTALS, more_entities=12, warnings=WARNINGS, **fields)
    return PlanModal(
        journal, plan, highlight=lambda text: [(at, at + 5) for at in [text.find("Alice")] if at >= 0]
    )


def _nothing(journal: Journal) -> PlanModal:
    return PlanModal(journal, Plan(drafted(journal, [*many(5, stays), stays(7, "It is expired already.")])))


def _some(journal: Journal) -> None:
    worked(journal, [deletion(1)] * 3, ["done"] * 3, title="Delete 3 memories of user alice")
    undo = worked(journal, [edit(1, "a", "b")] * 4, ["done"] * 4, verb="edit", title="Replace a by b")
    worked(
        journal,
        [edit(1, "b", "a", undoes=0)],
        ["done"],
        verb="undo",
        title="undo: Replace a by b",
        undo_of=undo.id,
    )
    worked(journal, [deletion(5)] * 2, ["done"] * 2, title="Delete 2 memories", service=ELSEWHERE)
    purged = worked(journal, [deletion(5)] * 2, ["done"] * 2, title="Forget user bob")
    journal.purge(purged.id)
    worked(
        journal,
        list(many(1200)),
        runs(done=800, cancelled=400),
        ended="cancelled",
        title="Delete 1200 memories that contain “tea” and were never updated since the beginning of time",
    )
    worked(
        journal,
        list(many(9)),
        runs(done=5, planned=4),
        ended="interrupted",
        title="Archive 9 memories",
        verb="archive",
    )
    mixed(journal, ended="partly", error="The service stopped answering.")


def _journal(journal: Journal) -> JournalModal:
    _some(journal)
    return JournalModal(journal, HERE, clock=lambda: NOW)


def _outcome(journal: Journal) -> OutcomeModal:
    return OutcomeModal(journal, mixed(journal, ended="partly", error="The service stopped answering."))


def _progress(journal: Journal) -> ProgressModal:
    del journal
    return ProgressModal("Delete 3000 memories of user alice", 3000)


SCENES: dict[str, tuple[Callable[[Journal], ModalScreen[Any]], Sequence[str]]] = {
    "plan": (_plan, ()),
    "count": (lambda journal: _plan(journal, confirmation="count"), ("4", "enter")),
    "name": (lambda journal: _plan(journal, confirmation="name", name="alice", may_purge=True), ("ctrl+t",)),
    "nothing": (_nothing, ()),
    "outcome": (_outcome, ()),
    "force": (_outcome, ("j", "j", "o")),
    "journal": (_journal, ("j",)),
    "times": (_journal, ("T",)),
    "operation": (_journal, ("enter", "space", "tab", "tab")),
    "purge": (_journal, ("P",)),
    "empty": (lambda journal: JournalModal(journal, HERE), ()),
    "progress": (_progress, ()),
    "stopping": (_progress, ("escape",)),
}  # fmt: skip


async def draw(scene: str, size: tuple[int, int]) -> str:
    """One scene as SVG."""
    make, keys = SCENES[scene]
    with TemporaryDirectory() as folder:
        journal = journal_in(Path(folder))
        async with opened(make(journal), size) as ui:
            if size[0] == 60:
                ui.app.theme = LIGHT.name
            if isinstance(ui.modal, ProgressModal):
                ui.modal.show(Progress(3000, 1200, 3, "The service asks to wait 12 seconds (429)."))
            await ui.press(*keys)
            await ui.pilot.pause(0.2)
            svg = ui.app.export_screenshot(title=f"{scene} {size[0]}x{size[1]}")
        journal.close()
    return svg


def main(folder: str, *scenes: str) -> None:
    """Draw scenes, or all of them, in every size."""
    for scene in scenes or SCENES:
        for size in SIZES:
            path = Path(folder) / f"{scene}-{size[0]}.svg"
            path.write_text(asyncio.run(draw(scene, size)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
