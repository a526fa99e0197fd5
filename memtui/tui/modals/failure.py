"""Why something was not done, in full: the status line has room for a few words only."""

from __future__ import annotations

from typing import ClassVar

from textual.types import CSSPathType

from memtui.core.display import one_line
from memtui.core.errors import MemtuiError
from memtui.tui.modals.asking import AskingModal
from memtui.tui.widgets.key_bar import KeyHint
from memtui.tui.widgets.side_lines import SideLine, side


class FailureModal(AskingModal[None]):
    """Says what went wrong and what to do about it."""

    CSS_PATH: ClassVar[CSSPathType | None] = ["asking.tcss", "failure.tcss"]

    def __init__(self, error: MemtuiError, title: str = "Nothing was changed") -> None:
        lines = [side((one_line(error.message), "strong"))]
        if error.hint:
            lines += [SideLine(), side(one_line(error.hint))]
        hints = [KeyHint("esc", "closes", "escape")]
        super().__init__(title, lines, hints, {"escape": None, "enter": None, "q": None})
