"""The keys at the foot of the modal, which can be clicked too."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click, Resize
from textual.widgets import Static

from memtui.tui.modals.saved.keys import ActionId, Hint

_GAP = 2


class HintsBar(Static):
    """Keys and their words on as many lines as they need; a key is never parted from its word.

    A click runs the screen's action `perform` with the id of what was clicked.
    """

    def __init__(self) -> None:
        super().__init__(id="hints", markup=False)
        self._hints: Sequence[Hint] = ()
        self._rows: list[list[tuple[int, Hint]]] = []

    def show(self, hints: Sequence[Hint]) -> None:
        """Show these keys."""
        if hints != self._hints:
            self._hints = hints
            if self.size.width:
                self._arrange(self.size.width)

    def on_resize(self, event: Resize) -> None:
        """Break the lines anew."""
        self._arrange(event.size.width)

    async def on_click(self, event: Click) -> None:
        """Do what was clicked."""
        action_id = self._at(event.x, event.y)
        if action_id is not None:
            await self.run_action(f"screen.perform('{action_id}')")

    def _at(self, x: int, y: int) -> ActionId | None:
        row = self._rows[y] if y < len(self._rows) else []
        return next((hint.id for start, hint in row if start <= x < start + _width(hint)), None)

    def _arrange(self, width: int) -> None:
        rows: list[list[tuple[int, Hint]]] = [[]]
        at = 0
        for hint in self._hints:
            if rows[-1] and at + _width(hint) > width:
                rows.append([])
                at = 0
            rows[-1].append((at, hint))
            at += _width(hint) + _GAP
        self._rows = rows
        gap = Content(" " * _GAP)
        lines = [gap.join(_drawn(hint) for _, hint in row) for row in rows]
        self.styles.height = len(rows)
        self.update(Content("\n").join(lines), layout=False)


def _width(hint: Hint) -> int:
    return cell_len(f"{hint.key} {hint.label}")


def _drawn(hint: Hint) -> Content:
    styles = ("$dim", "$dim") if hint.off else ("$accent bold", "$foreground")
    return Content.assemble((hint.key, styles[0]), (f" {hint.label}", styles[1]))
