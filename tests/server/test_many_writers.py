"""Many clients and another process write to one store at once, while somebody reads: nothing is lost."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.filters import scope_condition
from memtui.core.queries import MemoryQuery
from memtui.server.additions import AddPolicy
from tests.server.conftest import serving

CLIENTS = 8
BESIDE = """
import asyncio, sys
from pathlib import Path
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.changes import NewMemory
from memtui.core.queries import MemoryQuery

async def write():
    adapter = LocalAdapter.open(Path(sys.argv[1]))
    for number in range(int(sys.argv[2])):
        await adapter.add(NewMemory(f"beside {number}", user_id="beside"))
        await adapter.page(MemoryQuery(), 1, 50)
        await adapter.count(MemoryQuery())
    await adapter.close()

asyncio.run(write())
"""


async def _write(url: str, number: int, each: int) -> None:
    limits = httpx.Limits(max_connections=1)
    async with httpx.AsyncClient(base_url=url, verify=False, limits=limits, timeout=60) as http:
        for note in range(each):
            body = {"messages": f"note {note}", "user_id": f"client {number}", "infer": False}
            answer = await http.post("/v3/memories/add/", json=body)
            assert answer.status_code == 200, answer.text


async def _browse(path: Path, done: asyncio.Event) -> None:
    adapter = LocalAdapter.open(path)
    while not done.is_set():
        page = await adapter.page(MemoryQuery(), 1, 50)
        for memory in page.results[:1]:
            await adapter.history(memory.id)
    await adapter.close()


@pytest.mark.parametrize(("queue", "each"), [(False, 100), (True, 25)])
def test_nothing_is_lost(tmp_path: Path, *, queue: bool, each: int) -> None:
    path = tmp_path / "memories.db"

    async def everybody(url: str) -> None:
        done = asyncio.Event()
        browsing = asyncio.create_task(_browse(path, done))
        await asyncio.gather(*(_write(url, number, each) for number in range(CLIENTS)))
        done.set()
        await browsing

    with serving(path, read_only=False, policy=AddPolicy(queue=queue)) as server:
        command = [sys.executable, "-c", BESIDE, str(path), str(each)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as beside:
            asyncio.run(everybody(server.url))
            assert (beside.communicate(timeout=60)[1], beside.returncode) == ("", 0)

    async def count() -> list[int]:
        adapter = LocalAdapter.open(path)
        names = [f"client {number}" for number in range(CLIENTS)] + ["beside"]
        counts = [await adapter.count(MemoryQuery(scope_condition("user", name))) for name in names]
        assert await adapter.count(MemoryQuery()) == sum(counts)
        await adapter.close()
        return counts

    assert asyncio.run(count()) == [each] * (CLIENTS + 1)
