"""Which clause is to blame for a list without rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.filter_text import parse
from memtui.core.filters import all_of
from memtui.core.models import MemoryRecord
from memtui.core.queries import MemoryQuery
from memtui.ops.blame import MOST_CLAUSES, Blame, find_blame
from tests.adapters.conftest import put, record
from tests.strategies import law


@pytest.fixture
def records() -> list[MemoryRecord]:
    """Four memories: three of alice's, one of them expired; one of an agent's."""
    return [
        record("m1", "likes tea", user_id="alice", categories=("food",)),
        record("m2", "likes cake", user_id="alice", categories=("food",)),
        record("m3", "had a dog", user_id="alice", expiration_date="2020-01-01"),
        record("m4", "books trains", agent_id="bot", categories=("work",)),
    ]


@pytest.mark.parametrize(
    ("clauses", "blame"),
    [
        (("user_id = alice", "categories contains zebra"), Blame((1,), 3)),
        (("user_id = nobody", "categories contains food"), Blame((0,), 2)),
        (("user_id = alice", "agent_id = bot"), Blame((1,), 3)),
        (("agent_id = bot", "user_id = alice"), Blame((0,), 3)),
        (("user_id = nobody",), Blame((0,), 4)),
        (("user_id = nobody", "app_id = none"), Blame((0, 1), 4)),
        (("user_id = nobody", "app_id = none", "categories contains food"), Blame((0, 1), 2)),
        ((), None),
    ],
)
async def test_the_clause_to_blame(
    tmp_path: Path, records: list[MemoryRecord], clauses: Sequence[str], blame: Blame | None
) -> None:
    store = LocalAdapter.open(tmp_path / "memories.db")
    await put(store, *records)
    assert await find_blame(store, [parse(text) for text in clauses], show_expired=True) == blame
    await store.close()


async def test_expired_memories_that_are_hidden_come_first(
    tmp_path: Path, records: list[MemoryRecord]
) -> None:
    store = LocalAdapter.open(tmp_path / "memories.db")
    await put(store, *records)
    clauses = [parse("user_id = alice"), parse("keywords icontains dog")]
    assert await find_blame(store, clauses, show_expired=False) == Blame((), 0, expired=1)
    await store.close()


async def test_an_empty_store_and_a_filter_without_end_have_nothing_to_blame(tmp_path: Path) -> None:
    store = LocalAdapter.open(tmp_path / "memories.db")
    alice, tea = parse("user_id = alice"), parse("keywords icontains tea")
    assert await find_blame(store, [alice, tea], show_expired=True) is None
    await put(store, record("m1", "likes tea", user_id="bob"))
    assert await find_blame(store, [alice] * (MOST_CLAUSES + 1), show_expired=True) is None
    await store.close()


_TEXTS = (
    "user_id = alice", "user_id = nobody", "agent_id = bot", "app_id = none", "categories contains food",
    "keywords icontains tea", "keywords icontains trains", "not user_id = *", "length > 9",
)  # fmt: skip


@law(40)
@given(st.lists(st.sampled_from(_TEXTS), min_size=1, max_size=4, unique=True))
def test_law_without_the_clauses_to_blame_that_many_match(texts: list[str]) -> None:
    import asyncio
    from tempfile import TemporaryDirectory

    async def check() -> None:
        with TemporaryDirectory() as folder:
            store = LocalAdapter.open(Path(folder) / "memories.db")
            await put(
                store,
                record("m1", "likes tea", user_id="alice", categories=("food",)),
                record("m2", "books trains", agent_id="bot"),
            )
            clauses = [parse(text) for text in texts]
            if not await store.count(MemoryQuery(all_of(*clauses))):
                blame = await find_blame(store, clauses, show_expired=True)
                assert blame is not None
                kept = [clause for at, clause in enumerate(clauses) if at not in blame.clauses]
                assert blame.without > 0
                assert await store.count(MemoryQuery(all_of(*kept))) == blame.without
            await store.close()

    asyncio.run(check())
