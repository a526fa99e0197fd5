"""Exports from the screen: what is offered, the form, the file, the work beside it, and what is said."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from textual.worker import Worker

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import UnreachableError
from memtui.core.models import MemoryRecord
from memtui.core.profile import Profile
from memtui.core.queries import MemoryQuery
from memtui.state.saved_filters import SavedFilters
from memtui.tui.app import MemtuiApp
from memtui.tui.modals.export import ExportModal
from memtui.tui.modals.export.pick import Pick
from memtui.tui.screens.loading import Question
from memtui.tui.terminal.ending import Ending
from memtui.tui.widgets.edit_box import LineBox
from memtui.tui.widgets.key_bar import KeyBar
from tests.tui.driver import NOW, BrowseDriver, browse
from tests.tui.made_up import MadeUp
from tests.tui.service import Service

NAME = "memories-2026-11-21"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which one works."""
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.chdir(out)
    return out


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def lines(path: Path) -> list[str]:
    return path.read_bytes().decode().splitlines()


def modal(ui: BrowseDriver) -> ExportModal:
    found = ui.app.screen
    assert isinstance(found, ExportModal)
    return found


def field(ui: BrowseDriver, name: str) -> str:
    """What stands in a field of the form."""
    found = modal(ui).query_one(f"#export-{name}")
    return found.raw if isinstance(found, LineBox) else found.render_line(0).text.strip()


def told(ui: BrowseDriver) -> str:
    return modal(ui).query_one("#export-told").render_line(0).text.strip()


async def typed(ui: BrowseDriver, name: str) -> None:
    """Type the name of the file anew."""
    while ui.focused != "export-file":
        await ui.press("tab")
    await ui.press("end")
    await ui.burst(*["backspace"] * len(field(ui, "file")))
    await ui.type(name)


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (120, 40)])
async def test_everything_listed_is_written_and_counted(
    store: LocalAdapter, folder: Path, size: tuple[int, int]
) -> None:
    async with browse(store, size=size) as ui:
        await ui.press("X")
        assert field(ui, "what").startswith("everything listed, 1000 m")
        assert field(ui, "form").startswith("JSON Lines, with history")
        assert field(ui, "file") == f"{NAME}.jsonl"
        assert modal(ui).region.contains_region(modal(ui).query_one(KeyBar).region)
        await ui.press("enter")
        assert names(folder) == [f"{NAME}.jsonl"]
        assert len(lines(folder / f"{NAME}.jsonl")) == 1000
        assert (folder / f"{NAME}.jsonl").stat().st_mode & 0o777 == 0o600
        assert ui.screen.state.notice == f"1000 of 1000 written to {NAME}.jsonl"
        assert ui.screen.state.exporting == ""


async def test_a_form_changes_the_name_and_the_name_the_form(store: LocalAdapter, folder: Path) -> None:
    async with browse(store) as ui:
        await ui.press("X", "tab", "right", "right")
        assert field(ui, "form").startswith("Markdown")
        assert field(ui, "file") == f"{NAME}.md"
        await ui.press("right", "left", "left")
        assert field(ui, "file") == f"{NAME}.csv"
        await typed(ui, "mine.md")
        assert field(ui, "form").startswith("Markdown")
        await ui.press("shift+tab", "left")
        assert field(ui, "file") == "mine.csv"
        await ui.press("enter")
        assert names(folder) == ["mine.csv"]
        assert (
            len(list(csv.DictReader(io.StringIO((folder / "mine.csv").read_bytes().decode(), newline=""))))
            == 1000
        )


async def test_what_is_listed_is_what_is_narrowed(store: LocalAdapter, folder: Path) -> None:
    async with browse(store) as ui:
        await ui.press("slash")
        await ui.type("coffee")
        await ui.press("enter", "X")
        assert field(ui, "what").startswith("everything listed, 100 memories")
        await typed(ui, "coffee.md")
        await ui.press("enter")
        text = (folder / "coffee.md").read_text()
        assert text.count("\n## ") == 100
        assert "- filter: `keywords icontains coffee`" in text
        assert "100 of 100 written to coffee.md" in ui.status


async def test_marks_come_first(store: LocalAdapter, folder: Path) -> None:
    async with browse(store) as ui:
        await ui.press("space", "space", "X")
        assert field(ui, "what").startswith("marked, 2 memories")
        await ui.press("right")
        assert field(ui, "what").startswith("everything listed")
        await ui.press("left", "enter")
        found = [json.loads(line) for line in lines(folder / f"{NAME}.jsonl")]
        assert len(found) == 2
        assert all(one["history"] for one in found)
        await ui.press("ctrl+a", "k", "space", "X")
        assert field(ui, "what").startswith("marked, 999 memories")
        await ui.press("enter")
        assert "999 of 999 written" in ui.status


