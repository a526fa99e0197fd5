"""Saved filters: those with a name, the built-in ones and the recent ones, to apply, keep and share."""

from __future__ import annotations

from memtui.tui.modals.saved.modal import SavedFiltersModal

__all__ = ["SavedFiltersModal"]
