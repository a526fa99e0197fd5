"""What is to be written to a file, in which form, and where."""

from __future__ import annotations

from memtui.tui.modals.export.modal import ExportAsked, ExportModal
from memtui.tui.modals.export.subjects import MEMORIES, ONE, ROWS, Subject

__all__ = ["MEMORIES", "ONE", "ROWS", "ExportAsked", "ExportModal", "Subject"]
