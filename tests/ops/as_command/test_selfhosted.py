"""The copied texts are run against a self-hosted server."""

from __future__ import annotations

import ast
import asyncio
import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from memtui.core.asked import AllEntities, Asked, Listing, OneHistory, OneMemory, Searching
from memtui.core.filter_text import parse
from memtui.core.profile import Profile, Secret
from memtui.core.queries import MemoryQuery, SearchQuery
from memtui.ops.as_command.curl import as_curl
from memtui.ops.as_command.memtui_command import as_memtui
from memtui.ops.as_command.python import as_python
from memtui.ops.as_command.service import Service, service_of
from memtui.state.naming import ANY_KEY
from tests.selfhosted.conftest import Connect, clock, connect, server, service, waits
from tests.selfhosted.data import memory_id
from tests.selfhosted.imitation import ADMIN
from tests.server.conftest import Running

__all__ = ["clock", "connect", "server", "service", "waits"]
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "MEM0_API_KEY": ADMIN, "PYTHONUTF8": "1"}


def ran(*argv: str, said: str) -> list[str]:
    done = subprocess.run(
        argv, input=said, env=ENVIRONMENT, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def ids(answers: list[object]) -> set[str]:
    found: set[str] = set()
    for answer in answers:
        items = answer.get("results", [answer]) if isinstance(answer, dict) else answer
        assert isinstance(items, list)
        found |= {str(item["id"]) for item in items}
    return found


async def answered(asked: Asked, on: Service) -> list[set[str]]:
    """The ids that Python and, where it is there, curl are answered with."""
    lines = await asyncio.to_thread(ran, sys.executable, "-", said=as_python(asked, on, NOW))
    found = [ids([ast.literal_eval(line) for line in lines])]
    if shutil.which("curl"):
        # Each answer on a line of its own.
        text = as_curl(asked, on, NOW).replace("curl ", 'curl -sS -w "\\n" ') + "\n"
        lines = await asyncio.to_thread(ran, "/bin/sh", "-s", said=text)
        found.append(ids([json.loads(line) for line in lines]))
    return found


@pytest.mark.parametrize("text", ["", "user_id = alice", 'user_id in (bob, "größe/東京") and run_id = run/1'])
async def test_lists_and_searches_and_one(server: Running, connect: Connect, text: str) -> None:
    adapter = connect(server.url)
    tree = parse(text) if text else None
    profile = Profile("box", "selfhosted", base_url=server.url, api_key=Secret(ADMIN))
    on = service_of(adapter, profile, (), "MEM0_API_KEY")
    page = await adapter.page(MemoryQuery(tree), 1, 200)
    for found in await answered(Listing(MemoryQuery(tree)), on):
        assert found == {memory.id for memory in page.results}
    query = SearchQuery("tea", tree, top_k=200, threshold=0.0)
    best = await adapter.search(query)
    for found in await answered(Searching(query), on):
        assert found == {memory.id for memory in best}
    for found in await answered(OneMemory(memory_id(3)), on):
        assert found == {memory_id(3)}


async def test_no_key_is_in_any_text(server: Running, connect: Connect) -> None:
    for email in ("", "ann@example.test"):
        profile = Profile("box", "selfhosted", base_url=server.url, api_key=Secret(ADMIN), email=email)
        on = service_of(connect(server.url), profile, ("--base-url", server.url), ANY_KEY)
        for asked in (Listing(MemoryQuery()), OneHistory(memory_id(1)), AllEntities()):
            texts = as_memtui(asked, on), as_curl(asked, on, NOW), as_python(asked, on, NOW)
            assert not [text for text in texts if ADMIN in text or "example.test" in text]
            assert ("MEM0_TOKEN" in texts[1]) == bool(email)
            assert ("MEMTUI_KEY" in texts[1]) != bool(email)
