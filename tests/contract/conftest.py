"""The same few memories on every kind of service, each answering on loopback where it answers over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from memtui.adapters.base import WritingAdapter
from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.platform import PlatformAdapter
from memtui.adapters.selfhosted import SelfHostedAdapter
from memtui.core.changes import NewMemory
from memtui.core.profile import API_VERSIONS, Secret
from memtui.server.app import ALL_VERSIONS
from tests.selfhosted.imitation import ADMIN, Imitation
from tests.server.conftest import running, serving
from tests.server.faults import Faulty

SERVED = {
    "served v3 only": frozenset({"v3"}),
    # There never was a v2 of adding.
    "served v2 and v1": frozenset({"v2", "v1"}),
    "served v1 only": frozenset({"v1"}),
}
"""Servers of today, and older ones."""
SERVICES = ("local", *SERVED, "pinned to v2", "pinned to v1", "selfhosted")

ALICE = ("Is vegetarian", "Moved to Lisbon", "Allergic to nuts", "Likes black tea")
BOB = ("Likes green tea", "Plays chess")


@dataclass(slots=True)
class Service:
    """One service to which some memories were added; `ids` finds them by their text."""

    name: str
    adapter: WritingAdapter
    reader: WritingAdapter
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def is_v1(self) -> bool:
        """Whether lists take names and one text, and nothing else of a filter."""
        return self.name in {"served v1 only", "pinned to v1"}

    async def add(self, text: str, **fields: Any) -> str:
        """Store one memory; its id."""
        outcome = await self.adapter.add(replace(NewMemory(text, user_id="alice"), **fields))
        (added,) = outcome.results
        self.ids[text] = added.memory_id
        return added.memory_id


@pytest.fixture(params=SERVICES)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """A service without memories, opened for writing and once more for reading only."""
    name = str(request.param)
    with ExitStack() as stack:
        if name == "local":
            path = tmp_path / "memories.db"
            adapter: WritingAdapter = LocalAdapter.open(path)
            reader: WritingAdapter = LocalAdapter.open(path, read_only=True)
        elif name == "selfhosted":
            server = stack.enter_context(running(Faulty(Imitation().app())))
            adapter = SelfHostedAdapter(server.url, Secret(ADMIN))
            reader = SelfHostedAdapter(server.url, Secret(ADMIN), read_only=True)
        else:
            served = SERVED.get(name, ALL_VERSIONS)
            server = stack.enter_context(
                serving(tmp_path / "memories.db", api_versions=served, read_only=False)
            )
            pinned = next((version for version in API_VERSIONS if name == f"pinned to {version}"), None)
            adapter = PlatformAdapter(server.url, Secret("key"), api_version=pinned)
            reader = PlatformAdapter(server.url, Secret("key"), read_only=True, api_version=pinned)
        yield Service(name, adapter, reader)


@pytest_asyncio.fixture
async def service(opened: Service) -> AsyncIterator[Service]:
    """Four memories of alice, two of bob, one of them in a run, and one of an agent."""
    for text in ALICE:
        await opened.add(text, metadata={"source": "chat"})
    await opened.add(BOB[0], user_id="bob", run_id="trip/1")
    await opened.add(BOB[1], user_id="bob")
    await opened.add("Answers in short sentences", user_id=None, agent_id="helper")
    yield opened
    await opened.adapter.close()
    await opened.reader.close()
