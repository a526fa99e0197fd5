"""The field in which a number or a name is typed to agree to a plan."""

from __future__ import annotations

from textual.events import Key, Paste

from memtui.core.display import one_line
from memtui.ops.plans import Confirmation
from memtui.tui.lines import DRAWN
from memtui.tui.widgets.plain_input import PlainInput


class AgreeField(PlainInput):
    """Takes the number of changes, or a name; while it wants a number, letters are keys of the screen."""

    def __init__(self, confirmation: Confirmation) -> None:
        restrict = "[0-9 ,]*" if confirmation == "count" else DRAWN
        super().__init__(id="agree", restrict=restrict, select=False)
        self.wants_number = confirmation == "count"
        self.display = confirmation != "key"

    def takes(self, event: Key) -> bool:
        """Whether a key is typed into the field."""
        if not event.is_printable or not event.character:
            return False
        return not self.wants_number or event.character in "0123456789 ,"

    def on_key(self, event: Key) -> None:
        """Leave the keys of the screen to it."""
        if event.is_printable and not self.takes(event):
            event.prevent_default()

    def on_paste(self, event: Paste) -> None:
        """A name may be pasted that nobody could type."""
        event.stop()
        event.prevent_default()
        self.insert_text_at_cursor(one_line(event.text.strip("\r\n")))
