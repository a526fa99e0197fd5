"""A page that is one text: what a service says of itself, or what went wrong."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from memtui.tui.lines import Line
from memtui.tui.modals.items.base import ModalKey
from memtui.tui.service.context import PageContext
from memtui.tui.service.page import ServicePage
from memtui.tui.service.pane import PagePane


class TextPage(ServicePage[None]):
    """Lines that are scrolled, and `copied`, the text that goes to the clipboard."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.pane = PagePane(id="page-text")
        self.copied = ""

    def middle(self) -> ComposeResult:
        """The lines."""
        yield self.pane

    def show(self, lines: Sequence[Line], copied: str) -> None:
        """Show these lines; `copied` is what of them can be copied."""
        self.copied = copied
        self.pane.show_lines(lines)
        self.redraw()

    def acts(self) -> Sequence[ModalKey]:
        """The keys of this page alone, which come first."""
        return ()

    def keys(self) -> Sequence[ModalKey]:
        """The page's own keys, and those of every text."""
        nothing = "" if self.copied else "there is nothing to copy"
        return [
            *self.acts(),
            ModalKey("y", ("y",), "copies", lambda: self.copy(self.copied), nothing),
            ModalKey("↑↓", ("down",), "scroll", lambda: self.pane.move("down")),
            *self.error_keys(),
            self.close_key(),
        ]

    async def move(self, key: str, character: str | None) -> None:
        """Scroll."""
        self.pane.move(key)
