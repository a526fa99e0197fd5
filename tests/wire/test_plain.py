"""The plain theme: attributes in the place of colours, for a thin line and for terminals without colours."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.state.screen_settings import ScreenSettings
from memtui.tui.app import MemtuiApp
from memtui.tui.theme import PLAIN
from tests.tui.driver import BrowseDriver, app_on
from tests.wire.recording import Recording

USUAL = ScreenSettings()
PLAINLY = ScreenSettings(theme="plain")
_COLOURS = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")


@asynccontextmanager
async def shown(
    adapter: LocalAdapter, folder: Path, settings: ScreenSettings = USUAL
) -> AsyncIterator[BrowseDriver]:
    app = app_on(adapter, folder, settings=settings)
    async with app.run_test(size=(120, 40)) as pilot:
        driver = BrowseDriver(app, pilot, adapter)
        await driver.idle()
        yield driver


async def _costs(store: Path, recording: Recording, folder: Path, settings: ScreenSettings) -> list[int]:
    # The app closes it.
    async with shown(LocalAdapter.open(store), folder, settings) as ui:
        found = [recording.since_last()]
        for key in ("j", "pagedown", "space", "1"):
            await ui.press(key)
            found.append(recording.since_last())
        return found


async def test_it_takes_fewer_bytes_at_the_start_and_for_every_key(
    demo: Path, recording: Recording, tmp_path: Path
) -> None:
    plain = await _costs(demo, recording, tmp_path, PLAINLY)
    usual = await _costs(demo, recording, tmp_path, ScreenSettings())
    assert all(few < many for few, many in zip(plain, usual, strict=True)), (plain, usual)
    assert plain[0] <= 8500
    assert plain[2] <= 4000


async def test_the_terminal_shows_what_is_meant(
    realistic: LocalAdapter, recording: Recording, tmp_path: Path
) -> None:
    recording.show(120, 40)
    async with shown(realistic, tmp_path, PLAINLY) as ui:
        assert ui.app.theme == PLAIN.name
        for key in ("j", "pagedown", "space", "question_mark", "escape", "f", "escape", "1", "j"):
            await ui.press(key)
            recording.assert_same()


@pytest.mark.parametrize("settings", [ScreenSettings(), ScreenSettings(theme="dark"), PLAINLY])
async def test_without_colours_none_is_sent(
    realistic: LocalAdapter,
    recording: Recording,
    tmp_path: Path,
    settings: ScreenSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with shown(realistic, tmp_path, settings) as ui:
        for key in ("j", "space", "question_mark", "escape", "f", "escape", "e", "escape", "colon", "escape"):
            await ui.press(key)
        assert not _COLOURS.search("".join(recording.sent))
        assert isinstance(ui.app, MemtuiApp)


async def test_signs_and_attributes_tell_what_colours_would(
    realistic: LocalAdapter, recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    recording.show(120, 40)
    async with shown(realistic, tmp_path) as ui:
        await ui.press("space")
        cells = recording.ours.cells
        marked = next(row for row in cells if any(cell.data == "●" for cell in row))
        assert sum(cell.reverse for cell in marked) < 5
        under = [row for row in cells if sum(cell.reverse for cell in row) > 50]
        assert len(under) == 1, "the cursor's row, and no other, is in reverse"
        blurred = [row for row in cells if sum(cell.underscore for cell in row) > 20]
        assert len(blurred) == 1, "the row on which the other pane's cursor stands"
        title = next(row for row in cells if "2 Memories" in "".join(cell.data for cell in row))
        assert any(cell.bold for cell in title), "the pane that has the keyboard"


async def test_sixteen_colours_are_the_terminals_own(
    realistic: LocalAdapter, recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "standard")
    recording.show(120, 40)
    async with shown(realistic, tmp_path) as ui:
        await ui.press("j")
        sent = "".join(recording.sent)
        assert not re.search(r"\x1b\[[0-9;]*[34]8;", sent)
        assert not re.search(r"\x1b\[(?:[0-9;]*;)?4[0-7]m", sent), "the ground is the terminal's own"
        assert re.search(r"\x1b\[(?:[0-9;]*;)?36", sent), "the pane that has the keyboard"
        under = [row for row in recording.ours.cells if sum(cell.reverse for cell in row) > 50]
        assert len(under) == 1


async def test_among_256_the_row_of_the_cursor_can_be_read(
    realistic: LocalAdapter, recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "256")
    async with shown(realistic, tmp_path) as ui:
        await ui.press("j")
        sent = "".join(recording.sent)
        assert "48;5;236" in sent, "a ground that is another one than those of the bars"
        assert "48;5;59" not in sent
