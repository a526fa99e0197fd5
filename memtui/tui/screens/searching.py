"""What the keys of a search do: another lens, and why a memory stands where it does.

A service is always asked for its best matches whatever their score, and what scores too low is hidden here:
that is the same everywhere, while services compare a threshold with scores of different kinds, or with none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from memtui.core.models import Memory
from memtui.ops.browse import SearchResults
from memtui.tui.lines import Line, line
from memtui.tui.screens.lens_words import lens_told, possible
from memtui.tui.screens.loading import ListLoading
from memtui.tui.state import Lens

if TYPE_CHECKING:
    from memtui.tui.screens.showing import ShowingScreen

STEP = 0.05
"""By how much a key moves the threshold."""


class Searching:
    """The lens of the browse screen, and how it is changed."""

    def __init__(self, screen: ShowingScreen, loading: ListLoading) -> None:
        self._screen = screen
        self._list = loading

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions on a search do."""
        return {
            "search.why": lambda: self._screen.toggle_view("score"),
            "search.lens": self.open_lens,
            "search.stricter": lambda: self.move_threshold(STEP),
            "search.looser": lambda: self.move_threshold(-STEP),
            "search.rerank": lambda: self._turn("rerank", rerank=not self._lens.rerank),
            "search.keyword": lambda: self._turn("keywords", keyword=not self._lens.keyword),
        }

    def open_lens(self) -> None:
        """Ask how searches shall look."""
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.tui.modals.lens import LensModal

        def chosen(lens: Lens | None) -> None:
            if lens is not None:
                self.look(lens)

        screen = self._screen
        screen.app.push_screen(LensModal(self._lens, screen.state.lacks), chosen)

    def move_threshold(self, step: float) -> None:
        """Hide scores up to a higher one, or to a lower one."""
        before = self._lens.threshold
        threshold = round(min(max(before + step, 0.0), 1.0), 4)
        rows = self._list.rows
        if threshold == before:
            self._screen.change(notice=f"the threshold is {threshold:.0f} already")
            return
        self.look(replace(self._lens, threshold=threshold))
        if isinstance(rows, SearchResults) and rows.length and not rows.scored:
            self._screen.change(notice="this service gives no scores: nothing is hidden")

    def look(self, lens: Lens) -> None:
        """Look at what is found through this lens, or at what will be."""
        screen, state = self._screen, self._screen.state
        if not state.question:
            screen.change(lens=lens, notice=f"the next search: {lens_told(lens)}")
        elif replace(lens, threshold=state.lens.threshold) != state.lens:
            screen.list_again(lens=lens)
        elif lens != state.lens:
            self._look_from(lens)

    def why(self, memory: Memory) -> list[Line]:
        """Why the search ranked the memory under the cursor where it stands."""
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.tui.panes.score_view import Ranking, score_view

        state = self._screen.state
        if self._list.is_coming:
            return [line(("The search is under way …", "dim"))]
        ranking = Ranking(
            state.question,
            state.cursor + 1,
            self._list.rows.length,
            possible(state.lens, state.lacks),
            counts_words=self._screen.adapter.capabilities.kind == "local",
        )
        return score_view(memory, ranking)

    @property
    def _lens(self) -> Lens:
        return self._screen.state.lens

    def _look_from(self, lens: Lens) -> None:
        """Only the threshold is another one: what is found is here already."""
        screen = self._screen
        memory = screen.memories.memory_at_cursor()
        self._list.look_from(replace(screen.state, lens=lens))
        rows = self._list.rows
        places = (at for at in range(rows.length) if rows.row(at) is memory)
        screen.change(lens=lens, cursor=next(places, screen.state.cursor), anchor=None)
        screen.show_detail()

    def _turn(self, name: str, **switch: bool) -> None:
        self.look(replace(self._lens, **switch))
        self._screen.change(notice=f"{name} {'on' if any(switch.values()) else 'off'}")
