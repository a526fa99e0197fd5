"""What becomes of what is typed into the field of the browse screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memtui.core.errors import FilterError
from memtui.tui.messages import OffersArrived
from memtui.tui.screens import words
from memtui.tui.screens.filtering import Filtering
from memtui.tui.screens.loading import EntityLoading
from memtui.tui.widgets.ask import Asking

if TYPE_CHECKING:
    from memtui.tui.screens.browse import BrowseScreen


class TypingLine:
    """What is typed narrows the list at once; a search waits for enter."""

    def __init__(self, screen: BrowseScreen, entities: EntityLoading, filtering: Filtering) -> None:
        self._screen = screen
        self._entities = entities
        self._filtering = filtering

    def ask_text(self) -> None:
        """Ask for a text: that memories contain or, in the entities pane, a name."""
        if self._screen.pane is self._screen.entities:
            self.ask("entities", self._entities.keyword)
        else:
            self.ask("keyword", self._screen.state.keyword)

    def ask(self, asking: Asking, text: str) -> None:
        """Open the field on a text to go on from."""
        self._screen.begin_typing()
        self._screen.add_class("-asking")
        self._screen.field.ask(asking, text)
        self._screen.keys.show(words.asking_hints(asking))

    def enter(self) -> None:
        """Keep what was typed; a filter with a mistake in it stays to be mended."""
        field = self._screen.field
        if field.asking == "filter":
            try:
                self._filtering.enter_line(field.value)
            except FilterError as error:
                self._screen.keys.show(words.mistake(error))
                field.release()
                return
            self._close()
        else:
            self._close()
            self.apply()

    def leave(self) -> None:
        """What was being typed goes, a search is not asked, a filter is again what it was."""
        asking = self._screen.field.asking
        # What was told and is still on its way finds this in its place.
        self._screen.field.take_back(self._filtering.line_before if asking == "filter" else "")
        self._close()
        if asking != "search":
            self.apply()

    def apply(self) -> None:
        """Narrow the list by what stands in the field."""
        screen = self._screen
        asking, text, state = screen.field.asking, screen.field.value, screen.state
        if asking == "entities":
            self._entities.keep(text)
        elif asking == "filter":
            self._apply_filter(text)
        elif asking == "keyword" and (text != state.keyword or (text and state.question)):
            # A text is filtered by in the place of a search; taking it back leaves the search alone.
            screen.list_again(keyword=text, question="" if text else state.question)
        elif asking == "search" and text.strip():
            screen.list_again(question=text.strip())

    def offer(self, message: OffersArrived) -> None:
        """Show what the line can be completed to."""
        screen = self._screen
        if screen.has_class("-asking") and message.line == screen.field.value:
            offers = words.offers(message.line, message.offers)
            screen.keys.show(offers or words.asking_hints("filter"))

    def _apply_filter(self, text: str) -> None:
        try:
            self._filtering.type_line(text)
        except FilterError as error:
            # What is not finished yet is no mistake.
            if not self._screen.field.offers:
                self._screen.keys.show(words.mistake(error))

    def _close(self) -> None:
        self._screen.field.hush()
        self._screen.go_to(self._screen.pane)
