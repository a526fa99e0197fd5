"""Changing many memories at once: what is to be done to them, tried on some of them while it is typed."""

from __future__ import annotations

from memtui.tui.modals.rewrite.kinds import RuleKind
from memtui.tui.modals.rewrite.modal import RewriteModal

__all__ = ["RewriteModal", "RuleKind"]
