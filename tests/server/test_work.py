"""What was begun is done, and what cannot be answered with is made answerable."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.changes import NewMemory
from memtui.core.models import Memory, MemoryRecord
from memtui.core.queries import MemoryQuery
from memtui.server.app import create_app
from memtui.server.work import Work
from tests.server.conftest import Running


async def test_work_goes_on_when_nobody_waits_for_it() -> None:
    work, goes_on, done = Work(), asyncio.Event(), list[str]()

    async def change() -> None:
        await goes_on.wait()
        done.append("done")

    asked = asyncio.create_task(work.run(change()))
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert not done
    goes_on.set()
    await work.settle()
    assert done == ["done"]


async def test_work_that_fails_with_nobody_waiting_is_quiet(caplog: pytest.LogCaptureFixture) -> None:
    work, goes_on = Work(), asyncio.Event()

    async def change() -> None:
        await goes_on.wait()
        raise ValueError("nobody hears this")

    asked = asyncio.create_task(work.run(change()))
    await asyncio.sleep(0)
    asked.cancel()
    goes_on.set()
    await work.settle()
    with pytest.raises(asyncio.CancelledError):
        await asked
    with pytest.raises(ValueError, match="nobody hears"):
        await work.run(change())
    del asked
    assert not caplog.records


async def test_a_request_that_is_cancelled_is_carried_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapter = LocalAdapter.open(tmp_path / "a.db")
    begun, goes_on = asyncio.Event(), asyncio.Event()
    add_all = adapter.add_all

    async def slow(news: Sequence[NewMemory]) -> object:
        begun.set()
        await goes_on.wait()
        return await add_all(news)

    monkeypatch.setattr(adapter, "add_all", slow)
    app = create_app(adapter)
    said = [{"role": "user", "content": f"tea {number}"} for number in range(3)]
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(base_url="http://localhost", transport=httpx.ASGITransport(app)) as http,
    ):
        request = asyncio.create_task(http.post("/v3/memories/add/", json={"messages": said, "user_id": "a"}))
        await begun.wait()
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        goes_on.set()
    # The end of the lifespan waits for all three.
    assert await adapter.count(MemoryQuery()) == 3
    await adapter.close()


def test_a_client_that_stops_halfway_through_its_body_changes_nothing(
    changing: Running, writer: httpx.Client
) -> None:
    async def talk() -> None:
        host, port = changing.url.removeprefix("http://").split(":")
        _, writer = await asyncio.open_connection(host, int(port))
        head = "POST /v3/memories/add/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        writer.write(f'{head}Content-Length: 100\r\n\r\n{{"user_id": "zoe"'.encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    asyncio.run(talk())
    assert writer.get("/v1/events/").json()["count"] == 0


async def test_what_an_import_brought_is_answered_with_whatever_it_is(tmp_path: Path) -> None:
    adapter = LocalAdapter.open(tmp_path / "a.db")
    metadata = {"half": "\ud83d", "nan": float("nan"), "far": [float("inf"), 1.5], "\udc00": 1}
    odd = Memory(id="m1", memory="Likes größe", user_id="alice", metadata=metadata)
    await adapter.import_records([MemoryRecord(odd, None)], replace=False, dry_run=False)
    transport = httpx.ASGITransport(create_app(adapter))
    async with httpx.AsyncClient(base_url="http://localhost", transport=transport) as http:
        answer = await http.post("/v3/memories/", json={"filters": {"user_id": "alice"}})
    await adapter.close()
    assert answer.status_code == 200

    def refuse(word: str) -> None:
        raise AssertionError(word)

    (memory,) = json.loads(answer.content, parse_constant=refuse)["results"]
    assert memory["memory"] == "Likes größe"
    assert memory["metadata"] == {"half": "\ud83d", "nan": None, "far": [None, 1.5], "\udc00": 1}
