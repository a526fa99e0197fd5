"""A plan's rows, written to a file before it is agreed to."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from memtui.state.journal import Journal
from memtui.tui.modals.export import ExportModal
from memtui.tui.modals.plan import Agreed, PlanModal
from tests.tui.plan.driver import ItemsDriver, opened
from tests.tui.plan.made_up import edit, many, planned


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which one works."""
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.chdir(out)
    return out


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def only(folder: Path) -> Path:
    (path,) = files(folder)
    return path


async def export(ui: ItemsDriver, *keys: str) -> None:
    """Open the form and do this there."""
    await ui.press("X")
    assert isinstance(ui.app.screen, ExportModal)
    await ui.press(*keys)


async def test_the_rows_are_written_and_the_plan_waits(journal: Journal, folder: Path) -> None:
    plan = planned(journal, [edit(0, "drinks tea", "drinks coffee"), *many(450)])
    async with opened(PlanModal(journal, plan), (120, 40)) as ui:
        await export(ui, "right", "enter")
        path = only(folder)
        assert path.suffix == ".csv"
        assert ui.said == f"451 of 451 rows written to {path.name}"
        rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))
        assert len(rows) == 451
        assert (rows[0]["memory before"], rows[0]["memory after"]) == ("drinks tea", "drinks coffee")
        await ui.press("y")
        assert ui.result == Agreed(purge=False)


async def test_a_name_that_has_to_be_typed_may_have_this_letter(journal: Journal, folder: Path) -> None:
    plan = planned(journal, list(many(3)), confirmation="name", name="Xaver")
    async with opened(PlanModal(journal, plan)) as ui:
        await ui.type("X")
        assert ui.field == "X"
        await ui.press("ctrl+o", "enter")
        assert only(folder).suffix == ".jsonl"
        assert ui.field == "X"
        await ui.type("aver\n")
        assert ui.result == Agreed(purge=False)


async def test_the_form_can_be_left(journal: Journal, folder: Path) -> None:
    async with opened(PlanModal(journal, planned(journal, list(many(3))))) as ui:
        await export(ui, "escape")
        assert ui.is_open
        assert files(folder) == []


async def test_a_journal_that_cannot_be_read_leaves_no_file(journal: Journal, folder: Path) -> None:
    async with opened(PlanModal(journal, planned(journal, list(many(3))))) as ui:
        with closing(sqlite3.connect(journal.path)) as other:
            other.executescript("DROP TABLE items")
        await export(ui, "enter")
        assert "journal" in ui.said
        assert files(folder) == []
        await ui.press("n")
        assert ui.result is None
