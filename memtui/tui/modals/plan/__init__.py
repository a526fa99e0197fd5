"""Plans on the screen: what is agreed to, how its work gets on, and what came of it."""

from __future__ import annotations

from memtui.tui.modals.plan.modal import Agreed, PlanModal
from memtui.tui.modals.plan.outcome import OutcomeAnswer, OutcomeModal
from memtui.tui.modals.plan.progress import ProgressModal, StopAsked

__all__ = ["Agreed", "OutcomeAnswer", "OutcomeModal", "PlanModal", "ProgressModal", "StopAsked"]
