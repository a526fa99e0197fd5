"""A page of rows, with the one under the cursor in full beside them."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize

from memtui.core.display import one_line
from memtui.core.errors import MemtuiError
from memtui.core.words import fold
from memtui.tui.delay import Delay
from memtui.tui.lines import Line, Span, line, number
from memtui.tui.messages import CursorMoved, RowChosen, RowsInView
from memtui.tui.modals.items.base import ModalKey
from memtui.tui.service.context import PageContext
from memtui.tui.service.json_lines import as_json
from memtui.tui.service.page import ServicePage
from memtui.tui.service.pane import PagePane
from memtui.tui.service.row_list import RowList

DETAIL_DELAY = 0.08
"""Seconds that the cursor rests before a row is shown in full: held keys draw only the list."""

T = TypeVar("T")


class ListPage(ServicePage[None], Generic[T]):
    """Rows that `load` gives; a subclass says what they are and how they look.

    `EMPTY` says that there are none, and what to do then. Both panes stand side by side where there is
    room; elsewhere they take turns.
    """

    AUTO_FOCUS = "#page-rows"
    EMPTY: Sequence[Line] = (line("There is nothing here."),)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.list: RowList[T] = RowList(self.row_spans)
        self.pane = PagePane(id="page-detail")
        self.loaded: Sequence[T] | None = None
        self._narrowing = ""
        self._timer: Delay | None = None

    # What a subclass says

    @abstractmethod
    async def load(self) -> Sequence[T]:
        """Every row, asked of the service. Raises MemtuiError."""

    @abstractmethod
    def id_of(self, row: T) -> str:
        """By what a row is known when the list is loaded again."""

    @abstractmethod
    def row_spans(self, row: T, width: int) -> Sequence[Span]:
        """A row in at most `width` cells."""

    @abstractmethod
    def detail_lines(self, row: T) -> Sequence[Line]:
        """A row in full."""

    def acts(self) -> Sequence[ModalKey]:
        """The keys of this page alone, which come first."""
        return ()

    def json_of(self, row: T) -> object:
        """The row as JSON, for copying."""
        return as_json(row)

    # What is shown

    @property
    def row(self) -> T | None:
        """The row under the cursor."""
        return self.list.row

    @property
    def needs_row(self) -> str:
        """Why what is about a row is off; empty when there is one."""
        return "" if self.row is not None else "there is no row under the cursor"

    @property
    def opened(self) -> bool:
        """Whether the row in full stands in the place of the list."""
        return self.has_class("-opened") and not self.is_wide

    @property
    def resting(self) -> bool:
        """Whether no delay is running out."""
        return self._timer is None

    def middle(self) -> ComposeResult:
        """The rows and the one in full."""
        with Horizontal(id="page-panes"):
            yield self.list
            yield self.pane

    def on_mount(self) -> None:
        """Load the rows."""
        self.reload()

    def reload(self) -> None:
        """Ask for the rows again; the cursor stays on its own."""
        self.ask_service(self.load, self.show_rows, group="load", doing="loading")
        self._show_placeholder()

    def show_rows(self, rows: Sequence[T]) -> None:
        """Show these rows, those that are kept; the cursor stays on its row."""
        self.loaded = rows
        at = self.id_of(self.row) if self.row is not None else None
        wanted = fold(self._narrowing)
        kept = [row for row in rows if not wanted or wanted in self._words(row)]
        ids = [self.id_of(row) for row in kept]
        self.list.show(kept, ids.index(at) if at in ids else self.list.cursor)
        self._show_placeholder()
        self.show_detail()
        self.redraw()

    def replace_row(self, row: T) -> None:
        """Show a row as it is now, in its place."""
        if self.loaded is not None:
            self.show_rows([row if self.id_of(old) == self.id_of(row) else old for old in self.loaded])

    def failed_to_ask(self, group: str, error: MemtuiError) -> None:
        """Say it; rows that were here stay."""
        super().failed_to_ask(group, error)
        self._show_placeholder()

    def head_lines(self) -> Sequence[Line]:
        """What narrows the rows."""
        if not self._narrowing or self.loaded is None:
            return ()
        counted = f"{number(self.list.length)} of {number(len(self.loaded))}"
        return [line((f"{counted} contain ", "dim"), (f"“{one_line(self._narrowing)}”", "accent"))]

    def show_detail(self) -> None:
        """Show the row under the cursor in full."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        row = self.row
        if row is None:
            self.remove_class("-opened")
            self.pane.show_lines(())
        else:
            self.pane.show_lines(self.detail_lines(row), self.detail_title(row))

    def reached_end(self) -> None:
        """The cursor came to the last row: a page may load more."""

    def detail_title(self, row: T) -> str:
        """What stands over the row in full."""
        # A title is markup to Textual, so it is nothing that a service says.
        return f"{self.list.cursor + 1} of {number(self.list.length)}"

    def _words(self, row: T) -> str:
        spans = "".join(text for text, _ in self.row_spans(row, 400))
        return fold(f"{self.id_of(row)} {spans} {json.dumps(self.json_of(row), ensure_ascii=False)}")

    def _show_placeholder(self) -> None:
        if self.problem is not None and not self.list.length:
            lines: Sequence[Line] = [line(("That did not work", "warning")), line(), _RELOADS]
        elif self.loaded is None:
            lines = [line(("Loading …", "dim"))]
        elif self._narrowing:
            lines = [line("Nothing here contains that."), line(), line(("esc shows all", "dim"))]
        else:
            lines = self.EMPTY
        if lines != self.list.placeholder:
            self.list.placeholder = lines
            self.list.refresh()

    @on(CursorMoved)
    def _cursor_moved(self, message: CursorMoved) -> None:
        message.stop()
        if self._timer is not None:
            self._timer.stop()
        self._timer = Delay(self, DETAIL_DELAY, self.show_detail)
        self.redraw()
        if message.index == self.list.length - 1:
            self.reached_end()

    @on(RowChosen)
    def _row_chosen(self, message: RowChosen) -> None:
        message.stop()
        self._open()

    @on(RowsInView)
    def _rows_in_view(self, message: RowsInView) -> None:
        message.stop()

    # What a person does

    def keys(self) -> Sequence[ModalKey]:
        """The page's own keys, and those of every list."""
        copies = [
            ModalKey("y", ("y",), "copies id", self._copy_id, self.needs_row),
            ModalKey("Y", ("Y",), "copies JSON", self._copy_json, self.needs_row),
        ]
        if self.opened:
            return [*self.acts(), *copies, *self.error_keys(), self.back_key()]
        opens = [ModalKey("enter", ("enter", "right"), "opens", self._open, self.needs_row)]
        return [
            *([] if self.is_wide else opens),
            *self.acts(),
            *copies,
            ModalKey("/", ("slash",), "narrows", self._ask_narrowing),
            ModalKey("ctrl+r", ("ctrl+r",), "again", self.reload),
            *self.error_keys(),
            self.back_key(),
        ]

    def back_key(self) -> ModalKey:
        """One step back: out of the row, of what narrows the list, or of the page."""
        if self.opened:
            return ModalKey("esc", ("escape", "left", "q"), "goes back", self._close)
        if self._narrowing:
            return ModalKey("esc", ("escape",), "shows all", lambda: self._narrow(""))
        return self.close_key()

    async def move(self, key: str, character: str | None) -> None:
        """Move the cursor, or scroll the row in full."""
        if self.opened or key in {"ctrl+d", "ctrl+u"}:
            self.pane.move(key)
        else:
            self.list.press(key)

    def on_resize(self, event: Resize) -> None:
        """Turn to two panes, or to one."""
        super().on_resize(event)
        self.show_detail()

    def _open(self) -> None:
        if self.row is not None:
            self.show_detail()
            self.add_class("-opened")
            self.redraw()

    def _close(self) -> None:
        self.remove_class("-opened")
        self.redraw()

    def _copy_id(self) -> None:
        if self.row is not None:
            self.copy(self.id_of(self.row))

    def _copy_json(self) -> None:
        if self.row is not None:
            self.copy(json.dumps(self.json_of(self.row), ensure_ascii=False, indent=2))

    def _ask_narrowing(self) -> None:
        self.prompt(
            "contains", self._narrow, self._narrowing, does="keeps it", typed=self._narrow,
            left=lambda: self._narrow(""),
        )  # fmt: skip

    def _narrow(self, text: str) -> None:
        if text != self._narrowing:
            self._narrowing = text
            if self.loaded is not None:
                self.show_rows(self.loaded)


_RELOADS = line(("ctrl+r", "accent"), (" tries again", "dim"))
