"""Walks through ten thousand memories over a slow wire: no row is ever drawn without its memory.

Time is made up: keys are pressed at so many instants, and an answer comes so long after it was asked for.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Iterator
from itertools import count
from typing import Any, cast

import pytest
from textual.worker import Worker

from memtui.core.models import MemoryPage
from memtui.core.queries import MemoryQuery
from memtui.tui.messages import PageArrived
from memtui.tui.panes.memories import MemoriesPane
from memtui.tui.screens.loading import ListLoading, Question
from memtui.tui.screens.requests import Requests
from memtui.tui.state import BrowseState
from tests.tui.driver import BrowseDriver, browse
from tests.tui.made_up import MadeUp

ROWS, SIZE = 10_000, 100
LATENCY = 0.08


class SlowWire(MadeUp):
    """Made-up memories whose pages come `latency` seconds after they were asked for, by a clock of its own.

    `asked` are the pages in order, `most` is how many were on their way at once.
    """

    def __init__(self, latency: float = LATENCY) -> None:
        super().__init__(ROWS)
        self.now = 0.0
        self.latency = latency
        self.asked: list[int] = []
        self.taken_back: list[int] = []
        self.open: set[int] = set()
        self.most = 0
        self._due: list[tuple[float, int, asyncio.Event]] = []
        self._tickets = count()

    def clock(self) -> float:
        return self.now

    async def page(self, query: MemoryQuery, page: int, page_size: int) -> MemoryPage:
        self.asked.append(page)
        self.open.add(page)
        self.most = max(self.most, len(self.open))
        ready = asyncio.Event()
        heapq.heappush(self._due, (self.now + self.latency, next(self._tickets), ready))
        try:
            await ready.wait()
        except asyncio.CancelledError:
            self.taken_back.append(page)
            raise
        finally:
            self.open.discard(page)
        return await super().page(query, page, page_size)

    def passing(self, seconds: float) -> Iterator[None]:
        """Let the time pass, with a pause after each instant at which an answer came."""
        until = self.now + seconds
        while self._due and self._due[0][0] <= until:
            self.now, _, ready = heapq.heappop(self._due)
            ready.set()
            yield
        self.now = until


async def pass_time(ui: BrowseDriver, wire: SlowWire, seconds: float) -> None:
    for _ in wire.passing(seconds):
        await ui.handled()


@pytest.fixture
def drawn_empty(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows that were looked at to be drawn, without their memory."""
    empty: list[int] = []
    look = MemoriesPane.spans

    def spans(pane: MemoriesPane, index: int, width: int) -> Any:
        if pane._rows.row(index) is None:
            empty.append(index)
        return look(pane, index, width)

    monkeypatch.setattr(MemoriesPane, "spans", spans)
    return empty


