"""The field in which a name, words to find, or somebody's filter is typed."""

from __future__ import annotations

from textual.events import Paste
from textual.widgets import Input

from memtui.tui.modals.saved.keys import Asking
from memtui.tui.widgets.plain_input import PlainInput

_PLACEHOLDERS: dict[Asking, str] = {
    "narrow": "words of a name or of a filter",
    "save": "a name for this filter",
    "rename": "another name",
    "paste": "paste a filter: JSON, or a line of text",
}


class Answer(PlainInput):
    """A field that is there only while something is asked, and leaves to the screen what is pasted."""

    def __init__(self) -> None:
        super().__init__(id="answer", select=False)
        self.display = False
        self.asking: Asking = ""

    def ask(self, asking: Asking, text: str) -> None:
        """Appear, with a text to go on from."""
        self.asking = asking
        self.placeholder = _PLACEHOLDERS[asking]
        with self.prevent(Input.Changed):
            self.value = text
        self.cursor_position = len(self.value)
        self.display = True

    def close(self) -> None:
        """Disappear."""
        self.asking = ""
        self.display = False

    def on_paste(self, event: Paste) -> None:
        """Keep the first line of a filter from being taken for the whole."""
        event.prevent_default()
