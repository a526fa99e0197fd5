"""The memories on which a rule is tried, as lines: those that change, then the others by their reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import ClassVar

from memtui.tui.lines import Span, number
from memtui.tui.modals.items.item_row import cut
from memtui.tui.modals.rewrite.trying import Tried
from memtui.tui.widgets.side_lines import SideLine, side
from memtui.tui.widgets.side_pane import SidePane


class PreviewPane(SidePane):
    """Draws the lines."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"side--{name}" for name in ("added", "removed", "gone", "match", "accent")
    }

    def __init__(self) -> None:
        super().__init__(id="rewrite-preview")

    @property
    def width(self) -> int:
        """Cells in a row."""
        return max(self.scrollable_content_region.width, 1)


def plain_lines(texts: Sequence[Sequence[Span]], width: int) -> list[SideLine]:
    """The memories as they are, one a row."""
    return [SideLine(tuple(cut(text, width - 2)), marker=("  ", "")) for text in texts]


def tried_lines(found: Sequence[Tried], width: int) -> Iterator[SideLine]:
    """What changes, then what does not, under each reason."""
    for one in found:
        if not one.reason:
            # A change of fields has signs of its own.
            whole = SideLine(one.spans, marker=("~ ", "accent"))
            yield whole if one.wraps else SideLine(tuple(cut(one.spans, width)))
    for reason, count in Counter(one.reason for one in found if one.reason).most_common():
        yield side((reason, "heading"), (f"  {number(count)}", "dim"))
        for one in found:
            if one.reason == reason:
                yield SideLine(tuple(cut(one.spans, width - 2)), marker=("  ", ""))
