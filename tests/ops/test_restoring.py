"""Deleted memories that come back: whole where a store takes them so, else as additions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memtui.core.errors import NotFoundError, RefusedError
from memtui.ops.choices import Ids
from memtui.ops.planning import plan_delete
from memtui.ops.undo import plan_undo
from tests.ops.adding import texts
from tests.ops.bench import Bench
from tests.ops.conftest import OpenBench
from tests.ops.fakes import EMBEDDED, FakeService
from tests.ops.faults import Fault, lost, status
from tests.ops.memories import facts, memory


@pytest.fixture
async def store(open_bench: OpenBench) -> Bench:
    """A store that gives deleted memories back whole."""
    service = FakeService(replace(EMBEDDED, max_batch=2), "local")
    service.put(*(memory(number, created_at="2026-01-01", hash="h", extra={"x": 1}) for number in range(3)))
    return await open_bench(service)


@pytest.mark.parametrize("fault", [Fault(), Fault(before=status(500)), Fault(after=lost()), Fault(lag=2)])
async def test_a_store_gives_back_everything(store: Bench, fault: Fault) -> None:
    before = dict(store.service.memories)
    operation = await store.do(plan_delete(store.desk, Ids(tuple(before))))
    assert store.service.memories == {}
    assert (await plan_undo(store.desk)).warnings == ()
    store.service.script("restore", fault)
    undone = await store.undo(operation)
    assert undone.counts == {"done": 3}
    assert store.service.memories == before
    assert (await store.redo()).counts == {"done": 3}
    assert (await store.undo()).counts == {"done": 3}
    assert store.service.memories == before


async def test_what_is_back_already_is_left_alone(store: Bench) -> None:
    before = dict(store.service.memories)
    operation = await store.do(plan_delete(store.desk, Ids(tuple(before))))
    store.service.put(before["m0"], replace(before["m1"], memory="Theirs"))
    undone = await store.undo(operation)
    assert store.notes(undone) == [
        ("skipped", "it is there already"), ("conflict", "another memory has its id (text)"), ("done", "")
    ]  # fmt: skip
    assert store.service.memories["m1"].memory == "Theirs"
    assert store.journal.operation(operation.id).undone == 2


async def test_a_store_that_refuses_and_one_that_goes_away(store: Bench) -> None:
    before = dict(store.service.memories)
    operation = await store.do(plan_delete(store.desk, Ids(tuple(before))))
    store.service.script("restore", Fault(before=RefusedError("No.")), *[Fault(before=status(500))] * 9)
    undone = await store.apply(await plan_undo(store.desk))
    assert (undone.status, undone.counts) == ("interrupted", {"failed": 2, "unknown": 1})
    store.service.faults.clear()
    undone = await store.finish(undone)
    assert undone.counts == {"failed": 2, "done": 1}
    # The rest of it is taken back by another undo, when it is asked for.
    with pytest.raises(NotFoundError):
        await plan_undo(store.desk)
    assert (await store.undo(operation)).counts == {"done": 2}
    assert store.service.memories == before


async def test_additions_bring_back_what_nobody_else_has(bench: Bench) -> None:
    """Two undos of one deletion: what the first has added, the second does not."""
    bench.service.put(*facts(3))
    deleted = await bench.do(plan_delete(bench.desk, Ids(("m0", "m1", "m2"))))
    first, second = await plan_undo(bench.desk, deleted.id, {0, 1}), await plan_undo(bench.desk, deleted.id)
    await bench.apply(first)
    operation = await bench.apply(second)
    said = f"operation {first.operation.id} has taken it back already"
    assert bench.notes(operation) == [("skipped", said), ("skipped", said), ("done", "")]
    assert texts(bench) == {"Fact 0": 1, "Fact 1": 1, "Fact 2": 1}
