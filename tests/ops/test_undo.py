"""Undo, redo, resume and retry: which operation, what of it, and under which ids."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.errors import NotFoundError, RefusedError
from memtui.ops.choices import Ids
from memtui.ops.planning import plan_add, plan_delete, plan_delete_entity, plan_edit, plan_edit_of
from memtui.ops.undo import plan_redo, plan_resume, plan_retry, plan_undo
from memtui.state.journal import Journal, Operation
from tests.ops.bench import Bench
from tests.ops.conftest import OpenBench
from tests.ops.fakes import PLATFORM, FakeService, content_of
from tests.ops.faults import Fault, lost, status
from tests.ops.memories import facts, memory

ALL = Ids(("m0", "m1", "m2"))
TEA = NewMemory("Likes tea", user_id="alice")


def to(text: str) -> MemoryEdit:
    return MemoryEdit(memory=text)


@pytest.fixture
async def bench(open_bench: OpenBench) -> Bench:
    """Three memories of alice."""
    service = FakeService()
    service.put(*facts(3))
    return await open_bench(service)


async def edit(bench: Bench, text: str, choice: Ids = ALL) -> Operation:
    return await bench.do(plan_edit(bench.desk, choice, to(text)))


def texts(bench: Bench) -> list[str]:
    return sorted(one.memory for one in bench.service.memories.values())


# Which operation --------------------------------------------------------------------------------------


async def test_undo_takes_back_one_operation_after_another_and_redo_brings_them_forth(bench: Bench) -> None:
    await edit(bench, "A")
    await edit(bench, "B")
    await edit(bench, "C")
    for expected in ("B", "A", "Fact 0"):
        await bench.undo()
        assert texts(bench)[0] == expected
    with pytest.raises(NotFoundError, match="nothing to undo"):
        await plan_undo(bench.desk)
    for expected in ("A", "B", "C"):
        await bench.redo()
        assert texts(bench) == [expected] * 3
    with pytest.raises(NotFoundError, match="nothing to do again"):
        await plan_redo(bench.desk)
    for expected in ("B", "A", "Fact 0"):
        await bench.undo()
        assert texts(bench)[0] == expected


async def test_an_undo_of_an_undo_is_a_redo(bench: Bench) -> None:
    await edit(bench, "A")
    undone = await bench.undo()
    plan = await plan_undo(bench.desk, undone.id)
    assert (plan.operation.verb, plan.operation.title) == ("redo", "redo: edit 3 memories")
    await bench.apply(plan)
    assert texts(bench) == ["A"] * 3
    plan = await plan_undo(bench.desk)
    assert (plan.operation.verb, plan.operation.title, plan.operation.undo_of) == (
        "undo", "undo: edit 3 memories", plan.operation.id - 1
    )  # fmt: skip


async def test_nothing_is_done_again_once_something_else_was_done(bench: Bench) -> None:
    await edit(bench, "A")
    await bench.undo()
    await edit(bench, "B")
    with pytest.raises(NotFoundError):
        await plan_redo(bench.desk)
    await bench.undo()
    await bench.redo()
    assert texts(bench) == ["B"] * 3


async def test_what_came_to_nothing_is_not_in_the_way_of_a_redo(bench: Bench) -> None:
    await edit(bench, "A")
    await bench.undo()
    await bench.apply(await plan_edit(bench.desk, ALL, to("B")), stop=lambda: True)
    await bench.redo()
    assert texts(bench) == ["A"] * 3


async def test_what_conflicts_is_tried_once_and_then_passed_over(bench: Bench) -> None:
    await edit(bench, "A", Ids(("m0",)))
    second = await edit(bench, "B", Ids(("m1",)))
    bench.service.change("m1", memory="Theirs")
    assert (await bench.undo()).counts == {"conflict": 1}
    assert (await bench.undo()).counts == {"done": 1}
    assert bench.service.memories["m0"].memory == "Fact 0"
    with pytest.raises(NotFoundError):
        await plan_undo(bench.desk)
    # By its number, and by force, it can be tried again.
    assert (await bench.undo(second)).counts == {"conflict": 1}
    forced = await bench.do(plan_undo(bench.desk, second.id, force=True))
    assert forced.counts == {"done": 1}
    assert bench.service.memories["m1"].memory == "Fact 1"


async def test_some_items_of_an_operation_and_then_the_rest(bench: Bench) -> None:
    operation = await edit(bench, "A")
    some = await bench.do(plan_undo(bench.desk, operation.id, {1}))
    assert some.counts == {"done": 1}
    assert texts(bench) == ["A", "A", "Fact 1"]
    assert bench.journal.operation(operation.id).undone == 1
    with pytest.raises(NotFoundError):
        await plan_undo(bench.desk, operation.id, {1})
    rest = await bench.undo()
    assert (rest.undo_of, rest.counts) == (operation.id, {"done": 2})
    assert texts(bench) == ["Fact 0", "Fact 1", "Fact 2"]
    with pytest.raises(NotFoundError):
        await plan_undo(bench.desk, operation.id)


async def test_an_undo_that_was_interrupted_comes_first(bench: Bench) -> None:
    await edit(bench, "A", Ids(("m0",)))
    operation = await edit(bench, "B")
    bench.service.script("update_many", Fault(before=status(401)))
    cut_off = await bench.apply(await plan_undo(bench.desk))
    assert cut_off.status == "interrupted"
    for named in (None, operation.id, cut_off.id):
        plan = await plan_undo(bench.desk, named)
        assert plan.operation.id == cut_off.id
    with pytest.raises(RefusedError, match="was taking it back"):
        await plan_undo(bench.desk, operation.id, {1})
    await bench.undo()
    assert texts(bench) == ["A", "Fact 1", "Fact 2"]
    await bench.undo()
    assert texts(bench) == ["Fact 0", "Fact 1", "Fact 2"]


async def test_an_undo_whose_fate_is_open_is_not_made_twice(bench: Bench) -> None:
    before = content_of(bench.service)
    operation = await bench.do(plan_delete(bench.desk, ALL))
    bench.service.script("add", *[Fault(after=lost(), lag=1000)] * 3)
    cut_off = await bench.apply(await plan_undo(bench.desk))
    assert cut_off.counts == {"unknown": 3}
    bench.service._lag = 0
    plan = await plan_undo(bench.desk, operation.id)
    assert plan.operation.id == cut_off.id
    assert (await bench.apply(plan)).counts == {"done": 3}
    assert content_of(bench.service) == before


async def test_of_an_interrupted_operation_is_taken_back_what_was_done(bench: Bench) -> None:
    bench.service.support = replace(PLATFORM, max_batch=1)
    bench.service.script("delete_many", Fault(), Fault(after=lost(), lag=1000))
    operation = await bench.apply(await plan_delete(bench.desk, ALL))
    assert operation.counts == {"done": 1, "unknown": 2}
    plan = await plan_undo(bench.desk)
    assert plan.warnings[0] == "What is not known to have been done stays as it is (2)."
    assert plan.changes == 1


async def test_operations_of_other_stores_are_not_seen(bench: Bench, open_bench: OpenBench) -> None:
    await edit(bench, "A")
    bench.service.store = "another"
    other = await bench.reborn()
    other.desk = type(bench.desk)(bench.service, other.journal, await bench.service.identity())
    with pytest.raises(NotFoundError):
        await plan_undo(other.desk)
    with pytest.raises(RefusedError, match="another store"):
        await plan_resume(other.desk, 1)
    with pytest.raises(RefusedError, match="another store"):
        await plan_retry(other.desk, 1)
    other.journal.close()


async def test_an_operation_whose_first_is_pruned_can_be_undone(bench: Bench) -> None:
    await edit(bench, "A")
    undone = await bench.undo()
    bench.journal._connection.execute("DELETE FROM operations WHERE id = 1")
    plan = await plan_undo(bench.desk, undone.id)
    assert plan.operation.title == "redo: undo: edit 3 memories"


# Ids that change --------------------------------------------------------------------------------------


async def test_an_edit_is_taken_back_from_a_memory_that_came_back_under_another_id(bench: Bench) -> None:
    before = content_of(bench.service)
    edited = await edit(bench, "A", Ids(("m0",)))
    for _ in range(3):
        await bench.do(plan_delete(bench.desk, Ids((next(iter(bench.service.memories)),))))
        await bench.undo()
    assert "m0" not in bench.service.memories
    undone = await bench.undo(edited)
    assert undone.counts == {"done": 1}
    assert content_of(bench.service) == before
    await bench.undo(undone)
    assert "A" in texts(bench)


async def test_an_addition_is_taken_back_from_under_another_id(bench: Bench) -> None:
    added = await bench.do(plan_add(bench.desk, [TEA]))
    await bench.do(plan_delete(bench.desk, Ids(("new-1",))))
    await bench.undo()
    assert "new-2" in bench.service.memories
    undone = await bench.undo(added)
    assert undone.counts == {"done": 1}
    assert texts(bench) == ["Fact 0", "Fact 1", "Fact 2"]


async def test_what_failed_is_tried_again_under_another_id(bench: Bench) -> None:
    bench.service.script("update_many", Fault(before=status(400)))
    failed = await bench.do(plan_edit_of(bench.desk, memory(0), to("A")))
    await bench.do(plan_delete(bench.desk, Ids(("m0",))))
    await bench.undo()
    again = await bench.do(plan_retry(bench.desk, failed.id))
    assert again.counts == {"done": 1}
    assert bench.service.memories["new-1"].memory == "A"


async def test_the_undo_of_a_deletion_is_undone_and_done_again(bench: Bench) -> None:
    before = content_of(bench.service)
    await bench.do(plan_delete(bench.desk, ALL))
    for _ in range(3):
        await bench.undo()
        assert content_of(bench.service) == before
        await bench.redo()
        assert bench.service.memories == {}


async def test_an_addition_that_somebody_deleted_is_taken_back_already(bench: Bench) -> None:
    operation = await bench.do(plan_add(bench.desk, [TEA]))
    del bench.service.memories["new-1"]
    undone = await bench.undo(operation)
    assert bench.notes(undone) == [("skipped", "it is gone already")]
    assert bench.journal.operation(operation.id).undone == 1
    with pytest.raises(NotFoundError):
        await plan_undo(bench.desk, operation.id)


async def test_an_addition_that_was_never_seen_and_is_gone(bench: Bench) -> None:
    bench.service.script("add", Fault(lag=1000))
    operation = await bench.apply(await plan_add(bench.desk, [TEA]))
    assert bench.notes(operation) == [("done", "the service took it and does not show it yet")]
    bench.service._lag = 0
    del bench.service.memories["new-1"]
    undone = await bench.undo(operation)
    assert bench.notes(undone) == [("skipped", "it is gone already")]
    assert bench.journal.operation(operation.id).undone == 1


# Taking up, trying again ------------------------------------------------------------------------------


async def test_nothing_is_left_of_what_is_over(bench: Bench) -> None:
    operation = await edit(bench, "A")
    with pytest.raises(NotFoundError, match="left to do"):
        await plan_resume(bench.desk, operation.id)
    with pytest.raises(NotFoundError, match="failed"):
        await plan_retry(bench.desk, operation.id)
    with pytest.raises(NotFoundError, match="no operation 99"):
        await plan_undo(bench.desk, 99)


async def test_what_failed_in_an_undo_is_tried_again_as_an_undo(bench: Bench) -> None:
    operation = await edit(bench, "A")
    bench.service.script("update_many", Fault(only=1, each=status(400)))
    undone = await bench.undo(operation)
    assert undone.counts == {"done": 1, "failed": 2}
    again = await bench.do(plan_retry(bench.desk, undone.id))
    assert (again.verb, again.undo_of, again.counts) == ("undo", operation.id, {"done": 2})
    assert bench.journal.operation(operation.id).undone == 3
    assert texts(bench) == ["Fact 0", "Fact 1", "Fact 2"]
    await bench.undo(again)
    assert texts(bench).count("A") == 2


async def test_of_what_is_forgotten_nothing_is_tried_again(bench: Bench) -> None:
    bench.service.script("delete_many", Fault(before=status(400)))
    operation = await bench.apply(await plan_delete_entity(bench.desk, "user", "alice"), purge=True)
    assert operation.counts == {"failed": 3, "conflict": 1}
    with pytest.raises(RefusedError, match="forgotten"):
        await plan_retry(bench.desk, operation.id)


async def test_an_undo_that_was_declined_leaves_nothing(bench: Bench) -> None:
    operation = await edit(bench, "A")
    plan = await plan_undo(bench.desk)
    await bench.desk.log(Journal.discard, plan.operation.id)
    assert bench.journal.operation(operation.id).undone == 0
    assert (await bench.undo()).counts == {"done": 3}


async def test_what_was_stopped_stays_so_when_its_rest_is_declined(bench: Bench) -> None:
    bench.service.put(*facts(3))
    plan = await plan_delete(bench.desk, Ids(tuple(one.id for one in facts(3))))
    ended = await bench.apply(plan, stop=lambda: True)
    assert (ended.status, ended.counts) == ("cancelled", {"cancelled": 3})
    again = await plan_resume(bench.desk, ended.id)
    assert again.changes == 3
    bench.journal.discard(ended.id)
    assert bench.journal.operation(ended.id).counts == {"cancelled": 3}
    assert (await bench.apply(await plan_resume(bench.desk, ended.id))).counts == {"done": 3}
