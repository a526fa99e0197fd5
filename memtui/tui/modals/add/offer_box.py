"""A line for an id, which offers those that are there already."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from textual import on
from textual.message import Message
from textual.widgets import TextArea
from textual.worker import WorkType

from memtui.core.display import one_line
from memtui.core.errors import MemtuiError
from memtui.core.values import dataclass
from memtui.tui.widgets.edit_box import LineBox, Press

OFFER_DELAY = 0.12
"""Seconds that typing rests before it is asked what it could become."""

Offers = Callable[[str], Awaitable[list[str]]]
"""The ids that a text may become, likeliest first."""


@dataclass
class OffersCame(Message):
    """There is something else to complete a line to, or nothing any more."""


class OfferBox(LineBox):
    """Shows behind the cursor what the line may become; → at its end takes that."""

    def __init__(self, text: str, *, press: Press, id: str, placeholder: str, offers: Offers | None) -> None:  # noqa: A002
        self._ask = offers
        self.offers: list[str] = []
        """What the line may become, likeliest first."""
        super().__init__(text, press=press, id=id, placeholder=placeholder)
        # Else Textual cuts the offer off behind the text.
        self.soft_wrap = True

    def update_suggestion(self) -> None:
        """Ask anew, for another line; one of Textual's hooks."""
        if self.is_mounted and self.has_focus:
            self.ask()

    def on_focus(self) -> None:
        """Offer something at once."""
        self.ask()

    def ask(self) -> None:
        """Ask what the line may become, once typing rests."""
        if self._ask is not None:
            self._offer([])
            look_up: WorkType[None] = partial(self._look_up, self._ask)
            self.run_worker(look_up, group="offers", exclusive=True, exit_on_error=False)

    def action_cursor_right(self, select: bool = False) -> None:
        """At the end of the line put the likeliest id in its place, elsewhere move."""
        if self.offers and not select and self._at_end:
            self.put(self.offers[0])
            self.go_to_end()
        else:
            super().action_cursor_right(select)

    @on(TextArea.SelectionChanged)
    def _show(self) -> None:
        """Show how the line may go on, at its end only: Textual would draw and take that anywhere."""
        offer = self.offers[0] if self.offers else ""
        goes_on = bool(self.text) and self._at_end and offer.startswith(self.raw)
        self.suggestion = one_line(offer[len(self.raw) :]) if goes_on else ""

    @property
    def _at_end(self) -> bool:
        return self.cursor_location == self.document.end

    async def _look_up(self, ask: Offers) -> None:
        await asyncio.sleep(OFFER_DELAY)
        typed = self.raw
        try:
            found = await ask(typed)
        except MemtuiError:
            # What a service cannot tell need not be completed.
            return
        if self.raw == typed:
            self._offer([name for name in found if name != typed])

    def _offer(self, offers: list[str]) -> None:
        if offers != self.offers:
            self.offers = offers
            self._show()
            self.post_message(OffersCame())
