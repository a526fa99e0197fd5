"""A modal that shows what something would come to, and asks for one key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.types import CSSPathType

from memtui.tui.widgets.change_pane import ChangePane
from memtui.tui.widgets.key_bar import KeyBar, KeyClicked, KeyHint
from memtui.tui.widgets.side_lines import SideLine

Answer = TypeVar("Answer")

_ALL = 1_000_000
_SCROLLS: dict[str, float] = {
    **dict.fromkeys(("down", "j", "ctrl+d"), 0.5),
    **dict.fromkeys(("up", "k", "ctrl+u"), -0.5),
    **dict.fromkeys(("pagedown", "space"), 0.9),
    "pageup": -0.9,
    **dict.fromkeys(("home", "g"), -_ALL),
    **dict.fromkeys(("end", "G"), _ALL),
}
"""By how many screenfuls a key scrolls; an answer has its key first."""
_SCROLL_HINT = KeyHint("↑↓", "scroll", "down")


class AskingModal(ModalScreen[Answer], Generic[Answer]):
    """Is dismissed with the answer that a key stands for; all other keys do nothing."""

    # Textual looks for the file beside the module of the subclass.
    CSS_PATH: ClassVar[CSSPathType | None] = Path(__file__).with_name("asking.tcss")
    AUTO_FOCUS = ""

    def __init__(
        self, title: str, lines: Sequence[SideLine], hints: Sequence[KeyHint], answers: Mapping[str, Answer]
    ) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._hints = hints
        self._answers = answers

    def compose(self) -> ComposeResult:
        """The lines over the keys."""
        with Vertical(id="asking") as box:
            box.border_title = self._title
            self._pane = ChangePane(id="asking-lines")
            self._keys = KeyBar(most_lines=3)
            yield self._pane
            yield self._keys

    def on_mount(self) -> None:
        """Show what is asked."""
        self._pane.show(self._lines)
        self._keys.show((*self._hints, _SCROLL_HINT))

    def on_key(self, event: events.Key) -> None:
        """Take the answer."""
        event.stop()
        self._pressed(event.key)

    @on(KeyClicked)
    def _hint_clicked(self, event: KeyClicked) -> None:
        event.stop()
        self._pressed(event.press)

    def _pressed(self, key: str) -> None:
        # A key that was pressed twice may come when this screen is gone already.
        if key in self._answers and self.is_current:
            self.dismiss(self._answers[key])
        elif key in _SCROLLS:
            self._pane.turn(_SCROLLS[key])
