"""Adding a memory, or learning from a conversation, or copying a memory to another scope: what is typed."""

from __future__ import annotations

from memtui.tui.modals.add.modal import AddModal

__all__ = ["AddModal"]
