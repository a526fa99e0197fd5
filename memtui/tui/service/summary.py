"""What the service says is remembered, in short."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from memtui.adapters.features import SummaryAdapter, feature
from memtui.core.display import one_line
from memtui.core.filter_text import format_filter
from memtui.tui.lines import Line, line
from memtui.tui.modals.items.base import ModalKey
from memtui.tui.service.text_page import TextPage
from memtui.tui.service.value_lines import value_lines


class SummaryPage(TextPage):
    """The summary of what the list below shows: any JSON value, drawn to be read."""

    TITLE = "Summary"

    def on_mount(self) -> None:
        """Ask for it."""
        self._reload()

    def head_lines(self) -> Sequence[Line]:
        """What it is a summary of."""
        tree = self.context.tree
        of = one_line(format_filter(tree)) if tree is not None else "everything"
        return [line(("of ", "dim"), (of, "accent"))]

    def acts(self) -> Sequence[ModalKey]:
        """Ask again."""
        return [ModalKey("ctrl+r", ("ctrl+r",), "again", self._reload)]

    def _reload(self) -> None:
        self.ask_service(
            lambda: feature(self.context.adapter, "summary", SummaryAdapter).summary(self.context.tree),
            self._take,
            doing="asking for a summary",
        )

    def _take(self, value: Any) -> None:
        lines = value_lines(value) or [line(("The service has nothing to say of it.", "dim"))]
        self.show(lines, json.dumps(value, ensure_ascii=False, indent=2))
