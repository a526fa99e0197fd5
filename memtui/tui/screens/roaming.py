"""The part of the browse screen that goes from place to place, and gives panes more room or less."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from memtui.tui.screens.serving import ServiceScreen

if TYPE_CHECKING:
    from memtui.tui.places import Place
    from memtui.tui.screens.going import Going
    from memtui.tui.screens.sizing import Sizing


class RoamingScreen(ServiceScreen):
    """What was listed can be gone back to; panes can be zoomed, hidden and resized."""

    _going: Going | None = None
    _sizing: Sizing | None = None
    _has_begun = False

    @property
    def going(self) -> Going:
        """The way back and forward; it begins with the list that was asked for last."""
        if self._going is None:
            # Loaded when a second place is listed: it is not needed to show memories.
            from memtui.tui.screens.going import Going

            self._going = Going(self.loading_list.asked, super().list_again)
        return self._going

    @property
    def sizing(self) -> Sizing:
        """The sizes of the panes."""
        if self._sizing is None:
            # Loaded when first asked for: it is not needed to show memories.
            from memtui.tui.screens.sizing import Sizing

            self._sizing = Sizing(self)
        return self._sizing

    def roaming_handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions on places and on the room of panes do."""
        return {
            "go.back": lambda: self._go(lambda going: going.back()),
            "go.forward": lambda: self._go(lambda going: going.forward()),
            "go.last": lambda: self._go(lambda going: going.last_scope()),
            "pane.zoom": lambda: self.sizing.zoom(1),
            "pane.unzoom": lambda: self.sizing.zoom(-1),
            "pane.hide": lambda: self.sizing.hide_entities(),
            "pane.narrower": lambda: self.sizing.resize_entities(-1),
            "pane.wider": lambda: self.sizing.resize_entities(1),
            "pane.shorter": lambda: self.sizing.resize_list(-1),
            "pane.taller": lambda: self.sizing.resize_list(1),
        }

    # Places

    def list_again(self, *, row: int = 0, **fields: Any) -> None:
        """Take these fields and ask for the list, which is a new place unless it is the same list."""
        if self._has_begun:
            going = self.going
            self._stand(going)
            fields |= going.arrive(self.state, fields)
        self._has_begun = True
        super().list_again(row=row, **fields)

    def begin_typing(self) -> None:
        """What is typed from here on makes one place."""
        self.going.places.begin_typing()

    def end_typing(self) -> None:
        """What is listed from here on was not typed."""
        if self._going is not None:
            self._going.places.end_typing()

    def _go(self, way: Callable[[Going], Place | None]) -> None:
        self._stand(self.going)
        place = way(self.going)
        if place is not None and self.state.busy:
            self.landing = (place.memory, place.row)

    def _stand(self, going: Going) -> None:
        """Take down where the cursor is, unless the rows that are shown are still those of another list."""
        going.places.sort(self.state.order)
        memory = self.memories.memory_at_cursor()
        if memory is not None and self.landing is None and not self.loading_list.is_coming:
            going.places.stand(memory.id, self.memories.cursor)

    # Room

    def place_panes(self) -> None:
        """Let the panes stand as there is room for them, and say so where one is zoomed."""
        super().place_panes()
        if self.state.zoomed != self.is_zoomed:
            self.change(zoomed=self.is_zoomed)

    def leave_zoom(self) -> bool:
        """Let all panes stand as usual; False where none is zoomed."""
        if not self.is_zoomed:
            return False
        self.sizes = replace(self.sizes, zoom=0)
        self.place_panes()
        return True
