"""What stands on a terminal on which nothing else fits."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static


class TooSmall(Screen[None]):
    """One sentence over everything, which stays as it is below; it goes when there are `smallest` cells."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "app.quit", show=False)]

    def __init__(self, smallest: Size) -> None:
        super().__init__()
        self._smallest = smallest

    def compose(self) -> ComposeResult:
        """The sentence."""
        yield Static(markup=False)

    def on_resize(self, event: Resize) -> None:
        """Say how large the terminal is, and how large it should be."""
        width, height = event.size
        needed = f"{self._smallest.width}x{self._smallest.height}"
        self.query_one(Static).update(f"memtui needs {needed}, this is {width}x{height}; q quits.")
        self._go_if_there_is_room()

    def on_screen_resume(self) -> None:
        """There may be room since something else lay over this."""
        self._go_if_there_is_room()

    def _go_if_there_is_room(self) -> None:
        width, height = self.app.size
        if self.is_current and width >= self._smallest.width and height >= self._smallest.height:
            self.dismiss()
