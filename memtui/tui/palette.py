"""The palette: every action, entity, saved filter, profile and theme, by a part of its name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from memtui.tui.palette_offers import (
    Offer,
    actions,
    asked_entities,
    held_entities,
    profiles,
    saved_filters,
    themes,
)

if TYPE_CHECKING:
    from memtui.tui.profiles.places import Place
    from memtui.tui.screens.browse import BrowseScreen

TYPING_DELAY = 0.15
"""Seconds that typing rests before the service is asked: what is asked for every letter is a burden to it."""

_LEAST = 0.01
"""The score of what only says in its help what was typed."""


class Palette(Provider):
    """Offers what can be done and gone to from the browse screen."""

    _places: tuple[Place, ...] | None = None

    async def discover(self) -> Hits:
        """Every action, before anything is typed."""
        screen = self._browse()
        for offer in actions(screen) if screen is not None else ():
            words = Content.styled(offer.words, "$dim" if offer.is_off else "")
            yield DiscoveryHit(_with_about(words, offer), offer.do, text=offer.words)

    async def search(self, query: str) -> Hits:
        """All whose words match what was typed; what has to be asked for comes last."""
        screen, matcher = self._browse(), self.matcher(query)
        if screen is None:
            return
        async for offer in self._offers(screen, query):
            score = matcher.match(offer.words) or _LEAST * _says(offer, query)
            if score > 0:
                # What is like markup has no offsets that could be trusted.
                words = Content(offer.words) if "[" in offer.words else matcher.highlight(offer.words)
                if offer.is_off:
                    words = words.stylize("$dim")
                yield Hit(score, _with_about(words, offer), offer.do, text=offer.words)

    async def _offers(self, screen: BrowseScreen, query: str) -> AsyncIterator[Offer]:
        for offer in (*actions(screen), *themes(screen.app), *saved_filters(screen)):
            yield offer
        for offer in held_entities(screen, query):
            yield offer
        if self._places is None:
            self._places = await known_or_none()
        for offer in profiles(screen, self._places):
            yield offer
        await asyncio.sleep(TYPING_DELAY)
        for offer in await asked_entities(screen, query):
            yield offer

    def _browse(self) -> BrowseScreen | None:
        from memtui.tui.screens.browse import BrowseScreen

        return self.screen if isinstance(self.screen, BrowseScreen) else None


def _with_about(words: Content, offer: Offer) -> Content:
    """An offer on two lines: Textual takes the help of a hit for markup, which a name can break."""
    return Content.assemble(words, "\n", (offer.about, "dim not bold"))


async def known_or_none() -> tuple[Place, ...]:
    """The services that can be opened; none where the configuration cannot be read."""
    # Loaded when first asked for: it reads the configuration.
    from memtui.core.errors import UsageError
    from memtui.tui.profiles.places import known_places

    try:
        return await asyncio.to_thread(known_places)
    except UsageError:
        return ()


def _says(offer: Offer, query: str) -> bool:
    """Whether every word that was typed stands in what is said of an offer."""
    said = f"{offer.words} {offer.also}".casefold()
    return all(word in said for word in query.casefold().split())
