"""The copied texts are run, among hostile memories: each answers with the memories that the screen shows."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.asked import AllEntities, Asked, Listing, OneHistory, OneMemory, Searching
from memtui.core.filters import And, Condition, Filter, Not
from memtui.core.profile import Profile
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from memtui.ops.as_command.curl import as_curl
from memtui.ops.as_command.memtui_command import as_memtui
from memtui.ops.as_command.python import as_python
from memtui.ops.as_command.service import Service, service_of
from memtui.server.app import create_app
from memtui.state.naming import ANY_KEY
from tests.hostile.home import made
from tests.hostile.texts import FORMS, memories, short
from tests.official.conftest import needs
from tests.server.faults import Faulty
from tests.server.loopback import running

KEY = "m0-as-command"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOSTILE = [short(FORMS[name]) for name in ("clipboard", "c1", "override", "markup-broken", "tags", "stack")]
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@dataclass(frozen=True)
class Bench:
    """A store of hostile memories, the service that it is to a screen, and its server's address."""

    adapter: LocalAdapter
    service: Service
    url: str
    home: Path

    def run(self, *argv: str, said: str = "") -> str:
        """What a program prints, in a home of its own."""
        own = {
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "HOME": str(self.home),
            "MEM0_DIR": str(self.home / ".mem0"),
            "MEM0_TELEMETRY": "False",
            "MEMTUI_SERVE_TOKEN": KEY,
            "PYTHONUTF8": "1",
            "TMPDIR": os.environ.get("TMPDIR", "/tmp"),
        }
        done = subprocess.run(
            argv, input=said, env=own, capture_output=True, encoding="utf-8", timeout=60, check=False
        )
        assert done.returncode == 0, (argv, done.stdout[-500:], done.stderr[-2000:])
        return done.stdout

    def by_memtui(self, asked: Asked) -> Any:
        """What the command answers in JSON, typed into a shell."""
        command = as_memtui(asked, self.service)
        words = command.replace("memtui list ", "memtui list --json ").replace(
            "memtui search ", "memtui search --json "
        )
        words = words.replace("memtui get ", "memtui get --json ").replace(
            "memtui history ", "memtui history --json "
        )
        words = words.replace("memtui entities ", "memtui entities --json ")
        return json.loads(self.run("/bin/sh", "-s", said=f"{words}\n"))

    def by_curl(self, asked: Asked) -> Any:
        """What curl answers, typed into a shell."""
        text = as_curl(asked, replace(self.service, address=self.url), NOW)
        return json.loads(self.run("/bin/sh", "-s", said=text.replace("\ncurl ", "\ncurl -sS ") + "\n"))

    def by_python(self, asked: Asked) -> Any:
        """What the program prints, which is what it was answered."""
        text = as_python(asked, replace(self.service, address=self.url), NOW)
        return eval(self.run(sys.executable, "-W", "ignore", "-", said=text), {}, {})


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("as-command")
    patch = pytest.MonkeyPatch()
    for name in ("CONFIG", "DATA", "STATE"):
        patch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
    store = made(folder / "home", hostile=True)
    patch.undo()
    adapter = LocalAdapter.open(store)
    profile = Profile("m.db", "local", path=store)
    service = service_of(adapter, profile, ("--db", str(store)), ANY_KEY)
    try:
        with running(Faulty(create_app(adapter, token=KEY))) as server:
            yield Bench(adapter, service, server.url, folder / "home")
    finally:
        asyncio.run(adapter.close())


def trees() -> dict[str, Filter | None]:
    """Filters with a stranger's words in them."""
    own = [str(memory["user_id"]) for memory in memories(hostile=True)]
    found: dict[str, Filter | None] = {"everything": None}
    for number, text in enumerate(HOSTILE):
        found[f"user {number}"] = Condition("user_id", "eq", next(name for name in own if text in name))
    found["metadata"] = And(
        (Condition("run_id", "exists"), Condition(f"metadata.k{HOSTILE[0]}", "eq", HOSTILE[0]))
    )
    found["not"] = Not(Condition("categories", "in", tuple(HOSTILE)))
    return found


