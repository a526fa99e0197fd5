"""Projects, members and webhooks of the Platform: what is sent and what is made of the answers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from memtui.core.errors import RefusedError
from memtui.core.projects import Category, Member, Project, ProjectEdit, Webhook, WebhookDraft
from tests.adapters.platform_features import DRAFT, PROJECT, PROJECTS, answer_to, service
from tests.adapters.platform_service import Service

WEBHOOKS = "/api/v1/webhooks/projects/proj_1/"


async def changed(edit: ProjectEdit) -> list[tuple[str, Any]]:
    asked = service().on(f"PATCH {PROJECT}", {"message": "Updated"})
    async with asked.adapter() as adapter:
        await adapter.update_project(edit)
    return asked.changes()


async def test_the_key_s_own_project() -> None:
    answer = {
        "project_id": "proj_1", "name": "default-project", "custom_instructions": ["be brief", "no names"],
        "custom_categories": [{"food": "what is eaten"}], "multilingual": True, "decay": None,
        "user_role": "OWNER",
    }  # fmt: skip
    assert await answer_to(f"GET {PROJECT}", answer) == Project(
        "proj_1", "org_1", "default-project", None, "be brief\nno names",
        (Category("food", "what is eaten"),), {"multilingual": True, "decay": None},
    )  # fmt: skip


async def test_the_ping_is_asked_for_once() -> None:
    asked = service().on(f"GET {PROJECT}", {}).on(f"GET {WEBHOOKS}", [])
    async with asked.adapter() as adapter:
        await adapter.project()
        await adapter.webhooks()
        await adapter.identity()
    assert asked.asked == ["GET /v1/ping/", f"GET {PROJECT}", f"GET {WEBHOOKS}"]


async def test_ids_are_one_segment_each() -> None:
    asked = Service().on("GET /v1/ping/", {"org_id": "o/1", "project_id": ".."})
    asked.on("GET /api/v1/orgs/organizations/o/1/projects/../", {})
    async with asked.adapter() as adapter:
        await adapter.project()
    assert asked.raw[1] == "GET /api/v1/orgs/organizations/o%2F1/projects/%2E%2E/"


@pytest.mark.parametrize(
    ("edit", "body"),
    [
        (ProjectEdit(custom_instructions="be brief"), {"custom_instructions": "be brief"}),
        (ProjectEdit(custom_instructions=None), {"custom_instructions": None}),
        (ProjectEdit(custom_categories=None), {"custom_categories": None}),
        (ProjectEdit(custom_categories=()), {"custom_categories": []}),
        (
            ProjectEdit(custom_categories=(Category("food", "eaten"), Category("b"))),
            {"custom_categories": [{"food": "eaten"}, {"b": ""}]},
        ),
        (ProjectEdit(settings={"multilingual": True}), {"multilingual": True}),
    ],
)
async def test_an_edit_sends_what_it_touches(edit: ProjectEdit, body: Any) -> None:
    assert await changed(edit) == [(f"PATCH {PROJECT}", body)]


async def test_an_edit_of_nothing_is_not_sent() -> None:
    assert await changed(ProjectEdit()) == []


async def test_organizations_and_their_projects() -> None:
    organizations = [{"org_id": "org_1", "name": "acme", "user_role": "OWNER"}, {"name": "no id"}, "x"]
    found = await answer_to("GET /api/v1/orgs/organizations/", organizations)
    assert [(item.id, item.name, item.extra) for item in found] == [("org_1", "acme", {"user_role": "OWNER"})]
    projects = await answer_to(f"GET {PROJECTS}", {"results": [{"project_id": "p", "name": "n"}, {}]})
    assert projects == (Project("p", "org_1", "n"),)


# Members


async def test_members() -> None:
    answer = {"members": [{"email": "a@b.example", "role": "OWNER"}, {"user": {"email": "c@d.example"}}, {}]}
    assert await answer_to(f"GET {PROJECT}members/", answer) == (
        Member("a@b.example", "OWNER"), Member("c@d.example", ""),
    )  # fmt: skip


async def test_members_come_and_go() -> None:
    members = f"{PROJECT}members/"
    asked = service()
    for method in ("POST", "PUT", "DELETE"):
        asked.on(f"{method} {members}", httpx.Response(204))
    async with asked.adapter() as adapter:
        await adapter.add_member(" a+b@c.example ", "READER")
        await adapter.update_member("a+b@c.example", "OWNER")
        await adapter.remove_member("a+b@c.example")
    assert asked.changes() == [
        (f"POST {members}", {"email": "a+b@c.example", "role": "READER"}),
        (f"PUT {members}", {"email": "a+b@c.example", "role": "OWNER"}),
        (f"DELETE {members}?email=a+b@c.example", None),
    ]
    assert asked.raw[-1] == f"DELETE {members}?email=a%2Bb%40c.example"


@pytest.mark.parametrize("email", ["", " ", "*", "*@*", "alice", "a@b c", "a@b\n"[:-1] + "\x00 "])
async def test_who_is_no_member(email: str) -> None:
    asked = service()
    async with asked.adapter() as adapter:
        for call in (adapter.remove_member(email), adapter.add_member(email, "READER")):
            with pytest.raises(RefusedError, match="no e-mail address"):
                await call
    assert asked.asked == []


# Webhooks


async def test_webhooks() -> None:
    answer = [
        {"webhook_id": "wh_1", "name": "n", "url": "https://x.example", "event_types": ["memory_add"],
         "is_active": False, "created_at": "2026-01-01", "owner": "o"},
        {"id": 7, "event_types": None},
    ]  # fmt: skip
    assert await answer_to(f"GET {WEBHOOKS}", answer) == (
        Webhook("wh_1", "n", "https://x.example", ("memory_add",), False, "2026-01-01", extra={"owner": "o"}),
        Webhook("7", "", "", ()),
    )


@pytest.mark.parametrize(
    ("answer", "webhook"),
    [
        ({"webhook_id": "wh_1"}, Webhook("wh_1", "n", "https://hook.example", ("memory_add",))),
        (
            {"webhook": {"webhook_id": "wh_1", "name": "m"}},
            Webhook("wh_1", "m", "https://hook.example", ("memory_add",)),
        ),
        (httpx.Response(201), Webhook("", "n", "https://hook.example", ("memory_add",))),
    ],
)
async def test_a_new_webhook(answer: Any, webhook: Webhook) -> None:
    made = await answer_to(f"POST {WEBHOOKS}", answer)
    assert (made.id, made.name, made.url, made.event_types) == (
        webhook.id, webhook.name, webhook.url, webhook.event_types,
    )  # fmt: skip


async def test_webhooks_come_and_go() -> None:
    asked = service().on(f"POST {WEBHOOKS}", {"webhook_id": "w"})
    asked.on("PUT /api/v1/webhooks/w/", {"message": "ok"}).on("DELETE /api/v1/webhooks/w/", {"message": "ok"})
    async with asked.adapter() as adapter:
        await adapter.create_webhook(DRAFT)
        await adapter.update_webhook("w", WebhookDraft("m", "https://b.example", ()))
        await adapter.delete_webhook("w")
    assert asked.changes() == [
        (f"POST {WEBHOOKS}", {"name": "n", "url": "https://hook.example", "event_types": ["memory_add"]}),
        ("PUT /api/v1/webhooks/w/", {"name": "m", "url": "https://b.example", "event_types": []}),
        ("DELETE /api/v1/webhooks/w/", None),
    ]


@pytest.mark.parametrize("webhook_id", ["", " ", "*", "projects/proj_1", ".."])
async def test_what_is_no_webhook(webhook_id: str) -> None:
    asked = service()
    async with asked.adapter() as adapter:
        for call in (adapter.delete_webhook(webhook_id), adapter.update_webhook(webhook_id, DRAFT)):
            with pytest.raises(RefusedError):
                await call
    assert asked.asked == []
