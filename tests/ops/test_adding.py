"""Additions: each once, whatever becomes of the answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from memtui.adapters.base import AddOutcome, WriteSupport
from memtui.core.changes import AddedMemory, MemoryEdit, NewMemory
from memtui.core.errors import DataError, NotFoundError, RefusedError, UnreachableError
from memtui.core.models import Memory
from memtui.ops.choices import Ids
from memtui.ops.likenesses import alike
from memtui.ops.planning import plan_add, plan_delete, plan_replace
from memtui.ops.undo import plan_resume, plan_retry, plan_undo
from memtui.state.journal import Operation
from tests.ops.conftest import OpenBench
from tests.ops.fakes import (
    EMBEDDED,
    PLATFORM,
    SELF_HOSTED,
    Bench,
    Call,
    FakeService,
    Fault,
    content_of,
    facts,
    lost,
    memory,
    status,
)

TEA = NewMemory("Likes tea", user_id="alice")
COFFEE = NewMemory("Likes coffee", user_id="alice", metadata={"a": 1}, expiration_date="2030-01-01")
LEARN = NewMemory("Likes tea. Hates rain.", user_id="alice", infer=True)


@pytest.fixture
async def bench(open_bench: OpenBench) -> Bench:
    """A service that holds nothing."""
    return await open_bench(FakeService())


@pytest.fixture
async def deduping(open_bench: OpenBench) -> Bench:
    """A service that does not store a text twice."""
    return await open_bench(FakeService(replace(PLATFORM, dedupes=True)))


def texts(bench: Bench) -> Counter[str]:
    return Counter(one.memory for one in bench.service.memories.values())


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
        (NewMemory("x", user_id="alice", options={"bogus": 1}), RefusedError),
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


# The answer is lost -----------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [lost(), status(500), status(408)])
@pytest.mark.parametrize("lag", [0, 3])
async def test_an_addition_whose_answer_is_lost_is_found(
    bench: Bench, error: UnreachableError, lag: int
) -> None:
    bench.service.script("add", Fault(after=error, lag=lag))
    operation = await bench.do(plan_add(bench.desk, [TEA, COFFEE]))
    assert (operation.status, operation.counts) == ("done", {"done": 2})
    assert texts(bench) == {"Likes tea": 1, "Likes coffee": 1}
    assert len(bench.service.named("add")) == 2
    await bench.undo(operation)
    assert bench.service.memories == {}


async def test_what_cannot_be_found_is_not_sent_again_by_itself(bench: Bench) -> None:
    bench.service.script("add", Fault(after=lost(), lag=1000))
    operation = await bench.apply(await plan_add(bench.desk, [TEA]))
    assert (operation.status, operation.counts) == ("interrupted", {"unknown": 1})
    assert bench.notes(operation) == [("unknown", lost().message)]
    assert len(bench.service.named("add")) == 1
    # It shows at last, after memtui was begun anew.
    bench.service._lag = 2
    bench = await bench.reborn()
    operation = await bench.finish(operation)
    assert bench.notes(operation) == [("done", "")]
    assert len(bench.service.named("add")) == 1
    await bench.undo(operation)
    assert bench.service.memories == {}


async def test_what_was_not_done_is_sent_when_the_plan_is_taken_up_again(bench: Bench) -> None:
    bench.service.script("add", Fault(before=lost()))
    operation = await bench.apply(await plan_add(bench.desk, [TEA, COFFEE]))
    assert operation.counts == {"done": 1, "unknown": 1}
    assert len(bench.service.named("add")) == 2
    operation = await bench.finish(operation)
    assert operation.counts == {"done": 2}
    assert texts(bench) == {"Likes tea": 1, "Likes coffee": 1}


async def test_what_shows_between_two_tries_is_no_twin(bench: Bench) -> None:
    bench.service.script("add", Fault(after=lost(), lag=1000))
    operation = await bench.apply(await plan_add(bench.desk, [TEA]))
    await bench.reconcile()
    assert bench.journal.operation(operation.id).counts == {"unknown": 1}
    bench.service._lag = 0
    operation = await bench.finish(operation)
    assert operation.counts == {"done": 1}
    assert texts(bench) == {"Likes tea": 1}


async def test_a_service_that_goes_away_while_it_adds(bench: Bench) -> None:
    def go(service: FakeService) -> None:
        service.is_away = True

    bench.service.script("add", Fault(meddle_after=go), Fault(after=lost()))
    operation = await bench.apply(await plan_add(bench.desk, [TEA, COFFEE, TEA]))
    assert operation.status == "interrupted"
    assert operation.counts == {"unknown": 3}
    bench.service.is_away = False
    operation = await bench.finish(operation)
    assert operation.counts == {"done": 3}
    assert texts(bench) == {"Likes tea": 2, "Likes coffee": 1}


async def test_the_answer_is_on_disk_before_it_is_checked(bench: Bench) -> None:
    """From what was learned nobody could tell afterwards."""

    def go(service: FakeService) -> None:
        service.is_away = True

    bench.service.script("add", Fault(meddle_after=go))
    operation = await bench.apply(await plan_add(bench.desk, [LEARN]))
    assert operation.counts == {"unknown": 1}
    bench.service.is_away = False
    bench = await bench.reborn()
    (operation,) = await bench.reconcile()
    assert operation.counts == {"done": 1}
    (item,) = bench.items(operation)
    assert [one.memory for one in item.added] == ["Likes tea", "Hates rain"]
    await bench.undo(operation)
    assert bench.service.memories == {}


async def test_twins_that_were_there_before_are_never_claimed(bench: Bench) -> None:
    bench.service.put(memory("twin", "Likes tea"))
    bench.service.script("add", Fault(before=lost()))
    operation = await bench.apply(await plan_add(bench.desk, [TEA]))
    assert operation.counts == {"unknown": 1}
    operation = await bench.finish(operation)
    assert texts(bench) == {"Likes tea": 2}
    await bench.undo(operation)
    assert list(bench.service.memories) == ["twin"]


async def test_what_another_operation_has_added_is_never_claimed(bench: Bench) -> None:
    bench.service.script("add", Fault(before=lost()))
    first = await bench.apply(await plan_add(bench.desk, [TEA]))
    second = await bench.apply(await plan_add(bench.desk, [TEA]))
    assert (first.counts, second.counts) == ({"unknown": 1}, {"done": 1})
    await bench.reconcile()
    assert bench.journal.operation(first.id).counts == {"unknown": 1}
    first = await bench.finish(first)
    assert texts(bench) == {"Likes tea": 2}
    await bench.undo(second)
    assert texts(bench) == {"Likes tea": 1}


NEARLY = memory("other", "Likes coffee", metadata={"a": 1}, expiration_date="2030-01-01")


@pytest.mark.parametrize(
    "other",
    [
        replace(NEARLY, agent_id="bot"),
        replace(NEARLY, user_id="bob"),
        replace(NEARLY, metadata={"a": 2}),
        replace(NEARLY, expiration_date="2031-01-01"),
        replace(NEARLY, memory="Likes Coffee"),
    ],
)
async def test_only_what_looks_exactly_alike_is_taken_for_it(bench: Bench, other: Memory) -> None:
    bench.service.script("add", Fault(before=lost(), meddle=lambda service: service.put(other)))
    operation = await bench.apply(await plan_add(bench.desk, [COFFEE]))
    assert operation.counts == {"unknown": 1}


async def test_a_text_that_the_service_cannot_be_asked_for_is_found_in_its_scope(bench: Bench) -> None:
    bench.service.put(memory("twin", "Likes tea"), memory("other", "Likes tea", user_id="bob"))
    bench.service.script("page", Fault(before=status(400)))
    found = await alike(bench.service, [TEA, TEA, COFFEE])
    assert [[one.id for one in some] for some in found] == [["twin"], ["twin"], []]
    bench.service.script("page", Fault(before=status(500)))
    with pytest.raises(Exception, match="500"):
        await alike(bench.service, [TEA])


async def test_an_addition_of_odd_lines_is_found(bench: Bench) -> None:
    new = NewMemory("\n \r\nFirst\u2028line, 100% _\tso\x0b\nsecond " + "x" * 200, user_id="alice")
    bench.service.script("add", Fault(after=lost()))
    operation = await bench.do(plan_add(bench.desk, [new, replace(new, memory=" \x85 y ")]))
    assert operation.counts == {"done": 2}
    assert len(bench.service.named("add")) == 2


async def test_a_service_that_trims_is_understood(bench: Bench) -> None:
    bench.service.trims = True
    bench.service.script("add", Fault(after=lost()))
    operation = await bench.do(plan_add(bench.desk, [replace(TEA, memory=" Likes tea\n")]))
    assert bench.notes(operation) == [("done", "the service stored another text")]
    assert len(bench.service.named("add")) == 1


NO_IDS = AddOutcome((AddedMemory("", "ADD", "Likes tea"),))
PENDING = AddOutcome((), "event-7", pending=True)


@pytest.mark.parametrize("answer", [NO_IDS, PENDING, AddOutcome(())])
@pytest.mark.parametrize("lag", [0, 2])
async def test_an_addition_that_is_answered_without_an_id_is_found(
    bench: Bench, answer: AddOutcome, lag: int
) -> None:
    bench.service.script("add", Fault(answer=answer, lag=lag))
    operation = await bench.apply(await plan_add(bench.desk, [TEA]))
    assert operation.counts == {"done": 1}
    assert bench.items(operation)[0].memory_id == "new-1"
    assert len(bench.service.named("add")) == 1
    await bench.undo(operation)
    assert bench.service.memories == {}


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (AddOutcome(()), "the service took it and does not show it"),
        (PENDING, "the service is still at work on it (event-7)"),
    ],
)
async def test_an_addition_that_does_not_show_is_not_sent_again(
    bench: Bench, answer: AddOutcome, note: str
) -> None:
    bench.service.script("add", Fault(answer=answer, lag=1000))
    operation = await bench.apply(await plan_add(bench.desk, [TEA, COFFEE]))
    assert bench.notes(operation)[0] == ("unknown", note)
    assert len(bench.service.named("add")) == 2
    bench.service._lag = 0
    assert (await bench.finish(operation)).counts == {"done": 2}
    assert len(bench.service.named("add")) == 2


async def test_an_addition_that_is_taken_twice_for_nothing_has_failed(bench: Bench) -> None:
    nothing = Fault(only=0, answer=AddOutcome(()))
    bench.service.script("add", nothing, nothing)
    operation = await bench.apply(await plan_add(bench.desk, [TEA]))
    assert operation.counts == {"unknown": 1}
    operation = await bench.finish(operation)
    assert bench.notes(operation) == [("failed", "the service took it and does not show it")]
    assert len(bench.service.named("add")) == 2


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


# Learning ---------------------------------------------------------------------------------------------


async def test_what_was_learned_can_be_taken_back(bench: Bench) -> None:
    plan = await plan_add(bench.desk, [LEARN])
    assert plan.operation.title == "learn from 1 message"
    operation = await bench.apply(plan)
    assert operation.counts == {"done": 1}
    assert texts(bench) == {"Likes tea": 1, "Hates rain": 1}
    await bench.undo(operation)
    assert bench.service.memories == {}


async def test_what_was_learned_and_changed_since_is_left_alone(bench: Bench) -> None:
    operation = await bench.do(plan_add(bench.desk, [LEARN]))
    bench.service.change("new-1", memory="Loves tea")
    bench.service.change("new-2", memory="Loves rain")
    undone = await bench.undo(operation)
    assert undone.counts == {"conflict": 2}
    assert len(bench.service.memories) == 2


async def test_nothing_new_was_learned(bench: Bench) -> None:
    operation = await bench.do(
        plan_add(bench.desk, [replace(LEARN, memory=" . ", input=({"role": "user", "content": "ok"},))])
    )
    assert bench.notes(operation) == [("done", "the service found nothing new to remember")]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (NO_IDS, ("done", "the service has learned from it and does not say under which ids")),
        (
            PENDING,
            (
                "unknown",
                "whether the service has learned from it is not known: look there"
                " (it was still at work on event-7)",
            ),
        ),
    ],
)
async def test_what_was_learned_without_saying_what(
    bench: Bench, answer: AddOutcome, expected: tuple[str, str]
) -> None:
    bench.service.script("add", Fault(answer=answer))
    operation = await bench.apply(await plan_add(bench.desk, [LEARN]))
    assert bench.notes(operation) == [expected]


@pytest.mark.parametrize("done", [True, False])
async def test_a_conversation_is_never_sent_twice(bench: Bench, *, done: bool) -> None:
    bench.service.script("add", Fault(after=lost()) if done else Fault(before=lost()))
    operation = await bench.apply(await plan_add(bench.desk, [LEARN]))
    ((state, note),) = bench.notes(operation)
    assert state == "unknown"
    assert "is not known" in note
    bench = await bench.reborn()
    assert await bench.reconcile() == []
    with pytest.raises(NotFoundError):
        await plan_resume(bench.desk, operation.id)
    assert (await bench.apply(operation.id)).counts == {"unknown": 1}
    assert len(bench.service.named("add")) == 1


async def test_conversations_wait_while_the_service_answers_none(bench: Bench) -> None:
    bench.service.script("add", *[Fault(before=status(500))] * 40)
    operation = await bench.apply(await plan_add(bench.desk, [LEARN] * 30))
    assert (operation.status, operation.counts) == ("interrupted", {"unknown": 20, "planned": 10})
    bench.service.faults.clear()
    operation = await bench.apply(await plan_resume(bench.desk, operation.id))
    assert operation.counts == {"unknown": 20, "done": 10}


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


# Restoring --------------------------------------------------------------------------------------------


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


async def test_the_twins_are_on_disk_before_the_request(bench: Bench) -> None:
    bench.service.put(memory("twin", "Likes tea"))
    plan = await plan_add(bench.desk, [TEA])
    seen: list[tuple[str, ...]] = []

    def look(call: Call) -> None:
        if call.name == "add":
            seen.extend(item.twins for item in bench.items(plan, "sending"))

    bench.service.watch = look
    operation = await bench.apply(plan)
    assert seen == [("twin",)]
    assert bench.items(operation)[0].twins == ("twin",)
