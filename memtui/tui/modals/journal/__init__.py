"""The journal: every change that memtui made, to be read, taken back, taken up again, or forgotten."""

from __future__ import annotations

from memtui.tui.modals.journal.modal import JournalAnswer, JournalModal

__all__ = ["JournalAnswer", "JournalModal"]
