"""Lines of a pane, each with what stands before its text."""

from __future__ import annotations

from memtui.core.values import dataclass
from memtui.tui.lines import Span


@dataclass(frozen=True, slots=True)
class SideLine:
    """One line before wrapping: its continuations stand under the text, not under the marker."""

    spans: tuple[Span, ...] = ()
    indent: int = 0
    marker: Span = ("", "")

    @property
    def plain(self) -> str:
        """The text without styles."""
        return " " * self.indent + self.marker[0] + "".join(text for text, _ in self.spans)


def side(*spans: Span | str, indent: int = 0, marker: Span = ("", "")) -> SideLine:
    """A line of spans; a bare text has the pane's own style."""
    found = tuple((span, "") if isinstance(span, str) else span for span in spans)
    return SideLine(found, indent, marker)
