"""Widgets that keep their lines: what changed is rendered again, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from random import Random

import pytest
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip

from memtui.tui.widgets.kept_lines import KeptLines

HEIGHT, WIDTH = 12, 18


class Numbers(KeptLines):
    """A number on each line, and which lines were asked for."""

    DEFAULT_CSS = "Numbers { height: 14; width: 20; border: round white; }"

    def __init__(self) -> None:
        super().__init__()
        self.numbers = [0] * HEIGHT
        self.rendered: list[int] = []

    def render_line(self, y: int) -> Strip:
        self.rendered.append(y)
        return Strip([Segment(f"{self.numbers[y]:<{WIDTH}}")])

    def shown(self) -> list[int]:
        """The numbers that stand in the lines it gives, between its borders."""
        self.rendered.clear()
        lines = self.render_lines(self.region.reset_offset)
        return [int(line.text.strip("│ ")) for line in lines[1:-1]]


class NumbersApp(App[None]):
    """One such widget."""

    def compose(self) -> ComposeResult:
        """Only this."""
        yield Numbers()


@pytest.fixture
async def widget() -> AsyncIterator[Numbers]:
    """A widget that has been drawn once."""
    app = NumbersApp()
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.pause()
        widget = app.query_one(Numbers)
        widget.shown()
        yield widget


async def test_what_did_not_change_is_not_rendered(widget: Numbers) -> None:
    assert widget.shown() == [0] * HEIGHT
    assert widget.rendered == []


async def test_after_a_refresh_of_a_line_only_this_one_is_rendered(widget: Numbers) -> None:
    widget.numbers[5] = 7
    widget.refresh(Region(0, 5, WIDTH, 1))
    assert widget.shown()[5] == 7
    assert widget.rendered == [5]


async def test_after_a_refresh_of_everything_everything_is(widget: Numbers) -> None:
    widget.refresh()
    widget.shown()
    assert widget.rendered == list(range(HEIGHT))


@pytest.mark.parametrize("change", ["border-top", "padding"])
async def test_a_change_of_styles_is_seen(widget: Numbers, change: str) -> None:
    before = widget.render_lines(widget.region.reset_offset)
    if change == "padding":
        widget.styles.padding = (0, 2)
    else:
        widget.styles.border = ("heavy", "red")
    assert widget.render_lines(widget.region.reset_offset) != before


async def test_another_part_of_it_is_rendered_as_it_is(widget: Numbers) -> None:
    widget.numbers[3] = 9
    widget.refresh(Region(0, 3, WIDTH, 1))
    part = widget.render_lines(Region(0, 4, 20, 2))
    assert [line.text.strip("│ ") for line in part] == ["9", "0"]
    assert widget.shown()[3] == 9


@pytest.mark.parametrize("seed", range(20))
async def test_whatever_is_refreshed_it_shows_what_there_is(widget: Numbers, seed: int) -> None:
    random = Random(seed)
    for step in range(1, 60):
        regions = []
        for _ in range(random.randrange(1, 4)):
            first = random.randrange(HEIGHT)
            count = random.randrange(1, HEIGHT - first + 1)
            for y in range(first, first + count):
                widget.numbers[y] = step
            regions.append(Region(0, first, WIDTH, count))
        widget.refresh(*regions)
        if random.random() < 0.6:
            assert widget.shown() == widget.numbers
