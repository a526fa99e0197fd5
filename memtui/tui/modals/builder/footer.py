"""The keys at the bottom, as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from memtui.tui.modals.builder.keys import COPY_KEYS, PICKER_KEYS, TREE_KEYS, Key, shown_key, shown_keys
from memtui.tui.modals.builder.state import BuilderState

Hint = tuple[str, str, bool]
"""A key, what it does, and whether it is on."""
_MORE: Hint = ("?", "more", True)
_GAP = 2


def hints(state: BuilderState) -> list[Hint]:
    """The keys that do something now, the likeliest first; those that are off stay in their places."""
    if state.picker is not None:
        return [
            (shown_keys(key) if key.id == "choose" else shown_key(key), key.label, True)
            for key in PICKER_KEYS
        ]
    if state.copying:
        forms = [(shown_key(key), key.label, not key.disabled_reason(state)) for key in COPY_KEYS]
        return [("copy as", "", True), *forms, ("esc", "back", True)]
    return [_hint(key, state) for key in TREE_KEYS if key.footer]


def lines_of(found: Sequence[Hint], width: int, most: int) -> list[list[Hint]]:
    """The hints in lines of this width; when they are too many and `?` is among them, it ends the last."""
    lines: list[list[Hint]] = [[]]
    used = 1
    for at, hint in enumerate(found):
        size = _size(hint)
        if used + size > width and lines[-1]:
            lines.append([])
            used = 1
        if len(lines) > most:
            lines = lines[:most]
            return _cut(lines, width) if any(hint[0] == _MORE[0] for hint in found) else lines
        lines[-1].append(found[at])
        used += size
    return lines


def _cut(lines: list[list[Hint]], width: int) -> list[list[Hint]]:
    last = lines[-1]
    while last and 1 + sum(map(_size, last)) + _size(_MORE) > width:
        last = last[:-1]
    return [*lines[:-1], [*last, _MORE]]


def _size(hint: Hint) -> int:
    return cell_len(hint[0]) + 1 + cell_len(hint[1]) + _GAP


def _hint(key: Key, state: BuilderState) -> Hint:
    return shown_key(key), key.label.lower(), not key.disabled_reason(state)


class FooterBar(Widget):
    """Draws the hints in at most two lines."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer--key", "footer--label", "footer--off"}

    def __init__(self) -> None:
        super().__init__(id="hints")
        self._hints: Sequence[Hint] = ()

    def show(self, found: Sequence[Hint]) -> None:
        """Show these hints; nothing is drawn when they are the same."""
        if found != self._hints:
            self._hints = found
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line; part of the Line API."""
        width, base = self.size.width, self.rich_style
        lines = lines_of(self._hints, width, self.size.height)
        segments = [Segment(" ", base)]
        for key, label, is_on in lines[y] if y < len(lines) else ():
            roles = ("key", "label") if is_on else ("off", "off")
            styles = [base + self.get_component_rich_style(f"footer--{role}", partial=True) for role in roles]
            segments += [Segment(key, styles[0]), Segment(f" {label}" + " " * _GAP, styles[1])]
        return Strip(segments).adjust_cell_length(width, base)
