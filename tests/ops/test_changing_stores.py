"""The embedded store on the bench: everything comes back as it was, ids and dates included."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.errors import RefusedError
from memtui.core.filters import WHOLE_PROJECT, keyword_condition, scope_condition
from memtui.core.models import Memory, MemoryRecord
from memtui.core.queries import MemoryQuery
from memtui.core.rewriting import ReplaceText
from memtui.ops.apply import apply
from memtui.ops.choices import Ids, Matching
from memtui.ops.desk import Desk, open_desk
from memtui.ops.planning import (
    plan_add,
    plan_archive,
    plan_delete,
    plan_delete_entity,
    plan_edit,
    plan_replace,
    plan_reset,
    plan_rewrite,
)
from memtui.ops.plans import Plan, Progress
from memtui.ops.settling import reconcile
from memtui.ops.undo import plan_redo, plan_resume, plan_undo
from memtui.state.journal import Journal, Operation

Making = Callable[[Desk], Awaitable[Plan]]
FROZEN = Memory("frozen", "Frozen", user_id="alice", immutable=True)
ALICE = Matching(MemoryQuery(scope_condition("user", "alice")))
HOSTILE = Memory(
    "odd",
    "Likes \x1b[31mtea\x00\r\n\u202e",
    user_id="bob",
    agent_id="bot",
    metadata={"k": [1, None, "\ud800"], "": {"deep": True}},
    categories=("food", ""),
    hash="h",
    expiration_date="2020-01-31",
    created_at="2024-07-20T01:30:36.275141-07:00",
    extra={"owner": "x", "score_details": {}},
    wire_keys=("id", "memory", "owner"),
)
PLANS: dict[str, Making] = {
    "delete": lambda desk: plan_delete(desk, Matching(MemoryQuery(WHOLE_PROJECT))),
    "some": lambda desk: plan_delete(desk, Ids(("odd", "m1", "frozen"))),
    "found": lambda desk: plan_delete(desk, Matching(MemoryQuery(keyword_condition("\x1b[31mTEA")))),
    "entity": lambda desk: plan_delete_entity(desk, "agent", "bot"),
    "reset": plan_reset,
}
CHANGES: dict[str, Making] = {
    "edit": lambda desk: plan_edit(
        desk,
        ALICE,
        MemoryEdit(memory="x", metadata={"b": 1}, categories=("new",), expiration_date="2030-01-01"),
    ),
    "rewrite": lambda desk: plan_rewrite(desk, ALICE, [ReplaceText("Fact", "Truth")]),
    "archive": lambda desk: plan_archive(desk, ALICE),
    "add": lambda desk: plan_add(desk, [NewMemory("Fact 1", user_id="alice"), NewMemory("New")]),
    "replace": lambda desk: plan_replace(desk, FROZEN, MemoryEdit(memory="Thawed")),
}


@dataclass(frozen=True, slots=True)
class Shop:
    """A store on a desk."""

    desk: Desk
    store: LocalAdapter

    async def memories(self) -> dict[str, Memory]:
        return {one.memory.id: one.memory async for one in self.store.records(MemoryQuery())}

    async def do(self, making: Awaitable[Plan]) -> Operation:
        plan = await making
        return await apply(self.desk, plan.operation.id, ignore)


def ignore(_: Progress) -> None:
    pass


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """A store with an odd memory, an immutable one and ten plain ones."""
    store = LocalAdapter.open(tmp_path / "memories.db")
    plain = [
        Memory(f"m{number}", f"Fact {number}", user_id="alice", created_at=f"2026-01-{number + 1:02}")
        for number in range(10)
    ]
    await store.import_records(
        [MemoryRecord(one, ()) for one in (*plain, HOSTILE, FROZEN)], replace=False, dry_run=False
    )
    journal = Journal.open(tmp_path / "journal.db")
    yield Shop(await open_desk(store, journal), store)
    await store.close()
    journal.close()


@pytest.mark.parametrize("name", PLANS)
async def test_what_is_deleted_comes_back_whole(shop: Shop, name: str) -> None:
    before = await shop.memories()
    operation = await shop.do(PLANS[name](shop.desk))
    assert operation.status == "done"
    left = await shop.memories()
    gone = len(before) - len(left)
    for _ in range(2):
        undone = await shop.do(plan_undo(shop.desk))
        assert (undone.status, undone.counts["done"]) == ("done", gone)
        assert await shop.memories() == before
        assert (await shop.do(plan_redo(shop.desk))).counts == {"done": gone}
        assert await shop.memories() == left
    assert gone > 0


@pytest.mark.parametrize("name", CHANGES)
async def test_what_is_changed_is_changed_back(shop: Shop, name: str) -> None:
    def without_dates(found: dict[str, Memory]) -> list[Memory]:
        # A store says of its own accord when a memory was changed.
        known = [replace(one, updated_at=None, hash=None, wire_keys=()) for one in found.values()]
        return sorted(known, key=lambda one: one.id)

    before = await shop.memories()
    operation = await shop.do(CHANGES[name](shop.desk))
    assert operation.status == "done"
    assert operation.counts["done"] >= 2
    after = await shop.memories()
    assert without_dates(after) != without_dates(before)
    await shop.do(plan_undo(shop.desk))
    assert without_dates(await shop.memories()) == without_dates(before)
    await shop.do(plan_redo(shop.desk))
    again = sorted(one.memory for one in (await shop.memories()).values())
    assert again == sorted(one.memory for one in after.values())


async def test_a_store_is_known_wherever_it_is_moved_and_another_is_not(shop: Shop, tmp_path: Path) -> None:
    operation = await shop.do(PLANS["some"](shop.desk))
    other = LocalAdapter.open(tmp_path / "other.db")
    elsewhere = await open_desk(other, shop.desk.journal)
    with pytest.raises(RefusedError, match="another store"):
        await plan_undo(elsewhere, operation.id)
    await other.close()
    await shop.store.close()
    moved = LocalAdapter.open((tmp_path / "memories.db").rename(tmp_path / "moved.db"))
    there = Shop(await open_desk(moved, shop.desk.journal), moved)
    assert (await there.do(plan_undo(there.desk))).counts == {"done": 3}
    await moved.close()


async def test_plans_side_by_side(shop: Shop) -> None:
    halves = [Ids(tuple(f"m{number}" for number in range(start, 10, 2))) for start in range(2)]
    first, second = await asyncio.gather(
        shop.do(plan_delete(shop.desk, halves[0])), shop.do(plan_archive(shop.desk, halves[1]))
    )
    assert (first.counts, second.counts) == ({"done": 5}, {"done": 5})
    await asyncio.gather(*(shop.do(plan_undo(shop.desk, one.id)) for one in (first, second)))
    assert len(await shop.memories()) == 12


ENDED = """
import asyncio, os, signal, sys
from pathlib import Path
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.filters import scope_condition
from memtui.core.queries import MemoryQuery
from memtui.ops.apply import apply
from memtui.ops.choices import Matching
from memtui.ops.desk import open_desk
from memtui.ops.planning import plan_delete
from memtui.state.journal import Journal

