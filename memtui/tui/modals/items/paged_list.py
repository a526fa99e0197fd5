"""A list that reads its rows in the background, a page at a time, as they come into view."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

from textual import on
from textual.message import Message
from textual.worker import Worker, WorkerState, WorkType

from memtui.core.errors import MemtuiError
from memtui.core.values import dataclass
from memtui.tui.messages import RowsInView
from memtui.tui.mistakes import mistake_told
from memtui.tui.modals.items.pages import PAGE_SIZE, DensePages, Pages
from memtui.tui.panes.line_list import LineList

_LETTERS = {"j": "down", "k": "up", "g": "home", "G": "end"}

T = TypeVar("T")


@dataclass
class PageRead(Message, Generic[T]):
    """A page of the list of this generation was read."""

    generation: int
    number: int
    rows: Sequence[T]


@dataclass
class RowsArrived(Message):
    """Rows that were not here before can be seen now."""

    pane: str


@dataclass
class ReadingFailed(Message):
    """Rows could not be read."""

    error: MemtuiError


class PagedList(LineList, Generic[T]):
    """Rows that are read when they come into view: one page after another, those in view first.

    A subclass says how a page is read (`read`) and what a row looks like (`row_spans`).
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self.pages: Pages[T] = DensePages(0)
        self._generation = 0
        self._wanted = (0, 0)
        self._is_reading = False
        self._seeks_end = False

    @abstractmethod
    def read(self, key: int | None, limit: int) -> Sequence[T]:
        """The rows after a key. Blocks, in a thread of its own; raises MemtuiError."""

    @abstractmethod
    def row_spans(self, row: T, index: int, width: int) -> tuple[Sequence[tuple[str, str]], str]:
        """What a row looks like (see `LineList.spans`)."""

    @property
    def row(self) -> T | None:
        """The row under the cursor; None while it is not here."""
        return self.pages.row(self.cursor)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being read."""
        return not self._is_reading

    def list_pages(self, pages: Pages[T], cursor: int = 0) -> None:
        """Begin another list."""
        self._generation += 1
        self._seeks_end = False
        self.pages = pages
        self.cursor = 0
        self.scroll_to(y=0, animate=False, immediate=True)
        self.begin(pages.length, cursor)
        self.refresh()
        self._wanted = (self.top, self.top + self.lines_in_view)
        self._read_on()

    def press(self, key: str) -> bool:
        """Move as a key says; whether it is a key that moves."""
        moves: dict[str, Callable[[], object]] = {
            "down": lambda: self.step(1),
            "up": lambda: self.step(-1),
            "pagedown": lambda: self.turn(1),
            "pageup": lambda: self.turn(-1),
            "ctrl+d": lambda: self.turn(0.5),
            "ctrl+u": lambda: self.turn(-0.5),
            "home": self.go_first,
            "end": self.go_last,
        }
        name = _LETTERS.get(key, key)
        if name not in moves:
            return False
        moves[name]()
        return True

    def spans(self, index: int, width: int) -> tuple[Sequence[tuple[str, str]], str]:
        """A row, or dots while it is being read."""
        row = self.pages.row(index)
        if row is None:
            return ((" · · ·".ljust(width)[:width], "dim"),), ""
        return self.row_spans(row, index, width)

    def put_cursor(self, index: int) -> None:
        """Put the cursor on a row."""
        self._seeks_end = False
        super().put_cursor(index)

    def go_last(self) -> None:
        """Put the cursor on the last row; where it is not known yet, the list is read to its end."""
        super().go_last()
        self._seeks_end = not self.pages.is_whole

    @on(RowsInView)
    def _rows_in_view(self, message: RowsInView) -> None:
        message.stop()
        self._wanted = (message.first, message.last)
        self._read_on()

    def _read_on(self) -> None:
        """Read the next page that is needed: what was flown over meanwhile is not."""
        if self._is_reading or not self.is_attached:
            return
        first, last = self._wanted
        needed = self.pages.missing(first, last) or self.pages.missing(
            first - PAGE_SIZE // 2, last + PAGE_SIZE // 2
        )
        if needed:
            self._is_reading = True
            work: WorkType[None] = partial(self._read, self._generation, needed[0], self.pages.key(needed[0]))
            self.run_worker(work, group="rows", exit_on_error=False)

    async def _read(self, generation: int, number: int, key: int | None) -> None:
        try:
            rows = await asyncio.to_thread(self.read, key, PAGE_SIZE)
        except MemtuiError as error:
            self._is_reading = False
            self.post_message(ReadingFailed(error))
        else:
            self.post_message(PageRead(generation, number, rows))

    @on(PageRead)
    def _page_read(self, message: PageRead[T]) -> None:
        message.stop()
        self._is_reading = False
        if message.generation == self._generation:
            self.pages.take(message.number, message.rows)
            self.set_length(self.pages.length)
            self.post_message(RowsArrived(self.pane))
            if self._seeks_end:
                self.go_last()
        self._read_on()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A mistake of memtui's own is told and kept."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self._is_reading = False
            self.post_message(ReadingFailed(mistake_told(event.worker.error)))
