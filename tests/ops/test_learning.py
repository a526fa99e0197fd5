"""Conversations from which a service learns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memtui.adapters.base import AddOutcome
from memtui.core.changes import NewMemory
from memtui.core.errors import NotFoundError
from memtui.ops.learning import Learned, learned
from memtui.ops.planning import plan_add
from memtui.ops.undo import plan_resume, plan_undo
from tests.ops.adding import LEARN, NO_IDS, PENDING, texts
from tests.ops.bench import Bench
from tests.ops.faults import Fault, lost, status


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


async def test_how_many_memories_came_of_conversations(bench: Bench) -> None:
    operation = await bench.do(plan_add(bench.desk, [LEARN, NewMemory("Likes walks", user_id="alice")]))
    assert learned(bench.desk.journal, operation) == Learned(conversations=1, memories=2)
    undone = await bench.undo(operation)
    assert learned(bench.desk.journal, undone) == Learned()
    again = await bench.do(plan_undo(bench.desk, operation=undone.id))
    assert learned(bench.desk.journal, again).replaced
