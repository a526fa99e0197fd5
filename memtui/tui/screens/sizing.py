"""What the keys do that make a pane larger, hide the entities, or move the edges between panes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from memtui.state.pane_sizes import MOST_STEPS
from memtui.tui.actions import key_of
from memtui.tui.screens.arrangement import next_zoom

if TYPE_CHECKING:
    from memtui.state.pane_sizes import PaneSizes
    from memtui.tui.screens.roaming import RoamingScreen

_TURNS = "list and memory take turns here"
_ONE = "no room here"


class Sizing:
    """The sizes of the browse screen's panes, and how they are changed."""

    def __init__(self, screen: RoamingScreen) -> None:
        self._screen = screen

    def zoom(self, step: int) -> None:
        """Make the pane that has the keyboard larger, or smaller again; after the largest as it was."""
        screen = self._screen
        sizes = next_zoom(screen.sizes, step, screen.looks)
        if sizes == screen.sizes:
            screen.change(notice="no more room")
        else:
            self._take(sizes)

    def hide_entities(self) -> None:
        """Hide the entities, or show them again."""
        screen, sizes = self._screen, self._screen.sizes
        hides = not sizes.hidden
        if hides and screen.pane is screen.entities:
            screen.go_to(screen.memories)
        before = screen.arrangement
        self._take(replace(sizes, hidden=hides))
        if screen.arrangement == before:
            # Seen only in a larger terminal, or without the zoom.
            screen.change(notice="the entities are hidden" if hides else "the entities are shown again")
        elif hides:
            screen.change(notice=f"{key_of('pane.hide')} shows the entities again")

    def resize_entities(self, step: int) -> None:
        """Move the edge of the entities."""
        screen = self._screen
        if screen.arrangement.form == "tiny":
            screen.change(notice=_ONE)
        elif screen.arrangement.hides_entities:
            screen.change(notice=f"the entities are hidden; {key_of('pane.hide')} shows them")
        else:
            self._step(replace(screen.sizes, entities=_by(screen.sizes.entities, step)))

    def resize_list(self, step: int) -> None:
        """Move the edge between list and memory."""
        screen = self._screen
        if screen.arrangement.form in {"tiny", "narrow"}:
            screen.change(notice=_ONE if screen.arrangement.form == "tiny" else _TURNS)
        else:
            self._step(replace(screen.sizes, memories=_by(screen.sizes.memories, step)))

    def _step(self, sizes: PaneSizes) -> None:
        if self._screen.looks(sizes) == self._screen.arrangement:
            self._screen.change(notice="the edge goes no further")
        else:
            self._take(sizes)

    def _take(self, sizes: PaneSizes) -> None:
        self._screen.sizes = sizes
        self._screen.place_panes()


def _by(steps: int, step: int) -> int:
    return max(min(steps + step, MOST_STEPS), -MOST_STEPS)
