"""The part of the browse screen that knows which columns the list shows: they are kept for each service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from memtui.core.errors import UsageError
from memtui.state.paths import COLUMNS_NAME
from memtui.tui.screens.curating import CuratingScreen

if TYPE_CHECKING:
    from memtui.core.columns import Column


class ChoosingScreen(CuratingScreen):
    """What the list shows of a memory can be chosen."""

    _chosen: Sequence[Column] = ()
    """None of them is what a list shows by itself."""

    def on_mount(self) -> None:
        """Show the columns that were chosen for this service, if there are any."""
        file = self._folder / COLUMNS_NAME
        if file.exists():
            # Loaded when first needed: most lists show what they show by themselves.
            from memtui.core.columns import columns
            from memtui.state.columns import KeptColumns

            if names := KeptColumns(file, self.profile).recall():
                try:
                    self.show_columns(columns(names))
                except UsageError as error:
                    self.change(notice=str(error))

    def show_columns(self, chosen: Sequence[Column]) -> None:
        """Show these columns."""
        # Loaded when first asked for: most lists show what they show by themselves.
        from memtui.core.columns import DEFAULT
        from memtui.tui.panes.columns import ColumnRows

        self._chosen = () if tuple(chosen) == DEFAULT else tuple(chosen)
        self.memories.use_columns(ColumnRows(self._chosen) if self._chosen else None)

    def choose_columns(self) -> None:
        """Ask which columns the list shall show, and keep the answer."""
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.core.columns import DEFAULT
        from memtui.state.columns import KeptColumns
        from memtui.tui.modals.columns import ColumnsModal, Seen

        def chosen(answer: tuple[Column, ...] | None) -> None:
            if answer is not None and answer != (tuple(self._chosen) or DEFAULT):
                self.show_columns(answer)
                names = [column.name for column in self._chosen]
                KeptColumns(self._folder / COLUMNS_NAME, self.profile).keep(names)

        pane = self.memories
        seen = Seen.of(pane.rows, pane.cursor)
        modal = ColumnsModal(tuple(self._chosen) or DEFAULT, seen, pane.preview)
        self.app.push_screen(modal, chosen)
