"""Laws of changing: whatever a service does to requests, the journal tells the truth and undo is exact."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from memtui.adapters.base import WriteSupport
from memtui.core.changes import Addition, Deletion, MemoryEdit, NewMemory, Update
from memtui.core.models import Memory
from memtui.core.profile import ServiceKind
from memtui.core.rewriting import AddSuffix
from memtui.ops.choices import Ids
from memtui.ops.desk import Desk
from memtui.ops.likenesses import asked_for
from memtui.ops.planning import (
    plan_add,
    plan_archive,
    plan_delete,
    plan_delete_entity,
    plan_edit,
    plan_replace,
    plan_restore,
    plan_rewrite,
)
from memtui.ops.plans import Plan
from memtui.ops.undo import plan_redo, plan_undo
from memtui.state.journal import Journal, Operation
from tests.ops.bench import Bench
from tests.ops.fakes import EMBEDDED, PLATFORM, SELF_HOSTED, FakeService, content_of
from tests.ops.fates import Fate, Killed
from tests.ops.faults import Fault, lost, status
from tests.ops.memories import Content, content
from tests.strategies import law

T = TypeVar("T")
Making = Callable[[Desk], Awaitable[Plan]]
SERVICES: list[tuple[ServiceKind, WriteSupport]] = [
    ("platform", replace(PLATFORM, max_batch=2)),
    ("selfhosted", replace(SELF_HOSTED, max_batch=3)),
    ("local", replace(EMBEDDED, max_batch=2)),
]
TEXTS = st.sampled_from(["Twin", "Tea", "Coffee"])
USERS = st.sampled_from(["alice", "bob"])

# Where keys are merged, a key that was added cannot be taken away: here all memories have the same ones.
MEMORIES = st.lists(
    st.builds(
        lambda text, user, value, day: Memory(
            "", text, user_id=user, metadata={"a": value}, expiration_date=day
        ),
        TEXTS,
        USERS,
        st.integers(0, 1),
        st.sampled_from([None, None, "2020-01-01"]),
    ),
    min_size=1,
    max_size=6,
).map(lambda found: [replace(one, id=f"m{number}") for number, one in enumerate(found)])
NEWS = st.lists(
    st.builds(lambda text, user: NewMemory(text, user_id=user, metadata={"a": 0}), TEXTS, USERS),
    min_size=1,
    max_size=4,
)
EDITS = st.sampled_from(
    [
        MemoryEdit(memory="Twin"),
        MemoryEdit(metadata={"a": 1}),
        MemoryEdit(memory="Milk", metadata={"a": 2}, expiration_date="2030-01-01"),
        MemoryEdit(expiration_date=None),
    ]
)

PASSING = st.one_of(
    st.builds(lambda code: Fault(before=status(code)), st.sampled_from([429, 500, 401, 408])),
    st.builds(lambda code: Fault(after=status(code)), st.sampled_from([500, 502])),
    st.builds(Fault, lag=st.integers(0, 3), after=st.none() | st.builds(lost)),
    st.builds(lambda: Fault(before=lost())),
    st.builds(Fault, only=st.integers(0, 2), after=st.sampled_from([lost(), status(500)])),
    st.builds(Fault, only=st.integers(0, 2), each=st.sampled_from([lost(), status(500), status(429)])),
)
"""Faults after which the same may go well."""
FINAL = st.sampled_from(
    [Fault(before=status(400)), Fault(only=1, each=status(422)), Fault(only=0, each=status(404))]
)
KINDS = ["delete", "edit", "rewrite", "archive", "restore", "add", "entity", "replace"]
NAMES = ["add", "update_many", "delete_many", "restore", "delete_entity"]


def scripts(faults: st.SearchStrategy[Fault]) -> st.SearchStrategy[dict[str, list[Fault]]]:
    """What happens to the first calls of each kind; to one or two kinds of reads, too."""
    reads = st.builds(lambda code: Fault(before=status(code)), st.sampled_from([429, 500, 401]))
    return st.fixed_dictionaries(
        {},
        optional={
            **{name: st.lists(faults, max_size=4) for name in NAMES},
            **{name: st.lists(reads | st.just(Fault()), max_size=6) for name in ("read_many", "count")},
        },
    )


def plans(draw: st.DrawFn, service: FakeService) -> Making:
    """Some plan for what is there."""
    ids = sorted(service.memories)
    some = (
        Ids(tuple(draw(st.lists(st.sampled_from(ids), min_size=1, max_size=5, unique=True)))) if ids else None
    )
    kind = draw(
        st.sampled_from(["delete", "edit", "rewrite", "archive", "restore", "add", "entity", "replace"])
    )
    if some is None or kind == "add":
        news = draw(NEWS)
        return lambda desk: plan_add(desk, news)
    if kind == "entity":
        user = draw(USERS)
        return lambda desk: plan_delete_entity(desk, "user", user)
    edit = draw(EDITS)
    some = Ids(tuple(draw(st.lists(st.sampled_from(ids), min_size=1, max_size=5, unique=True))))
    if kind == "replace":
        old = service.memories[some.memory_ids[0]]
        return lambda desk: plan_replace(desk, old, edit)
    simple: dict[str, Making] = {
        "delete": lambda desk: plan_delete(desk, some),
        "edit": lambda desk: plan_edit(desk, some, edit),
        "rewrite": lambda desk: plan_rewrite(desk, some, [AddSuffix("!")]),
        "archive": lambda desk: plan_archive(desk, some),
        "restore": lambda desk: plan_restore(desk, some),
    }
    return simple[kind]


def after(before: Content, bench: Bench, operation: Operation) -> Content:
    """The content that there must be, as the journal tells."""
    found = Counter(before)
    for item in bench.items(operation, "done"):
        if isinstance(item.change, Addition):
            found += content([asked_for(item.change.new)])
        elif isinstance(item.change, Deletion):
            found -= content([item.change.before])
        elif isinstance(item.change, Update) and item.result is not None:
            found -= content([item.change.before])
            found += content([item.result])
    return found


class Room:
    """A bench in a folder of its own, with an event loop: hypothesis knows nothing of either."""

    def __init__(self, kind: ServiceKind, support: WriteSupport, memories: list[Memory]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="memtui-laws-"))
        self.loop = asyncio.new_event_loop()
        service = FakeService(support, kind)
        service.put(*memories)
        self.bench = self.run(Bench.of(self.folder, service))

    @property
    def service(self) -> FakeService:
        return self.bench.service

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def set_faults(self, script: dict[str, list[Fault]]) -> None:
        self.service.faults.clear()
        for name, faults in script.items():
            # An embedded store shows at once what it does.
            lags = self.service.kind != "local"
            self.service.script(name, *(fault if lags else replace(fault, lag=0) for fault in faults))

    def close(self) -> None:
        self.bench.journal.close()
        self.loop.close()
        shutil.rmtree(self.folder)


@law(120, shrink=False)
@given(st.data(), st.sampled_from(SERVICES), MEMORIES, scripts(PASSING | FINAL), scripts(PASSING))
def test_the_journal_tells_the_truth_and_undo_is_exact(
    data: st.DataObject,
    service: tuple[ServiceKind, WriteSupport],
    memories: list[Memory],
    faults: dict[str, list[Fault]],
    more: dict[str, list[Fault]],
) -> None:
    room = Room(*service, memories)
    try:
        before = content_of(room.service)
        making = data.draw(st.composite(plans)(room.service))
        plan = room.run(_made(making, room.bench.desk))
        room.set_faults(faults)
        operation = room.run(_finished(room.bench, plan))
        assert operation.undecided == operation.to_do == 0, room.bench.notes(operation)
        assert content_of(room.service) == after(before, room.bench, operation)
        if operation.counts.get("done"):
            plan = room.run(plan_undo(room.bench.desk))
            room.set_faults(more)
            undone = room.run(_finished(room.bench, plan))
            assert undone.status == "done", room.bench.notes(undone)
            assert content_of(room.service) == before
            if not undone.counts.get("done"):
                # An entity that had no memories does not come back.
                return
            room.service.faults.clear()
            again = room.run(_finished(room.bench, room.run(plan_redo(room.bench.desk))))
            assert again.status == "done"
            assert content_of(room.service) == after(before, room.bench, operation)
    finally:
        room.close()


async def _made(making: Making, desk: Desk) -> Plan:
    return await making(desk)


async def _finished(bench: Bench, plan: Plan) -> Operation:
    return await bench.finish(await bench.apply(plan), most=30)


def meddling(number: int, kind: str) -> Callable[[FakeService], None]:
    """What another client does: it writes to a memory or adds one, always something of its own."""

    def meddle(service: FakeService) -> None:
        ids = sorted(service.memories)
        if kind == "add" or not ids:
            # One that looks exactly like an addition whose answer was lost nobody could tell from it.
            added = Memory(f"theirs-{number}", "Tea", user_id="alice", metadata={"a": 9})
            service.theirs[added.id] = added
            service.put(added)
        elif kind == "touch" and not ids[number % len(ids)].startswith("new"):
            # Metadata of a memory that nobody has seen yet are taken for what the service made of them.
            service.change(ids[number % len(ids)], metadata={"a": f"theirs {number}"})
        else:
            service.change(ids[number % len(ids)], memory=f"Theirs {number}")

    return meddle


MEDDLING = st.builds(meddling, st.integers(0, 99), st.sampled_from(["add", "write", "touch"]))


@law(120, shrink=False)
@given(
    st.data(),
    st.sampled_from(SERVICES),
    MEMORIES,
    st.lists(st.builds(Fault, meddle=st.none() | MEDDLING), max_size=6),
    st.lists(st.builds(Fault, meddle=MEDDLING, before=st.builds(lost)), max_size=3),
)
def test_what_others_write_is_never_overwritten(
    data: st.DataObject,
    service: tuple[ServiceKind, WriteSupport],
    memories: list[Memory],
    reads: list[Fault],
    writes: list[Fault],
) -> None:
    room = Room(*service, memories)
    try:
        making = data.draw(st.composite(plans)(room.service))
        plan = room.run(_made(making, room.bench.desk))
        for _ in range(2):
            for name in ("read_many", "count"):
                room.service.script(name, *reads)
            for name in NAMES:
                room.service.script(name, *writes)
            operation = room.run(_finished(room.bench, plan))
            assert operation.undecided == operation.to_do == 0
            if not operation.undoable:
                break
            plan = room.run(plan_undo(room.bench.desk, operation.id))
        present = room.service.memories
        assert {memory_id: present.get(memory_id) for memory_id in room.service.theirs} == room.service.theirs
    finally:
        room.close()


class Curating(RuleBasedStateMachine):
    """Plans, undos and redos on a service that fails, by a memtui that is ended now and then.

    `past` and `future` hold what there must be after an undo and after a redo.
    """

    room: Room
    past: list[Content]
    future: list[Content]

    @initialize(service=st.sampled_from(SERVICES), memories=MEMORIES)
    def begin(self, service: tuple[ServiceKind, WriteSupport], memories: list[Memory]) -> None:
        self.room = Room(*service, memories)
        self.past, self.future = [], []

    @rule(data=st.data(), faults=scripts(PASSING), end=st.none() | st.integers(0, 40))
    def change(self, data: st.DataObject, faults: dict[str, list[Fault]], end: int | None) -> None:
        before = content_of(self.room.service)
        making = data.draw(st.composite(plans)(self.room.service))
        operation = self._carried_out(lambda desk: making(desk), faults, end)
        if operation is None:
            assert content_of(self.room.service) == before
            return
        assert content_of(self.room.service) == after(before, self.room.bench, operation)
        if operation.counts.get("done"):
            self.past.append(before)
            self.future = []

    @precondition(lambda self: self.past)
    @rule(faults=scripts(PASSING), end=st.none() | st.integers(0, 40))
    def undo(self, faults: dict[str, list[Fault]], end: int | None) -> None:
        now = content_of(self.room.service)
        operation = self._carried_out(plan_undo, faults, end)
        if operation is None:
            assert content_of(self.room.service) == now
            return
        assert operation.status == "done", self.room.bench.notes(operation)
        assert content_of(self.room.service) == self.past.pop()
        # An entity that had no memories does not come back, and so cannot be deleted again.
        if operation.counts.get("done"):
            self.future.append(now)

    @precondition(lambda self: self.future)
    @rule(faults=scripts(PASSING), end=st.none() | st.integers(0, 40))
    def redo(self, faults: dict[str, list[Fault]], end: int | None) -> None:
        now = content_of(self.room.service)
        operation = self._carried_out(plan_redo, faults, end)
        if operation is None:
            assert content_of(self.room.service) == now
            return
        assert operation.status == "done", self.room.bench.notes(operation)
        assert content_of(self.room.service) == self.future.pop()
        self.past.append(now)

    def teardown(self) -> None:
        if hasattr(self, "room"):
            self.room.close()

    def _carried_out(
        self, making: Making, faults: dict[str, list[Fault]], end: int | None
    ) -> Operation | None:
        """What came of a plan in the end; None where memtui ended before it was begun."""
        room = self.room
        room.service.faults.clear()
        plan = room.run(_made(making, room.bench.desk))
        room.set_faults(faults)
        fate: Fate = room.service.fate
        fate.last = None if end is None else len(fate.steps) + end
        number = plan.operation.id
        try:
            operation = room.run(room.bench.apply(plan))
        except Killed:
            room.bench = room.run(room.bench.reborn())
            room.run(room.bench.reconcile())
            begun = {one.id: one for one in room.run(room.bench.desk.log(Journal.operations))}
            if number not in begun:
                return None
            operation = begun[number]
        fate.last = None
        return room.run(room.bench.finish(operation, most=30))


Curating.TestCase.settings = settings(law(30, shrink=False), stateful_step_count=15)
test_changes_undos_and_redos_in_any_order = Curating.TestCase
