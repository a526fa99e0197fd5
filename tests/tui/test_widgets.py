"""The parts that modals share: the keys at their foot, and panes of lines."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from rich.style import Style
from textual.app import App, ComposeResult
from textual.strip import Strip

from memtui.tui.theme import DARK, LIGHT, THEMES
from memtui.tui.widgets.change_pane import ChangePane
from memtui.tui.widgets.key_bar import KeyBar, KeyClicked, KeyHint
from memtui.tui.widgets.side_lines import side

HINTS = (
    KeyHint("enter", "saves 東京", "enter"),
    KeyHint("d", "deletes", "d", off=True),
    KeyHint("esc", "back", "escape"),
)


class Host(App[None]):
    def __init__(self, bar: KeyBar) -> None:
        super().__init__()
        self.bar, self.pane = bar, ChangePane(id="pane")
        self.clicked: list[str] = []
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def compose(self) -> ComposeResult:
        yield self.bar
        yield self.pane

    def on_key_clicked(self, message: KeyClicked) -> None:
        self.clicked.append(message.press)

    @property
    def rows(self) -> list[str]:
        return [strip.text.rstrip() for strip in drawn(self.bar)]


def drawn(part: KeyBar | ChangePane) -> Sequence[Strip]:
    return [part.render_line(y) for y in range(part.size.height)]


def styles(part: KeyBar | ChangePane) -> dict[str, Style | None]:
    return {segment.text: segment.style for strip in drawn(part) for segment in strip if segment.text.strip()}


@pytest.mark.parametrize(
    ("most", "width", "rows"),
    [
        (None, 60, ["enter saves 東京  d deletes  esc back"]),
        (None, 28, ["enter saves 東京  d deletes", "esc back"]),
        (None, 20, ["enter saves 東京", "d deletes  esc back"]),
        (None, 18, ["enter saves 東京", "d deletes", "esc back"]),
        (2, 18, ["enter saves 東京", "d deletes"]),
        (1, 27, ["enter saves 東京  d deletes"]),
        (1, 26, ["enter saves 東京  esc back"]),
        (1, 10, ["enter save"]),
    ],
)
async def test_a_key_is_never_parted_from_its_word(most: int | None, width: int, rows: list[str]) -> None:
    app = Host(KeyBar(most_lines=most))
    async with app.run_test(size=(width, 10)) as pilot:
        app.bar.show(HINTS)
        await pilot.pause()
        assert app.rows == rows
        app.bar.show(HINTS[:1])
        await pilot.pause()
        assert len(app.rows) == 1


async def test_a_click_says_the_key() -> None:
    app = Host(KeyBar())
    async with app.run_test(size=(28, 10)) as pilot:
        app.bar.show(HINTS)
        await pilot.pause()
        for x, y in ((0, 0), (15, 0), (16, 0), (18, 0), (7, 1), (8, 1)):
            await pilot.click(KeyBar, offset=(x, y))
        assert app.clicked == ["enter", "enter", "d", "escape"]


async def test_another_theme_is_worn_by_every_part() -> None:
    app = Host(KeyBar())
    async with app.run_test(size=(60, 10)) as pilot:
        app.bar.show(HINTS)
        app.pane.show([side("plain ", ("came", "added"), (" went", "removed"), (" dim", "dim"))])
        await pilot.pause()
        seen = []
        for theme in (DARK, LIGHT, DARK):
            app.theme = theme.name
            await pilot.pause()
            await pilot.pause()
            seen.append({**styles(app.bar), **styles(app.pane)})
        dark, light, again = seen
        assert again == dark
        assert not [text for text in dark if dark[text] == light[text]]
