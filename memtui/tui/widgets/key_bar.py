"""The keys at the foot of a modal, which can be clicked too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from memtui.core.values import dataclass

_GAP = 2


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key as a person reads it, what it does, and Textual's name for it; one that is off looks so."""

    key: str
    label: str
    press: str
    off: bool = False


@dataclass
class KeyClicked(Message):
    """A key at the foot was clicked."""

    press: str


class KeyBar(Widget):
    """Keys and their words on as many lines as they need; a key is never parted from its word.

    With `most_lines` those that find no room are left out: the most needful come first.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--label", "keys--off"}
    DEFAULT_CSS = """
    KeyBar { height: auto; }
    KeyBar > .keys--key { color: $accent; text-style: bold; }
    KeyBar > .keys--label { color: $foreground; }
    KeyBar > .keys--off { color: $dim; text-style: strike; }
    """

    def __init__(self, *, most_lines: int | None = None) -> None:
        super().__init__(id="key-bar")
        self._most_lines = most_lines
        self._hints: Sequence[KeyHint] = ()

    def show(self, hints: Sequence[KeyHint]) -> None:
        """Show these keys; nothing is drawn when they are the same."""
        if hints != self._hints:
            height, self._hints = len(self._rows(self.size.width)), hints
            self.refresh(layout=len(self._rows(self.size.width)) != height)

    @property
    def plain(self) -> str:
        """The keys and their words, those that are off in brackets."""
        return "  ".join(f"({_plain(hint)})" if hint.off else _plain(hint) for hint in self._hints)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """How many lines the keys take; part of Textual's interface."""
        return len(self._rows(width))

    def render_line(self, y: int) -> Strip:
        """One line; part of the Line API."""
        width, base = self.size.width, self.rich_style
        key, label, off = (
            base + self.get_component_rich_style(f"keys--{role}", partial=True)
            for role in ("key", "label", "off")
        )
        segments: list[Segment] = []
        for _, hint in self._row(y):
            styles = (off, off) if hint.off else (key, label)
            segments += [
                Segment(hint.key, styles[0]),
                Segment(f" {hint.label}", styles[1]),
                Segment(" " * _GAP, base),
            ]
        return Strip(segments).adjust_cell_length(width, base)

    def on_click(self, event: Click) -> None:
        """Tell what was clicked."""
        for start, hint in self._row(event.y):
            if start <= event.x < start + cell_len(_plain(hint)):
                self.post_message(KeyClicked(hint.press))

    def _row(self, y: int) -> Sequence[tuple[int, KeyHint]]:
        rows = self._rows(self.size.width)
        return rows[y] if y < len(rows) else ()

    def _rows(self, width: int) -> list[list[tuple[int, KeyHint]]]:
        """The lines: each hint with the column at which it begins."""
        rows: list[list[tuple[int, KeyHint]]] = [[]]
        at = 0
        for hint in self._hints:
            size = cell_len(_plain(hint))
            if rows[-1] and at + size > width:
                if len(rows) == self._most_lines:
                    continue
                rows.append([])
                at = 0
            rows[-1].append((at, hint))
            at += size + _GAP
        return rows


def _plain(hint: KeyHint) -> str:
    return f"{hint.key} {hint.label}"
