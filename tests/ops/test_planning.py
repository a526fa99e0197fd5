"""Plans: what they list, what they say of it, and how much agreement they want."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from memtui.core.changes import Addition, Deletion, EntityDeletion, MemoryEdit, NewMemory, Update
from memtui.core.errors import DataError, UnreachableError
from memtui.core.filters import keyword_condition, scope_condition
from memtui.core.models import Memory
from memtui.core.queries import MemoryQuery
from memtui.core.rewriting import AddPrefix, RemoveMetadata, ReplaceText, Rule, SetExpiration
from memtui.core.times import today
from memtui.ops.choices import Ids, Matching
from memtui.ops.planning import (
    plan_add,
    plan_archive,
    plan_archive_or_restore,
    plan_delete,
    plan_delete_entity,
    plan_edit,
    plan_edit_of,
    plan_replace,
    plan_reset,
    plan_restore,
    plan_rewrite,
    update,
)
from memtui.ops.plans import MANY, Plan
from memtui.state.journal import Item
from tests.ops.bench import Bench
from tests.ops.conftest import OpenBench
from tests.ops.fakes import EMBEDDED, PLATFORM, SELF_HOSTED, FakeService
from tests.ops.faults import Fault, lost
from tests.ops.memories import facts, memory

ALICE = Matching(MemoryQuery(scope_condition("user", "alice")))
YESTERDAY = (today() - timedelta(days=1)).isoformat()


@pytest.fixture
async def bench(open_bench: OpenBench) -> Bench:
    """Three memories of alice, of which the last is immutable and the second expired."""
    service = FakeService()
    service.put(
        memory(0, "Likes tea", metadata={"a": 1}), memory(1, "Likes tea", expiration_date="2020-01-01")
    )
    service.put(memory(2, "Hates tea", immutable=True, agent_id="bot"))
    return await open_bench(service)


def one(bench: Bench, plan: Plan) -> Item:
    (item,) = bench.items(plan)
    return item


# What is listed ---------------------------------------------------------------------------------------


async def test_a_plan_lists_every_row_with_its_image_and_sends_nothing(bench: Bench) -> None:
    plan = await plan_delete(bench.desk, ALICE)
    assert (plan.operation.verb, plan.operation.title, plan.operation.status) == (
        "delete", "delete 3 memories", "planned"
    )  # fmt: skip
    changes = [item.change for item in bench.items(plan)]
    images = {change.before.id: change.before for change in changes if isinstance(change, Deletion)}
    assert images == bench.service.memories
    assert plan.totals == (("user", "alice", 3), ("agent", "bot", 1))
    assert bench.service.written == []
    assert bench.journal.operations() == []


async def test_an_edit_says_why_some_stay_as_they_are(bench: Bench) -> None:
    plan = await plan_edit(
        bench.desk, Ids(("m0", "m1", "m2", "m3")), MemoryEdit(memory="Likes tea", metadata={})
    )
    assert (plan.changes, plan.unchanged, plan.operation.title) == (1, 3, "edit 1 memory")
    assert bench.notes(plan) == [
        ("planned", ""),
        ("skipped", "it looks like that already"),
        ("skipped", "it is immutable: it can only be deleted and added again"),
        ("skipped", "there is no such memory"),
    ]


async def test_a_rewrite_changes_what_the_rules_touch(bench: Bench) -> None:
    plan = await plan_rewrite(bench.desk, Ids(("m0", "m1", "m2")), [ReplaceText("Likes", "Loves")])
    first, second, third = bench.items(plan)
    assert isinstance(first.change, Update)
    assert first.change.edit == MemoryEdit(memory="Loves tea")
    assert (second.status, third.status) == ("planned", "skipped")
    operation = await bench.apply(plan)
    assert operation.counts == {"done": 2, "skipped": 1}
    assert bench.service.memories["m1"].memory == "Loves tea"
    await bench.undo(operation)
    assert bench.service.memories["m1"].memory == "Likes tea"


async def test_a_rewrite_knows_what_a_service_cannot_do(open_bench: OpenBench) -> None:
    service = FakeService(SELF_HOSTED)
    service.put(memory(0, metadata={"a": 1}))
    bench = await open_bench(service)
    plan = await plan_rewrite(bench.desk, Ids(("m0",)), [RemoveMetadata("a")])
    assert bench.notes(plan) == [("skipped", "this service cannot remove metadata keys")]


async def test_archived_memories_expired_yesterday_and_are_kept(bench: Bench) -> None:
    plan = await plan_archive(bench.desk, Ids(("m0", "m1", "m2")))
    assert (plan.operation.verb, plan.operation.title) == ("archive", "archive 1 memory")
    assert [note for _, note in bench.notes(plan)][1:] == [
        "it is expired already", "it is immutable: it can only be deleted and added again"
    ]  # fmt: skip
    operation = await bench.apply(plan)
    assert bench.service.memories["m0"].expiration_date == YESTERDAY
    await bench.undo(operation)
    assert bench.service.memories["m0"].expiration_date is None


async def test_restored_memories_do_not_expire(bench: Bench) -> None:
    bench.service.change("m0", expiration_date="2999-01-01")
    plan = await plan_restore(bench.desk, Ids(("m0", "m1")))
    assert plan.operation.title == "bring 1 memory back"
    assert bench.notes(plan)[0] == ("skipped", "it is not expired")
    operation = await bench.apply(plan)
    assert bench.service.memories["m1"].expiration_date is None
    await bench.undo(operation)
    assert bench.service.memories["m1"].expiration_date == "2020-01-01"


@pytest.mark.parametrize(
    ("ids", "verb"),
    [(("m0", "m1"), "archive"), (("m1",), "restore"), (("m0",), "archive"), (("gone",), "restore")],
)
async def test_one_key_archives_and_brings_back(bench: Bench, ids: tuple[str, ...], verb: str) -> None:
    assert (await plan_archive_or_restore(bench.desk, Ids(ids))).operation.verb == verb


async def test_one_memory_is_edited_as_it_was_seen(bench: Bench) -> None:
    seen = replace(bench.service.memories["m0"], memory="As it was seen")
    operation = await bench.apply(await plan_edit_of(bench.desk, seen, MemoryEdit(memory="Mine")))
    assert operation.counts == {"conflict": 1}
    assert bench.service.calls[0].name == "read_many"


async def test_a_replacement_lists_both_halves(bench: Bench) -> None:
    old = bench.service.memories["m2"]
    plan = await plan_replace(bench.desk, old, MemoryEdit(memory="Likes tea"))
    added, deleted = (item.change for item in bench.items(plan))
    assert added == Addition(NewMemory("Likes tea", user_id="alice", agent_id="bot", immutable=True))
    assert deleted == Deletion(old)
    assert plan.operation.title == "replace 1 immutable memory"
    assert "new id" in plan.warnings[0]


async def test_additions_are_counted_by_whose_they_are(bench: Bench) -> None:
    news = [NewMemory("A", user_id="alice"), NewMemory("B", user_id="alice", agent_id="bot")]
    plan = await plan_add(bench.desk, news, verb="copy")
    assert plan.operation.title == "copy 2 memories"
    assert plan.totals == (("user", "alice", 2), ("agent", "bot", 1))
    learning = [NewMemory("", user_id="alice", infer=True, input=({"role": "user", "content": "x"},) * 2)]
    assert (await plan_add(bench.desk, learning)).operation.title == "learn from 2 messages"


async def test_only_the_largest_totals_are_told(bench: Bench) -> None:
    plan = await plan_add(bench.desk, [NewMemory("A", user_id=f"user {number}") for number in range(25)])
    assert (len(plan.totals), plan.more_entities) == (20, 5)


async def test_an_entity_is_deleted_with_whatever_else_its_memories_belong_to(bench: Bench) -> None:
    plan = await plan_delete_entity(bench.desk, "agent", "bot")
    assert (plan.operation.title, plan.name) == ("delete agent bot with 1 memory", "bot")
    assert bench.items(plan)[-1].change == EntityDeletion("agent", "bot")
    assert (plan.confirmation, plan.may_purge, plan.changes) == ("name", True, 2)


async def test_where_entities_are_only_their_memories_it_is_seen_that_none_is_left(
    open_bench: OpenBench,
) -> None:
    service = FakeService(EMBEDDED, "local")
    service.put(*facts(2))
    bench = await open_bench(service)
    plan = await plan_delete_entity(bench.desk, "user", "alice")
    assert (plan.changes, plan.entities) == (3, 1)
    ended = await bench.apply(plan)
    assert ended.status == "done"
    assert bench.items(ended)[-1].note == "verified empty"


async def test_a_memory_of_an_entity_that_is_not_listed_goes_with_one_that_is(bench: Bench) -> None:
    """A service may list memories whose user it does not list."""
    bench.service.put(memory("both", user_id="hidden", agent_id="bot"))
    bench.service.unlisted.add(("user", "hidden"))
    plan = await plan_reset(bench.desk)
    changes = [item.change for item in bench.items(plan)]
    assert "both" in [change.before.id for change in changes if isinstance(change, Deletion)]


async def test_entities_on_many_pages(bench: Bench) -> None:
    bench.service.put(*(memory(f"x{number}", user_id=f"user {number}") for number in range(250)))
    plan = await plan_reset(bench.desk)
    deletions = [item for item in bench.items(plan) if isinstance(item.change, Deletion)]
    assert len(deletions) == len(bench.service.memories)


# How much agreement it wants --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "matching", "confirmation"),
    [
        (1, False, "key"),
        (MANY, False, "key"),
        (MANY + 1, False, "count"),
        (1, True, "key"),
        (2, True, "count"),
    ],
)
async def test_the_more_it_changes_the_more_agreement_it_wants(
    open_bench: OpenBench, count: int, matching: bool, confirmation: str
) -> None:
    service = FakeService()
    service.put(*facts(count))
    bench = await open_bench(service)
    choice = ALICE if matching else Ids(tuple(service.memories))
    assert (await plan_delete(bench.desk, choice)).confirmation == confirmation


# What cannot be meant ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "edit",
    [
        MemoryEdit(memory=""),
        MemoryEdit(memory=" \n"),
        MemoryEdit(memory="half \ud83d"),
        MemoryEdit(expiration_date="soon"),
        MemoryEdit(expiration_date=""),
    ],
)
async def test_what_no_service_could_take_is_refused(bench: Bench, edit: MemoryEdit) -> None:
    with pytest.raises(DataError):
        await plan_edit(bench.desk, ALICE, edit)
    with pytest.raises(DataError):
        await plan_edit_of(bench.desk, bench.service.memories["m0"], edit)
    with pytest.raises(DataError):
        await plan_replace(bench.desk, bench.service.memories["m2"], edit)
    assert bench.service.calls == []
    assert bench.journal.operations() == []


def test_categories_that_a_service_hands_out_cannot_be_edited() -> None:
    edit = MemoryEdit(categories=("food",))
    item = update(memory(0), edit, PLATFORM)
    assert (item.status, item.note) == ("skipped", "this service hands out categories itself")
    both = update(memory(0), replace(edit, memory="Changed"), PLATFORM)
    assert (both.status, both.note) == ("planned", "this service hands out categories itself")
    assert isinstance(both.change, Update)
    assert both.change.edit == MemoryEdit(memory="Changed")
    kept = update(memory(0), edit, EMBEDDED)
    assert isinstance(kept.change, Update)
    assert kept.change.edit == edit


async def test_a_plan_whose_service_goes_away_is_forgotten(bench: Bench) -> None:
    bench.service.script("page", Fault(before=lost()))
    with pytest.raises(UnreachableError):
        await plan_delete(bench.desk, Matching(MemoryQuery(keyword_condition("tea"))))
    with pytest.raises(Exception, match="no operation"):
        bench.journal.operation(1)


async def test_how_many_were_looked_at_is_told(open_bench: OpenBench) -> None:
    service = FakeService()
    service.put(*facts(450))
    bench = await open_bench(service)
    told: list[int] = []
    await plan_delete(bench.desk, ALICE, told.append)
    assert told == [200, 400, 450]
    told.clear()
    await plan_delete_entity(bench.desk, "user", "alice", told.append)
    assert told == [200, 400, 450]


async def test_rules_see_each_memory_for_itself(bench: Bench) -> None:
    rules: list[Rule] = [AddPrefix("> "), SetExpiration("2030-01-01")]
    plan = await plan_rewrite(bench.desk, Ids(("m0",)), rules)
    assert one(bench, plan).change == Update(
        Memory("m0", "Likes tea", user_id="alice", metadata={"a": 1}),
        MemoryEdit(memory="> Likes tea", expiration_date="2030-01-01"),
    )
