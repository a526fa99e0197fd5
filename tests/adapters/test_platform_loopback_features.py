"""What the Platform has beyond memories, through HTTP, from the embedded store behind its routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.platform import PlatformAdapter
from memtui.core.changes import NewMemory
from memtui.core.errors import NotFoundError
from memtui.core.exports import ExportRequest, ExportResult
from memtui.core.feedback import Feedback
from memtui.core.filter_text import parse
from memtui.core.projects import Category, ProjectEdit, WebhookDraft
from memtui.core.queries import MemoryQuery, SearchQuery
from memtui.server.app import create_app
from tests.adapters.platform_service import Found
from tests.server.faults import Faulty
from tests.server.loopback import running

UNKNOWN = "00000000-0000-4000-8000-000000000000"
WHO = parse("user_id = alice")


@pytest_asyncio.fixture
async def platform(tmp_path: Path) -> AsyncIterator[PlatformAdapter]:
    store = LocalAdapter.open(tmp_path / "memories.db")
    with running(Faulty(create_app(store))) as server:
        adapter = PlatformAdapter(server.url)
        yield adapter
        await adapter.close()
    await store.close()


async def added(platform: PlatformAdapter) -> str:
    (made,) = (await platform.add(NewMemory("Likes tea", "alice", metadata={"city": "Bonn"}))).results
    return made.memory_id


async def test_feedback(platform: PlatformAdapter) -> None:
    memory_id = await added(platform)
    await platform.give_feedback(Feedback(memory_id, "VERY_NEGATIVE", "wrong"))
    await platform.give_feedback(Feedback(memory_id, None))
    with pytest.raises(NotFoundError):
        await platform.give_feedback(Feedback(UNKNOWN, "POSITIVE"))


async def test_events(platform: PlatformAdapter) -> None:
    await added(platform)
    page = await platform.events(1, 10)
    assert page.results
    event = await platform.event(page.results[0].id)
    assert event.id == page.results[0].id
    assert event.is_over
    assert (await platform.events(9, 10)).results == ()
    with pytest.raises(NotFoundError):
        await platform.event(UNKNOWN)


async def test_an_export(platform: PlatformAdapter) -> None:
    await added(platform)
    schema = {"type": "object", "properties": {"city": {"type": "string"}}}
    job = await platform.start_export(ExportRequest(schema, WHO, "be brief"))
    result = await platform.export_result(job.id)
    assert isinstance(result, ExportResult)
    assert isinstance(result.value, dict)
    assert result.value["city"] == "Bonn"


async def test_summary_and_usage(platform: PlatformAdapter) -> None:
    await added(platform)
    assert "tea" in str(await platform.summary(WHO))
    assert (await platform.usage())["total_memories"] == 1


async def test_the_project(platform: PlatformAdapter) -> None:
    edit = ProjectEdit("be brief", (Category("food", "what is eaten"),))
    await platform.update_project(edit)
    project = await platform.project()
    assert project.custom_instructions == "be brief"
    assert project.custom_categories == (Category("food", "what is eaten"),)
    await platform.update_project(ProjectEdit(custom_instructions=None))
    assert (await platform.project()).custom_instructions is None
    (organization,) = await platform.organizations()
    assert project.id in {other.id for other in await platform.projects(organization.id)}


async def test_webhooks(platform: PlatformAdapter) -> None:
    made = await platform.create_webhook(WebhookDraft("n", "https://hook.example/", ("memory_add",)))
    await platform.update_webhook(made.id, WebhookDraft("m", "https://hook.example/", ("memory_delete",)))
    (webhook,) = await platform.webhooks()
    assert (webhook.id, webhook.name, webhook.event_types) == (made.id, "m", ("memory_delete",))
    await platform.delete_webhook(made.id)
    assert await platform.webhooks() == ()
    with pytest.raises(NotFoundError):
        await platform.delete_webhook(made.id)


@pytest.mark.parametrize("version", ["v3", "v2", "v1"])
async def test_partial_objects(platform: PlatformAdapter, version: str) -> None:
    memory_id = await added(platform)
    adapter = PlatformAdapter((await platform.probe()).address, findings=Found(list=version, search=version))
    options = {"fields": ["memory"]}
    (memory,) = (await adapter.page(MemoryQuery(WHO, options=options), 1, 10)).results
    assert (memory.id, memory.memory, memory.user_id, memory.metadata) == (memory_id, "Likes tea", None, None)
    (memory,) = await adapter.search(SearchQuery("tea", WHO, options=options))
    assert (memory.id, memory.memory, memory.user_id) == (memory_id, "Likes tea", None)
    await adapter.close()


async def test_an_entity_by_its_number(platform: PlatformAdapter) -> None:
    await added(platform)
    adapter = PlatformAdapter((await platform.probe()).address, api_version="v1")
    await adapter.delete_entity("user", "alice")
    assert await adapter.count(MemoryQuery()) == 0
    with pytest.raises(NotFoundError):
        await adapter.delete_entity("user", "alice")
    await adapter.close()
