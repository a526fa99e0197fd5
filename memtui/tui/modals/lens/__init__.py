"""How searches look: how many memories, from which score, and with which switches."""

from __future__ import annotations

from memtui.tui.modals.lens.modal import LensModal

__all__ = ["LensModal"]
