"""What a memory service may have beyond its memories, each part as a protocol of its own.

A service says in its capabilities which parts it lacks, and why. Every method can be cancelled, and raises
MemtuiError; those that change something raise RefusedError when the service is open read-only. Nothing is
sent twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar, cast, runtime_checkable

from memtui.adapters.base import Feature, MemoryAdapter
from memtui.core.access import ApiKey, CreatedApiKey, ServedRequest
from memtui.core.errors import RefusedError
from memtui.core.exports import ExportJob, ExportRequest, ExportResult
from memtui.core.feedback import Feedback
from memtui.core.filters import Filter
from memtui.core.projects import Member, Organization, Project, ProjectEdit, Role, Webhook, WebhookDraft
from memtui.core.sent_requests import SentRequest
from memtui.core.service_events import ServiceEvent, ServiceEventPage

T = TypeVar("T")


@runtime_checkable
class FeedbackAdapter(Protocol):
    """`feedback`: takes what a person thinks of a memory. What was said before cannot be read."""

    async def give_feedback(self, feedback: Feedback) -> None:
        """Say it, in the place of what was said before. Raises NotFoundError."""


@runtime_checkable
class EventsAdapter(Protocol):
    """`events`: tells of the work that the service does after it has answered."""

    async def events(self, page: int, page_size: int) -> ServiceEventPage:
        """One page; past the end it is empty."""

    async def event(self, event_id: str) -> ServiceEvent:
        """One event in full. Raises NotFoundError."""


@runtime_checkable
class ExportsAdapter(Protocol):
    """`exports`: puts memories into the form of a JSON schema."""

    async def start_export(self, request: ExportRequest) -> ExportJob:
        """Ask for it."""

    async def export_result(self, export_id: str) -> ExportResult | None:
        """What came of it; None while the service is still at work."""


@runtime_checkable
class SummaryAdapter(Protocol):
    """`summary`: says in short what is remembered."""

    async def summary(self, tree: Filter | None) -> Any:
        """A JSON value, as the service gives it."""


@runtime_checkable
class UsageAdapter(Protocol):
    """`usage`: counts what was asked of it."""

    async def usage(self) -> Mapping[str, Any]:
        """Numbers by the service's names for them."""


@runtime_checkable
class ProjectAdapter(Protocol):
    """`project`: memories belong to a project, which says how they are made."""

    async def organizations(self) -> tuple[Organization, ...]:
        """The organizations that the key belongs to."""

    async def projects(self, organization_id: str) -> tuple[Project, ...]:
        """The projects of an organization."""

    async def project(self) -> Project:
        """The key's own project."""

    async def update_project(self, edit: ProjectEdit) -> None:
        """Change the key's own project."""

    async def members(self) -> tuple[Member, ...]:
        """Who may see the key's own project."""

    async def add_member(self, email: str, role: Role) -> None:
        """Let somebody in."""

    async def update_member(self, email: str, role: Role) -> None:
        """Give a member another role."""

    async def remove_member(self, email: str) -> None:
        """Let somebody in no longer."""


@runtime_checkable
class WebhooksAdapter(Protocol):
    """`webhooks`: addresses that are called when memories change."""

    async def webhooks(self) -> tuple[Webhook, ...]:
        """Those of the key's own project."""

    async def create_webhook(self, draft: WebhookDraft) -> Webhook:
        """A new one."""

    async def update_webhook(self, webhook_id: str, draft: WebhookDraft) -> None:
        """Change one. Raises NotFoundError."""

    async def delete_webhook(self, webhook_id: str) -> None:
        """Delete one. Raises NotFoundError."""


@runtime_checkable
class ApiKeysAdapter(Protocol):
    """`api_keys`: the account's keys for a self-hosted server."""

    async def api_keys(self) -> tuple[ApiKey, ...]:
        """The keys, without their secrets."""

    async def create_api_key(self, label: str) -> CreatedApiKey:
        """A new key."""

    async def delete_api_key(self, key_id: str) -> None:
        """Make a key worthless, for good. Raises NotFoundError."""


@runtime_checkable
class ServedRequestsAdapter(Protocol):
    """`served_requests`: what the server was asked, by anybody."""

    async def served_requests(self, limit: int) -> tuple[ServedRequest, ...]:
        """The newest first, at most `limit` (1 to 200)."""


@runtime_checkable
class SentRequestsAdapter(Protocol):
    """`sent_requests`: what this memtui has asked the service."""

    def sent_requests(self) -> Sequence[SentRequest]:
        """The newest first; the last few hundred are kept."""


@runtime_checkable
class StandInAdapter(Protocol):
    """An adapter before another one, which is known once the service has answered."""

    @property
    def answering(self) -> MemoryAdapter:
        """The adapter behind it."""


def feature(adapter: MemoryAdapter, name: Feature, part: Callable[..., T]) -> T:
    """The part of a service, a protocol, that `name` stands for. Raises RefusedError where it has none."""
    # Type checkers take a protocol for a callable, not for a `type[T]`: that could be made.
    assert isinstance(part, type)
    if reason := lacking(adapter, name):
        raise RefusedError(f"This service has no {name.replace('_', ' ')}: {reason}.")
    behind = adapter.answering if isinstance(adapter, StandInAdapter) else adapter
    if not isinstance(behind, part):
        raise RefusedError(f"memtui knows no {name.replace('_', ' ')} of this service.")
    return cast("T", behind)


def lacking(adapter: MemoryAdapter, name: Feature) -> str:
    """Why a service does not have this part, in words that complete "off: …"; empty when it has it."""
    return adapter.capabilities.lacks.get(name, "")
