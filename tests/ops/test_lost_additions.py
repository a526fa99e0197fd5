"""Additions whose answer is lost, or says nothing: looked for, and never sent twice by themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memtui.adapters.base import AddOutcome
from memtui.core.changes import NewMemory
from memtui.core.errors import UnreachableError
from memtui.core.models import Memory
from memtui.ops.likenesses import alike
from memtui.ops.planning import plan_add
from tests.ops.adding import COFFEE, LEARN, NO_IDS, PENDING, TEA, texts
from tests.ops.bench import Bench
from tests.ops.fakes import Call, FakeService
from tests.ops.faults import Fault, lost, status
from tests.ops.memories import memory


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


@pytest.mark.parametrize("refusal", [400, 500])
async def test_a_text_that_the_service_cannot_be_asked_for_is_found_in_its_scope(
    bench: Bench, refusal: int
) -> None:
    bench.service.put(memory("twin", "Likes tea"), memory("other", "Likes tea", user_id="bob"))
    bench.service.script("page", Fault(before=status(refusal)))
    found = await alike(bench.service, [TEA, TEA, COFFEE])
    assert [[one.id for one in some] for some in found] == [["twin"], ["twin"], []]
    bench.service.script("page", Fault(before=status(502)))
    with pytest.raises(Exception, match="502"):
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
