"""What an embedded store has beyond memories, asked for over HTTP, is what it has when asked directly."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest
import pytest_asyncio

from memtui.adapters.base import MemoryAdapter
from memtui.adapters.features import (
    EventsAdapter,
    ExportsAdapter,
    FeedbackAdapter,
    ProjectAdapter,
    SummaryAdapter,
    UsageAdapter,
    WebhooksAdapter,
    feature,
)
from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.platform import PlatformAdapter
from memtui.core.changes import NewMemory
from memtui.core.errors import NotFoundError
from memtui.core.exports import ExportRequest
from memtui.core.feedback import Feedback
from memtui.core.filters import scope_condition
from memtui.core.projects import Category, Member, ProjectEdit, Webhook, WebhookDraft
from tests.server.conftest import Running
from tests.server.sample import memory_id

ALICE = scope_condition("user", "alice")
SCHEMA = {"type": "object", "properties": {"source": {"type": "string"}, "memories": {"type": "array"}}}


class _Parts(FeedbackAdapter, ExportsAdapter, SummaryAdapter, ProjectAdapter, Protocol):
    """What both have."""


@pytest_asyncio.fixture(params=["embedded", "served"])
async def parts(
    request: pytest.FixtureRequest, store: Path, tmp_path: Path, changing: Running
) -> AsyncIterator[_Parts]:
    """A copy of the sample, directly or over HTTP."""
    if request.param == "embedded":
        local = LocalAdapter.open(Path(shutil.copy(store, tmp_path / "twin.db")))
        yield local
        await local.close()
    else:
        remote = PlatformAdapter(changing.url, None)
        yield remote
        await remote.close()


async def test_feedback(parts: _Parts) -> None:
    await parts.give_feedback(Feedback(memory_id(1), "NEGATIVE", "wrong"))
    await parts.give_feedback(Feedback(memory_id(1), None))
    with pytest.raises(NotFoundError):
        await parts.give_feedback(Feedback(memory_id(999), "POSITIVE"))


async def test_an_export(parts: _Parts) -> None:
    job = await parts.start_export(ExportRequest(SCHEMA, ALICE))
    assert "No model made this" in job.note
    result = await parts.export_result(job.id)
    assert result is not None
    assert result.value["source"] == "email"
    assert len(result.value["memories"]) > 1


async def test_a_summary(parts: _Parts) -> None:
    (told,) = await parts.summary(ALICE)
    assert told["total_memories"] == len(told["newest"]) > 1


async def test_a_project(parts: _Parts) -> None:
    before = await parts.project()
    (organization,) = await parts.organizations()
    assert [replace(each, settings={}) for each in await parts.projects(organization.id)] == [
        replace(before, settings={})
    ]
    categories = (Category("food", "what is eaten"), Category("work"))
    await parts.update_project(ProjectEdit("be brief", categories, {"decay": True}))
    after = await parts.project()
    assert (after.custom_instructions, after.custom_categories) == ("be brief", categories)
    assert after.settings["decay"] is True
    await parts.update_project(ProjectEdit(before.custom_instructions, before.custom_categories))
    assert (await parts.project()).custom_categories == before.custom_categories


async def test_members(parts: _Parts) -> None:
    await parts.add_member("ann@example.test", "READER")
    await parts.update_member("ann@example.test", "OWNER")
    assert await parts.members() == (Member("ann@example.test", "OWNER"),)
    await parts.remove_member("ann@example.test")
    assert await parts.members() == ()


# What only the server has


@pytest_asyncio.fixture
async def remote(changing: Running) -> AsyncIterator[PlatformAdapter]:
    adapter = PlatformAdapter(changing.url, None)
    yield adapter
    await adapter.close()


async def test_webhooks_are_inactive_there(remote: PlatformAdapter) -> None:
    adapter: MemoryAdapter = remote
    webhooks = feature(adapter, "webhooks", WebhooksAdapter)
    draft = WebhookDraft("mine", "https://example.test/hook", ("memory_add",))
    made = await webhooks.create_webhook(draft)
    await webhooks.update_webhook(made.id, replace(draft, name="yours"))
    (kept,) = await webhooks.webhooks()
    assert isinstance(kept, Webhook)
    assert (kept.id, kept.name, kept.is_active) == (made.id, "yours", False)
    await webhooks.delete_webhook(kept.id)
    assert await webhooks.webhooks() == ()


async def test_events_and_numbers(remote: PlatformAdapter) -> None:
    adapter: MemoryAdapter = remote
    before = await feature(adapter, "usage", UsageAdapter).usage()
    await remote.add(NewMemory("Reads", user_id="alice"))
    page = await feature(adapter, "events", EventsAdapter).events(1, 10)
    assert [(event.event_type, event.is_over) for event in page.results] == [("ADD", True)]
    after = await feature(adapter, "usage", UsageAdapter).usage()
    assert after["total_memories"] == before["total_memories"] + 1
    assert after["total_add_events"] == 1
