"""What went wrong last, in full, with the service's own answer."""

from __future__ import annotations

from collections.abc import Sequence

from memtui.core.errors import MemtuiError, ServiceError
from memtui.tui.lines import Line, line
from memtui.tui.service.context import PageContext
from memtui.tui.service.json_lines import text_lines
from memtui.tui.service.text_page import TextPage


class LastErrorPage(TextPage):
    """The sentence, what to do about it, and what the service answered."""

    TITLE = "Last error"

    def __init__(self, context: PageContext, error: MemtuiError | None) -> None:
        super().__init__(context)
        self._error = error

    def on_mount(self) -> None:
        """Show it."""
        error = self._error
        if error is None:
            self.show([line(("Nothing went wrong so far.", "strong"))], "")
            return
        raw = f"\n\n{error.raw}" if error.raw else ""
        self.show(error_lines(error), f"{error}{raw}")


def error_lines(error: MemtuiError) -> Sequence[Line]:
    """An error in full."""
    lines = text_lines(error.message, "strong")
    if error.hint:
        lines += [Line(), *text_lines(error.hint)]
    if isinstance(error, ServiceError):
        lines += [Line(), line((f"status {error.status}", "dim"))]
    if error.raw:
        lines += [Line(), line(("what the service answered", "heading")), *text_lines(error.raw, indent=2)]
    return lines
