"""Changing one memory: its text, metadata and expiration, and what to do when that is not so simple."""

from __future__ import annotations

from memtui.tui.modals.edit.conflict import Choice, ConflictModal
from memtui.tui.modals.edit.immutable import ImmutableModal
from memtui.tui.modals.edit.modal import EditModal, OpenEditor

__all__ = ["Choice", "ConflictModal", "EditModal", "ImmutableModal", "OpenEditor"]
