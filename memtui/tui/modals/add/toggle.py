"""A field that is on or off, and says what that means."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from memtui.core.values import dataclass
from memtui.tui.widgets.edit_box import Press


@dataclass
class Turned(Message):
    """A field was turned on or off."""


class Toggle(Static, can_focus=True):
    """On or off; with a `reason` it is off and stays so. Keys go to `press`, as those of an edit box do."""

    def __init__(self, *, press: Press, value: bool, on: str, off: str, reason: str = "") -> None:
        super().__init__(markup=False)
        self.value = value and not reason
        self._press = press
        self._words = (off, on)
        self._reason = reason
        self.can_focus = not reason

    def on_mount(self) -> None:
        """Show what it is."""
        self._show()

    def turn(self) -> None:
        """On becomes off, and off on."""
        if not self._reason:
            self.value = not self.value
            self._show()
            self.post_message(Turned())

    async def on_key(self, event: events.Key) -> None:
        """Leave every key to the screen."""
        event.stop()
        event.prevent_default()
        await self._press(event.key, event.character)

    def on_mouse_down(self) -> None:
        """The mouse turns it at once: with the keyboard here the form may stand elsewhere a moment later."""
        self.turn()

    def _show(self) -> None:
        if self._reason:
            self.update(Content.styled(f"[ ] off: {self._reason}", "$dim"))
            return
        sign = "[x] on: " if self.value else "[ ] off: "
        self.update(Content.assemble((sign, "$accent bold"), self._words[self.value]))
