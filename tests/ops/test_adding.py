"""Additions: each once, and what a service refuses, has already or is to have in the place of another."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from memtui.adapters.base import AddOutcome, WriteSupport
from memtui.core.changes import AddedMemory, MemoryEdit, NewMemory
from memtui.core.errors import DataError, NotFoundError, RefusedError, UsageError
from memtui.ops.choices import Ids
from memtui.ops.planning import plan_add, plan_delete, plan_replace
from memtui.ops.undo import plan_retry, plan_undo
from memtui.state.journal import Operation
from tests.ops.adding import COFFEE, LEARN, TEA, texts
from tests.ops.bench import Bench
from tests.ops.conftest import OpenBench
from tests.ops.fakes import EMBEDDED, PLATFORM, SELF_HOSTED, FakeService, content_of
from tests.ops.faults import Fault, lost, status
from tests.ops.memories import facts, memory


@pytest.fixture
async def deduping(open_bench: OpenBench) -> Bench:
    """A service that does not store a text twice."""
    return await open_bench(FakeService(replace(PLATFORM, dedupes=True)))


# When all goes well -----------------------------------------------------------------------------------


async def test_memories_are_added_and_read_again(bench: Bench) -> None:
    operation = await bench.do(plan_add(bench.desk, [TEA, COFFEE]))
    assert (operation.status, operation.counts) == ("done", {"done": 2})
    for item in bench.items(operation):
        (made,) = item.added
        assert item.result == bench.service.memories[made.memory_id]
        assert made == AddedMemory(made.memory_id, "ADD", item.result.memory if item.result else "")
    assert len(bench.service.named("add")) == 2
    await bench.undo(operation)
    assert bench.service.memories == {}


async def test_more_than_are_sent_at_once(bench: Bench) -> None:
    news = [replace(TEA, memory=f"Fact {number}") for number in range(45)]
    operation = await bench.do(plan_add(bench.desk, news))
    assert operation.counts == {"done": 45}
    assert texts(bench) == Counter(new.memory for new in news)


async def test_equal_texts_are_added_as_often_as_they_are_asked_for(bench: Bench) -> None:
    operation = await bench.do(plan_add(bench.desk, [TEA, TEA, TEA]))
    assert texts(bench) == {"Likes tea": 3}
    assert len({item.memory_id for item in bench.items(operation)}) == 3


@pytest.mark.parametrize(
    ("support", "new", "lost_words", "stored"),
    [
        (SELF_HOSTED, replace(TEA, app_id="web"), "this service has no app_id", {"app_id": None}),
        (PLATFORM, replace(TEA, categories=("food",)), "this service hands out categories itself", {}),
        (SELF_HOSTED, replace(TEA, immutable=True), "this service has no immutable memories", {}),
        (EMBEDDED, NewMemory("Likes tea"), "", {"user_id": None}),
        (PLATFORM, replace(TEA, categories=()), "", {}),
    ],
)
async def test_what_a_service_does_not_take_is_left_out_and_said(
    open_bench: OpenBench, support: WriteSupport, new: NewMemory, lost_words: str, stored: dict[str, object]
) -> None:
    service = FakeService(support)
    bench = await open_bench(service)
    operation = await bench.do(plan_add(bench.desk, [new]))
    assert bench.notes(operation) == [("done", lost_words)]
    (made,) = service.memories.values()
    for name, value in stored.items():
        assert getattr(made, name) == value


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (NewMemory("  ", user_id="alice"), DataError),
        (NewMemory("half \ud83d", user_id="alice"), DataError),
        (NewMemory("x", user_id="alice", expiration_date="soon"), DataError),
        (NewMemory("x"), RefusedError),
        (NewMemory("x", user_id="*"), RefusedError),
        (NewMemory("x", user_id=" "), RefusedError),
        (NewMemory("x", user_id="alice", agent_id=""), RefusedError),
        (NewMemory("x", user_id="alice", options={"bogus": 1}), UsageError),
    ],
)
async def test_what_no_service_could_take_is_refused_before_anything_is_planned(
    bench: Bench, new: NewMemory, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await plan_add(bench.desk, [TEA, new])
    with pytest.raises(RefusedError):
        await plan_add(bench.desk, [])
    await bench.reconcile()
    with pytest.raises(NotFoundError):
        bench.journal.operation(1)


async def test_a_store_that_cannot_learn_says_so(open_bench: OpenBench) -> None:
    bench = await open_bench(FakeService(EMBEDDED, "local"))
    with pytest.raises(RefusedError, match="learn"):
        await plan_add(bench.desk, [LEARN])


# The service refuses ----------------------------------------------------------------------------------


async def test_a_service_that_asks_to_wait_gets_it_later(bench: Bench) -> None:
    bench.service.script("add", Fault(before=status(429)), Fault(), Fault(before=status(429)))
    operation = await bench.apply(await plan_add(bench.desk, [TEA, COFFEE]))
    assert operation.counts == {"done": 2}
    assert texts(bench) == {"Likes tea": 1, "Likes coffee": 1}
    assert [told.waiting for told in bench.told if told.waiting] == [
        "The service failed with status 429."
    ] * 2


async def test_a_service_that_asks_to_wait_for_long(bench: Bench) -> None:
    bench.service.script("add", *[Fault(before=status(429))] * 5)
    operation = await bench.apply(await plan_add(bench.desk, [TEA]))
    assert (operation.status, operation.counts) == ("interrupted", {"planned": 1})
    assert operation.error == "The service failed with status 429."
    assert (await bench.finish(operation)).counts == {"done": 1}


async def test_what_is_surely_refused_fails(bench: Bench) -> None:
    bench.service.script("add", Fault(before=status(400)))
    operation = await bench.do(plan_add(bench.desk, [TEA, COFFEE]))
    assert operation.counts == {"failed": 1, "done": 1}
    again = await bench.do(plan_retry(bench.desk, operation.id))
    assert again.counts == {"done": 1}
    assert texts(bench) == {"Likes tea": 1, "Likes coffee": 1}


async def test_a_key_that_is_refused_ends_the_work(bench: Bench) -> None:
    bench.service.script("add", Fault(), Fault(before=status(401)), Fault(after=lost()))
    operation = await bench.apply(await plan_add(bench.desk, [TEA, COFFEE, TEA]))
    assert (operation.status, operation.counts) == ("interrupted", {"done": 2, "planned": 1})
    assert (await bench.finish(operation)).counts == {"done": 3}
    assert texts(bench) == {"Likes tea": 2, "Likes coffee": 1}


async def test_after_a_key_is_refused_nothing_else_is_sent(bench: Bench) -> None:
    bench.service.script("add", Fault(before=status(401)))
    news = [replace(TEA, memory=f"Fact {number}") for number in range(30)]
    operation = await bench.apply(await plan_add(bench.desk, news))
    assert (operation.status, operation.counts) == ("interrupted", {"done": 19, "planned": 11})
    assert operation.error == "The service failed with status 401."
    assert len(bench.service.named("add")) == 20


async def test_a_service_that_adds_nothing_any_more_makes_the_rest_wait(bench: Bench) -> None:
    bench.service.script("add", *[Fault(before=status(500))] * 20)
    news = [replace(TEA, memory=f"Fact {number}") for number in range(30)]
    operation = await bench.apply(await plan_add(bench.desk, news))
    assert (operation.status, operation.counts) == ("interrupted", {"unknown": 20, "planned": 10})
    assert operation.error == "The service failed with status 500."
    assert (await bench.finish(operation)).counts == {"done": 30}
    assert max(texts(bench).values()) == 1


# A service that has it already ------------------------------------------------------------------------


async def test_a_text_that_is_there_already_is_not_added_and_said(deduping: Bench) -> None:
    deduping.service.put(memory("twin", "Likes tea"), memory("near", "Likes coffee"))
    operation = await deduping.do(plan_add(deduping.desk, [TEA, COFFEE]))
    said = "the service has this text already and added nothing"
    assert deduping.notes(operation) == [("skipped", said)] * 2
    with pytest.raises(NotFoundError):
        await plan_undo(deduping.desk)
    assert list(deduping.service.memories) == ["twin", "near"]


async def test_equal_memories_that_come_back_as_one_are_reported(deduping: Bench) -> None:
    deduping.service.put(memory(0, "Twin"), memory(1, "Twin"))
    operation = await deduping.do(plan_delete(deduping.desk, Ids(("m0", "m1"))))
    plan = await plan_undo(deduping.desk)
    assert "of equal memories only one may come back" in " ".join(plan.warnings)
    undone = await deduping.apply(plan)
    assert undone.status == "partly"
    assert deduping.notes(undone) == [
        ("done", ""), ("failed", "the service has this text already and added nothing")
    ]  # fmt: skip
    assert deduping.journal.operation(operation.id).undoable == 1


async def test_a_lost_answer_of_a_service_that_has_the_text_leaves_the_fate_open(deduping: Bench) -> None:
    deduping.service.put(memory("twin", "Likes tea"))
    deduping.service.script("add", Fault(after=lost()))
    operation = await deduping.apply(await plan_add(deduping.desk, [TEA]))
    assert operation.counts == {"unknown": 1}
    assert (await deduping.finish(operation)).counts == {"skipped": 1}


async def test_equal_memories_deleted_together_come_back_as_many_as_they_were(bench: Bench) -> None:
    bench.service.put(*facts(2), *(memory(f"twin-{number}", "Twin") for number in range(25)))
    before = content_of(bench.service)
    operation = await bench.do(plan_delete(bench.desk, Ids(tuple(bench.service.memories))))
    bench.service.script("add", Fault(after=lost()), Fault(before=lost()), *[Fault(after=lost(), lag=2)] * 9)
    undone = await bench.undo(operation)
    assert undone.counts == {"done": 27}
    assert content_of(bench.service) == before


# Replacing --------------------------------------------------------------------------------------------


async def replaced(bench: Bench, *faults: Fault) -> Operation:
    bench.service.put(memory("old", "Likes tea", immutable=True))
    bench.service.script("add", *faults)
    edit = MemoryEdit(memory="Likes coffee")
    return await bench.apply(await plan_replace(bench.desk, bench.service.memories["old"], edit))


async def test_an_immutable_memory_is_replaced_and_comes_back(bench: Bench) -> None:
    operation = await replaced(bench)
    assert operation.counts == {"done": 2}
    (made,) = bench.service.memories.values()
    assert (made.memory, made.immutable) == ("Likes coffee", True)
    await bench.undo(operation)
    (back,) = bench.service.memories.values()
    assert (back.memory, back.immutable) == ("Likes tea", True)
    await bench.redo()
    assert texts(bench) == {"Likes coffee": 1}


async def test_what_could_not_be_replaced_is_not_deleted(bench: Bench) -> None:
    operation = await replaced(bench, Fault(before=status(422)))
    assert bench.notes(operation) == [
        ("failed", "The service failed with status 422."),
        ("failed", "not deleted: what replaces it could not be added"),
    ]
    assert texts(bench) == {"Likes tea": 1}
    again = await bench.do(plan_retry(bench.desk, operation.id))
    assert again.counts == {"done": 2}
    assert texts(bench) == {"Likes coffee": 1}


@pytest.mark.parametrize("fault", [Fault(before=lost()), Fault(answer=AddOutcome(()), lag=1000)])
async def test_what_may_not_be_replaced_is_not_deleted_yet(bench: Bench, fault: Fault) -> None:
    operation = await replaced(bench, fault)
    bench.service._lag = 0
    assert (operation.status, operation.counts) == ("interrupted", {"unknown": 1, "planned": 1})
    assert "Likes tea" in texts(bench)
    operation = await bench.finish(operation)
    assert operation.counts == {"done": 2}
    assert texts(bench) == {"Likes coffee": 1}


async def test_a_replacement_that_changes_nothing_is_not_made(bench: Bench) -> None:
    bench.service.put(memory("old", "Likes tea", immutable=True))
    plan = await plan_replace(bench.desk, bench.service.memories["old"], MemoryEdit(memory="Likes tea"))
    assert plan.changes == 0
