"""Taking back what a service does not give back as it was, or has learned."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memtui.adapters.base import WriteSupport
from memtui.core.changes import AddedMemory, Addition, MemoryEdit, NewMemory
from memtui.core.errors import NotFoundError
from memtui.core.models import Memory
from memtui.ops.choices import Ids
from memtui.ops.drafting import drafting
from memtui.ops.planning import plan_delete, plan_edit
from memtui.ops.undo import plan_undo
from memtui.state.journal import Journal, NewItem, Operation, Outcome
from tests.ops.bench import Bench
from tests.ops.conftest import OpenBench
from tests.ops.fakes import EMBEDDED, PLATFORM, SELF_HOSTED, FakeService
from tests.ops.memories import facts, memory

ALL = Ids(("m0", "m1", "m2"))


@pytest.fixture
async def bench(open_bench: OpenBench) -> Bench:
    """Three memories of alice."""
    service = FakeService()
    service.put(*facts(3))
    return await open_bench(service)


# What a service does not give back --------------------------------------------------------------------


async def test_a_deletion_says_what_an_undo_cannot_bring_back(open_bench: OpenBench) -> None:
    said = {}
    for name, support in {"platform": replace(PLATFORM, dedupes=True), "local": EMBEDDED}.items():
        service = FakeService(support)
        service.put(*facts(1))
        bench = await open_bench(service)
        said[name] = (await plan_delete(bench.desk, Ids(("m0",)))).warnings
    assert said["local"] == ()
    assert "does not give back its id, dates, history and categories" in said["platform"][0]
    assert "It may refuse a text that it has already" in said["platform"][1]


@pytest.mark.parametrize(
    ("support", "gone", "note"),
    [
        (SELF_HOSTED, memory(7, app_id="web"), "this service has no app_id"),
        (PLATFORM, memory(7, categories=("food",)), "this service hands out categories itself"),
    ],
)
async def test_what_is_lost_on_the_way_back_is_said(
    open_bench: OpenBench, support: WriteSupport, gone: Memory, note: str
) -> None:
    service = FakeService(support)
    service.put(gone)
    bench = await open_bench(service)
    await bench.do(plan_delete(bench.desk, Ids(("m7",))))
    plan = await plan_undo(bench.desk)
    assert bench.notes(plan) == [("planned", note)]


async def test_a_memory_that_no_service_takes_does_not_keep_the_others_from_coming_back(bench: Bench) -> None:
    bench.service.put(memory("blank", " "), memory("nobody", user_id=None))
    operation = await bench.do(plan_delete(bench.desk, Ids((*ALL.memory_ids, "blank", "nobody"))))
    undone = await bench.undo(operation)
    assert undone.counts == {"done": 3, "skipped": 2}
    assert bench.notes(undone)[3][1] == "this service does not take it back: A memory needs a text."
    assert bench.journal.operation(operation.id).undone == 3
    with pytest.raises(NotFoundError):
        await plan_undo(bench.desk)


async def test_an_edit_of_what_no_service_takes_is_not_taken_back(bench: Bench) -> None:
    bench.service.change("m0", memory=" ")
    bench.service.change("m1", expiration_date="soon")
    both = MemoryEdit(memory="A", expiration_date="2030-01-01")
    operation = await bench.do(plan_edit(bench.desk, ALL, both))
    undone = await bench.undo(operation)
    assert undone.counts == {"skipped": 2, "done": 1}
    assert [note for _, note in bench.notes(undone)][:2] == [
        "this service does not take it back: A memory needs a text.",
        "this service does not take it back: 'soon' is no date.",
    ]
    assert bench.journal.operation(operation.id).undone == 1


async def test_a_key_that_was_added_where_keys_are_merged_is_reported_and_not_claimed(
    open_bench: OpenBench,
) -> None:
    service = FakeService(SELF_HOSTED)
    service.put(memory(0, metadata={"a": 1}))
    bench = await open_bench(service)
    added = await bench.do(plan_edit(bench.desk, Ids(("m0",)), MemoryEdit(metadata={"a": 1, "b": 2})))
    plan = await plan_undo(bench.desk, added.id)
    assert bench.notes(plan) == [("skipped", "this service keeps the metadata keys b")]
    await bench.apply(plan)
    assert bench.journal.operation(added.id).undone == 0
    both = await bench.do(plan_edit(bench.desk, Ids(("m0",)), MemoryEdit(metadata={"a": 3, "c": 4})))
    plan = await plan_undo(bench.desk, both.id)
    assert bench.notes(plan) == [("planned", "this service keeps the metadata keys c")]
    undone = await bench.apply(plan)
    assert bench.notes(undone) == [("done", "this service keeps the metadata keys c")]
    assert service.memories["m0"].metadata == {"a": 1, "b": 2, "c": 4}


async def test_removing_keys_where_they_are_merged_comes_to_nothing(open_bench: OpenBench) -> None:
    service = FakeService(SELF_HOSTED)
    service.put(memory(0, metadata={"a": 1}))
    bench = await open_bench(service)
    plan = await plan_edit(bench.desk, Ids(("m0",)), MemoryEdit(metadata={}))
    assert bench.notes(plan) == [("skipped", "it looks like that already")]


# What was learned -------------------------------------------------------------------------------------


async def learned(bench: Bench, *made: AddedMemory) -> Operation:
    """An operation in which the service says that it has changed these memories."""
    async with drafting(bench.desk, "add") as draft:
        await draft.append([NewItem(Addition(NewMemory("Learn", user_id="alice", infer=True)))])
        plan = await draft.plan(lambda count: f"learn {count}")
    number = plan.operation.id
    await bench.desk.log(Journal.start, number)
    await bench.desk.log(Journal.write, number, [Outcome(0, "done", added=made)])
    await bench.desk.log(Journal.finish, number, "done")
    return await bench.desk.log(Journal.operation, number)


async def test_what_a_service_has_changed_by_learning_is_changed_back(bench: Bench) -> None:
    operation = await learned(
        bench,
        AddedMemory("m0", "UPDATE", "Fact 0", "Old 0"),
        AddedMemory("m1", "UPDATE", "Fact 1"),
        AddedMemory("m9", "DELETE", "Gone"),
        AddedMemory("m2", "ADD", "Fact 2"),
    )
    undone = await bench.undo(operation)
    assert bench.notes(undone) == [
        ("done", ""),
        ("skipped", "the service does not say what was there before (UPDATE)"),
        ("skipped", "the service does not say what was there before (DELETE)"),
        ("done", ""),
    ]
    assert sorted(one.memory for one in bench.service.memories.values()) == ["Fact 1", "Old 0"]


async def test_what_cannot_be_taken_back_does_not_hide_what_lies_before_it(open_bench: OpenBench) -> None:
    service = FakeService(SELF_HOSTED)
    service.put(*facts(1))
    bench = await open_bench(service)
    await bench.do(plan_edit(bench.desk, Ids(("m0",)), MemoryEdit(memory="Changed")))
    await bench.do(plan_edit(bench.desk, Ids(("m0",)), MemoryEdit(metadata={"zz": 1})))
    for _ in range(2):
        plan = await plan_undo(bench.desk)
        assert plan.changes == 1
        assert "What was done last cannot be taken back here, and stays" in plan.warnings[0]
    # Its memory was changed since, by the other one.
    assert (await bench.apply(plan)).counts == {"conflict": 1}
    plan = await plan_undo(bench.desk)
    assert plan.changes == 0
    assert "keeps the metadata keys zz" in bench.notes(plan.operation)[0][1]