async def main(folder, reports):
    store = LocalAdapter.open(folder / "memories.db")
    desk = await open_desk(store, Journal.open(folder / "journal.db"))
    plan = await plan_delete(desk, Matching(MemoryQuery(scope_condition("user", "alice"))))
    told = []
    def report(progress):
        told.append(progress)
        if len(told) == reports:
            os.kill(os.getpid(), signal.SIGKILL)
    await apply(desk, plan.operation.id, report)

asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize(("reports", "counts"), [(2, {"planned": 600}), (3, {"done": 500, "planned": 100})])
async def test_a_killed_memtui_is_taken_up_by_the_next(
    tmp_path: Path, reports: int, counts: dict[str, int]
) -> None:
    store = LocalAdapter.open(tmp_path / "memories.db")
    many = [MemoryRecord(Memory(f"m{number}", "Fact", user_id="alice"), ()) for number in range(600)]
    await store.import_records(many, replace=False, dry_run=False)
    ended = await asyncio.create_subprocess_exec(sys.executable, "-c", ENDED, str(tmp_path), str(reports))
    assert await ended.wait() == -signal.SIGKILL
    journal = Journal.open(tmp_path / "journal.db")
    shop = Shop(await open_desk(store, journal), store)
    (operation,) = await reconcile(shop.desk)
    assert (operation.status, operation.counts) == ("interrupted", counts)
    done = await shop.do(plan_resume(shop.desk, operation.id))
    assert done.counts == {"done": 600}
    assert await shop.memories() == {}
    await shop.do(plan_undo(shop.desk))
    assert len(await shop.memories()) == 600
    journal.close()
    await store.close()
