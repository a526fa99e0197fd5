"""Back and forward through what was listed, and to the last scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from memtui.tui.places import Place, Places
from memtui.tui.state import BrowseState

List = Callable[..., None]
"""Lists again from a row on, with some fields of the state."""


class Going:
    """The places of a browse screen, which began in that of `first`; `list_again` is its own way to list."""

    def __init__(self, first: BrowseState, list_again: List) -> None:
        self.places = Places(_place(first))
        self._list_again = list_again

    def arrive(self, state: BrowseState, fields: dict[str, Any]) -> dict[str, Any]:
        """Somebody lists what the state describes with these fields; the fields that come with that."""
        self.places.arrive(_place(replace(state, **fields)))
        return self._ways()

    def back(self) -> Place | None:
        """List what was listed before; where the cursor comes to stand."""
        return self._list(self.places.back())

    def forward(self) -> Place | None:
        """List that from which somebody went back."""
        return self._list(self.places.forward())

    def last_scope(self) -> Place | None:
        """List the last scope with what narrows the list now; its cursor is where it was in the same list."""
        left, here = self.places.last_scope, self.places.here
        if left is None:
            return None
        wanted = Place(replace(here.narrowing, scope=left.narrowing.scope), order=here.order)
        if wanted.lists_same(left):
            wanted = left
        self.places.arrive(wanted)
        return self._list(wanted)

    def _list(self, place: Place | None) -> Place | None:
        if place is not None:
            narrowing = place.narrowing
            self._list_again(
                row=place.row,
                scope=narrowing.scope,
                filter=narrowing.filter,
                keyword=narrowing.keyword,
                show_expired=narrowing.show_expired,
                question=place.question,
                order=place.order,
                **self._ways(),
            )
        return place

    def _ways(self) -> dict[str, Any]:
        places = self.places
        return {
            "behind": places.can_go_back,
            "ahead": places.can_go_forward,
            "left_scope": places.last_scope is not None,
        }


def _place(state: BrowseState) -> Place:
    return Place(state.narrowing, state.question, state.order)