@pytest.mark.parametrize(("latency", "a_second"), [(LATENCY, 4.0), (0.4, 3.0)])
async def test_page_down_from_the_first_row_to_the_last(
    drawn_empty: list[int], latency: float, a_second: float
) -> None:
    wire = SlowWire(latency)
    async with browse(wire, size=(160, 60), answered=False, stopwatch=wire.clock) as ui:
        await pass_time(ui, wire, 1.0)
        memories = ui.screen.memories
        while memories.cursor < ROWS - 1:
            ui.send("pagedown")
            await ui.handled()
            await pass_time(ui, wire, 1 / a_second)
        assert "Row 9999" in ui.row
    assert drawn_empty == []
    assert sorted(wire.asked) == list(range(1, ROWS // SIZE + 1)), "each page once"
    assert wire.taken_back == []
    assert wire.most <= 4


@pytest.mark.parametrize("key", ["down", "up"])
async def test_row_by_row_ten_a_second(drawn_empty: list[int], key: str) -> None:
    wire = SlowWire()
    async with browse(wire, answered=False, stopwatch=wire.clock) as ui:
        await pass_time(ui, wire, 1.0)
        if key == "up":
            ui.send("G")
            await ui.handled()
            await pass_time(ui, wire, 1.0)
            drawn_empty.clear()
        for _ in range(250):
            ui.send(key)
            await ui.handled()
            await pass_time(ui, wire, 0.1)
    assert drawn_empty == []
    assert len(wire.asked) <= 6


async def test_what_is_flown_over_is_taken_back_and_what_is_in_view_comes_first() -> None:
    wire = SlowWire(2.0)
    async with browse(wire, answered=False, stopwatch=wire.clock) as ui:
        await pass_time(ui, wire, 5.0)
        for _ in range(4):
            ui.send("pagedown")
            await ui.handled()
            await pass_time(ui, wire, 0.1)
        ahead = set(wire.open)
        assert ahead, "the next pages are on their way"
        ui.screen.memories.move_to(5050)
        await ui.handled()
        assert set(wire.taken_back) == ahead
        fresh = [page for page in wire.asked if page > 40]
        assert fresh[0] == 51, "what is in view is asked for first"
        assert wire.open == set(fresh)
        await pass_time(ui, wire, 10.0)
        assert "Row 5050" in ui.row


# The whole way, row by row: without the screen, which would take minutes to draw it.


class Walker:
    """Moves over a list of which it sees `height` rows, as the pane does: half a screen at the edge."""

    def __init__(self, wire: SlowWire, height: int) -> None:
        self.wire = wire
        self.height = height
        self.top = self.cursor = 0
        self.empty = 0
        requests = Requests(wire, self._arrived, wire.clock)
        self.list = ListLoading(wire, requests, self._background, wire.clock)
        self._workers: set[asyncio.Task[None]] = set()

    async def begin(self) -> None:
        self.list.start(BrowseState())
        await self.pass_time(1.0)

    async def move(self, rows: int, every: float) -> None:
        self.cursor = max(min(self.cursor + rows, ROWS - 1), 0)
        half = self.height // 2
        if self.cursor >= self.top + self.height or self.cursor < self.top:
            self._show(self.cursor - half)
        self.look()
        await self.pass_time(every)

    def look(self) -> None:
        shown = range(self.top, min(self.top + self.height, ROWS))
        self.empty += sum(self.list.rows.row(index) is None for index in shown)

    async def pass_time(self, seconds: float) -> None:
        await self._turns()
        for _ in self.wire.passing(seconds):
            await self._turns()

    def _show(self, top: int) -> None:
        self.top = max(min(top, ROWS - self.height), 0)
        self.list.want(self.top, self.top + self.height - 1)

    def _arrived(self, message: object) -> None:
        if isinstance(message, PageArrived) and self.list.accepts(message):
            if self.list.settle():
                self._show(self.top)
            self.list.took(message.milliseconds)

    def _background(self, question: Question, group: str, supersedes: bool) -> Worker[None]:
        task: asyncio.Task[None] = asyncio.ensure_future(question())
        self._workers.add(task)
        task.add_done_callback(self._workers.discard)
        return cast("Worker[None]", _Running(task))

    async def _turns(self) -> None:
        for _ in range(4):
            await asyncio.sleep(0)


class _Running:
    def __init__(self, task: asyncio.Task[None]) -> None:
        self._task = task

    @property
    def is_finished(self) -> bool:
        return self._task.done()

    def cancel(self) -> None:
        self._task.cancel()


@pytest.mark.parametrize(("latency", "a_second"), [(LATENCY, 10), (LATENCY, 30), (0.5, 30)])
async def test_down_through_all_of_them_and_up_again(latency: float, a_second: int) -> None:
    walker = Walker(SlowWire(latency), 36)
    await walker.begin()
    for _ in range(ROWS):
        await walker.move(1, 1 / a_second)
    assert walker.cursor == ROWS - 1
    assert sorted(walker.wire.asked) == list(range(1, ROWS // SIZE + 1)), "each page once"
    assert walker.empty == 0
    for _ in range(ROWS):
        await walker.move(-1, 1 / a_second)
    assert walker.cursor == 0
    assert walker.empty == 0
    assert len(walker.wire.asked) <= 2 * ROWS // SIZE
    assert walker.wire.most <= 4
