"""What a service is asked to make of memories, and what it made (`docs/mem0-api.md`, "Exports")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memtui.core.filters import Filter
from memtui.core.values import dataclass


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """Memories are to be put into the form of a JSON schema; `instructions` say how, in words."""

    schema: Mapping[str, Any]
    filter: Filter | None = None
    instructions: str | None = None


@dataclass(frozen=True, slots=True)
class ExportJob:
    """An export that the service has taken on; `note` is what it says of it."""

    id: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What an export came to: any JSON value."""

    value: Any
