"""How many bytes a key costs, at 120x40 in true colour."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.events import MouseMove
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from memtui.adapters.local.adapter import LocalAdapter
from memtui.tui.screens import showing
from tests.tui.driver import BrowseDriver, browse
from tests.wire.recording import Recording


@asynccontextmanager
async def browsing(adapter: LocalAdapter, recording: Recording) -> AsyncIterator[BrowseDriver]:
    """memtui with the cursor some rows down, and nothing written that was not asked about."""
    async with browse(adapter, size=(120, 40)) as ui:
        await ui.press("j", "j")
        recording.since_last()
        yield ui


async def test_from_the_start_until_it_rests_15000(realistic: LocalAdapter, recording: Recording) -> None:
    async with browse(realistic, size=(120, 40)):
        assert 5000 < recording.since_last() <= 15_000


@pytest.mark.parametrize("key", ["j", "k", "down"])
async def test_a_step_700_and_2500_for_the_memory(
    realistic: LocalAdapter, recording: Recording, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    async with browsing(realistic, recording) as ui:
        for _ in range(2):
            await ui.press(key)
            assert 0 < recording.since_last() <= 700 + 2500
        monkeypatch.setattr(showing, "DETAIL_DELAY", 3600.0)
        ui.send("j")
        await ui.handled()
        assert 0 < recording.since_last() <= 700


async def test_a_step_renders_the_two_rows_and_no_other_pane(
    realistic: LocalAdapter, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    render, rendered = Widget.render_lines, list[tuple[str, int]]()

    def counted(widget: Widget, crop: Region) -> list[Strip]:
        rendered.append((type(widget).__name__, crop.height))
        return render(widget, crop)

    async with browsing(realistic, recording) as ui:
        monkeypatch.setattr(showing, "DETAIL_DELAY", 3600.0)
        monkeypatch.setattr(showing, "POSITION_DELAY", 3600.0)
        monkeypatch.setattr(Widget, "render_lines", counted)
        ui.send("j")
        await ui.handled()
        assert [drawn for drawn in rendered if drawn[0] != "ScrollBar"] == [("MemoriesPane", 2)]


async def test_a_mark_500(
    realistic: LocalAdapter, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browsing(realistic, recording) as ui:
        monkeypatch.setattr(showing, "DETAIL_DELAY", 3600.0)
        for _ in range(3):
            ui.send("space")
            await ui.handled()
            assert 0 < recording.since_last() <= 500
        assert ui.marked == 3


async def test_a_page_5500(realistic: LocalAdapter, recording: Recording) -> None:
    async with browsing(realistic, recording) as ui:
        for key in ("pagedown", "pagedown", "pageup", "ctrl+d"):
            await ui.press(key)
            assert 500 < recording.since_last() <= 5500


async def test_a_key_in_a_field_150(realistic: LocalAdapter, recording: Recording) -> None:
    async with browsing(realistic, recording) as ui:
        await ui.press("slash")
        recording.since_last()
        for key in ("z", "q", "z", "backspace", "left", "q", "home", "end"):
            ui.send(key)
            await ui.handled()
            # What follows is the list, when no further key comes.
            assert 0 < len(recording.sent[0].encode()) <= 150
            await ui.idle()
            recording.since_last()


async def test_a_change_of_the_status_line_300(realistic: LocalAdapter, recording: Recording) -> None:
    async with browsing(realistic, recording) as ui:
        for notice in ("Something was done; u takes it back", "", "nothing to repair"):
            ui.screen.change(notice=notice)
            await ui.idle()
            assert 0 < recording.since_last() <= 300


async def test_nothing_when_nothing_happens(realistic: LocalAdapter, recording: Recording) -> None:
    async with browsing(realistic, recording) as ui:
        for _ in range(3):
            await ui.idle()
        # What changes nothing, and what is drawn again as it was.
        await ui.press("home", "home")
        recording.since_last()
        await ui.press("k", "home", "pageup")
        ui.app.screen.refresh(layout=True)
        await ui.idle()
        assert recording.frames
        assert recording.sent == []


async def test_nothing_when_the_mouse_moves(realistic: LocalAdapter, recording: Recording) -> None:
    async with browsing(realistic, recording) as ui:
        for x in range(0, 120, 7):
            for y in range(0, 40, 5):
                ui.post(MouseMove(None, x, y, 1, 1, 0, False, False, False))
        await ui.idle()
        assert recording.since_last() == 0
