"""A field of one line that draws nothing but what is simply drawn."""

from __future__ import annotations

from textual.widgets import Input

from memtui.core.display import in_field
from memtui.tui.lines import DRAWN


class PlainInput(Input):
    """Takes nothing else from the keyboard; of a text that is put in, the rest becomes marks.

    Textual draws the text of a field as it is, and asks what it may be only of what is typed.
    """

    def __init__(self, *, id: str, restrict: str = DRAWN, placeholder: str = "", select: bool = True) -> None:  # noqa: A002
        super().__init__(
            id=id, compact=True, restrict=restrict, placeholder=placeholder, select_on_focus=select
        )
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """The text that is drawn; one of Textual's hooks."""
        return in_field(value)
