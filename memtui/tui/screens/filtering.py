"""The filter of the browse screen: typed on its line, built as a tree, or taken from the saved ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from memtui.adapters.base import MemoryAdapter
from memtui.core.errors import DataError, FilterError, MemtuiError
from memtui.core.filters import Filter, all_of
from memtui.core.profile import Profile
from memtui.state.saved_filters import SavedFilters

if TYPE_CHECKING:
    from memtui.ops.filter_completion import Values
    from memtui.tui.screens.browse import BrowseScreen


class Filtering:
    """What the filter keys do; a filter that was applied is remembered for its service."""

    def __init__(
        self,
        screen: BrowseScreen,
        adapter: MemoryAdapter,
        profile: Profile,
        saved: SavedFilters,
        clock: Callable[[], datetime],
    ) -> None:
        self._screen = screen
        self._adapter = adapter
        self._profile = profile
        self._saved = saved
        self._clock = clock
        self._values: Values | None = None
        self.line_before = ""
        """The line as it was when it was opened."""

    # The line

    def begin_line(self) -> str:
        """The text on which the line opens: the filter as it is."""
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.core.filter_text import format_filter

        before = self._screen.state.filter
        self.line_before = "" if before is None else format_filter(before)
        return self.line_before

    def type_line(self, text: str) -> None:
        """List what matches the line as it stands. Raises FilterError."""
        self._list(self._read(text))

    def enter_line(self, text: str) -> None:
        """List what matches the line, and remember it among those that were used. Raises FilterError."""
        tree = self._read(text)
        self._list(tree)
        self.remember(tree)

    def _list(self, tree: Filter | None) -> None:
        if tree != self._screen.state.filter or self._screen.state.problem is not None:
            self._screen.list_again(filter=tree)

    async def complete(self, line: str) -> Sequence[str]:
        """What the line may become."""
        if self._values is None:
            # Loaded when first asked for: it is not needed to show memories.
            from memtui.ops.filter_values import FilterValues

            self._values = FilterValues(self._adapter).matching
        from memtui.ops.filter_completion import completions

        return await completions(line, self._adapter.capabilities.kind, self._values)

    def recent(self) -> Sequence[str]:
        """The filters that were used before, the last one first."""
        try:
            return self._saved.recent()
        except DataError as error:
            self._screen.change(notice=error.message)
            return ()

    def _read(self, text: str) -> Filter | None:
        """The filter that the line means. Raises FilterError, also for what the service would refuse."""
        if not text.strip():
            return None
        from memtui.core.filter_check import ADDED_WHEN_SENT, check
        from memtui.core.filter_text import parse

        if text.lstrip().startswith("{"):
            # Loaded when first needed: few people write JSON on a line.
            from memtui.tui.modals.builder.reading import read_filter

            tree = read_filter(text)
        else:
            tree = parse(text)
        joined = all_of(self._screen.state.scope.condition(), tree)
        for finding in check(joined, self._adapter.capabilities.kind, now=self._clock()):
            if finding.level == "error" and finding.code not in ADDED_WHEN_SENT:
                raise FilterError(finding.sentence)
        return tree

    # The builder and the saved filters

    def build(self) -> None:
        """Open the builder on the filter as it is."""
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.state.naming import key_variable_of
        from memtui.tui.modals.builder import BuilderModal, FilterChosen

        state = self._screen.state

        def chosen(choice: FilterChosen | None) -> None:
            if choice is not None:
                self._apply(choice.filter)

        builder = BuilderModal(
            state.filter,
            adapter=self._adapter,
            scope=state.scope.condition(),
            scope_label=state.scope.label,
            show_expired=state.show_expired,
            clock=self._clock,
            base_url=self._profile.base_url,
            key_variable=key_variable_of(self._profile),
            copy=self._screen.copy,
        )
        self._screen.app.push_screen(builder, chosen)

    def choose_saved(self) -> None:
        """Open the saved filters."""
        from memtui.tui.modals.saved import SavedFiltersModal

        def chosen(tree: Filter | None) -> None:
            if tree is not None:
                self._apply(tree)

        saved = SavedFiltersModal(
            self._saved,
            kind=self._adapter.capabilities.kind,
            current=self._screen.state.filter,
            clock=self._clock,
            copy=self._screen.copy,
        )
        self._screen.app.push_screen(saved, chosen)

    def named(self) -> dict[str, str]:
        """The saved filters, as text by their names. Raises DataError."""
        return self._saved.named()

    def apply_text(self, text: str) -> None:
        """List what a saved filter keeps, or say what is wrong with it."""
        try:
            self._apply(self._read(text))
        except FilterError as error:
            self._screen.change(notice=error.message)

    def _apply(self, tree: Filter | None) -> None:
        self._screen.go_to(self._screen.memories)
        self._screen.list_again(filter=tree)
        self.remember(tree)

    def remember(self, tree: Filter | None) -> None:
        """Keep a filter among those that were used."""
        if tree is None:
            return
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.core.filter_text import format_filter

        try:
            self._saved.use(format_filter(tree))
        except MemtuiError as error:
            self._screen.change(notice=error.message)
