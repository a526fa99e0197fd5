"""Which columns the list of memories shows, and in which order."""

from __future__ import annotations

from memtui.tui.modals.columns.choice import Seen
from memtui.tui.modals.columns.modal import ColumnsModal

__all__ = ["ColumnsModal", "Seen"]
