"""Embedded stores for tests: one that is open, throw-away ones with a given content, and a large one."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.models import HistoryEvent, Memory, MemoryRecord
from memtui.core.queries import MemoryQuery

T = TypeVar("T")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a store may be made."""
    return tmp_path / "memories.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[LocalAdapter]:
    """An empty store, open."""
    adapter = LocalAdapter.open(path)
    yield adapter
    await adapter.close()


def record(memory_id: str, memory: str = "Likes tea", **fields: Any) -> MemoryRecord:
    """A record with an ADD event."""
    event = HistoryEvent(id=f"e-{memory_id}", memory_id=memory_id, event="ADD", new_memory=memory)
    return MemoryRecord(Memory(id=memory_id, memory=memory, **fields), (event,))


async def put(adapter: LocalAdapter, *records: MemoryRecord) -> None:
    """Store these records."""
    await adapter.import_records(records, replace=False, dry_run=False)


async def exported(adapter: LocalAdapter) -> list[MemoryRecord]:
    """Everything in the store."""
    return [item async for item in adapter.records(MemoryQuery())]


def make_older(path: Path, version: int) -> None:
    """Take from a store's file what schemas after this one brought."""
    tables = {
        2: ("feedback", "exports", "exported", "members", "webhooks"),
        3: ("labels", "labelled", "blocks"),
    }
    with closing(sqlite3.connect(path)) as connection:
        for later, names in tables.items():
            for name in names if later > version else ():
                connection.execute(f"DROP TABLE {name}")
        connection.execute("DELETE FROM counters WHERE name = 'changes'")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()


_EMPTY: list[Path] = []


def _empty_store() -> Path:
    """A file with an empty store, made once, since copying is cheaper than making."""
    if not _EMPTY:
        _EMPTY.append(Path(tempfile.mkdtemp(prefix="memtui-tests-")) / "empty.db")
        asyncio.run(LocalAdapter.open(_EMPTY[0]).close())
    return _EMPTY[0]


def in_store(content: Iterable[MemoryRecord], work: Callable[[LocalAdapter], Awaitable[T]]) -> T:
    """The result of `work` on a throw-away store with this content: for property tests."""

    async def whole(path: Path) -> T:
        adapter = LocalAdapter.open(path)
        try:
            await put(adapter, *content)
            return await work(adapter)
        finally:
            await adapter.close()

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(whole(Path(shutil.copyfile(_empty_store(), Path(folder, "memories.db")))))
