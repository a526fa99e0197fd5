"""Addresses that a service calls when memories change (`docs/mem0-api.md`, "Webhooks")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from memtui.adapters.http import segment
from memtui.adapters.platform.part import Part
from memtui.core.display import one_line
from memtui.core.from_wire_projects import parse_webhook, parse_webhooks
from memtui.core.projects import Webhook, WebhookDraft
from memtui.core.safety import checked_id

_WEBHOOKS = "/api/v1/webhooks/"


class WebhooksPart(Part):
    """`webhooks`: those of the key's own project."""

    async def webhooks(self) -> tuple[Webhook, ...]:
        """All of them, in the service's order."""
        return parse_webhooks(await self._ask("webhooks", "GET", await self._own_webhooks(), is_first=True))

    async def create_webhook(self, draft: WebhookDraft) -> Webhook:
        """A new one; its id is empty where the service does not tell."""
        answer = await self._ask("webhooks", "POST", await self._own_webhooks(), json=_body(draft))
        made = parse_webhook(answer if isinstance(answer, Mapping) else {})
        return replace(
            made,
            name=made.name or draft.name,
            url=made.url or draft.url,
            event_types=made.event_types or draft.event_types,
        )

    async def update_webhook(self, webhook_id: str, draft: WebhookDraft) -> None:
        """Change one. Raises NotFoundError."""
        path, name = _of(webhook_id)
        await self._tell("webhooks", "PUT", path, _body(draft), one=name)

    async def delete_webhook(self, webhook_id: str) -> None:
        """Delete one. Raises NotFoundError."""
        path, name = _of(webhook_id)
        await self._tell("webhooks", "DELETE", path, one=name)

    async def _own_webhooks(self) -> str:
        owner = await self._owner("webhooks")
        return f"{_WEBHOOKS}projects/{segment(owner.project)}/"


def _of(webhook_id: str) -> tuple[str, str]:
    """The address of a webhook, and what to call it."""
    return f"{_WEBHOOKS}{segment(checked_id(webhook_id))}/", f"webhook {one_line(webhook_id)!r}"


def _body(draft: WebhookDraft) -> dict[str, Any]:
    return {"name": draft.name, "url": draft.url, "event_types": list(draft.event_types)}
