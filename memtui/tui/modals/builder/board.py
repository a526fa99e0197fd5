"""All that the builder shows: the tree and its preview between two bars."""

from __future__ import annotations

from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size

from memtui.core.display import one_line
from memtui.tui.modals.builder.footer import FooterBar, hints
from memtui.tui.modals.builder.offers import Offers
from memtui.tui.modals.builder.preview import preview_lines, total_words
from memtui.tui.modals.builder.state import BuilderState
from memtui.tui.modals.builder.tree import TreePane
from memtui.tui.modals.builder.tree_rows import cursor_row, tree_rows
from memtui.tui.widgets.bars import Bar
from memtui.tui.widgets.side_pane import SidePane

_SIDE_BY_SIDE, _TINY_WIDTH, _TINY_HEIGHT = 100, 64, 16


class Board(Container):
    """Draws the state; each part draws itself only where it differs."""

    def __init__(self) -> None:
        super().__init__(id="builder")
        self.where, self.status = Bar(id="builder-where"), Bar(id="builder-status")
        self.rows, self.side, self.footer = TreePane(), SidePane(), FooterBar()
        self.rows.border_title = "Conditions"

    def compose(self) -> ComposeResult:
        """The parts, from the top."""
        yield self.where
        with Container(id="builder-panes"):
            yield self.rows
            yield self.side
        yield self.status
        yield self.footer

    def show(self, state: BuilderState, offers: Offers, now: datetime) -> None:
        """Show this state; `offers` are those of what is being typed."""
        rows = tree_rows(state, offers, now, self.rows.scrollable_content_region.width)
        self.rows.show(rows, cursor_row(state, rows))
        self.side.show(preview_lines(state, now), state.showing.capitalize())
        scope = one_line(state.setting.scope_label)
        changed = ("  changed", "dim") if state.is_changed else ("", "")
        where = [(" Filter ", "strong"), ("▸ in ", "dim"), (scope, "accent"), changed]
        self.where.show(where, total_words(state))
        role = "warning" if state.notice and state.tone == "warning" else "dim"
        # Where there is room for the preview, it says why nothing matches.
        told = state.notice or (state.blame if self.has_class("-tiny") else "")
        self.status.show([(f" {one_line(told)}", role)])
        self.footer.show(hints(state))

    def fit(self, state: BuilderState, terminal: Size) -> None:
        """Arrange the panes for the room there is, and for what is being done."""
        width, height = terminal
        beside, tiny = width >= _SIDE_BY_SIDE, width < _TINY_WIDTH or height < _TINY_HEIGHT
        self.set_class(beside and not tiny, "-beside")
        self.set_class(not beside and not tiny, "-below")
        self.set_class(tiny, "-tiny")
        self.set_class(state.enlarged or (state.showing == "keys" and not beside), "-enlarged")
        self.set_class(state.picker is not None, "-picking")
