"""Ten thousand memories deleted over HTTP: how many requests that takes, and that each is in the journal."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.platform import PlatformAdapter
from memtui.core.filter_text import parse
from memtui.core.models import Memory, MemoryRecord
from memtui.core.queries import MemoryQuery
from memtui.ops.apply import apply
from memtui.ops.choices import Choice, Ids, Matching
from memtui.ops.desk import open_desk
from memtui.ops.planning import plan_delete
from memtui.ops.plans import Progress
from memtui.state.journal import Journal
from tests.server.conftest import Running, serving

COUNT, BATCH, PAGE = 10_000, 1000, 200
NAMED = tuple(f"00000000-0000-4000-8000-{number:012d}" for number in range(COUNT))


async def _fill(path: Path) -> None:
    store = LocalAdapter.open(path)
    records = (MemoryRecord(Memory(memory_id, "Drinks tea", "alice"), ()) for memory_id in NAMED)
    await store.import_records(records, replace=False, dry_run=False)
    await store.close()


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("full") / "memories.db"
    asyncio.run(_fill(path))
    return path


@pytest.fixture
def server(full: Path, tmp_path: Path) -> Iterator[Running]:
    with serving(Path(shutil.copy(full, tmp_path / "memories.db")), read_only=False) as server:
        yield server


def asked(server: Running) -> Counter[str]:
    """How often each route was asked, since this was asked last."""
    found = Counter(line.partition("?")[0] for line in server.faulty.asked)
    server.faulty.asked.clear()
    return found


@pytest.mark.parametrize("choice", [Matching(MemoryQuery(parse("user_id = alice"))), Ids(NAMED)])
async def test_ten_thousand_are_deleted_in_ten_batches(
    server: Running, tmp_path: Path, choice: Choice
) -> None:
    adapter = PlatformAdapter(server.url)
    journal = Journal.open(tmp_path / "journal.db")
    desk = await open_desk(adapter, journal)
    asked(server)
    plan = await plan_delete(desk, choice)
    assert asked(server) == {"POST /v3/memories/": COUNT // PAGE}
    went: list[Progress] = []
    operation = await apply(desk, plan.operation.id, went.append)
    assert operation.counts == {"done": COUNT}
    # Guarded before and verified after, both in pages.
    assert asked(server) == {"DELETE /v1/batch/": COUNT // BATCH, "POST /v3/memories/": 2 * COUNT // PAGE}
    assert went[-1].done == COUNT
    assert len(went) > COUNT // BATCH, "told after every batch"
    assert await adapter.count(MemoryQuery()) == 0
    assert len(list(journal.each_item(operation.id))) == COUNT
    journal.close()
    await adapter.close()


async def test_where_no_batch_is_taken_the_next_ones_are_small(server: Running) -> None:
    adapter = PlatformAdapter(server.url)
    server.faulty.missing = "/v1/batch/"
    writing = adapter.capabilities.writing
    assert writing is not None and writing.max_batch == BATCH
    assert await adapter.delete_many(NAMED[:3]) == {}
    writing = adapter.capabilities.writing
    assert writing is not None and writing.max_batch < 100, "a stop comes between batches"
    assert asked(server) == {"DELETE /v1/batch/": 1} | {
        f"DELETE /v1/memories/{memory_id}/": 1 for memory_id in NAMED[:3]
    }
    await adapter.close()
