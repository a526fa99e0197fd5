"""The secret of a new API key, which is shown this once."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from memtui.core.access import CreatedApiKey
from memtui.core.display import one_line
from memtui.tui.clipboard import copy_text
from memtui.tui.lines import Line, line
from memtui.tui.modals.items.base import ModalKey
from memtui.tui.service.context import PageContext
from memtui.tui.service.page import ServicePage
from memtui.tui.service.pane import PagePane


class SecretPage(ServicePage[None]):
    """Shows a key's secret until it is closed. Nothing keeps it: it goes to a clipboard, never to a file."""

    TITLE = "New API key"

    def __init__(self, context: PageContext, created: CreatedApiKey) -> None:
        super().__init__(context)
        self._created = created
        self._pane = PagePane(id="page-text")
        self._was_copied = False

    def middle(self) -> ComposeResult:
        """The secret."""
        yield self._pane

    def on_mount(self) -> None:
        """Show it."""
        self._pane.show_lines(
            [
                line("The key ", (one_line(self._created.api_key.label), "strong"), " was made. Its secret:"),
                Line(),
                line((one_line(self._created.secret.reveal()), "accent"), indent=2),
                Line(),
                line(("It is shown this once: neither the server nor memtui can show it again.", "warning")),
                line(("Whoever has it may ask the server in your name.", "dim")),
            ]
        )
        self.redraw()

    def keys(self) -> Sequence[ModalKey]:
        """Copy it, or leave it behind."""
        return [
            ModalKey("y", ("y",), "copies it", self._copy),
            ModalKey("esc", ("escape", "q"), "closes", self._leave),
        ]

    def _copy(self) -> None:
        self.ask_service(
            lambda: copy_text(self.app, self._created.secret.reveal()), self._copied, group="copy", doing=""
        )

    def _copied(self, said: str) -> None:
        # A terminal that was sent it does not say whether it took it.
        self._was_copied = said.startswith("copied")
        self.say(said)

    def _leave(self) -> None:
        if self._was_copied:
            self.leave()
        else:
            self.ask("It is never shown again. Is it kept somewhere?", self.leave)
