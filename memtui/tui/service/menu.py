"""What else the service has: one row a page, those that it lacks with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult

from memtui.core.display import one_line
from memtui.tui.actions import BY_ID
from memtui.tui.lines import Span, fit
from memtui.tui.messages import CursorMoved, RowChosen, RowsInView
from memtui.tui.modals.items.base import ModalKey
from memtui.tui.service.context import PageContext
from memtui.tui.service.page import ServicePage
from memtui.tui.service.row_list import RowList
from memtui.tui.state import BrowseState

LETTERS = {
    "e": "service.events",
    "x": "service.exports",
    "m": "service.summary",
    "p": "service.project",
    "w": "service.webhooks",
    "a": "service.api_keys",
    "r": "service.served",
    "at": "service.sent",
    "exclamation_mark": "service.error",
}
"""Textual's names of keys, and the actions that they stand for."""
_SHOWN = {"at": "@", "exclamation_mark": "!"}


class ServiceMenu(ServicePage[str]):
    """Gives back the id of the action that opens a page, or None; `state` says which are off."""

    TITLE = "Service"
    AUTO_FOCUS = "#page-rows"

    def __init__(self, context: PageContext, state: BrowseState) -> None:
        super().__init__(context)
        self._off = {key: BY_ID[name].disabled_reason(state) for key, name in LETTERS.items()}
        self._list: RowList[str] = RowList(self._spans)

    def middle(self) -> ComposeResult:
        """The rows."""
        yield self._list

    def on_mount(self) -> None:
        """Show them, the cursor on the first page that there is."""
        rows = list(LETTERS)
        self._list.show(rows, next((at for at, key in enumerate(rows) if not self._off[key]), 0))
        self.redraw()

    def keys(self) -> Sequence[ModalKey]:
        """A letter for each page, which stands in its row."""
        letters = [
            ModalKey(
                _SHOWN.get(key, key), (key,), BY_ID[name].label, partial(self.leave, name), off, shown=False
            )
            for (key, name), off in zip(LETTERS.items(), self._off.values(), strict=True)
        ]
        row = self._list.row
        opens = ModalKey("enter", ("enter", "right"), "opens", self._open, self._off[row] if row else "")
        return [opens, *letters, self.close_key()]

    async def move(self, key: str, character: str | None) -> None:
        """Move the cursor; letters mean pages here."""
        self._list.press(key)

    def _open(self) -> None:
        if self._list.row is not None:
            self.leave(LETTERS[self._list.row])

    def _spans(self, key: str, width: int) -> Sequence[Span]:
        action, off = BY_ID[LETTERS[key]], self._off[key]
        letter = (fit(_SHOWN.get(key, key), 3), "dim" if off else "accent")
        label = (fit(action.label, 17), "dim" if off else "")
        return [
            letter,
            label,
            (fit(one_line(f"off: {off}" if off else action.help), max(width - 20, 0)), "dim"),
        ]

    @on(RowChosen)
    async def _row_chosen(self, message: RowChosen) -> None:
        message.stop()
        await self.press("enter", None)

    @on(CursorMoved)
    def _cursor_moved(self, message: CursorMoved) -> None:
        message.stop()
        self.redraw()

    @on(RowsInView)
    def _rows_in_view(self, message: RowsInView) -> None:
        message.stop()
