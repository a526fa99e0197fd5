"""Which memories are meant: never all of them by a slip, and each of them once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from memtui.core.changes import MemoryEdit
from memtui.core.errors import RefusedError
from memtui.core.filters import (
    WHOLE_PROJECT,
    And,
    Condition,
    Filter,
    Not,
    Or,
    keyword_condition,
    scope_condition,
)
from memtui.core.models import Memory
from memtui.core.queries import MemoryQuery
from memtui.core.rewriting import AddPrefix
from memtui.ops.choices import Choice, Chosen, Ids, Matching, chosen, means_all
from memtui.ops.desk import Desk
from memtui.ops.planning import (
    plan_archive,
    plan_archive_or_restore,
    plan_delete,
    plan_delete_entity,
    plan_edit,
    plan_edit_of,
    plan_replace,
    plan_restore,
    plan_rewrite,
)
from memtui.ops.plans import Plan
from tests.ops.bench import Bench
from tests.ops.conftest import OpenBench
from tests.ops.fakes import EMBEDDED, FakeService
from tests.ops.faults import Fault
from tests.ops.memories import facts, memory

ALICE = scope_condition("user", "alice")
EDIT = MemoryEdit(memory="Changed")
PLANS: dict[str, Callable[[Desk, Choice], Awaitable[Plan]]] = {
    "delete": plan_delete,
    "edit": lambda desk, choice: plan_edit(desk, choice, EDIT),
    "rewrite": lambda desk, choice: plan_rewrite(desk, choice, [AddPrefix("x")]),
    "archive": plan_archive,
    "restore": plan_restore,
    "toggle": plan_archive_or_restore,
}
UNSAFE: list[Choice] = [
    *(Ids((memory_id,)) for memory_id in ("", " ", "*", "m*", "a/b", "..", ".", "batch", "search")),
    Ids(()),
    Ids(("m0", "*")),
    *(
        Matching(MemoryQuery(tree))
        for tree in (
            None,
            And(()),
            And((And(()), And(()))),
            Or((And(()),)),
            Or((ALICE, And(()))),
            Not(Or(())),
            Not(Not(And(()))),
            And((Not(Or((Or(()),))), And(()))),
            Condition("user_id", "eq", ""),
            Condition("user_id", "eq", "*"),
            Condition("agent_id", "in", ("bot", " ")),
            And((Condition("app_id", "eq", " * "), keyword_condition("x"))),
            Not(Condition("user_id", "eq", "")),
        )
    ),
]


@pytest.fixture
async def bench(open_bench: OpenBench) -> Bench:
    """450 memories of alice, one of bob."""
    service = FakeService()
    service.put(*facts(450), memory("bob", user_id="bob"))
    return await open_bench(service)


async def parts(bench: Bench, choice: Choice) -> list[Chosen]:
    return [some async for some in chosen(bench.service, choice)]


def ids(found: list[Chosen]) -> list[str]:
    return [one.id for some in found for one in some.memories]


@pytest.mark.parametrize("plan", PLANS)
async def test_what_could_mean_all_is_refused_whatever_the_plan(bench: Bench, plan: str) -> None:
    for choice in UNSAFE:
        with pytest.raises(RefusedError):
            await PLANS[plan](bench.desk, choice)
    assert bench.service.calls == []
    with pytest.raises(Exception, match="no operation"):
        bench.journal.operation(1)


@pytest.mark.parametrize("memory_id", ["", " ", "*", "a/b"])
async def test_one_memory_without_an_id_of_its_own_is_refused(bench: Bench, memory_id: str) -> None:
    odd = Memory(memory_id, "Odd", user_id="alice")
    for making in (plan_edit_of(bench.desk, odd, EDIT), plan_replace(bench.desk, odd, EDIT)):
        with pytest.raises(RefusedError):
            await making


@pytest.mark.parametrize("name", ["", " ", "*", "**", ".", ".."])
async def test_an_entity_without_a_name_of_its_own_is_refused(bench: Bench, name: str) -> None:
    with pytest.raises(RefusedError):
        await plan_delete_entity(bench.desk, "user", name)
    assert bench.service.calls == []


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (None, True),
        (And(()), True),
        (Or(()), False),
        (ALICE, False),
        (Not(ALICE), False),
        (And((ALICE, And(()))), False),
        (And((Or(()), And(()))), False),
        (Not(And((ALICE, Or(())))), True),
        (WHOLE_PROJECT, False),
    ],
)
def test_what_means_all(tree: Filter | None, expected: bool) -> None:
    assert means_all(tree) is expected


async def test_named_memories_come_once_in_the_order_in_which_they_are_named(bench: Bench) -> None:
    (found,) = await parts(bench, Ids(("m3", "gone", "m1", "m3")))
    assert [one.id for one in found.memories] == ["m3", "m1"]
    assert found.missing == ("gone",)
    plan = await plan_delete(bench.desk, Ids(("m3", "gone")))
    assert bench.notes(plan) == [("planned", ""), ("skipped", "there is no such memory")]


async def test_named_memories_are_read_some_at_a_time(bench: Bench) -> None:
    named = tuple(f"m{number}" for number in range(450))
    found = await parts(bench, Ids(named))
    assert ids(found) == list(named)
    assert [len(call.about) for call in bench.service.named("read_many")] == [200, 200, 50]


async def test_all_that_match_come_once(bench: Bench) -> None:
    found = await parts(bench, Matching(MemoryQuery(ALICE), frozenset({"m7"})))
    assert sorted(ids(found)) == sorted(f"m{number}" for number in range(450) if number != 7)
    assert len(bench.service.named("page")) == 3
    assert not any(some.more for some in found)


async def test_an_embedded_store_is_read_on(open_bench: OpenBench) -> None:
    service = FakeService(EMBEDDED, "local")
    service.put(*facts(450))
    bench = await open_bench(service)
    found = await parts(bench, Matching(MemoryQuery(ALICE)))
    assert [len(some.memories) for some in found] == [200, 200, 50]
    assert len(service.named("records")) == 1


async def test_rows_that_shift_down_come_once(bench: Bench) -> None:
    bench.service.script("page", Fault(), Fault(meddle=lambda service: service.put(*facts(460)[450:])))
    found = ids(await parts(bench, Matching(MemoryQuery(ALICE))))
    assert len(found) == len(set(found)) == 450


async def test_rows_that_shift_up_are_not_missed(bench: Bench) -> None:
    def delete(service: FakeService) -> None:
        for number in range(440, 450):
            del service.memories[f"m{number}"]

    bench.service.script("page", Fault(), Fault(meddle=delete))
    found = ids(await parts(bench, Matching(MemoryQuery(ALICE))))
    assert len(found) == len(set(found))
    assert set(bench.service.memories) - {"bob"} <= set(found)


async def test_a_list_that_never_stands_still_is_not_called_complete(bench: Bench) -> None:
    def delete(service: FakeService) -> None:
        del service.memories[next(iter(service.memories))]

    bench.service.script("page", *[Fault(meddle=delete)] * 20)
    plan = await plan_delete(bench.desk, Matching(MemoryQuery(ALICE)))
    assert "others may match too" in plan.warnings[-1]


async def test_a_service_that_lists_only_so_many_says_so(open_bench: OpenBench) -> None:
    service = FakeService(cap=100)
    service.put(*facts(150))
    bench = await open_bench(service)
    plan = await plan_delete(bench.desk, Matching(MemoryQuery(ALICE)))
    assert plan.changes == 100
    assert plan.warnings[-1] == "The service lists no more than these at a time: others may match too."
    nothing = await plan_delete(bench.desk, Matching(MemoryQuery(keyword_condition("nowhere"))))
    assert (nothing.changes, len(nothing.warnings)) == (0, 2)
    del service.memories["m0"]
    service.cap = 149
    assert len((await plan_delete(bench.desk, Matching(MemoryQuery(ALICE)))).warnings) == 1
