"""Work that a service does after it has answered (`docs/mem0-api.md`, "Events")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from memtui.core.values import dataclass

_OVER = frozenset({"SUCCEEDED", "FAILED"})
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class ServiceEvent:
    """One piece of work: `event_type` is what was asked for (ADD, SEARCH, …), in the service's words.

    `status` is the service's word in capitals; `latency_ms` milliseconds; `results` are objects as the
    service gives them; `error` what it says went wrong; `extra` what memtui does not know.
    """

    id: str
    event_type: str
    status: str
    created_at: str | None = None
    updated_at: str | None = None
    started_at: str | None = None
    completed_at: str | None = None
    latency_ms: float | None = None
    payload: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    results: tuple[Mapping[str, Any], ...] = ()
    error: str | None = None
    extra: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it; a status that memtui does not know is no end."""
        return self.status.upper() in _OVER


@dataclass(frozen=True, slots=True)
class ServiceEventPage:
    """A page of events, in the service's order. `page` counts from 1; `total` is None where unknown."""

    results: tuple[ServiceEvent, ...]
    page: int
    page_size: int
    total: int | None
    has_next: bool