TREES = trees()


def ids(answer: Any) -> list[str]:
    return [item["id"] for item in answer["results"]]


async def shown(bench: Bench, asked: Listing) -> list[str]:
    page = await bench.adapter.page(asked.query, asked.page, asked.page_size)
    return [memory.id for memory in page.results]


@pytest.mark.parametrize("name", TREES)
async def test_the_commands_list_is_the_screens(bench: Bench, name: str) -> None:
    asked = Listing(MemoryQuery(TREES[name]))
    found = await shown(bench, asked)
    assert found
    assert ids(await asyncio.to_thread(bench.by_memtui, asked)) == found


@needs_curl
@pytest.mark.parametrize("name", TREES)
async def test_curls_list_is_the_screens(bench: Bench, name: str) -> None:
    asked = Listing(MemoryQuery(TREES[name]))
    assert ids(await asyncio.to_thread(bench.by_curl, asked)) == await shown(bench, asked)


@needs("mem0")
@pytest.mark.parametrize("name", ["everything", "user 0", "metadata"])
async def test_the_clients_list_is_the_screens(bench: Bench, name: str) -> None:
    asked = Listing(MemoryQuery(TREES[name]))
    assert ids(await asyncio.to_thread(bench.by_python, asked)) == await shown(bench, asked)


async def test_a_page_further_on_and_without_the_expired(bench: Bench) -> None:
    asked = Listing(MemoryQuery(show_expired=False), 3, 7)
    found = await shown(bench, asked)
    assert len(found) == 7
    assert ids(await asyncio.to_thread(bench.by_memtui, asked)) == found
    if shutil.which("curl"):
        assert ids(await asyncio.to_thread(bench.by_curl, asked)) == found


SEARCHES = {
    "plain": SearchQuery("tea line red docs", top_k=9, threshold=0.0),
    "strict": SearchQuery("red docs", top_k=20, threshold=0.2),
    "hostile": SearchQuery('-it\'s $(red) `x` "docs" \\ red', TREES["not"], threshold=0.0, top_k=5),
}


@pytest.mark.parametrize("name", SEARCHES)
async def test_a_search_is_the_screens(bench: Bench, name: str) -> None:
    asked = Searching(SEARCHES[name])
    found = [memory.id for memory in await bench.adapter.search(asked.query)]
    assert found
    assert ids(await asyncio.to_thread(bench.by_memtui, asked)) == found
    if shutil.which("curl"):
        assert ids(await asyncio.to_thread(bench.by_curl, asked)) == found
    if importlib.util.find_spec("mem0"):
        assert ids(await asyncio.to_thread(bench.by_python, asked)) == found


@pytest.mark.parametrize("number", range(len(HOSTILE)))
async def test_one_hostile_memory_and_its_history(bench: Bench, number: int) -> None:
    everyone = memories(hostile=True)
    memory_id = next(
        str(one["id"]) for one in everyone if HOSTILE[number].replace("/", "|") in str(one["id"])
    )
    ways = [bench.by_memtui]
    if "*" not in memory_id and shutil.which("curl"):
        ways.append(bench.by_curl)
    if not number and importlib.util.find_spec("mem0"):
        ways.append(bench.by_python)
    for way in ways:
        assert (await asyncio.to_thread(way, OneMemory(memory_id)))["id"] == memory_id
        events = await asyncio.to_thread(way, OneHistory(memory_id))
        assert {event["memory_id"] for event in events} == {memory_id}
        assert len(events) == 2


async def test_the_entities(bench: Bench) -> None:
    page = await bench.adapter.entities(EntityQuery(page_size=1000))
    everyone = {(entity.type, entity.name) for entity in page.results}
    answer = await asyncio.to_thread(bench.by_memtui, AllEntities())
    assert {(item["type"], item["name"]) for item in answer["results"]} == everyone
    if shutil.which("curl"):
        answer = await asyncio.to_thread(bench.by_curl, AllEntities())
        assert answer["count"] == len(everyone)
        assert {(item["type"], item["name"]) for item in answer["results"]} <= everyone
