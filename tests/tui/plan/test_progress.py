"""How far a work is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget

from memtui.ops.plans import Progress
from memtui.tui.modals.plan import ProgressModal
from memtui.tui.modals.plan import progress as progress_module
from memtui.tui.modals.plan.progress import bar, said
from tests.strategies import law
from tests.tui.plan.driver import ItemsDriver, opened
from tests.tui.plan.test_plan import SIZES


class Clock:
    """A stopwatch that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def shown(ui: ItemsDriver) -> list[str]:
    """What stands in the box, line by line."""
    return [strip.text.strip() for part in ("#progress-title", "#progress-bar", "#told", "#key-bar")
            for strip in lines_of(ui.modal.query_one(part))]  # fmt: skip


def lines_of(part: Widget) -> Iterator[Strip]:
    yield from part.render_lines(part.size.region)


def numbers(ui: ItemsDriver) -> str:
    return shown(ui)[2]


@SIZES
async def test_it_fits_and_says_how_far_it_is(size: tuple[int, int], clock: Clock) -> None:
    async with opened(ProgressModal("Delete 3,000 memories", 3000, stopwatch=clock), size) as ui:
        ui.app.screen.query_one("#progress")
        clock.now += 1
        show(ui, Progress(3000, 1197, 3, "The service asks to wait."))
        await ui.idle()
        title, blocks, count, waiting, key = shown(ui)
        assert (title, count) == ("Delete 3,000 memories", "1,200 of 3,000 · 3 failed")
        assert waiting == "The service asks to wait."
        assert key == "esc stops after the batch in hand"
        assert set(blocks) == set("█▒░")
        assert abs(blocks.count("░") / len(blocks) - 0.6) < 0.03
        box = ui.modal.query_one("#progress")
        assert ui.app.screen.region.contains_region(box.region)


async def test_it_is_drawn_only_so_often(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_module, "INTERVAL", 1000.0)
    async with opened(ProgressModal("Work", 1000, stopwatch=clock)) as ui:
        for done in range(1, 500):
            clock.now += 1
            show(ui, Progress(1000, done, 0))
        await ui.settle()
        assert (numbers(ui), modal_of(ui).idle) == ("0 of 1,000", False)


async def test_the_last_that_was_told_is_drawn_in_the_end(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress_module, "INTERVAL", 0.001)
    async with opened(ProgressModal("Work", 1000, stopwatch=clock)) as ui:
        for done in range(1, 1001):
            show(ui, Progress(1000, done, 0))
        await ui.idle()
        assert numbers(ui) == "1,000 of 1,000"
        clock.now += 1
        show(ui, Progress(1000, 990, 10))
        # No delay, no timer: it is long ago.
        assert modal_of(ui).idle
        await ui.idle()
        assert numbers(ui) == "1,000 of 1,000 · 10 failed"


async def test_escape_asks_once_to_stop_and_closes_nothing(clock: Clock) -> None:
    async with opened(ProgressModal("Work", 1000, stopwatch=clock)) as ui:
        await ui.press("q", "n", "enter", "y")
        assert (ui.app.stops, ui.is_open) == (0, True)
        await ui.press("escape")
        assert (ui.app.stops, ui.is_open) == (1, True)
        assert numbers(ui) == "0 of 1,000 · stopping after this batch"
        await ui.burst("escape", "escape")
        assert (ui.app.stops, ui.is_open) == (1, True)
        clock.now += 1
        show(ui, Progress(1000, 100, 0))
        await ui.idle()
        assert numbers(ui) == "100 of 1,000 · stopping after this batch"


async def test_the_mouse_may_ask_to_stop(clock: Clock) -> None:
    async with opened(ProgressModal("Work", 1000, stopwatch=clock)) as ui:
        await ui.click("#key-bar", 8, 0)
        assert ui.app.stops == 1


async def test_whoever_does_the_work_closes_it(clock: Clock) -> None:
    async with opened(ProgressModal("Work", 1000, stopwatch=clock)) as ui:
        show(ui, Progress(1000, 100, 0))
        ui.modal.dismiss()
        await ui.settle()
        assert ui.app.results == [None]
        show(ui, Progress(1000, 200, 0))
        await ui.settle()
        assert ui.app.is_running


async def test_it_is_closed_as_soon_as_nothing_lies_over_it(clock: Clock) -> None:
    async with opened(ProgressModal("Work", 1000, stopwatch=clock)) as ui:
        over = ModalScreen[None]()
        await ui.app.push_screen(over)
        ui.modal.dismiss()
        await ui.settle()
        assert ui.app.results == []
        over.dismiss()
        await ui.settle()
        assert (ui.app.results, len(ui.app.screen_stack)) == ([None], 1)


async def test_what_is_told_before_it_is_on_the_screen_is_shown() -> None:
    modal = ProgressModal("Work", 1000)
    modal.show(Progress(1000, 10, 0))
    async with opened(modal) as ui:
        assert numbers(ui) == "10 of 1,000"


async def test_another_size_while_open(clock: Clock) -> None:
    async with opened(ProgressModal("Work", 1000, stopwatch=clock), (120, 40)) as ui:
        wide = len(shown(ui)[1])
        await ui.resize(60, 20)
        assert len(shown(ui)[1]) < wide
        await ui.resize(120, 40)
        assert len(shown(ui)[1]) == wide


async def test_hostile_texts_are_harmless(clock: Clock) -> None:
    async with opened(ProgressModal("a\x1b[31m\nb", 10, stopwatch=clock)) as ui:
        clock.now += 1
        show(ui, Progress(10, 1, 0, "wait\u202e\x07"))
        await ui.idle()
        assert shown(ui)[0] == "A^[[31m↵b"
        assert shown(ui)[3] == "wait<U+202E>^G"


def modal_of(ui: ItemsDriver) -> ProgressModal:
    assert isinstance(ui.modal, ProgressModal)
    return ui.modal


def show(ui: ItemsDriver, progress: Progress) -> None:
    modal_of(ui).show(progress)


@law(100)
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 150))
def test_law_the_bar_is_as_long_as_its_room(total: int, done: int, failed: int, width: int) -> None:
    spans = bar(Progress(total, done, failed), width)
    assert sum(cell_len(text) for text, _ in spans) == width
    assert bool(failed) <= ("▒" in spans[1][0] or done + failed < total / width)


def test_all_that_failed_is_told() -> None:
    assert said(Progress(5, 0, 5), is_stopping=False)[0].plain == "5 of 5 · 5 failed"
    assert bar(Progress(5, 0, 5), 10)[1] == ("▒" * 10, "warning")
    assert bar(Progress(0, 0, 0), 4) == [("", "accent"), ("", "warning"), ("░░░░", "edge")]
