"""Every question about what the Platform has beyond memories, and how each is sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from hypothesis import strategies as st

from memtui.adapters.base import Feature
from memtui.adapters.platform import PlatformAdapter
from memtui.core.exports import ExportRequest
from memtui.core.feedback import Feedback
from memtui.core.projects import ProjectEdit, WebhookDraft
from tests.adapters.platform_service import ID, Service
from tests.strategies import texts

Call = Callable[[PlatformAdapter], Awaitable[Any]]
PING = {"status": "ok", "org_id": "org_1", "project_id": "proj_1", "user_email": "a@b.example"}
PROJECTS = "/api/v1/orgs/organizations/org_1/projects/"
PROJECT = f"{PROJECTS}proj_1/"
DRAFT = WebhookDraft("n", "https://hook.example", ("memory_add",))

READING: dict[str, tuple[Feature, Call]] = {
    "GET /v1/events/": ("events", lambda adapter: adapter.events(1, 10)),
    "GET /v1/event/e/": ("events", lambda adapter: adapter.event("e")),
    "POST /v1/exports/get/": ("exports", lambda adapter: adapter.export_result("x")),
    "POST /v1/summary/": ("summary", lambda adapter: adapter.summary(None)),
    "GET /v1/stats/": ("usage", lambda adapter: adapter.usage()),
    "GET /api/v1/orgs/organizations/": ("project", lambda adapter: adapter.organizations()),
    f"GET {PROJECTS}": ("project", lambda adapter: adapter.projects("org_1")),
    f"GET {PROJECT}": ("project", lambda adapter: adapter.project()),
    f"GET {PROJECT}members/": ("project", lambda adapter: adapter.members()),
    "GET /api/v1/webhooks/projects/proj_1/": ("webhooks", lambda adapter: adapter.webhooks()),
}
WRITING: dict[str, tuple[Feature, Call]] = {
    "POST /v1/feedback/": ("feedback", lambda adapter: adapter.give_feedback(Feedback(ID, "POSITIVE"))),
    "POST /v1/exports/": ("exports", lambda adapter: adapter.start_export(ExportRequest({}))),
    f"PATCH {PROJECT}": (
        "project", lambda adapter: adapter.update_project(ProjectEdit(custom_instructions="x")),
    ),
    f"POST {PROJECT}members/": ("project", lambda adapter: adapter.add_member("a@b.example", "READER")),
    f"PUT {PROJECT}members/": ("project", lambda adapter: adapter.update_member("a@b.example", "OWNER")),
    f"DELETE {PROJECT}members/": ("project", lambda adapter: adapter.remove_member("a@b.example")),
    "POST /api/v1/webhooks/projects/proj_1/": ("webhooks", lambda adapter: adapter.create_webhook(DRAFT)),
    "PUT /api/v1/webhooks/w/": ("webhooks", lambda adapter: adapter.update_webhook("w", DRAFT)),
    "DELETE /api/v1/webhooks/w/": ("webhooks", lambda adapter: adapter.delete_webhook("w")),
}  # fmt: skip
CALLS = READING | WRITING

_keys = st.sampled_from(
    ["id", "results", "count", "next", "status", "error", "name", "webhook_id", "org_id", "members", "email",
     "user", "role", "custom_categories", "custom_instructions", "event_types", "payload", "latency",
     "created_at", "message", "description", "project", "projects", "webhooks", "event_id", "is_active"]
) | texts  # fmt: skip
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
    | st.sampled_from(["FAILED", "PENDING", "None", "", 10**400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=5),
    max_leaves=12,
)  # fmt: skip
"""Any JSON, rich in the keys and words that answers hold."""


def service() -> Service:
    """A service that tells whose the key is, and has nothing else."""
    return Service().on("GET /v1/ping/", PING)


async def answer_to(question: str, answer: Any) -> Any:
    """What the adapter makes of this answer to the question."""
    async with service().on(question, answer).adapter() as adapter:
        return await CALLS[question][1](adapter)


def not_found(body: Any) -> httpx.Response:
    return httpx.Response(404, json=body)
