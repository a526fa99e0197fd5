"""Updates and deletions on a service that fails, lags and goes away."""

from __future__ import annotations

import pytest

from memtui.core.changes import MemoryEdit
from memtui.core.errors import MemtuiError, NotFoundError, RefusedError
from memtui.ops.choices import Ids
from memtui.ops.planning import plan_delete, plan_edit
from memtui.ops.undo import plan_retry
from tests.ops.bench import Bench
from tests.ops.conftest import OpenBench, holding
from tests.ops.fakes import FakeService, content_of
from tests.ops.faults import Fault, lost, status

EDIT = MemoryEdit(memory="Changed", metadata={"a": 1})
THREE = Ids(("m0", "m1", "m2"))


@pytest.fixture
async def bench(open_bench: OpenBench) -> Bench:
    """Three memories, of which the service takes two at once."""
    return await holding(open_bench, 3)


@pytest.mark.parametrize("kind", ["edit", "delete"])
@pytest.mark.parametrize(
    "fault",
    [
        Fault(before=lost()),
        Fault(after=lost()),
        Fault(only=1, after=lost()),
        Fault(only=1, each=status(500)),
        Fault(before=status(500)),
        Fault(after=status(502)),
        Fault(before=status(429)),
        Fault(after=status(408)),
        Fault(lag=1),
        Fault(lag=3),
        Fault(after=lost(), lag=1),
        Fault(only=0),
    ],
)
async def test_one_failure_is_made_up_for(bench: Bench, kind: str, fault: Fault) -> None:
    before = content_of(bench.service)
    bench.service.script("update_many", fault)
    bench.service.script("delete_many", fault)
    making = plan_edit(bench.desk, THREE, EDIT) if kind == "edit" else plan_delete(bench.desk, THREE)
    operation = await bench.apply(await making)
    if fault.only == 0:
        # What the service says that it took is not sent a second time by itself.
        assert operation.counts == {"done": 1, "unknown": 2}
        operation = await bench.finish(operation)
    assert (operation.status, operation.counts) == ("done", {"done": 3})
    assert {one.memory for one in bench.service.memories.values()} <= {"Changed"}
    await bench.undo(operation)
    assert content_of(bench.service) == before


async def test_what_is_surely_refused_fails_and_the_others_go_on(bench: Bench) -> None:
    bench.service.script("update_many", Fault(only=1, each=status(422)))
    operation = await bench.do(plan_edit(bench.desk, THREE, EDIT))
    assert bench.notes(operation) == [
        ("done", ""), ("failed", "The service failed with status 422."), ("done", "")
    ]  # fmt: skip
    assert len(bench.service.written) == 2
    assert operation.status == "partly"
    again = await bench.do(plan_retry(bench.desk, operation.id))
    assert again.counts == {"done": 1}


@pytest.mark.parametrize("error", [RefusedError("No."), NotFoundError("Gone."), status(413), status(301)])
async def test_a_whole_batch_that_is_refused_fails(bench: Bench, error: MemtuiError) -> None:
    bench.service.script("update_many", Fault(before=error), Fault(before=error))
    operation = await bench.do(plan_edit(bench.desk, THREE, EDIT))
    assert operation.counts == {"failed": 3}
    assert len(bench.service.written) == 2


async def test_a_key_that_is_refused_ends_the_work_and_nothing_is_lost(bench: Bench) -> None:
    bench.service.script("update_many", Fault(before=status(401)))
    operation = await bench.apply(await plan_edit(bench.desk, THREE, EDIT))
    assert (operation.status, operation.counts) == ("interrupted", {"planned": 3})
    assert operation.error == "The service failed with status 401."
    assert len(bench.service.written) == 1
    operation = await bench.finish(operation)
    assert operation.counts == {"done": 3}


async def test_a_key_that_is_refused_in_the_middle_of_a_batch(bench: Bench) -> None:
    bench.service.script("delete_many", Fault(only=1, each=status(403)))
    operation = await bench.apply(await plan_delete(bench.desk, THREE))
    assert (operation.status, operation.counts) == ("interrupted", {"done": 1, "planned": 2})
    assert (await bench.finish(operation)).counts == {"done": 3}


