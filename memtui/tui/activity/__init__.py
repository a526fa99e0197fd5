"""The activity of what is listed: how many memories were created or updated when, as a chart."""

from __future__ import annotations

from memtui.tui.activity.page import ActivityPage
from memtui.tui.activity.words import narrowed_words

__all__ = ["ActivityPage", "narrowed_words"]
