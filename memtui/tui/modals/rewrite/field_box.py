"""One line to type in, as part of a screen to which every key and every paste goes first."""

from __future__ import annotations

from textual import events
from textual.message import Message

from memtui.core.values import dataclass
from memtui.tui.widgets.edit_box import LineBox


@dataclass
class KeyCame(Message):
    """A key was pressed in a field."""

    key: str
    character: str | None


@dataclass
class PasteCame(Message):
    """A text was pasted into a field."""

    text: str


class FieldBox(LineBox):
    """Sends on what is typed, so that the screen gets it in its order, whichever field has the keyboard."""

    def __init__(self, text: str, *, id: str) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(text, press=self._send, id=id)

    async def on_paste(self, event: events.Paste) -> None:
        """Leave it to the screen."""
        event.stop()
        event.prevent_default()
        self.post_message(PasteCame(event.text))

    def put_in(self, text: str) -> bool:
        """Put in what was pasted, on the one line; whether line ends in it became blanks."""
        lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
        self.insert_raw(lines)
        return "\n" in lines

    async def _send(self, key: str, character: str | None) -> None:
        self.post_message(KeyCame(key, character))
