"""Deletions that leave nothing: erasures, and the ends of entities."""

from __future__ import annotations

import pytest

from memtui.core.changes import Deletion, MemoryEdit
from memtui.core.errors import NotFoundError, RefusedError
from memtui.ops.choices import Ids
from memtui.ops.planning import (
    plan_delete_entity,
    plan_edit,
    plan_reset,
)
from memtui.ops.undo import plan_undo
from tests.ops.bench import Bench
from tests.ops.conftest import OpenBench, holding
from tests.ops.fakes import Call
from tests.ops.faults import Fault, lost, status
from tests.ops.memories import memory

EDIT = MemoryEdit(memory="Changed")
FIVE = Ids(tuple(f"m{number}" for number in range(5)))


@pytest.fixture
async def bench(open_bench: OpenBench) -> Bench:
    """Five memories of alice, of which the service takes two at once."""
    return await holding(open_bench, 5)


# Erasing ----------------------------------------------------------------------------------------------


async def test_an_erasure_leaves_no_text_in_the_journal(bench: Bench) -> None:
    bench.service.put(*(memory(number, f"SECRET {number}", metadata={"k": "SECRET"}) for number in range(5)))
    plan = await plan_delete_entity(bench.desk, "user", "alice")
    assert plan.may_purge
    seen: list[int] = []

    def look(call: Call) -> None:
        if call.name == "delete_many":
            seen.append(sum(b"SECRET" in path.read_bytes() for path in bench.path.parent.iterdir()))

    bench.service.watch = look
    operation = await bench.apply(plan, purge=True)
    assert seen == [0, 0, 0]
    assert (operation.status, operation.counts, operation.purged) == ("done", {"done": 6}, True)
    assert bench.service.memories == {}
    assert all(b"SECRET" not in path.read_bytes() for path in bench.path.parent.iterdir())
    with pytest.raises(RefusedError, match="forgotten"):
        await plan_undo(bench.desk, operation.id)
    with pytest.raises(NotFoundError):
        await plan_undo(bench.desk)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(after=lost()),
        Fault(before=status(500)),
        Fault(only=1, each=status(500)),
        Fault(before=status(401)),
        Fault(lag=3),
        Fault(before=lost(), meddle=lambda service: service.change("m0", memory="SECRET")),
    ],
)
async def test_an_erasure_survives_failures_and_writes_nothing_down(bench: Bench, fault: Fault) -> None:
    bench.service.put(*(memory(number, f"SECRET {number}") for number in range(5)))
    plan = await plan_delete_entity(bench.desk, "user", "alice")
    bench.service.script("delete_many", fault)
    operation = await bench.finish(await bench.apply(plan, purge=True))
    assert operation.counts == {"done": 6}
    assert bench.service.memories == {}
    assert all(b"SECRET" not in path.read_bytes() for path in bench.path.parent.iterdir())


async def test_only_a_deletion_can_be_an_erasure(bench: Bench) -> None:
    plan = await plan_edit(bench.desk, FIVE, EDIT)
    with pytest.raises(RefusedError, match="Only a deletion"):
        await bench.apply(plan, purge=True)
    assert (await bench.apply(plan)).counts == {"done": 5}


# Entities ---------------------------------------------------------------------------------------------


async def test_an_entity_goes_once_it_is_empty(bench: Bench) -> None:
    bench.service.put(memory("bob", user_id="bob"), memory("both", agent_id="bot"))
    operation = await bench.do(plan_delete_entity(bench.desk, "user", "alice"))
    assert bench.notes(operation)[-1] == ("done", "verified empty")
    assert list(bench.service.memories) == ["bob"]
    assert ("user", "alice") not in bench.service.entity_names
    undone = await bench.undo(operation)
    assert undone.status == "done"
    assert len(bench.service.memories) == 7
    whole = bench.journal.operation(operation.id)
    assert whole.undone == whole.counts["done"] == 7


async def test_an_entity_that_got_new_memories_stays(bench: Bench) -> None:
    plan = await plan_delete_entity(bench.desk, "user", "alice")
    bench.service.put(memory("new"))
    operation = await bench.apply(plan)
    assert bench.notes(operation)[-1] == (
        "conflict", "it still holds 1: they came meanwhile, or could not be deleted"
    )  # fmt: skip
    assert bench.service.named("delete_entity") == []
    assert list(bench.service.memories) == ["new"]
    assert operation.status == "partly"


async def test_an_entity_that_lags_is_waited_for(bench: Bench) -> None:
    bench.service.script("delete_many", Fault(), Fault(), Fault(lag=3))
    operation = await bench.do(plan_delete_entity(bench.desk, "user", "alice"))
    assert operation.counts == {"done": 6}


@pytest.mark.parametrize(
    "fault", [Fault(before=lost()), Fault(after=lost()), Fault(after=status(500)), Fault(before=status(401))]
)
async def test_the_end_of_an_entity_is_taken_up_again(bench: Bench, fault: Fault) -> None:
    bench.service.script("delete_entity", fault)
    operation = await bench.apply(await plan_delete_entity(bench.desk, "user", "alice"))
    assert (operation.status, operation.counts) == ("interrupted", {"done": 5, "planned": 1})
    assert (await bench.finish(operation)).counts == {"done": 6}


async def test_an_entity_that_the_service_keeps_or_fills(bench: Bench) -> None:
    bench.service.script("delete_entity", Fault(before=status(403)), Fault(before=status(400)))
    operation = await bench.do(plan_delete_entity(bench.desk, "user", "alice"))
    assert bench.notes(operation)[-1] == ("failed", "The service failed with status 400.")
    bench.service.put(memory("bob", user_id="bob"))
    bench.service.script(
        "delete_entity", Fault(meddle_after=lambda service: service.put(memory("b2", user_id="bob")))
    )
    operation = await bench.do(plan_delete_entity(bench.desk, "user", "bob"))
    assert bench.notes(operation)[-1] == ("failed", "the service still lists 1 of its memories")


async def test_everything_goes_entity_by_entity(bench: Bench) -> None:
    bench.service.put(
        memory("bob", user_id="bob"),
        memory("both", user_id="bob", agent_id="bot"),
        memory("bot", user_id=None, agent_id="bot", run_id="r"),
    )
    bench.service.entity_names.add(("app", "empty"))
    plan = await plan_reset(bench.desk)
    assert (plan.confirmation, plan.changes) == ("count", 8 + 5)
    deletions = [item.change for item in bench.items(plan) if isinstance(item.change, Deletion)]
    assert sorted(one.before.id for one in deletions) == sorted(bench.service.memories)
    operation = await bench.apply(plan)
    assert (operation.status, operation.counts) == ("done", {"done": 13})
    assert (bench.service.memories, bench.service.entity_names) == ({}, set())
