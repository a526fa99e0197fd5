"""What the sorting keys do: a menu of the columns, and the same order the other way round."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from memtui.core.filters import METADATA
from memtui.core.ordering import NEWEST_FIRST, Order, usual
from memtui.ops.loaded import place_of
from memtui.tui.modals.columns.choice import Seen
from memtui.tui.modals.sorting import Own, SortMenu

if TYPE_CHECKING:
    from memtui.tui.screens.showing import ShowingScreen


def choose(screen: ShowingScreen) -> None:
    """Ask for a column; the one that sorts already is turned round."""
    loading = screen.loading_list
    seen = Seen.of(loading.rows, screen.memories.cursor)
    own: Own = "score" if screen.state.question else "" if loading.sorts_all else "listed"
    fields = [f"{METADATA}{key}" for key in seen.keys]

    def chosen(field: str | None) -> None:
        if field is not None:
            present = _present(screen)
            again = present is not None and present.field == field
            order = present.turned() if again and present is not None else usual(field)
            sort_by(screen, order if field else None)

    screen.app.push_screen(SortMenu(_present(screen), fields, own), chosen)


def turn(screen: ShowingScreen) -> None:
    """Turn the order round."""
    present = _present(screen) or NEWEST_FIRST
    sort_by(screen, present.turned())


def _present(screen: ShowingScreen) -> Order | None:
    """What the list is sorted by; None for the order of a search or a service, which has no column."""
    order = screen.state.order_now
    is_newest_first = order is None and not screen.state.question and screen.loading_list.sorts_all
    return NEWEST_FIRST if is_newest_first else order


def sort_by(screen: ShowingScreen, order: Order | None) -> None:
    """Show the list in this order, or in its own.

    The cursor stays on its memory where that is near, unless it is on the first row: then nothing was chosen.
    """
    state, loading = screen.state, screen.loading_list
    stays = screen.memories.cursor > 0 and not loading.is_coming
    memory = screen.memories.memory_at_cursor() if stays else None
    if loading.sorts_all and not state.question:
        order = None if order == NEWEST_FIRST else order
        if order != state.order:
            screen.list_again(order=order)
            # On its memory where that is among the first, else on the first.
            screen.landing = None if memory is None else (memory.id, 0)
        return
    changed = replace(state, found_order=order) if state.question else replace(state, order=order)
    loading.sort_here(replace(changed, anchor=None))
    at = None if memory is None else place_of(memory.id, loading.rows)
    screen.change_to(replace(changed, anchor=None, cursor=at or 0, notice=""))
    screen.show_detail()
