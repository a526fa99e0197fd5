"""The rows of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from memtui.tui.lines import Span
from memtui.tui.panes.line_list import LineList

T = TypeVar("T")


class RowList(LineList, Generic[T]):
    """Rows that are all here; `draw` says what one looks like in a width."""

    ROLES: ClassVar[Mapping[str, str]] = {**LineList.ROLES, "cursor-blurred": "bold on $cursor"}

    def __init__(self, draw: Callable[[T, int], Sequence[Span]]) -> None:
        super().__init__(id="page-rows")
        self._draw = draw
        self.rows: Sequence[T] = ()

    @property
    def row(self) -> T | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def show(self, rows: Sequence[T], cursor: int) -> None:
        """Show other rows."""
        self.rows = rows
        self.begin(len(rows), cursor)

    def spans(self, index: int, width: int) -> tuple[Sequence[Span], str]:
        """One row."""
        return [(" ", ""), *self._draw(self.rows[index], width - 1)], ""

    def press(self, key: str) -> None:
        """Move as a key says."""
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
        move = moves.get({"j": "down", "k": "up", "g": "home", "G": "end"}.get(key, key))
        if move is not None:
            move()
