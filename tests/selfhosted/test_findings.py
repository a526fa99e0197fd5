"""What is asked before the first memories are seen, and what is kept of that for the next start."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from memtui.adapters.base import MemoryAdapter
from memtui.adapters.factory import demo_records, open_adapter
from memtui.adapters.features import (
    ApiKeysAdapter,
    SentRequestsAdapter,
    StandInAdapter,
    feature,
    lacking,
)
from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.platform import PlatformAdapter
from memtui.adapters.selfhosted import SelfHostedAdapter
from memtui.adapters.selfhosted.detecting import DetectingAdapter
from memtui.core.changes import NewMemory
from memtui.core.errors import MemtuiError, RefusedError
from memtui.core.filter_text import parse
from memtui.core.models import MemoryPage
from memtui.core.profile import Profile, Secret
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from memtui.server.app import create_app
from tests.selfhosted.data import many, memory_id
from tests.selfhosted.imitation import ADMIN, Imitation
from tests.selfhosted.imitation_access import EMAIL, PASSWORD
from tests.server.conftest import Running, running
from tests.server.faults import Faulty

SETUP, LIST, ENTITIES = (
    "GET /auth/setup-status",
    "GET /memories?top_k=1000&show_expired=true",
    "GET /entities",
)


class Notes(dict[str, str]):
    """Findings in memory."""

    def recall(self, question: str) -> str | None:
        return self.get(question)

    def remember(self, question: str, answer: str | None) -> None:
        if answer is None:
            self.pop(question, None)
        else:
            self[question] = answer


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Running]:
    """What a Platform would answer, with a few memories."""
    store = LocalAdapter.open(tmp_path / "memories.db")
    asyncio.run(store.import_records(demo_records(20), replace=False, dry_run=False))
    with running(Faulty(create_app(store))) as server:
        yield server
    asyncio.run(store.close())


def kind_of(adapter: MemoryAdapter) -> str:
    return adapter.capabilities.kind


def behind(adapter: DetectingAdapter) -> type:
    return type(adapter.answering)


def detecting(server: Running, notes: Notes | None = None) -> DetectingAdapter:
    return DetectingAdapter(server.url, Secret(ADMIN), findings=notes)


async def start(adapter: MemoryAdapter) -> MemoryPage:
    """What the screen asks for at once when it opens."""
    page, _ = await asyncio.gather(adapter.page(MemoryQuery(), 1, 100), adapter.entities(EntityQuery()))
    return page


# From the start to the first memories


async def test_a_self_hosted_server_is_asked_twice(server: Running) -> None:
    adapter = SelfHostedAdapter(server.url, Secret(ADMIN))
    assert (await start(adapter)).total == 60
    assert sorted(server.faulty.asked) == [ENTITIES, LIST]
    await adapter.close()


async def test_with_an_account_there_is_one_login_before(server: Running) -> None:
    adapter = SelfHostedAdapter(server.url, Secret(PASSWORD), email=EMAIL)
    await start(adapter)
    assert server.faulty.asked[0] == "POST /auth/login"
    assert sorted(server.faulty.asked[1:]) == [ENTITIES, LIST]
    await adapter.close()


async def test_finding_out_takes_one_look_for_all_questions(server: Running, notes: Notes) -> None:
    adapter = detecting(server, notes)
    assert (await start(adapter)).total == 60
    assert server.faulty.asked.count(SETUP) == 1
    assert len(server.faulty.asked) == 5, "two questions in vain, one look, two questions"
    assert notes == {"kind": "selfhosted"}
    await adapter.close()


async def test_it_is_not_asked_for_again_at_the_next_start(server: Running, notes: Notes) -> None:
    for _ in range(2):
        server.faulty.asked.clear()
        adapter = detecting(server, notes)
        await start(adapter)
        await adapter.close()
    assert sorted(server.faulty.asked) == [ENTITIES, LIST]


async def test_an_email_is_an_account_of_a_self_hosted_server(server: Running, notes: Notes) -> None:
    adapter = DetectingAdapter(server.url, Secret(PASSWORD), email=EMAIL, findings=notes)
    assert kind_of(adapter) == "selfhosted"
    await start(adapter)
    assert len(server.faulty.asked) == 3
    assert notes == {}
    await adapter.close()


async def test_the_platform_is_asked_nothing_more(platform: Running, notes: Notes) -> None:
    for _ in range(2):
        platform.faulty.asked.clear()
        adapter = detecting(platform, notes)
        await start(adapter)
        await adapter.close()
        assert len(platform.faulty.asked) == 2
    assert notes["kind"] == "platform"


# What was found earlier no longer holds


async def test_a_server_that_is_another_one_now(server: Running, platform: Running, notes: Notes) -> None:
    notes.remember("kind", "platform")
    adapter = detecting(server, notes)
    assert (await start(adapter)).total == 60
    assert notes == {"kind": "selfhosted"}
    await adapter.close()
    adapter = detecting(platform, notes)
    assert kind_of(adapter) == "selfhosted"
    assert (await start(adapter)).total == 20
    assert kind_of(adapter) == "platform"
    assert notes["kind"] == "platform"
    await adapter.close()


@pytest.mark.parametrize("kind", ["platform", "selfhosted"])
async def test_an_export_looks_first(server: Running, platform: Running, notes: Notes, kind: str) -> None:
    notes.remember("kind", kind)
    adapter = detecting(server if kind == "platform" else platform, notes)
    records = [record async for record in adapter.records(MemoryQuery())]
    assert len(records) == (60 if kind == "platform" else 20)
    assert notes["kind"] != kind
    await adapter.close()


@pytest.mark.parametrize("kind", ["platform", "selfhosted"])
async def test_a_change_is_not_sent_in_both_ways(
    server: Running, platform: Running, notes: Notes, service: Imitation, kind: str
) -> None:
    notes.remember("kind", kind)
    adapter = detecting(server if kind == "platform" else platform, notes)
    with pytest.raises(MemtuiError):
        await adapter.add(NewMemory("tea", user_id="alice", infer=False))
    assert "kind" not in notes
    assert len(service.rows) == 60
    assert (await start(adapter)).total == (60 if kind == "platform" else 20)
    await adapter.close()


async def test_nonsense_is_not_believed(server: Running, notes: Notes) -> None:
    notes.remember("kind", "local")
    adapter = detecting(server, notes)
    await start(adapter)
    assert notes == {"kind": "selfhosted"}
    await adapter.close()


# What stands behind it


async def test_the_parts_of_what_answers(server: Running) -> None:
    adapter = detecting(server)
    assert isinstance(adapter, StandInAdapter)
    assert behind(adapter) is PlatformAdapter
    await adapter.probe()
    assert behind(adapter) is SelfHostedAdapter
    assert lacking(adapter, "events")
    made = await feature(adapter, "api_keys", ApiKeysAdapter).create_api_key("laptop")
    assert made.api_key.label == "laptop"
    with pytest.raises(RefusedError, match="has no rerank"):
        await adapter.search(SearchQuery("tea", rerank=True))
    await adapter.close()


async def test_the_search_for_the_kind_is_among_the_requests(server: Running) -> None:
    adapter = detecting(server)
    await adapter.count(MemoryQuery())
    sent = feature(adapter, "sent_requests", SentRequestsAdapter).sent_requests()
    assert [request.path for request in reversed(sent)] == [
        "/v3/memories/",
        "/auth/setup-status",
        "/memories",
    ]
    await adapter.close()


# An old server's limit


async def test_an_old_servers_limit_is_found_out_once(
    old_server: Running, old_service: Imitation, notes: Notes
) -> None:
    many(old_service, 100, user_id="alice")
    query = MemoryQuery(parse("user_id = alice"))
    for asked in (2, 1):
        old_server.faulty.asked.clear()
        adapter = SelfHostedAdapter(old_server.url, None, findings=notes)
        page = await adapter.page(query, 1, 100)
        assert page.filtered_here is not None
        assert page.filtered_here.more
        assert len(old_server.faulty.asked) == asked
        await adapter.close()
    assert notes == {"limit": "none"}


@pytest.mark.parametrize(
    "profile",
    [
        Profile("there", "platform", api_key=Secret(ADMIN)),
        Profile("there", "platform", api_key=Secret(PASSWORD), email=EMAIL),
        Profile("there", "selfhosted", api_key=Secret(PASSWORD), email=EMAIL),
    ],
)
async def test_a_profile_leads_there(server: Running, notes: Notes, profile: Profile) -> None:
    adapter = open_adapter(replace(profile, base_url=server.url), notes)
    assert (await adapter.get(memory_id(1))).id == memory_id(1)
    assert kind_of(adapter) == "selfhosted"
    await adapter.close()
