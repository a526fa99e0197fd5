"""memtui itself: whatever a person does, the terminal shows cell for cell what Textual meant.

Each write of the framework goes to one terminal as it is, and what the driver makes of it to another, and
both are compared after every step.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest
from rich.segment import Segment
from textual.events import MouseDown, MouseMove, MouseScrollDown, MouseScrollUp, MouseUp

from memtui.adapters.local.adapter import LocalAdapter
from memtui.tui.widgets.kept_lines import KeptLines
from tests.tui.data import record
from tests.tui.driver import BrowseDriver, browse, store_of
from tests.wire.recording import Recording

TEXTS = (
    "plain words, and a few more of them, so that the line is longer than the pane is wide",
    "日本語の記憶 and カフェ beside it, 東京 to 京都",
    "한국어 메모리 works too",
    "👩‍👩‍👧 a family, 👍🏽 a thumb, 🇩🇪🇫🇷 flags, 1️⃣ a key, ☀️ the sun, ❤️ a heart",
    "e\u0301te\u0301 and n\u0303 combine; नमस्ते दुनिया",
    "hostile \x1b[31mred\x07 \u202eback\u2066 \u200bzero\u200dwidth",
    "🫨 new, 😀 old\nsecond line\n\tthird ─│╭╮ ● …",
    "short",
)
KEYS = (
    *"jjjkkkGviThLrw.123FfesaCJbyPS?*<>=",
    "space", "tab", "shift+tab", "pagedown", "pageup", "home", "end", "enter", "escape", "escape", "escape",
    "escape", "slash", "colon", "ctrl+l", "ctrl+d", "ctrl+u", "ctrl+a", "ctrl+r", "up", "down", "left",
    "right", "backspace", "delete", "日", "😀",
)  # fmt: skip
THEMES = ("memtui-dark", "memtui-light", "nord", "gruvbox")
SIZES = ((120, 40), (80, 24), (100, 30), (61, 19), (160, 45))
ROUNDS = 5 * (10 if os.environ.get("MEMTUI_EXPLORE") else 1)


@pytest.fixture
async def unicode(tmp_path: Path) -> AsyncIterator[LocalAdapter]:
    """A store of memories in many scripts."""
    records = [
        record(
            number,
            f"{TEXTS[number % len(TEXTS)]} {number}",
            user_id=("alice", "日本", "👍🏽 thumbs")[number % 3],
            metadata={"café": TEXTS[-number % len(TEXTS)]},
            categories=("food", "料理")[: number % 3],
        )
        for number in range(150)
    ]
    adapter = await store_of(records, tmp_path / "memories.db")
    yield adapter
    await adapter.close()


async def act(ui: BrowseDriver, recording: Recording, random: Random) -> str:
    """Do something, and say what."""
    width, height = ui.app.size
    x, y = random.randrange(width), random.randrange(height)
    match random.randrange(12):
        case 0:
            size = random.choice([size for size in SIZES if size != ui.app.size])
            recording.show(*size)
            await ui.resize(*size)
            return f"resize {size}"
        case 1:
            theme = random.choice(THEMES)
            ui.app.theme = theme
            await ui.idle()
            return theme
        case 2 | 3:
            ui.post(MouseMove(None, x, y, 1, 1, 0, False, False, False))
            ui.post(MouseDown(None, x, y, 0, 0, 1, False, False, False))
            ui.post(MouseUp(None, x, y, 0, 0, 1, False, False, False))
            await ui.idle()
            return f"click {x} {y}"
        case 4:
            wheel = random.choice((MouseScrollDown, MouseScrollUp))
            for _ in range(3):
                ui.post(wheel(None, x, y, 0, 0, 0, False, False, False))
            await ui.idle()
            return f"wheel {x} {y}"
        case 5:
            keys = random.choices(KEYS, k=5)
            await ui.burst(*keys)
            return " ".join(keys)
        case _:
            key: str = random.choice(KEYS)
            await ui.press(key)
            return key


def stale(ui: BrowseDriver) -> list[KeptLines]:
    """The widgets that would look different, were they drawn anew."""
    screen = ui.app.screen
    kept = [*([screen] if isinstance(screen, KeptLines) else []), *screen.query(KeptLines)]
    return [widget for widget in kept if widget.region and lines_of(widget) != lines_of(widget.refresh())]


def lines_of(widget: KeptLines) -> list[list[Segment]]:
    """What a widget gives for the next frame."""
    return [list(strip) for strip in widget.render_lines(widget.region.reset_offset)]


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_after_every_step_the_terminal_shows_what_was_meant(
    unicode: LocalAdapter, recording: Recording, seed: int
) -> None:
    random = Random(seed)
    size = random.choice(SIZES)
    recording.show(*size)
    done: list[str] = []
    async with browse(unicode, size=size) as ui:
        recording.assert_same()
        for _ in range(25):
            done.append(await act(ui, recording, random))
            assert recording.differences() == [], done
            assert stale(ui) == [], done
            if not ui.app.is_running:
                break


@pytest.mark.parametrize("colors", ["truecolor", "256", "standard", "none"])
async def test_it_is_so_with_any_number_of_colours(
    unicode: LocalAdapter, recording: Recording, monkeypatch: pytest.MonkeyPatch, colors: str
) -> None:
    if colors == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    else:
        monkeypatch.setattr("textual.constants.COLOR_SYSTEM", colors)
    recording.show(90, 30)
    async with browse(unicode, size=(90, 30)) as ui:
        for key in ("j", "space", "pagedown", "h", "slash", "x", "escape", "f", "escape", "question_mark"):
            recording.since_last()
            await ui.press(key)
            assert recording.differences() == [], key
            drawn, sent = ("".join(data).encode() for data in (recording.frames, recording.sent))
            assert len(sent) < len(drawn)


async def test_after_a_suspension_everything_is_drawn_again(
    unicode: LocalAdapter, recording: Recording
) -> None:
    recording.show(120, 40)
    async with browse(unicode, size=(120, 40)) as ui:
        await ui.press("j", "slash", "日")
        with ui.app.suspend():
            recording.garble()
        await ui.idle()
        await ui.press("x")
        recording.assert_same()


@pytest.mark.parametrize("keys", ["", "slash", "f", "question_mark", "e", "colon"])
async def test_ctrl_l_clears_what_another_program_wrote_wherever_one_is(
    unicode: LocalAdapter, recording: Recording, keys: str
) -> None:
    recording.show(120, 40)
    async with browse(unicode, size=(120, 40)) as ui:
        await ui.press("j", *([keys] if keys else []))
        recording.garble()
        await ui.press("j")
        assert recording.differences()
        await ui.press("ctrl+l")
        recording.assert_same()
        assert any("\x1b[2J" in data for data in recording.sent)


async def test_the_palette_repaints_too(unicode: LocalAdapter, recording: Recording) -> None:
    recording.show(120, 40)
    async with browse(unicode, size=(120, 40)) as ui:
        recording.garble()
        ui.screen.action_perform("repaint")
        await ui.idle()
        recording.assert_same()
