"""Blocking work beside the event loop: it can be cancelled, waits for nothing else, and ends when closed."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.local.lane import Lane
from memtui.core.errors import StoreError
from memtui.core.filters import keyword_condition
from memtui.core.models import MemoryRecord
from memtui.core.queries import MemoryQuery, SearchQuery
from memtui.core.words import fold
from tests.adapters.conftest import put, record

LONG = 60.0  # seconds after which a test that hangs fails instead
SLOW = MemoryQuery(keyword_condition("ea"))


class _Gate:
    """A stand-in for `fold` in the function that checks texts: it stops checking until told to go on."""

    def __init__(self) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()
        self.checks = 0

    def fold(self, text: str) -> str:
        self.checks += 1
        self.reached.set()
        self.opened.wait(LONG)
        return fold(text)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Gate]:
    gate = _Gate()
    monkeypatch.setattr("memtui.adapters.local.functions.fold", gate.fold)
    yield gate
    gate.opened.set()


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.count(SLOW),
        lambda store: store.search(SearchQuery("tea", keyword_condition("ea"))),
        lambda store: store.page(MemoryQuery(keyword_condition("zz")), 1, 10),
    ],
)
async def test_cancelling_a_question_interrupts_it_and_the_next_one_is_answered(
    store: LocalAdapter, gate: _Gate, ask: Callable[[LocalAdapter], asyncio.Future[object]]
) -> None:
    await put(store, *(record(f"m{number}") for number in range(2000)))
    question = asyncio.ensure_future(ask(store))
    assert await asyncio.to_thread(gate.reached.wait, LONG)
    question.cancel()
    with pytest.raises(asyncio.CancelledError):
        await question
    gate.opened.set()
    assert await store.count(MemoryQuery()) == 2000
    assert (await store.get("m7")).id == "m7"
    interrupted_after = gate.checks
    assert await store.count(SLOW) == 2000
    assert interrupted_after < 1000


async def test_a_page_does_not_wait_for_a_count(store: LocalAdapter, gate: _Gate) -> None:
    await put(store, *(record(f"m{number}") for number in range(20)))
    counting = asyncio.create_task(store.count(SLOW))
    assert await asyncio.to_thread(gate.reached.wait, LONG)
    page = await store.page(MemoryQuery(), 1, 10)
    assert len(page.results) == 10
    assert not counting.done()
    gate.opened.set()
    assert await counting == 20


async def test_cancelling_what_still_waits_leaves_what_runs_alone(store: LocalAdapter, gate: _Gate) -> None:
    await put(store, *(record(f"m{number}") for number in range(20)))
    running = asyncio.create_task(store.count(SLOW))
    assert await asyncio.to_thread(gate.reached.wait, LONG)
    waiting = [asyncio.create_task(store.count(SLOW)) for _ in range(5)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    assert [type(end) for end in await asyncio.gather(*waiting, return_exceptions=True)] == [
        asyncio.CancelledError
    ] * 5
    gate.opened.set()
    assert await running == 20
    assert gate.checks == 20


async def test_a_write_that_has_begun_is_written_even_when_its_caller_is_cancelled(
    store: LocalAdapter,
) -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def slow() -> Iterator[MemoryRecord]:
        yield record("m1")
        begun.set()
        goes_on.wait(LONG)
        yield record("m2")

    writing = asyncio.create_task(store.import_records(slow(), replace=False, dry_run=False))
    assert await asyncio.to_thread(begun.wait, LONG)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    goes_on.set()
    await put(store, record("m3"))
    assert await store.count(MemoryQuery()) == 3


async def test_closing_waits_for_what_runs(path: Path, gate: _Gate) -> None:
    store = LocalAdapter.open(path)
    await put(store, record("m1"))
    counting = asyncio.create_task(store.count(SLOW))
    assert await asyncio.to_thread(gate.reached.wait, LONG)
    closing = asyncio.create_task(store.close())
    gate.opened.set()
    assert await counting == 1
    await closing
    await store.close()


async def test_a_lane_opens_its_connection_when_it_is_first_needed(path: Path) -> None:
    opened: list[int] = []

    def connect() -> sqlite3.Connection:
        opened.append(threading.get_ident())
        return sqlite3.connect(path, check_same_thread=False)

    lane = Lane(path, connect)
    assert opened == []
    threads = await asyncio.gather(*(lane.run(lambda _: threading.get_ident()) for _ in range(3)))
    assert opened == [threads[0]]
    assert set(threads) == {threads[0]} != {threading.get_ident()}
    lane.close()
    lane.close()


async def test_what_sqlite_reports_is_told_of_the_file(path: Path) -> None:
    lane = Lane(path, lambda: sqlite3.connect(path, check_same_thread=False))
    with pytest.raises(StoreError, match=r"memories\.db"):
        await lane.run(lambda connection: connection.execute("SELECT * FROM nowhere"))
    with pytest.raises(ZeroDivisionError):
        await lane.run(lambda _: 1 / 0)
    assert await lane.run(lambda connection: connection.execute("SELECT 1").fetchone()) == (1,)
    lane.close()
