"""What a person thinks of a memory: a verdict, and the reason for it."""

from __future__ import annotations

from memtui.tui.modals.feedback.modal import FeedbackModal

__all__ = ["FeedbackModal"]
