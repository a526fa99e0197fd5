"""Organizations, projects, their people and their webhooks (`docs/mem0-api.md`, "Projects")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal, get_args

from memtui.core.changes import KEEP, Keep
from memtui.core.values import dataclass

Role = Literal["READER", "OWNER"]
ROLES: tuple[Role, ...] = get_args(Role)
WEBHOOK_EVENTS = (
    "memory_add",
    "memory_update",
    "memory_delete",
    "memory_categorize",
    "ingest_job_completed",
    "ingest_job_partially_completed",
    "ingest_job_failed",
    "ingest_job_cancelled",
)
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization that the key belongs to."""

    id: str
    name: str
    extra: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Category:
    """A category that memories of a project may get, and what belongs there."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """A project: how memories are made there. None are instructions or categories that are not set.

    `settings` holds the project's further switches (`multilingual`, `decay`, …) as the service names them.
    """

    id: str
    organization_id: str
    name: str
    description: str | None = None
    custom_instructions: str | None = None
    custom_categories: tuple[Category, ...] | None = None
    settings: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class ProjectEdit:
    """What to change of a project; what is not named stays. None unsets."""

    custom_instructions: str | Keep | None = KEEP
    custom_categories: tuple[Category, ...] | Keep | None = KEEP
    settings: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may see a project; `role` is the service's word."""

    email: str
    role: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class WebhookDraft:
    """A webhook as a person wants it: the address that is called on these events."""

    name: str
    url: str
    event_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook that is there; one that is not active is kept and never called."""

    id: str
    name: str
    url: str
    event_types: tuple[str, ...]
    is_active: bool = True
    created_at: str | None = None
    updated_at: str | None = None
    extra: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
