"""The list of what can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from memtui.adapters.base import WriteSupport
from memtui.tui.lines import Span, fit
from memtui.tui.modals.rewrite.kinds import KINDS, Kind
from memtui.tui.panes.line_list import LineList

_LABEL_WIDTH = 23


class ActionList(LineList, can_focus=False):
    """One row for each, with its key; the keyboard stays with the screen."""

    ROLES: ClassVar[Mapping[str, str]] = {**LineList.ROLES, "cursor-blurred": LineList.ROLES["cursor"]}

    def __init__(self, support: WriteSupport, start: Kind | None) -> None:
        super().__init__(id="rewrite-actions")
        self._support = support
        self._start = start

    def on_mount(self) -> None:
        """Show all."""
        self.begin(len(KINDS), KINDS.index(self._start) if self._start is not None else 0)

    @property
    def kind(self) -> Kind:
        """The one under the cursor."""
        return KINDS[self.cursor]

    def spans(self, index: int, width: int) -> tuple[Sequence[Span], str]:
        """Its key, its name, and what it does or why it is off."""
        kind = KINDS[index]
        sign = "▸ " if index == self.cursor else "  "
        off = kind.off(self._support)
        role = "dim" if off else ""
        return (
            (sign, "accent"),
            (f"{kind.key}  ", "dim" if off else "accent"),
            (fit(kind.label, _LABEL_WIDTH), role),
            (fit(f"off: {off}" if off else kind.help, width - _LABEL_WIDTH - 5), "dim"),
        ), ""

    @property
    def chooses_on_click(self) -> bool:
        """One click is enough."""
        return True
