"""The pane in which one row of a page is shown in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from memtui.tui.lines import Line
from memtui.tui.widgets.side_lines import SideLine, side
from memtui.tui.widgets.side_pane import SidePane

_MOST_LINES = 2_000
"""Lines that are drawn: each is wrapped before it is known whether anybody will look at it."""


class PagePane(SidePane):
    """Draws lines as they are written for the pane of a memory (`memtui.tui.lines`)."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"side--{name}" for name in ("label", "string", "accent")}
    DEFAULT_CSS = """
    PagePane > .side--label { color: $accent; }
    PagePane > .side--string { color: $success; }
    PagePane > .side--value { color: $warning; }
    PagePane > .side--dim { color: $dim; }
    PagePane > .side--accent { color: $accent; text-style: bold; }
    PagePane > .side--heading { color: $primary; text-style: bold; }
    PagePane > .side--strong { text-style: bold; }
    PagePane > .side--warning { color: $warning; text-style: bold; }
    PagePane > .side--error { color: $error; text-style: bold; }
    """

    def show_lines(self, lines: Sequence[Line], what: str = "") -> None:
        """Show these lines, from the top when they are about something else; `what` is the title."""
        shown = [SideLine(found.spans, found.indent, (found.label, "label")) for found in lines[:_MOST_LINES]]
        if len(lines) > _MOST_LINES:
            shown.append(side((f"… {len(lines) - _MOST_LINES:,} more lines", "dim")))
        self.show(shown, what)

    def go_first(self) -> None:
        """Show the first line."""
        self.scroll_to(y=0, animate=False)

    def go_last(self) -> None:
        """Show the last line."""
        self.scroll_to(y=self.virtual_size.height, animate=False)

    def move(self, key: str) -> None:
        """Scroll as a key says."""
        pages = {"pagedown": 0.9, "pageup": -0.9, "space": 0.9, "ctrl+d": 0.5, "ctrl+u": -0.5}
        if key in {"down", "j", "up", "k"}:
            step = 1 if key in {"down", "j"} else -1
            self.scroll_to(y=self.scroll_offset.y + step, animate=False)
        elif key in pages:
            self.turn(pages[key])
        elif key in {"home", "g"}:
            self.go_first()
        elif key in {"end", "G"}:
            self.go_last()
