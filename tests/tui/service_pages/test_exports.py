"""Exports: asked for with a schema, waited for, read, saved."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from memtui.core.errors import NotFoundError, ServiceError
from memtui.core.exports import ExportRequest, ExportResult
from memtui.core.filters import Condition
from memtui.tui.service.exports.form import SCHEMA
from tests.tui.service_pages.driver import PagesDriver, pages
from tests.tui.service_pages.made_up import HOSTILE, FullService

SIZES = pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
DONE = ExportResult({"summary": "Likes tea", HOSTILE: [None, 1.5], "half": "\ud800"})


def requests(service: FullService) -> list[ExportRequest]:
    return [asked for asked in service.asked if isinstance(asked, ExportRequest)]


async def answer(ui: PagesDriver, text: str | Path, *keys: str) -> None:
    """Press keys that lead to a prompt, and type in the place of what stands there."""
    await ui.press(*keys, "ctrl+u")
    await ui.type(f"{text}\n")


async def start(ui: PagesDriver) -> None:
    await ui.press("S", "x", "n", "ctrl+s")


async def test_a_page_without_exports_says_how_to_start_one(tmp_path: Path) -> None:
    async with pages(FullService(), tmp_path, (80, 24)) as ui:
        await ui.press("S", "x")
        assert ui.rows[0] == "No exports in this session"
        await ui.press("s")
        assert ui.said == "saves is off: there is no row under the cursor"


async def test_an_export_is_asked_for_waited_for_and_shown(tmp_path: Path) -> None:
    service = FullService()
    service.made.extend([None, None, DONE])
    async with pages(service, tmp_path) as ui:
        await start(ui)
        assert requests(service) == [ExportRequest(json.loads(SCHEMA))]
        assert service.asked.count(("result", "job-1")) == 3
        assert ui.rows == ["now done all memories"]
        assert ui.said == "the export is there; s saves it"
        assert '"summary": "Likes tea"' in ui.text
        assert "it said  The export will be ready soon." in ui.text
        assert "\x1b" not in ui.drawn


@SIZES
async def test_it_fits(tmp_path: Path, size: tuple[int, int]) -> None:
    service = FullService()
    service.made.append(DONE)
    async with pages(service, tmp_path, size) as ui:
        await ui.press("=", *"user_id = alice and categories contains food", "enter")
        for keys in (("S", "x"), ("n",), ("tab",), ("tab", "space"), ("ctrl+s",), ("enter",), ("s",)):
            await ui.press(*keys)
            ui.assert_fits()


async def test_the_filter_of_the_list_is_shown_and_used_unless_turned_off(tmp_path: Path) -> None:
    service = FullService()
    service.made.extend([DONE, DONE])
    async with pages(service, tmp_path) as ui:
        await ui.press("=", *"user_id = alice", "enter", "S", "x", "n")
        assert "only memories with user_id = alice" in ui.drawn
        await ui.press("tab", *"in Finnish", "ctrl+s")
        await ui.press("n", "tab", "tab", "space", "ctrl+s")
        first, second = requests(service)
        assert first.filter == Condition("user_id", "eq", "alice")
        assert (first.instructions, second.filter) == ("in Finnish", None)
        # What was typed for one is there for the next.
        assert second.instructions == "in Finnish"


async def test_a_mistake_in_the_schema_is_told_with_its_place(tmp_path: Path) -> None:
    service = FullService()
    async with pages(service, tmp_path, (80, 24)) as ui:
        await ui.press("S", "x", "n", "down", "end", "backspace", "ctrl+s")
        assert ui.said == "Line 3, column 3: expected a comma or the closing bracket."
        for text, said in (
            ("[1]", "Expected an object."), ("{}", "The schema is empty."),
            ('{"properties": 3}', "The schema's properties are no object."),
            ("", "Column 1: expected a value"),
        ):  # fmt: skip
            await ui.press("f7")
            await ui.paste(text) if text else await ui.press("delete")
            await ui.press("ctrl+s")
            assert ui.said.startswith(said)
        assert requests(service) == []


async def test_a_schema_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    file.write_text('\ufeff{"title": "T"}', encoding="utf-8")
    service = FullService()
    service.made.append(DONE)
    async with pages(service, tmp_path) as ui:
        await answer(ui, tmp_path / "none.json", "S", "x", "n", "ctrl+o")
        assert ui.said.endswith("none.json cannot be read: No such file or directory.")
        await answer(ui, file, "ctrl+o", "escape", "ctrl+o")
        assert ui.said.startswith("taken from the file")
        await ui.press("ctrl+s")
        assert requests(service)[0].schema == {"title": "T"}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * 1_000_001])
async def test_a_file_that_is_no_schema_changes_nothing(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "f"
    file.write_bytes(content)
    async with pages(FullService(), tmp_path) as ui:
        await answer(ui, file, "S", "x", "n", "ctrl+o")
        assert "no text in UTF-8" in ui.said or "too large" in ui.said
        # Its name is still there, to be mended.
        assert ui.field == str(file)
        await ui.press("escape", "escape")
        assert ui.title == "Exports"


async def test_a_refused_export_keeps_what_was_typed(tmp_path: Path) -> None:
    service = FullService()
    async with pages(service, tmp_path) as ui:
        await ui.press("S", "x", "n", "tab", *"shorter")
        service.failure = ServiceError("The schema is not understood (400).", status=400, hint="Say a type.")
        await ui.press("ctrl+s")
        assert (ui.title, ui.said) == ("New export", "The schema is not understood (400).\nSay a type.")
        service.failure = None
        service.made.append(DONE)
        await ui.press("ctrl+s")
        assert ui.rows == ["now done all memories"]


async def test_waiting_can_be_stopped_and_taken_up_again(tmp_path: Path) -> None:
    service = FullService()
    async with pages(service, tmp_path, (80, 24)) as ui:
        await ui.press("S", "x")
        service.hold = asyncio.Event()
        await ui.poke("i", *"job-9", "enter")
        assert "waiting" in ui.row
        assert ui.said == "waiting for the service …"
        await ui.press("escape")
        assert ui.said.startswith("not waited for any longer")
        assert ui.row == "now not waited for job-9"
        service.hold = None
        service.made.append(DONE)
        await ui.press("f")
        assert ui.row == "now done job-9"
        assert ui.said == "the export is there; enter reads it, s saves it"


async def test_waiting_ends_with_patience(tmp_path: Path) -> None:
    async with pages(FullService(), tmp_path) as ui:
        await ui.press("S", "x", "i", *" job-9 ", "enter")
        assert ui.row == "now not waited for job-9"
        assert ui.said == "still not there; f waits for it again"
        assert "waited" in ui.text
        await ui.press("i", "enter")
        assert len(ui.rows) == 1


async def test_jobs_are_kept_when_the_page_is_closed(tmp_path: Path) -> None:
    service = FullService()
    service.made.append(DONE)
    async with pages(service, tmp_path) as ui:
        await start(ui)
        service.hold = asyncio.Event()
        await ui.poke("i", *"other", "enter")
        await ui.poke("escape", "escape")
        assert not ui.is_open
        service.hold = None
        await ui.press("S", "x")
        assert ui.rows == ["now not waited for other", "now done all memories"]


async def test_a_job_that_failed_says_why(tmp_path: Path) -> None:
    service = FullService()
    async with pages(service, tmp_path) as ui:
        await ui.press("S", "x")
        service.failure = NotFoundError("There is no such export.")
        await ui.press("i", *"x", "enter")
        assert ui.row == "now failed x"
        assert "problem  There is no such export." in ui.text


async def test_waiting_again_in_a_narrowed_list_stays_on_its_row(tmp_path: Path) -> None:
    service = FullService()
    async with pages(service, tmp_path) as ui:
        await ui.press("S", "x")
        for name in ("other", "another", "one"):
            service.made.append(DONE)
            await answer(ui, name, "i")
        await ui.press("/", *"other", "enter", "k")
        assert ui.row == "now done another"
        service.made.append(DONE)
        await ui.press("f")
        assert ui.row == "now done another"


# Saving --------------------------------------------------------------------------------------------


async def test_a_result_is_saved_for_its_owner_alone_and_never_over_another_unasked(tmp_path: Path) -> None:
    service = FullService()
    service.made.append(DONE)
    target = tmp_path / "out.json"
    async with pages(service, tmp_path) as ui:
        await start(ui)
        await ui.press("s")
        assert ui.field == "export-job1.json"
        await answer(ui, target)
        assert ui.said == f"saved as {target}"
        assert json.loads(target.read_text(encoding="utf-8")) == DONE.value
        assert target.stat().st_mode & 0o777 == 0o600
        target.write_text("mine")
        await answer(ui, target, "s")
        assert ui.said == f"{target} is there already. Overwrite it?"
        await ui.press("n")
        assert target.read_text() == "mine"
        await answer(ui, target, "s")
        await ui.press("y")
        assert json.loads(target.read_text(encoding="utf-8")) == DONE.value


async def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    service = FullService()
    service.made.append(DONE)
    async with pages(service, tmp_path) as ui:
        await start(ui)
        await answer(ui, tmp_path / "no" / "where.json", "s")
        assert "cannot be written: No such file or directory." in ui.said
        await ui.press("s", "ctrl+u", "enter")
        assert ui.is_open
        await answer(ui, tmp_path, "s")
        assert "is there already" in ui.said
        await ui.press("y")
        assert "is a folder" in ui.said


async def test_the_result_is_copied_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []

    async def copy(app: object, text: str, **_: object) -> str:
        copied.append(text)
        return "copied"

    monkeypatch.setattr("memtui.tui.clipboard.copy_text", copy)
    service = FullService()
    service.made.append(DONE)
    async with pages(service, tmp_path) as ui:
        await start(ui)
        await ui.press("Y")
        assert json.loads(copied[0]) == DONE.value