async def test_marks_that_are_gone_are_told_and_nothing_is_to_be_done_again(
    store: LocalAdapter, folder: Path
) -> None:
    async with browse(store, size=(160, 40)) as ui:
        await ui.press("space", "space", "space")
        await store.delete(min(ui.screen.state.marks))
        await ui.press("X", "enter")
        assert ui.screen.state.notice == f"2 of 3 written to {NAME}.jsonl · 1 is not there any more"
        assert len(lines(folder / f"{NAME}.jsonl")) == 2


async def test_what_is_sorted_here_is_not_all_that_is_listed() -> None:
    async with browse(MadeUp(10_120)) as ui:
        await ui.press("o", "5", "X")
        assert field(ui, "what").startswith("everything listed, 10,120 memories")
        await ui.press("escape", "space", "asterisk", "X")
        assert field(ui, "what").startswith("marked, 10,119 memories")


async def test_this_memory_with_its_history(store: LocalAdapter, folder: Path) -> None:
    async with browse(store) as ui:
        await ui.press("3", "X")
        assert field(ui, "what").startswith("this memory with its history")
        await ui.press("tab", "right", "right")
        assert field(ui, "form").startswith("Markdown to read, a timeline")
        assert field(ui, "file") == "memory-00000000.md"
        await ui.press("enter")
        assert "## Event 1: ADD" in (folder / "memory-00000000.md").read_text()


async def test_what_a_search_found(store: LocalAdapter, folder: Path) -> None:
    async with browse(store) as ui:
        await ui.press("s")
        await ui.type("coffee")
        await ui.press("enter", "X")
        assert field(ui, "what").startswith("found by the search, 100 memories")
        await typed(ui, "found.md")
        await ui.press("enter")
        text = (folder / "found.md").read_text()
        assert "- search: `coffee`" in text
        assert text.count("- score: ") == 100


async def test_a_file_is_only_overwritten_by_a_second_press(store: LocalAdapter, folder: Path) -> None:
    (folder / "mine.csv").write_text("precious")
    async with browse(store) as ui:
        await ui.press("X")
        await typed(ui, "mine.csv")
        await ui.press("enter")
        assert told(ui) == "mine.csv is there already: enter again overwrites it"
        await ui.press("x", "backspace", "enter")
        assert "is there already" in told(ui)
        await ui.press("escape")
        assert (folder / "mine.csv").read_text() == "precious"
        await ui.press("X")
        await typed(ui, "mine.csv")
        await ui.press("enter", "enter")
        assert len((folder / "mine.csv").read_bytes().split(b"\r\n")) == 1002


async def test_a_name_that_is_free_is_offered(store: LocalAdapter, folder: Path) -> None:
    (folder / f"{NAME}.jsonl").touch()
    async with browse(store) as ui:
        await ui.press("X")
        assert field(ui, "file") == f"{NAME}-2.jsonl"


@pytest.mark.parametrize(
    ("name", "says"),
    [("none/x.md", "There is no folder"), ("", "Name a file."), (".", "This is a folder."), ("~/x.md", "")],
)
async def test_a_place_that_cannot_be_is_said(
    store: LocalAdapter, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, says: str
) -> None:
    monkeypatch.setenv("HOME", str(folder))
    async with browse(store) as ui:
        await ui.press("X")
        await typed(ui, name)
        await ui.press("enter")
        if says:
            assert told(ui).startswith(says)
            assert names(folder) == []
        else:
            assert names(folder) == ["x.md"]


async def test_a_folder_that_is_gone_is_no_mistake(store: LocalAdapter, folder: Path, tmp_path: Path) -> None:
    await asyncio.to_thread(folder.rmdir)
    async with browse(store) as ui:
        await ui.press("X", "enter")
        assert told(ui) == "No file can have this name."
        await typed(ui, f"{tmp_path}/x.csv")
        await ui.press("enter")
        assert f"1000 of 1000 written to {tmp_path}/x.csv" in ui.screen.state.notice
        assert "x.csv" in names(tmp_path)


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_it_can_be_left(store: LocalAdapter, folder: Path, key: str) -> None:
    async with browse(store) as ui:
        await ui.burst("X", key, "j")
        assert not isinstance(ui.app.screen, ExportModal)
        assert names(folder) == []
        assert ui.app.is_running


