"""The routes of webhooks (`docs/mem0-api.md`, "Webhooks"): they are kept, and nobody is ever called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.projects import WEBHOOK_EVENTS, Webhook, WebhookDraft
from memtui.server.answer import Answer
from memtui.server.asking import read_body
from memtui.server.projects import own_project
from memtui.server.refusal import Refusal

_SILENT = "memtui serve calls nobody: the webhook is kept and stays inactive."


class Webhooks:
    """Keeps webhooks, inactive."""

    def __init__(self, adapter: LocalAdapter) -> None:
        self._adapter = adapter

    async def all(self, request: Request) -> Response:
        """Those of the project, as a bare list."""
        project = await own_project(self._adapter, request, shape="error")
        return Answer([_json(each, project.id) for each in await self._adapter.webhooks()])

    async def create(self, request: Request) -> Response:
        """The new webhook."""
        project = await own_project(self._adapter, request, shape="error")
        webhook = await self._adapter.create_webhook(_draft(await read_body(request)))
        return Answer({**_json(webhook, project.id), "message": _SILENT}, 201)

    async def update(self, request: Request) -> Response:
        """A word that it is kept; what is not given stays."""
        webhook = await self._webhook(request)
        before = {"name": webhook.name, "url": webhook.url, "event_types": list(webhook.event_types)}
        given = {name: value for name, value in (await read_body(request)).items() if value is not None}
        await self._adapter.update_webhook(webhook.id, _draft({**before, **given}))
        return Answer({"message": f"Webhook updated successfully. {_SILENT}"})

    async def delete(self, request: Request) -> Response:
        """A word that it is gone."""
        await self._adapter.delete_webhook((await self._webhook(request)).id)
        return Answer({"message": "Webhook deleted successfully"})

    async def _webhook(self, request: Request) -> Webhook:
        wanted = unquote(request.path_params["webhook_id"])
        for webhook in await self._adapter.webhooks():
            if webhook.id == wanted:
                return webhook
        raise Refusal(404, {"error": "Webhook not found"})


def _draft(given: Mapping[str, Any]) -> WebhookDraft:
    """The webhook that a body describes. Raises Refusal, whose body tells it field by field."""
    name, url, events = given.get("name"), given.get("url"), given.get("event_types")
    wrong: dict[str, list[str]] = {}
    for field, value in (("name", name), ("url", url), ("event_types", events)):
        if not value:
            wrong[field] = ["This field is required."]
    if name and not isinstance(name, str):
        wrong["name"] = ["Not a valid string."]
    if url and not _is_address(url):
        wrong["url"] = ["Enter a valid URL."]
    listed = events if isinstance(events, list) else []
    strange = [each for each in listed if each not in WEBHOOK_EVENTS]
    if events and (strange or not listed):
        wrong["event_types"] = [f"A list of {', '.join(WEBHOOK_EVENTS)}."]
    if wrong:
        raise Refusal(400, wrong)
    return WebhookDraft(str(name), str(url), tuple(listed))


def _is_address(value: Any) -> bool:
    try:
        parts = urlsplit(value) if isinstance(value, str) else urlsplit("")
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _json(webhook: Webhook, project_id: str) -> dict[str, Any]:
    return {
        "webhook_id": webhook.id,
        "name": webhook.name,
        "url": webhook.url,
        "event_types": list(webhook.event_types),
        "project": project_id,
        "owner": None,
        "is_active": webhook.is_active,
        "created_at": webhook.created_at,
        "updated_at": webhook.updated_at,
    }
