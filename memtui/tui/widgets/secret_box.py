"""A line whose letters nobody else in the room can read."""

from __future__ import annotations

from rich.text import Text

from memtui.tui.widgets.edit_box import LineBox

_BULLET = "•"


class SecretBox(LineBox):
    """Draws a bullet for each character; what is typed cannot be copied out of it."""

    def get_line(self, line_index: int) -> Text:
        """The line as it is drawn; one of Textual's hooks."""
        return Text(_BULLET * len(self.document.get_line(line_index)), end="", no_wrap=True)

    def action_copy(self) -> None:
        """Nothing: a clipboard is no place for a key by accident."""

    def action_cut(self) -> None:
        """Delete what is selected, and copy nothing."""
        self.delete(*self.selection, maintain_selection_offset=False)