async def test_hostile_names_are_drawn_as_marks(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("X", "tab", "tab")
        await ui.paste("\x1b]0;x\x07\u202e/a.md")
        await ui.press("enter")
        assert "\x1b" not in ui.shown
        assert "\u202e" not in ui.shown


class Slow(Service):
    """Gives some memories, and then waits or fails."""

    def __init__(self, real: LocalAdapter, error: Exception | None = None) -> None:
        super().__init__(real)
        self.reached = asyncio.Event()
        self.goes_on = asyncio.Event()
        self.error = error

    async def records(self, query: MemoryQuery) -> AsyncIterator[MemoryRecord]:
        given = 0
        async for record in self.real.records(query):
            yield record
            given += 1
            if given == 20:
                self.reached.set()
                await self.goes_on.wait()
                if self.error is not None:
                    raise self.error


async def begun(ui: BrowseDriver, service: Slow) -> None:
    """An export that has written some."""
    await ui.press("X")
    ui.send("enter")
    await service.reached.wait()
    await ui.settle()


async def test_the_screen_stays_usable_and_the_key_stops_it(store: LocalAdapter, folder: Path) -> None:
    service = Slow(store)
    async with browse(service, size=(120, 40)) as ui:
        await begun(ui, service)
        assert "writing " in ui.status
        assert "of 1000 … X stops it" in ui.status
        assert [name.endswith(".part") for name in names(folder)] == [True]
        await ui.poke("j", "j")
        assert ui.status.startswith("3 of 1000")
        await ui.poke("P")
        assert "an export is being written still" in ui.status
        await ui.press("X")
        assert "the export was stopped, and no file was made" in ui.status
        assert names(folder) == []
        assert ui.screen.state.exporting == ""


async def test_leaving_says_that_it_would_stop_the_export(store: LocalAdapter, folder: Path) -> None:
    service = Slow(store)
    async with browse(service, size=(120, 40)) as ui:
        await begun(ui, service)
        await ui.poke("q")
        assert "q stops it and leaves" in ui.status
        ui.send("q")
        await ui.settle()
        assert not ui.app.is_running
    assert names(folder) == []


async def test_one_that_is_stopped_before_it_began_has_ended(
    store: LocalAdapter, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browse(store, size=(120, 40)) as ui:
        real = ui.screen.in_background

        def stopped_at_once(question: Question, group: str, supersedes: bool) -> Worker[None]:
            # Comes before the first step of the worker.
            asyncio.get_running_loop().call_soon(ui.screen.exporting.ask_or_stop)
            return real(question, group, supersedes)

        await ui.press("X")
        with monkeypatch.context() as patched:
            patched.setattr(ui.screen, "in_background", stopped_at_once)
            await ui.press("enter")
        assert "the export was stopped, and no file was made" in ui.status
        assert not ui.screen.exporting.is_under_way
        assert names(folder) == []
        await ui.press("X", "enter")
        assert "1000 of 1000 written" in ui.status


class Told(Ending):
    """An end from outside that a test brings about."""

    tell: Callable[[], object]

    def listen(self, tell: Callable[[], object]) -> None:
        self.tell = tell


async def test_an_end_from_outside_stops_it_and_leaves_at_once(
    store: LocalAdapter, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever waits for the grace to be over, waits for ever.
    monkeypatch.setattr("memtui.tui.app.GRACE", 3600.0)
    service, ending = Slow(store), Told()
    saved = SavedFilters(tmp_path / "filters.json", "test")
    profile = Profile("test", "platform")
    app = MemtuiApp(
        service, profile, saved=saved, journal=tmp_path / "journal.db", ending=ending, clock=lambda: NOW
    )
    async with app.run_test(size=(120, 40)) as pilot:
        ui = BrowseDriver(app, pilot, service)
        await ui.idle()
        await begun(ui, service)
        assert len(names(folder)) == 1
        ending.tell()
        await ui.settle()
        assert not app.is_running
    assert names(folder) == []


async def test_it_goes_on_to_its_end(store: LocalAdapter, folder: Path) -> None:
    service = Slow(store)
    async with browse(service, size=(120, 40)) as ui:
        await begun(ui, service)
        service.goes_on.set()
        await ui.idle()
        assert "1000 of 1000 written" in ui.status
        assert len(lines(folder / f"{NAME}.jsonl")) == 1000


async def test_a_failure_is_told_and_leaves_nothing(store: LocalAdapter, folder: Path) -> None:
    service = Slow(store, UnreachableError("The service went away."))
    async with browse(service, size=(120, 40)) as ui:
        await begun(ui, service)
        service.goes_on.set()
        await ui.idle()
        assert "not exported: The service went away." in ui.status
        assert names(folder) == []
        await ui.press("X")
        assert isinstance(ui.app.screen, ExportModal)


async def test_a_count_that_differs_is_told(
    store: LocalAdapter, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service(store)

    async def count(query: MemoryQuery) -> int:
        return 1203

    async with browse(service, size=(160, 40)) as ui:
        monkeypatch.setattr(service, "count", count)
        await ui.press("X", "enter")
        assert f"1000 written to {NAME}.jsonl, but 1203 are counted: export again" in ui.status
        assert len(lines(folder / f"{NAME}.jsonl")) == 1000


async def test_a_list_without_rows_has_nothing_to_export(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("slash")
        await ui.type("nothing has this")
        await ui.press("enter", "X")
        assert "there is nothing to export" in ui.status


async def test_the_mouse_picks_too(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("X")
        form = modal(ui).query_one("#export-form", Pick)
        await ui.pilot.click(form, offset=(2, 0))
        await ui.idle()
        assert field(ui, "form").startswith("CSV")
