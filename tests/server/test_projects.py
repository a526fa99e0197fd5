"""The one project of a served store: its settings, members, webhooks and profiles, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.server.conftest import serving

ORGANIZATIONS = "/api/v1/orgs/organizations"


def project_path(http: httpx.Client) -> str:
    ping = http.get("/v1/ping/").json()
    return f"{ORGANIZATIONS}/{ping['org_id']}/projects/{ping['project_id']}"


def test_one_organization_with_one_project(http: httpx.Client) -> None:
    ping = http.get("/v1/ping/").json()
    (organization,) = http.get(f"{ORGANIZATIONS}/").json()
    assert organization["org_id"] == ping["org_id"]
    assert http.get(f"{ORGANIZATIONS}/{ping['org_id']}").json() == organization
    (project,) = http.get(f"{ORGANIZATIONS}/{ping['org_id']}/projects/").json()
    assert project == http.get(f"{project_path(http)}/").json()
    assert project["project_id"] == ping["project_id"]
    assert project["custom_categories"] is None


@pytest.mark.parametrize(
    "path",
    [f"{ORGANIZATIONS}/x/", f"{ORGANIZATIONS}/x/projects/y/", f"{ORGANIZATIONS}/memtui/projects/y/members/"],
)
def test_others_are_not_here(http: httpx.Client, path: str) -> None:
    answer = http.get(path)
    assert answer.status_code == 404
    assert "not found" in answer.json()["message"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"custom_instructions": "be brief"}, {}),
        ({"custom_instructions": ["one", "two"]}, {"custom_instructions": "one\ntwo"}),
        ({"custom_categories": [{"food": "eaten"}, {"work": "done", "play": ""}]},
         {"custom_categories": [{"food": "eaten"}, {"work": "done"}, {"play": ""}]}),
        ({"custom_categories": ["food"]}, {"custom_categories": [{"food": ""}]}),
        ({"custom_categories": []}, {}),
        ({"multilingual": True, "decay": False, "org_id": "o", "project_id": "p"},
         {"multilingual": True, "decay": False}),
    ],
)  # fmt: skip
def test_settings_are_kept_until_they_are_unset(
    writer: httpx.Client, given: dict[str, Any], kept: dict[str, Any]
) -> None:
    path = project_path(writer)
    told = writer.patch(f"{path}/", json=given).json()
    assert "without a model here" in told["message"]
    kept = kept or given
    assert writer.get(path, params={"fields": list(kept)}).json() == kept
    writer.patch(path, json=dict.fromkeys(kept))
    assert writer.get(path, params={"fields": list(kept)}).json() == dict.fromkeys(kept)


@pytest.mark.parametrize(
    "given",
    [{}, {"org_id": "o"}, {"name": "other"}, {"custom_instructions": 3}, {"custom_categories": 3},
     {"custom_categories": [3]}],
)  # fmt: skip
def test_settings_that_cannot_be_kept(untouched: httpx.Client, given: Any) -> None:
    answer = untouched.patch(project_path(untouched), json=given)
    assert answer.status_code == 400
    assert answer.json()["message"].endswith(".")


def test_nothing_is_made_or_deleted(untouched: httpx.Client) -> None:
    path = project_path(untouched)
    organization = path.partition("/projects")[0]
    for answer in (
        untouched.post(f"{ORGANIZATIONS}/", json={"name": "x"}),
        untouched.delete(f"{organization}/"),
        untouched.post(f"{organization}/projects/", json={"name": "x"}),
        untouched.delete(f"{path}/"),
    ):
        assert answer.status_code == 400
        assert "one project" in answer.json()["message"]


@pytest.mark.parametrize("owner", ["organization", "project"])
def test_members(writer: httpx.Client, owner: str) -> None:
    path = project_path(writer)
    path = f"{path if owner == 'project' else path.partition('/projects')[0]}/members/"
    ann = {"email": "ann@example.test"}

    def remove() -> httpx.Response:
        if owner == "project":
            return writer.delete(path, params=ann)
        return writer.request("DELETE", path, json=ann)

    assert writer.put(path, json={**ann, "role": "OWNER"}).status_code == 404
    assert remove().status_code == 404
    assert writer.post(path, json=ann).status_code == 201
    assert writer.post(path, json=ann).status_code == 400
    assert writer.get(path).json() == {"members": [{**ann, "role": "READER"}]}
    assert writer.put(path, json={**ann, "role": "OWNER"}).status_code == 200
    assert writer.get(path).json() == {"members": [{**ann, "role": "OWNER"}]}
    for body in ({}, {"email": "ann"}, {**ann, "role": "KING"}):
        answer = writer.put(path, json=body)
        assert (answer.status_code, set(answer.json())) == (400, {"message"})
    assert remove().status_code == 200
    assert writer.get(path).json() == {"members": []}


# Webhooks


def hooks(http: httpx.Client) -> str:
    return f"/api/v1/webhooks/projects/{http.get('/v1/ping/').json()['project_id']}/"


HOOK = {"name": "mine", "url": "https://example.test/hook", "event_types": ["memory_add"]}


def test_webhooks_are_kept_and_silent(writer: httpx.Client) -> None:
    made = writer.post(hooks(writer), json=HOOK)
    assert made.status_code == 201
    webhook = made.json()
    assert (webhook["is_active"], "calls nobody" in webhook.pop("message")) == (False, True)
    assert writer.get(hooks(writer)).json() == [webhook]
    path = f"/api/v1/webhooks/{webhook['webhook_id']}/"
    told = writer.put(path, json={"event_types": ["memory_delete"]})
    assert "calls nobody" in told.json()["message"]
    (kept,) = writer.get(hooks(writer)).json()
    assert (kept["name"], kept["event_types"]) == ("mine", ["memory_delete"])
    assert writer.delete(path).status_code == 200
    assert writer.get(hooks(writer)).json() == []
    for answer in (writer.put(path, json=HOOK), writer.delete(path)):
        assert (answer.status_code, answer.json()) == (404, {"error": "Webhook not found"})
    assert writer.get("/api/v1/webhooks/projects/other/").status_code == 404


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": None}, "name"), ({"name": 3}, "name"), ({"url": ""}, "url"), ({"url": "file:///x"}, "url"),
        ({"url": "http://[x"}, "url"), ({"url": 3}, "url"), ({"event_types": []}, "event_types"),
        ({"event_types": ["all"]}, "event_types"), ({"event_types": "memory_add"}, "event_types"),
    ],
)  # fmt: skip
def test_webhooks_that_cannot_be_kept(untouched: httpx.Client, more: dict[str, Any], field: str) -> None:
    answer = untouched.post(hooks(untouched), json={**HOOK, **more})
    assert (answer.status_code, list(answer.json())) == (400, [field])


# Profiles


def test_profiles_are_off(untouched: httpx.Client) -> None:
    told = untouched.get("/v2/entities/user/alice/profile/").json()
    assert (told["status"], told["profile"], told["entity_id"]) == ("not_enabled", None, "alice")
    assert untouched.get("/v2/entities/user/nobody/profile/").status_code == 404
    assert untouched.get("/v2/entities/king/alice/profile/").status_code == 400
    settings = untouched.get("/v2/profiles/settings/").json()
    assert settings["enabled"] is False
    assert untouched.post("/v2/profiles/settings/", json={"enabled": False}).json() == settings
    for path, body in (("settings", {"enabled": True}), ("settings", {"schema": {}}), ("jobs", {})):
        answer = untouched.post(f"/v2/profiles/{path}/", json=body)
        assert (answer.status_code, "no model" in answer.json()["error"]) == (400, True)
    assert untouched.get("/v2/profiles/jobs/1/").status_code == 404


# Read-only


@pytest.fixture
def reading(store: Path) -> Iterator[httpx.Client]:
    with serving(store) as server, httpx.Client(base_url=server.url, verify=False) as client:
        yield client


def test_a_store_that_is_read_only_keeps_nothing(reading: httpx.Client) -> None:
    path = project_path(reading)
    for answer in (
        reading.patch(path, json={"decay": True}),
        reading.post(f"{path}/members/", json={"email": "ann@example.test"}),
        reading.post(hooks(reading), json=HOOK),
        reading.post("/v1/exports/", json={"schema": {}}),
        reading.post("/v1/feedback/", json={"memory_id": "x"}),
    ):
        assert answer.status_code == 403
    for url in (path, f"{path}/members/", hooks(reading), "/v1/stats/"):
        assert reading.get(url).status_code == 200
    assert reading.post("/v1/summary/", json={}).status_code == 200
