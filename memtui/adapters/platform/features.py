"""All that the Platform has beyond memories, each part in a module of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from memtui.adapters.base import Feature
from memtui.adapters.platform.event_log import EventsPart
from memtui.adapters.platform.exports import ExportsPart
from memtui.adapters.platform.feedback import FeedbackPart
from memtui.adapters.platform.projects import ProjectPart
from memtui.adapters.platform.summary import SummaryPart
from memtui.adapters.platform.webhooks import WebhooksPart

NOT_THERE: Mapping[Feature, str] = MappingProxyType(
    {
        "api_keys": "only a self-hosted server has them",
        "served_requests": "only a self-hosted server has them",
    }
)
"""What the Platform lacks, and why."""


class Features(FeedbackPart, EventsPart, ExportsPart, SummaryPart, ProjectPart, WebhooksPart):
    """The parts together (`memtui.adapters.features`)."""

    @property
    def lacks(self) -> Mapping[Feature, str]:
        """What this service lacks, as far as it is known."""
        return {**NOT_THERE, **self.absent}
