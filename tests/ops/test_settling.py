"""memtui is ended at every point, and a new one finds out what was done: exactly that, and nothing twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from memtui.adapters.base import WriteSupport
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.profile import ServiceKind
from memtui.ops.choices import Ids
from memtui.ops.desk import Desk
from memtui.ops.planning import plan_add, plan_delete, plan_delete_entity, plan_edit, plan_replace
from memtui.ops.plans import Plan
from memtui.ops.undo import plan_undo
from memtui.state.journal import Operation
from tests.ops.bench import Bench
from tests.ops.conftest import OpenBench
from tests.ops.fakes import EMBEDDED, PLATFORM, SELF_HOSTED, FakeService, content_of
from tests.ops.fates import Killed
from tests.ops.memories import Content, content, memory

Making = Callable[[Desk], Awaitable[Plan]]
EDIT = MemoryEdit(memory="Changed", metadata={"a": 1})
MEMORIES = [
    memory(0, metadata={"a": 0}),
    memory(1, "Twin", metadata={"a": 0}),
    memory(2, "Twin", metadata={"a": 0}),
    memory(3, metadata={"a": 0}),
    memory(4, user_id="bob", metadata={"a": 0}),
]
IDS = Ids(tuple(one.id for one in MEMORIES))
NEWS = [NewMemory(text, user_id="alice") for text in ("New", "Twin", "New")]
SERVICES: dict[str, tuple[ServiceKind, WriteSupport]] = {
    "platform": ("platform", replace(PLATFORM, max_batch=2)),
    "selfhosted": ("selfhosted", replace(SELF_HOSTED, max_batch=2)),
    "local": ("local", replace(EMBEDDED, max_batch=2)),
}
PLANS: dict[str, Making] = {
    "delete": lambda desk: plan_delete(desk, IDS),
    "edit": lambda desk: plan_edit(desk, IDS, EDIT),
    "add": lambda desk: plan_add(desk, NEWS),
    "entity": lambda desk: plan_delete_entity(desk, "user", "alice"),
    "replace": lambda desk: plan_replace(desk, MEMORIES[0], EDIT),
}


def wanted(name: str) -> Content:
    """The content once a plan is carried out."""
    match name:
        case "delete":
            return content([])
        case "edit":
            return content(replace(one, memory="Changed", metadata={"a": 1}) for one in MEMORIES)
        case "add":
            return content([*MEMORIES, memory(5, "New"), memory(6, "Twin"), memory(7, "New")])
        case "entity":
            return content(MEMORIES[4:])
        case _:
            return content([replace(MEMORIES[0], memory="Changed", metadata={"a": 1}), *MEMORIES[1:]])


async def killed_at(step: int, open_bench: OpenBench, service: str, name: str) -> Bench | None:
    """A memtui that was ended before this step of its work; None when it was through before."""
    kind, support = SERVICES[service]
    fake = FakeService(support, kind)
    fake.put(*MEMORIES)
    bench = await open_bench(fake)
    plan = await PLANS[name](bench.desk)
    fake.fate.last = len(fake.fate.steps) + step
    try:
        await bench.apply(plan)
    except Killed:
        return await bench.reborn()
    return None


async def swept(
    open_bench: OpenBench, service: str, name: str, then: Callable[[Bench], Awaitable[None]]
) -> None:
    """Do this after an end at every step."""
    step = 0
    while (bench := await killed_at(step, open_bench, service, name)) is not None:
        await then(bench)
        bench.journal.close()
        step += 1
    assert step > 4, "it was ended at several points"


def latest(bench: Bench) -> Operation | None:
    found = bench.journal.operations()
    return found[0] if found else None


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("name", PLANS)
async def test_what_was_ended_anywhere_can_be_taken_up_again(
    open_bench: OpenBench, service: str, name: str
) -> None:
    async def then(bench: Bench) -> None:
        found = await bench.reconcile()
        begun = latest(bench)
        if begun is None:
            # It was ended before the plan was begun: the draft is swept.
            assert found == []
            assert content_of(bench.service) == content(MEMORIES)
            return
        assert bench.journal.operations(limit=5) == [begun]
        # Nothing is claimed that is not so.
        adds = len(bench.service.named("add"))
        operation = await bench.finish(begun)
        assert operation.status == "done", bench.notes(operation)
        assert content_of(bench.service) == wanted(name)
        if name == "add":
            assert len(bench.service.named("add")) <= adds + operation.counts["done"]
        await bench.undo(operation)
        assert content_of(bench.service) == content(MEMORIES)

    await swept(open_bench, service, name, then)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("name", PLANS)
async def test_what_was_ended_anywhere_can_be_undone(open_bench: OpenBench, service: str, name: str) -> None:
    async def then(bench: Bench) -> None:
        await bench.reconcile()
        begun = latest(bench)
        if begun is not None and begun.undoable:
            undone = await bench.undo(begun)
            assert undone.status == "done", bench.notes(undone)
        assert content_of(bench.service) == content(MEMORIES)

    await swept(open_bench, service, name, then)


@pytest.mark.parametrize("service", SERVICES)
async def test_an_undo_that_was_ended_anywhere_is_taken_up_again(open_bench: OpenBench, service: str) -> None:
    step = 0
    while True:
        kind, support = SERVICES[service]
        fake = FakeService(support, kind)
        fake.put(*MEMORIES)
        bench = await open_bench(fake)
        await bench.do(plan_delete(bench.desk, IDS))
        plan = await plan_undo(bench.desk)
        fake.fate.last = len(fake.fate.steps) + step
        try:
            await bench.apply(plan)
        except Killed:
            bench = await bench.reborn()
        else:
            break
        await bench.reconcile()
        newest = latest(bench)
        if newest is None or newest.depth == 0 or newest.status != "done":
            newest = await bench.undo()
        assert newest.status == "done", bench.notes(newest)
        assert content_of(bench.service) == content(MEMORIES)
        again = await bench.redo()
        assert again.status == "done"
        assert content_of(bench.service) == content([])
        bench.journal.close()
        step += 1
    assert step > 4


@pytest.mark.parametrize("service", SERVICES)
async def test_settling_that_is_ended_itself_is_done_by_the_next(open_bench: OpenBench, service: str) -> None:
    for step in range(9, 16):
        for second in range(12):
            bench = await killed_at(step, open_bench, service, "delete")
            assert bench is not None
            bench.service.fate.last = second
            with suppress(Killed):
                await bench.reconcile()
            bench = await bench.reborn()
            await bench.reconcile()
            begun = latest(bench)
            assert begun is not None
            operation = await bench.finish(begun)
            assert operation.status == "done"
            await bench.undo(operation)
            assert content_of(bench.service) == content(MEMORIES)
            bench.journal.close()
