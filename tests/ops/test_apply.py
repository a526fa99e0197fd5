"""Carrying out a plan: stopping, being cancelled, being told, being alone at it, large ones."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from memtui.core.changes import Deletion, MemoryEdit, NewMemory
from memtui.core.errors import NotFoundError, RefusedError, StoreError
from memtui.core.filters import scope_condition
from memtui.core.queries import MemoryQuery
from memtui.ops.apply import apply
from memtui.ops.choices import Ids, Matching
from memtui.ops.desk import Desk, open_desk
from memtui.ops.drafting import drafting
from memtui.ops.planning import (
    plan_add,
    plan_delete,
    plan_edit,
)
from memtui.ops.plans import Progress
from memtui.ops.undo import plan_resume, plan_undo
from memtui.ops.work import Patience
from memtui.state.journal import Item, ItemStatus, Journal, NewItem
from tests.ops.bench import Bench
from tests.ops.conftest import OpenBench, holding
from tests.ops.fakes import EMBEDDED, FakeService, content_of
from tests.ops.faults import Fault, lost, status
from tests.ops.memories import facts, memory

EDIT = MemoryEdit(memory="Changed")
FIVE = Ids(tuple(f"m{number}" for number in range(5)))


@pytest.fixture
async def bench(open_bench: OpenBench) -> Bench:
    """Five memories of alice, of which the service takes two at once."""
    return await holding(open_bench, 5)


# Stopping ---------------------------------------------------------------------------------------------


async def test_it_can_be_stopped_between_two_batches(bench: Bench) -> None:
    plan = await plan_delete(bench.desk, FIVE)
    operation = await bench.apply(plan, stop=lambda: bool(bench.service.written))
    assert (operation.status, operation.counts) == ("cancelled", {"done": 2, "cancelled": 3})
    assert bench.notes(operation)[-1] == ("cancelled", "stopped before it was sent")
    assert len(bench.service.memories) == 3
    await bench.undo(operation)
    assert len(bench.service.memories) == 5


async def test_what_was_stopped_can_be_taken_up_again(bench: Bench) -> None:
    operation = await bench.apply(
        await plan_delete(bench.desk, FIVE), stop=lambda: bool(bench.service.written)
    )
    plan = await plan_resume(bench.desk, operation.id)
    assert plan.changes == 3
    operation = await bench.apply(plan)
    assert (operation.status, operation.counts) == ("done", {"done": 5})
    with pytest.raises(NotFoundError):
        await plan_resume(bench.desk, operation.id)
    await bench.undo(operation)
    assert len(bench.service.memories) == 5


async def test_stopping_shows_no_more_patience_and_claims_nothing(bench: Bench) -> None:
    plan = await plan_delete(bench.desk, FIVE)
    bench.service.script("delete_many", Fault(lag=1000))
    operation = await bench.apply(plan, stop=lambda: bool(bench.service.written))
    assert (operation.status, operation.counts) == ("interrupted", {"unknown": 2, "cancelled": 3})
    assert [told.waiting for told in bench.told if told.waiting] == []
    bench.service._lag = 0
    operation = await bench.finish(operation)
    assert (operation.status, operation.counts) == ("cancelled", {"done": 2, "cancelled": 3})


async def test_stopped_before_it_began(bench: Bench) -> None:
    operation = await bench.apply(await plan_delete(bench.desk, FIVE), stop=lambda: True)
    assert operation.counts == {"cancelled": 5}
    assert bench.service.written == []


# Being cancelled --------------------------------------------------------------------------------------


async def test_being_cancelled_it_finishes_the_batch_in_hand(bench: Bench) -> None:
    plan = await plan_delete(bench.desk, FIVE)
    gate = bench.service.hold("delete_many")
    task = asyncio.ensure_future(bench.apply(plan))
    await gate.reached.wait()
    task.cancel()
    await asyncio.sleep(0)
    gate.opened.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    operation = bench.journal.operation(plan.operation.id)
    assert (operation.status, operation.counts) == ("interrupted", {"done": 2, "planned": 3})
    assert operation.error == "memtui was ended in the middle"
    assert (await bench.finish(operation)).counts == {"done": 5}
    await bench.undo(operation)
    assert len(bench.service.memories) == 5


async def test_being_cancelled_in_the_last_batch_it_is_done(bench: Bench) -> None:
    plan = await plan_delete(bench.desk, Ids(("m0",)))
    gate = bench.service.hold("delete_many")
    task = asyncio.ensure_future(bench.apply(plan))
    await gate.reached.wait()
    task.cancel()
    await asyncio.sleep(0)
    gate.opened.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    operation = bench.journal.operation(plan.operation.id)
    assert (operation.status, operation.error) == ("done", "")


async def test_being_cancelled_it_shows_no_more_patience(bench: Bench) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        task.cancel()
        await asyncio.sleep(0)

    plan = await plan_delete(bench.desk, FIVE)
    bench.service.script("delete_many", Fault(lag=1000))
    bench.patience = Patience((1.0, 2.0, 3.0), sleep)
    task = asyncio.ensure_future(bench.apply(plan))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert slept == [1.0]
    assert bench.journal.operation(plan.operation.id).counts == {"unknown": 2, "planned": 3}


async def test_being_cancelled_twice_it_leaves_the_batch(bench: Bench) -> None:
    plan = await plan_delete(bench.desk, FIVE)
    gate = bench.service.hold("delete_many")
    task = asyncio.ensure_future(bench.apply(plan))
    await gate.reached.wait()
    for _ in range(2):
        task.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await task
    gate.opened.set()
    operation = bench.journal.operation(plan.operation.id)
    assert (operation.status, operation.counts) == ("interrupted", {"unknown": 2, "planned": 3})
    assert (await bench.finish(operation)).counts == {"done": 5}


async def test_a_cancelled_plan_leaves_nothing_behind(tmp_path: Path) -> None:
    service = FakeService()
    service.put(*facts(5))
    journal = Journal.open(tmp_path / "journal.db")
    gate = service.hold("page")
    desk = await open_desk(service, journal)
    task = asyncio.ensure_future(plan_delete(desk, Matching(MemoryQuery(scope_condition("user", "alice")))))
    await gate.reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(NotFoundError):
        journal.operation(1)
    journal.close()


async def test_a_journal_call_is_over_before_its_cancellation_is_heard_of(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "journal.db")
    desk = await open_desk(FakeService(), journal)
    loop, order = asyncio.get_running_loop(), list[str]()

    def slow(_: Journal) -> None:
        loop.call_soon_threadsafe(task.cancel)
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result()
        order.append("called")
        raise StoreError("The disk is full.")

    task = asyncio.ensure_future(desk.log(slow))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert order == ["called"]
    journal.close()


# Being told -------------------------------------------------------------------------------------------


async def test_progress_counts_what_is_over(bench: Bench) -> None:
    plan = await plan_edit(bench.desk, FIVE, EDIT)
    del bench.service.memories["m1"]
    bench.service.change("m2", memory="Changed")
    bench.service.change("m3", memory="Theirs")
    await bench.apply(plan)
    counts = [(told.done, told.failed) for told in bench.told]
    assert counts[0] == (0, 0)
    assert counts[-1] == (3, 2)
    assert bench.told[-1] == Progress(total=5, done=3, failed=2)
    assert bench.told[-1].finished == 5
    assert counts == sorted(counts)


async def test_what_is_taken_up_again_counts_from_where_it_was(bench: Bench) -> None:
    bench.service.script("delete_many", Fault(only=1, each=status(404)), Fault(before=status(401)))
    operation = await bench.apply(await plan_delete(bench.desk, FIVE))
    bench.told.clear()
    await bench.finish(operation)
    assert [(bench.told[0].done, bench.told[0].failed), (bench.told[-1].done, bench.told[-1].failed)] == [
        (1, 1), (4, 1)
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["edit", "add"])
async def test_who_watches_does_not_tear_a_batch_apart(bench: Bench, name: str) -> None:
    news = [NewMemory(f"New {number}", user_id="alice") for number in range(30)]
    plan = await (plan_edit(bench.desk, FIVE, EDIT) if name == "edit" else plan_add(bench.desk, news))
    heard: list[Progress] = []

    def report(progress: Progress) -> None:
        heard.append(progress)
        if len(heard) == 2:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        await apply(bench.desk, plan.operation.id, report, patience=bench.patience)
    operation = bench.journal.operation(plan.operation.id)
    assert operation.status == "interrupted"
    assert operation.undecided == 0
    assert operation.counts["done"] == len(bench.service.written[0].about) * (1 if name == "edit" else 20)
    assert len(heard) == 2
    assert (await bench.finish(operation)).status == "done"


# Being alone at it ------------------------------------------------------------------------------------


async def test_nobody_else_can_be_at_it_in_this_process(bench: Bench) -> None:
    plan = await plan_delete(bench.desk, FIVE)
    gate = bench.service.hold("delete_many")
    first = asyncio.ensure_future(bench.apply(plan))
    await gate.reached.wait()
    with pytest.raises(RefusedError, match="being carried out"):
        await bench.apply(plan)
    with pytest.raises(RefusedError, match="being carried out"):
        await plan_undo(bench.desk)
    assert await bench.reconcile() == []
    gate.opened.set()
    assert (await first).counts == {"done": 5}
    assert len(bench.service.named("delete_many")) == 3


HOLDER = """
import sys
from pathlib import Path
from memtui.state.journal.owners import Owners
print(Owners(Path(sys.argv[1])).claim(int(sys.argv[2])), flush=True)
sys.stdin.read()
"""


async def test_nobody_else_can_be_at_it_in_another_process(bench: Bench) -> None:
    plan = await plan_delete(bench.desk, FIVE)
    bench.journal.owners.release(plan.operation.id)
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, str(bench.path), str(plan.operation.id),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert other.stdout is not None
    assert await other.stdout.readline() == b"True\n"
    with pytest.raises(RefusedError, match="being carried out"):
        await bench.apply(plan, purge=True)
    assert await bench.reconcile() == []
    assert bench.service.written == []
    other.kill()
    await other.wait()
    assert (await bench.apply(plan)).counts == {"done": 5}


async def test_another_store_is_left_alone(bench: Bench, open_bench: OpenBench) -> None:
    plan = await plan_delete(bench.desk, FIVE)
    other = FakeService(store="another project")
    desk = Desk(other, bench.journal, await other.identity())
    for wrong in (apply(desk, plan.operation.id, bench.told.append), plan_undo(desk, plan.operation.id)):
        with pytest.raises(RefusedError, match="another store"):
            await wrong
    assert other.calls == []
    assert bench.journal.operations() == []


async def test_two_operations_at_the_same_time(bench: Bench) -> None:
    before = content_of(bench.service)
    deletion = await plan_delete(bench.desk, Ids(("m0", "m1", "m2")))
    edit = await plan_edit(bench.desk, FIVE, EDIT)
    news = await plan_add(bench.desk, [NewMemory("New", user_id="alice")] * 3)
    for name in ("delete_many", "update_many"):
        bench.service.script(name, Fault(after=lost()), Fault(before=status(500)), Fault(lag=2))
    done = await asyncio.gather(*(bench.apply(plan) for plan in (deletion, edit, news)))
    done = [await bench.finish(operation) for operation in done]
    for operation in reversed(done):
        if operation.undoable:
            await bench.undo(operation)
    assert content_of(bench.service) == before


async def test_a_service_that_is_open_read_only(bench: Bench) -> None:
    bench.service.read_only = True
    with pytest.raises(RefusedError, match="read-only"):
        await open_desk(bench.service, bench.journal)
    with pytest.raises(RefusedError, match="read-only"):
        await plan_delete(bench.desk, FIVE)
    assert bench.service.calls == []


# Room for large plans ---------------------------------------------------------------------------------


async def test_a_large_plan_is_never_held_in_memory(
    open_bench: OpenBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    count, most = 20_000, 500
    service = FakeService(EMBEDDED, "local")
    service.put(*facts(count))
    bench = await open_bench(service)
    asked, appended = list[int](), list[int]()
    real_items, real_append = Journal.items, Journal.append

    def items(
        self: Journal,
        operation: int,
        statuses: Sequence[ItemStatus] | None = None,
        *,
        after: int = -1,
        limit: int = 100,
    ) -> list[Item]:
        asked.append(limit)
        return real_items(self, operation, statuses, after=after, limit=limit)

    def append(self: Journal, operation: int, items: Sequence[NewItem]) -> None:
        appended.append(len(items))
        real_append(self, operation, items)

    monkeypatch.setattr(Journal, "items", items)
    monkeypatch.setattr(Journal, "append", append)
    operation = await bench.do(
        plan_delete(bench.desk, Matching(MemoryQuery(scope_condition("user", "alice"))))
    )
    assert operation.counts == {"done": count}
    assert max(appended) <= 200
    assert max(asked) <= most
    assert len(asked) <= 2 * (count / most + 4) + 2
    asked.clear()
    assert (await plan_undo(bench.desk)).changes == count
    assert max(asked) <= most


async def test_a_memory_that_stands_twice_in_a_plan_is_deleted_once(bench: Bench) -> None:
    async with drafting(bench.desk, "delete") as draft:
        await draft.append([NewItem(Deletion(memory(0)))] * 2 + [NewItem(Deletion(memory(1)))])
        plan = await draft.plan(lambda count: f"delete {count}")
    operation = await bench.apply(plan)
    assert [state for state, _ in bench.notes(operation)] == ["done", "skipped", "done"]
    await bench.undo(operation)
    assert len(bench.service.memories) == 5


async def test_a_plan_that_cannot_be_written_is_forgotten(bench: Bench) -> None:
    def fill(service: FakeService) -> None:
        bench.journal.is_full = True

    bench.service.script("read_many", Fault(meddle_after=fill))
    with pytest.raises(StoreError):
        await plan_delete(bench.desk, FIVE)
    bench.journal.is_full = False
    bench = await bench.reborn()
    await bench.reconcile()
    with pytest.raises(NotFoundError):
        bench.journal.operation(1)
