"""Every public call of the official client, in both its forms, against `memtui serve`."""

from __future__ import annotations

import inspect
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.official.conftest import KEY, needs
from tests.server.conftest import Running

pytestmark = [needs("mem0"), pytest.mark.usefixtures("only_loopback")]
ALICE = {"user_id": "alice"}
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}, "memories": {"type": "array"}}}


class Asked:
    """A client whose calls are awaited where they have to be, and remembered by name."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.names: set[str] = set()

    async def __call__(self, name: str, /, *given: Any, **named: Any) -> Any:
        self.names.add(name)
        call = self.client
        for part in name.split("."):
            call = getattr(call, part)
        answer = call(*given, **named)
        return await answer if inspect.isawaitable(answer) else answer

    def missed(self) -> set[str]:
        """The public calls that were never made."""
        every = set(_calls(self.client)) | {f"project.{name}" for name in _calls(self.client.project)}
        return every - self.names


def _calls(thing: Any) -> list[str]:
    """Its own public methods; some of the client's attributes are clients too."""
    return [name for name, _ in inspect.getmembers(type(thing), callable) if not name.startswith("_")]


@pytest.fixture(params=["MemoryClient", "AsyncMemoryClient"])
def connect(mem0: Any, request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Makes a client."""
    kind: Callable[..., Any] = getattr(mem0, request.param)
    return kind


@pytest.fixture
def ask(connect: Callable[..., Any], served: Running) -> Asked:
    """A client of an empty store."""
    return Asked(connect(api_key=KEY, host=served.url))


async def _added(ask: Asked, text: str, **more: Any) -> str:
    told = await ask("add", text, **{**ALICE, "infer": False, **more})
    return str(told["results"][0]["id"])


async def test_every_call(ask: Asked, mem0: Any) -> None:
    errors = mem0.exceptions
    # Adding, listing, searching
    told = await ask("add", "I like tea", **ALICE)
    assert (told["status"], "no model" in told["message"]) == ("PENDING", True)
    said = [{"role": "user", "content": "Lives in Rome"}, {"role": "assistant", "content": "Noted"}]
    told = await ask(
        "add", said, user_id="alice", app_id="web", metadata={"city": "Rome"}, infer=False,
        expiration_date="2999-01-31", immutable=False,
    )  # fmt: skip
    assert [item["event"] for item in told["results"]] == ["ADD", "ADD"]
    found = await ask("get_all", filters=ALICE, page=1, page_size=2)
    assert (found["count"], len(found["results"])) == (3, 2)
    found = await ask("get_all", filters=ALICE, start_date="2020-01-01", end_date="2999-01-01")
    assert found["count"] == 3
    found = await ask("get_all", filters=ALICE, categories=["food"], show_expired=True, latest_only=True)
    assert found["count"] == 0
    (best,) = (await ask("search", " tea? ", filters=ALICE, top_k=1, threshold=0.0, rerank=True))["results"]
    assert best["memory"] == "I like tea"
    (best,) = (await ask("search", "tea", filters=ALICE, fields=["id"]))["results"]
    tea = best["id"]
    with pytest.raises(errors.ValidationError):
        await ask("search", "tea")

    # One memory
    assert (await ask("get", tea))["memory"] == "I like tea"
    changed = await ask("update", tea, text="I like green tea", metadata={"a": 1}, timestamp=1736942400)
    assert (changed["memory"], changed["metadata"]) == ("I like green tea", {"a": 1})
    assert (await ask("update", tea, expiration_date=None))["expiration_date"] is None
    assert [event["event"] for event in await ask("history", tea)] == ["ADD", "UPDATE", "UPDATE"]
    given = await ask("feedback", tea, "positive", "true")
    assert given == {"id": tea, "feedback": "POSITIVE", "feedback_reason": "true"}
    assert (await ask("feedback", tea))["feedback"] is None
    for call in ("get", "history", "delete", "feedback"):
        with pytest.raises(errors.MemoryNotFoundError):
            await ask(call, str(uuid.uuid4()))
    with pytest.raises(errors.MemoryNotFoundError):
        await ask("update", str(uuid.uuid4()), text="x")

    # Many
    ids = [await _added(ask, f"Note {number}") for number in range(3)]
    edits = [{"memory_id": ids[0], "text": "Note a"}, {"memory_id": ids[1], "metadata": {"x": 1}}]
    assert await ask("batch_update", edits) == {"message": "Successfully updated 2 memories"}
    gone = [{"memory_id": memory_id} for memory_id in ids[1:]]
    assert await ask("batch_delete", gone) == {"message": "Successfully deleted 2 memories"}
    assert (await ask("delete", ids[0], delete_linked=True))["cascade_count"] == 0

    # What is said of all
    assert [(item["type"], item["name"]) for item in (await ask("users"))["results"]] == [
        ("user", "alice"), ("app", "web")
    ]  # fmt: skip
    export = await ask("create_memory_export", json.dumps(SCHEMA), filters={"AND": [ALICE]})
    whole = {"city": "Rome", "memories": ["Noted", "Lives in Rome", "I like green tea"]}
    assert await ask("get_memory_export", memory_export_id=export["id"]) == whole
    assert await ask("get_memory_export", filters={"AND": [ALICE]}) == whole
    (summary,) = await ask("get_summary", filters=ALICE)
    assert summary["total_memories"] == 3

    await _project(ask, errors)
    await _webhooks(ask)
    await _profiles(ask, errors)

    # Deleting
    with pytest.raises(errors.ValidationError):
        await ask("delete_all")
    assert (await ask("get_all", filters=ALICE))["count"] == 3
    assert "event_id" in await ask("delete_all", app_id="web")
    assert (await ask("get_all", filters=ALICE))["count"] == 1
    assert await ask("delete_users", user_id="alice") == {"message": "Entity deleted successfully."}
    await _added(ask, "Likes tea", user_id="a/b c", agent_id="bot")
    assert "reset successful" in (await ask("reset"))["message"]
    assert (await ask("users"))["results"] == []

    with pytest.raises(NotImplementedError):
        await ask("chat")
    assert not ask.missed()


async def _project(ask: Asked, errors: Any) -> None:
    mine = await ask("project.get")
    assert (mine["custom_instructions"], mine["org_id"]) == (None, ask.client.org_id)
    assert mine["project_id"] == ask.client.project_id
    categories = [{"food": "what is eaten"}]
    told = await ask("project.update", custom_instructions="be brief", custom_categories=categories)
    assert "without a model" in told["message"]
    await ask("update_project", multilingual=True)
    assert await ask("project.get", fields=["custom_categories", "multilingual"]) == {
        "custom_categories": categories, "multilingual": True
    }  # fmt: skip
    assert (await ask("get_project", fields=["custom_instructions"]))["custom_instructions"] == "be brief"
    await ask("project.add_member", "ann@example.test")
    with pytest.raises(errors.ValidationError):
        await ask("project.add_member", "ann@example.test")
    await ask("project.update_member", "ann@example.test", "OWNER")
    assert (await ask("project.get_members"))["members"] == [{"email": "ann@example.test", "role": "OWNER"}]
    await ask("project.remove_member", "ann@example.test")
    assert (await ask("project.get_members"))["members"] == []
    for call, given in (("project.create", ("other",)), ("project.delete", ())):
        with pytest.raises(errors.ValidationError, match="one project"):
            await ask(call, *given)


async def _webhooks(ask: Asked) -> None:
    project = ask.client.project_id
    made = await ask(
        "create_webhook", url="https://example.test/hook", name="mine", project_id=project,
        event_types=["memory_add"],
    )  # fmt: skip
    assert (made["is_active"], "calls nobody" in made["message"]) == (False, True)
    await ask("update_webhook", webhook_id=made["webhook_id"], name="yours")
    (kept,) = await ask("get_webhooks", project_id=project)
    assert (kept["name"], kept["url"]) == ("yours", "https://example.test/hook")
    await ask("delete_webhook", webhook_id=made["webhook_id"])
    assert await ask("get_webhooks", project_id=project) == []


async def _profiles(ask: Asked, errors: Any) -> None:
    assert (await ask("get_profile", "alice"))["status"] == "not_enabled"
    assert (await ask("get_profile_settings"))["enabled"] is False
    assert (await ask("update_profile_settings", enabled=False))["enabled"] is False
    for call, given in (
        ("update_profile_settings", {"enabled": True}),
        ("generate_profile", {"entity_id": "alice"}),
        ("sample_profiles", {}),
    ):
        with pytest.raises(errors.ValidationError, match="no model"):
            await ask(call, **given)
    with pytest.raises(errors.MemoryNotFoundError):
        await ask("get_profile_job", "j1")


def test_a_wrong_key_is_told(connect: Callable[..., Any], served: Running) -> None:
    with pytest.raises(ValueError, match="Invalid API key"):
        connect(api_key="m0-other", host=served.url)