async def test_a_key_that_opens_nothing_any_more_leaves_the_fate_open(bench: Bench) -> None:
    def shut(service: FakeService) -> None:
        service.script("read_many", *[Fault(before=status(401))] * 3)

    bench.service.script("delete_many", Fault(only=1, after=status(401), meddle=shut))
    operation = await bench.apply(await plan_delete(bench.desk, THREE))
    assert (operation.status, operation.counts) == ("interrupted", {"unknown": 2, "planned": 1})
    bench.service.faults.clear()
    operation = await bench.finish(operation)
    assert operation.counts == {"done": 3}
    await bench.undo(operation)
    assert len(bench.service.memories) == 3


async def test_a_service_that_goes_away_for_good(bench: Bench) -> None:
    plan = await plan_delete(bench.desk, THREE)
    bench.service.is_away = True
    operation = await bench.apply(plan)
    assert (operation.status, operation.counts) == ("interrupted", {"planned": 3})
    assert operation.error == lost().message
    assert bench.service.written == []
    bench.service.is_away = False
    assert (await bench.finish(operation)).counts == {"done": 3}


@pytest.mark.parametrize("done", [True, False])
async def test_a_service_that_goes_away_in_the_middle(bench: Bench, *, done: bool) -> None:
    def go(service: FakeService) -> None:
        service.is_away = True

    fault = Fault(after=lost(), meddle_after=go) if done else Fault(before=lost(), meddle=go)
    bench.service.script("delete_many", fault)
    operation = await bench.apply(await plan_delete(bench.desk, THREE))
    assert operation.counts == {"unknown": 2, "planned": 1}
    bench.service.is_away = False
    operation = await bench.finish(operation)
    assert operation.counts == {"done": 3}
    await bench.undo(operation)
    assert len(bench.service.memories) == 3


async def test_a_service_that_only_reads_makes_the_rest_wait(bench: Bench) -> None:
    bench.service.script("delete_many", *[Fault(before=status(500))] * 20)
    operation = await bench.apply(await plan_delete(bench.desk, THREE))
    assert (operation.status, operation.counts) == ("interrupted", {"unknown": 2, "planned": 1})
    assert operation.error == "The service failed with status 500."
    assert len(bench.service.written) == len(bench.patience.pauses) + 1


async def test_one_memory_that_always_fails_does_not_keep_the_others(bench: Bench) -> None:
    bench.service.script("delete_many", Fault(only=1, each=status(500)), *[Fault(before=status(500))] * 4)
    operation = await bench.apply(await plan_delete(bench.desk, THREE))
    assert (operation.status, operation.counts) == ("interrupted", {"done": 2, "unknown": 1})
    assert (await bench.finish(operation)).counts == {"done": 3}


async def test_a_service_that_asks_to_wait_for_long_leaves_the_plan_as_it_is(bench: Bench) -> None:
    bench.service.script("update_many", *[Fault(before=status(429))] * 5)
    operation = await bench.apply(await plan_edit(bench.desk, THREE, EDIT))
    assert (operation.status, operation.counts) == ("interrupted", {"planned": 3})
    assert (await bench.finish(operation)).counts == {"done": 3}


async def test_a_service_that_asks_some_to_wait_for_long_is_sent_nothing_else(bench: Bench) -> None:
    bench.service.script("update_many", Fault(only=1, each=status(429)), *[Fault(before=status(429))] * 4)
    operation = await bench.apply(await plan_edit(bench.desk, THREE, EDIT))
    assert (operation.status, operation.counts) == ("interrupted", {"done": 1, "planned": 2})
    assert len(bench.service.written) == 5
    assert (await bench.finish(operation)).counts == {"done": 3}


async def test_waiting_says_why(bench: Bench) -> None:
    bench.service.script("update_many", Fault(before=status(429)), Fault(lag=3))
    await bench.do(plan_edit(bench.desk, THREE, EDIT))
    waited = [told.waiting for told in bench.told if told.waiting]
    assert waited[0] == "The service failed with status 429."
    assert set(waited[1:]) == {"waiting for the service to show the change"}


async def test_what_the_service_took_is_sent_once_however_late_it_shows(bench: Bench) -> None:
    bench.service.script("delete_many", Fault(lag=30))
    operation = await bench.apply(await plan_delete(bench.desk, Ids(("m0", "m1"))))
    assert operation.counts == {"unknown": 2}
    assert bench.notes(operation)[0] == ("unknown", "the service took it and does not show it")
    assert len(bench.service.written) == 1
    bench.service._lag = 0
    operation = await bench.finish(operation)
    assert operation.counts == {"done": 2}
    assert len(bench.service.written) == 1
