"""Three panes between bars: which of them has the keyboard, and how they share the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.events import DescendantFocus, Key, Resize, ScreenResume
from textual.geometry import Size
from textual.screen import Screen

from memtui.state.pane_sizes import PaneSizes
from memtui.state.screen_settings import LayoutName
from memtui.tui.panes.detail import DetailPane
from memtui.tui.panes.entities import EntitiesPane
from memtui.tui.panes.memories import MemoriesPane
from memtui.tui.screens import words
from memtui.tui.screens.arrangement import CLASSES, Arrangement, Focus, arranged
from memtui.tui.widgets.ask import AskField
from memtui.tui.widgets.bars import Bar
from memtui.tui.widgets.kept_lines import KeptLines

Pane: TypeAlias = EntitiesPane | MemoriesPane | DetailPane


class PaneRow(Horizontal, KeptLines):
    """The panes, side by side."""


class ReadingPanes(Container, KeptLines):
    """The list of memories and one of them, beside or below each other."""


class PaneScreen(Screen[None], KeptLines):
    """The frame of the browse screen; what its panes show is not its concern.

    `off` are the actions whose keys are dimmed; `is_search` says that the list is a search. `sizes` is how
    somebody likes the panes, `layout` how they shall stand where there is room.
    """

    sizes = PaneSizes()
    layout_wanted: LayoutName | None = None

    def __init__(self, field: AskField, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self.entities, self.memories, self.detail = EntitiesPane(), MemoriesPane(clock), DetailPane()
        self.entities.hearer = self.memories.hearer = self
        self.pane: Pane = self.memories
        self.where, self.status, self.keys = Bar(id="where"), Bar(id="status"), Bar(id="keys")
        self.field = field
        self.off: frozenset[str] = frozenset()
        self.is_search = False
        self._has_been_shown = False
        self.arrangement = Arrangement("stacked")
        self._room: Size | None = None

    def compose(self) -> ComposeResult:
        """The bars around three panes."""
        yield self.where
        yield self.field
        with PaneRow(id="panes"):
            yield self.entities
            with ReadingPanes(id="reading"):
                yield self.memories
                yield self.detail
        yield self.status
        yield self.keys

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Styles that were worked out a moment ago, when all this was made, are not worked out again."""
        event.refresh_styles = self._has_been_shown
        self._has_been_shown = True

    def go_to(self, pane: Pane) -> None:
        """Give a pane the keyboard, and room where panes take turns."""
        self.pane = pane
        self.remove_class("-asking")
        self.set_class(pane is self.detail, "-open")
        self.set_class(pane is self.entities, "-choosing")
        self.place_panes()
        self.show_keys()
        pane.focus()
        self.field.release()

    def show_keys(self) -> None:
        """Show the keys that are of use here."""
        self.keys.show(*words.key_hints(self.off, searching=self.is_search))

    def step_pane(self, step: int) -> None:
        """Give the keyboard to the next pane, or to the one before; entities that are hidden are passed."""
        panes: list[Pane] = [self.entities, self.memories, self.detail]
        if self.sizes.hidden and self.pane is not self.entities:
            panes.remove(self.entities)
        self.go_to(panes[(panes.index(self.pane) + step) % len(panes)])

    def is_for_field(self, key: Key) -> bool:
        """Whether a key that no pane took is for the field, which has the keyboard soon after it opens."""
        # What the field has it takes, if it can be printed.
        return self.has_class("-asking") and (key.is_printable or self.focused is not self.field)

    @on(DescendantFocus)
    def _pane_focused(self, event: DescendantFocus) -> None:
        """A click may have moved the keyboard to another pane."""
        if event.widget in (self.entities, self.memories, self.detail) and (
            event.widget is not self.pane or self.has_class("-asking")
        ):
            self.go_to(event.widget)

    def on_mount(self) -> None:
        """The first frame shall be whole; that there is room is told only later."""
        self.place_panes()

    def on_resize(self, event: Resize) -> None:
        """Three panes, two, or one, as there is room."""
        self._room = event.size
        self.place_panes()

    def place_panes(self) -> None:
        """Let the panes stand as there is room for them, and as somebody likes them."""
        arrangement = self.looks(self.sizes)
        if arrangement == self.arrangement:
            return
        self.arrangement = arrangement
        for name in CLASSES:
            self.set_class(name in arrangement.classes, name)
        lies, is_portrait = arrangement.form == "wide", arrangement.form == "portrait"
        for pane, size, is_width in (
            (self.entities, arrangement.entities, not is_portrait),
            (self.memories, arrangement.memories, lies),
        ):
            # None leaves it to the style sheet.
            pane.styles.width, pane.styles.height = (size, None) if is_width else (None, size)

    def looks(self, sizes: PaneSizes) -> Arrangement:
        """How the panes stand with these sizes, on this terminal and with the keyboard where it is."""
        width, height = self._room or self.app.size
        focus: Focus = "memories" if self.pane is self.memories else "detail"
        focus = "entities" if self.pane is self.entities else focus
        return arranged(width, height, sizes, focus, self.layout_wanted)

    @property
    def is_zoomed(self) -> bool:
        """Whether a pane is larger than it would be."""
        return bool(self.sizes.zoom) and self.arrangement != self.looks(replace(self.sizes, zoom=0))
