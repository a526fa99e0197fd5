"""Where somebody has been on the browse screen, as a browser keeps it: back, forward, and the last scope."""

from __future__ import annotations

from dataclasses import replace

from memtui.core.ordering import Order
from memtui.core.values import dataclass
from memtui.tui.state import Narrowing

MOST = 100
"""Places that are kept: those that were visited last."""


@dataclass(frozen=True, slots=True)
class Place:
    """A list, by what narrows it, what is asked and how it is sorted, and where its cursor was: on which
    memory, in which row.
    """

    narrowing: Narrowing
    question: str = ""
    order: Order | None = None
    memory: str = ""
    row: int = 0

    def lists_same(self, other: Place) -> bool:
        """Whether both are the same list, wherever the cursor is."""
        return (self.narrowing, self.question, self.order) == (other.narrowing, other.question, other.order)


class Places:
    """The places, and where among them one is; a new one after going back drops those that were ahead."""

    def __init__(self, first: Place) -> None:
        self._all = [first]
        self._at = 0
        self._typing = self._is_typed = False
        self._left: Place | None = None

    @property
    def here(self) -> Place:
        """The place that is listed."""
        return self._all[self._at]

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place to go back to."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is one from which somebody went back."""
        return self._at < len(self._all) - 1

    @property
    def last_scope(self) -> Place | None:
        """Where somebody was last in another scope."""
        return self._left

    def begin_typing(self) -> None:
        """From here on what is typed makes one place, however often it changes the list."""
        self._typing, self._is_typed = True, False

    def end_typing(self) -> None:
        """What comes is not typed."""
        self._typing = False

    def sort(self, order: Order | None) -> None:
        """What is listed was sorted here otherwise, which is no new place."""
        self._all[self._at] = replace(self.here, order=order)

    def stand(self, memory: str, row: int) -> None:
        """Take down where the cursor is in this place, before it is left."""
        self._all[self._at] = replace(self.here, memory=memory, row=row)

    def arrive(self, place: Place) -> None:
        """Somebody lists this now; the same list again is no new place."""
        if place.lists_same(self.here):
            return
        if place.narrowing.scope != self.here.narrowing.scope:
            # That was not typed.
            self._typing = False
            self._left = self.here
        if self._typing and self._is_typed:
            self._type_over(place)
            return
        self._all = [*self._all[: self._at + 1], place][-MOST:]
        self._at = len(self._all) - 1
        self._is_typed = self._typing

    def back(self) -> Place | None:
        """Go to the place before; None where there is none."""
        return self._step(-1) if self.can_go_back else None

    def forward(self) -> Place | None:
        """Go to the place after; None where there is none."""
        return self._step(1) if self.can_go_forward else None

    def _step(self, by: int) -> Place:
        before, self._typing = self.here, False
        self._at += by
        if self.here.narrowing.scope != before.narrowing.scope:
            self._left = before
        return self.here

    def _type_over(self, place: Place) -> None:
        """Put what is typed now in the place of what was typed before it."""
        if self._at and place.lists_same(self._all[self._at - 1]):
            # All of it was taken back.
            del self._all[self._at]
            self._at -= 1
            self._is_typed = False
        else:
            self._all[self._at] = place
