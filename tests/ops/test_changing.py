"""Updates and deletions on a service that has its habits and is written to by others."""

from __future__ import annotations

import pytest

from memtui.core.changes import MemoryEdit, Update
from memtui.core.errors import MemtuiError
from memtui.core.models import Memory
from memtui.ops.choices import Ids
from memtui.ops.planning import plan_delete, plan_edit
from memtui.ops.undo import plan_retry, plan_undo
from memtui.state.journal import Operation
from tests.ops.bench import Bench
from tests.ops.conftest import OpenBench, holding
from tests.ops.fakes import EMBEDDED, Call, FakeService, content_of
from tests.ops.faults import Fault, lost, status
from tests.ops.memories import memory

EDIT = MemoryEdit(memory="Changed", metadata={"a": 1})
THREE = Ids(("m0", "m1", "m2"))


@pytest.fixture
async def bench(open_bench: OpenBench) -> Bench:
    """Three memories, of which the service takes two at once."""
    return await holding(open_bench, 3)


def texts(bench: Bench) -> dict[str, str]:
    return {one.id: one.memory for one in bench.service.memories.values()}


# When all goes well -----------------------------------------------------------------------------------


async def test_an_edit_is_sent_in_batches_and_verified(bench: Bench) -> None:
    operation = await bench.do(plan_edit(bench.desk, THREE, EDIT))
    assert (operation.status, operation.counts) == ("done", {"done": 3})
    assert set(texts(bench).values()) == {"Changed"}
    assert [call.about for call in bench.service.written] == [("m0", "m1"), ("m2",)]
    for item in bench.items(operation):
        assert item.result == bench.service.memories[item.memory_id or ""]
    assert [(told.done, told.failed, told.total) for told in bench.told][-1] == (3, 0, 3)


async def test_an_edit_that_was_made_already_is_not_sent(bench: Bench) -> None:
    plan = await plan_edit(bench.desk, THREE, EDIT)
    bench.service.change("m1", memory="Changed", metadata={"a": 1})
    operation = await bench.apply(plan)
    assert bench.notes(operation)[1] == ("skipped", "it looks like that already")
    assert operation.status == "done"
    assert [call.about for call in bench.service.written] == [("m0",), ("m2",)]


@pytest.mark.parametrize("edit", [MemoryEdit(), MemoryEdit(memory="Fact 1"), MemoryEdit(metadata={})])
async def test_an_edit_that_changes_nothing_is_listed_with_the_reason(bench: Bench, edit: MemoryEdit) -> None:
    plan = await plan_edit(bench.desk, Ids(("m1",)), edit)
    assert (plan.changes, plan.unchanged) == (0, 1)
    assert (await bench.apply(plan)).status == "done"
    assert bench.service.written == []


# Others write, too ------------------------------------------------------------------------------------


async def test_what_somebody_changed_since_the_preview_is_left_alone(bench: Bench) -> None:
    plan = await plan_delete(bench.desk, THREE)
    bench.service.change("m1", memory="Theirs")
    operation = await bench.apply(plan)
    assert operation.counts == {"done": 2, "conflict": 1}
    assert operation.status == "partly"
    assert texts(bench) == {"m1": "Theirs"}
    item = bench.items(operation)[1]
    assert item.theirs == bench.service.memories["m1"]
    assert item.note == "somebody changed it since (text)"


async def test_an_edit_that_was_done_is_done_whatever_else_changed(bench: Bench) -> None:
    """Some services drop the metadata when the text is edited."""

    def drops(service: FakeService) -> None:
        service.change("m0", metadata={})

    bench.service.change("m0", metadata={"source": "chat"})
    bench.service.script("update_many", Fault(meddle_after=drops))
    operation = await bench.do(plan_edit(bench.desk, Ids(("m0",)), MemoryEdit(memory="Changed")))
    assert bench.notes(operation) == [
        ("done", "somebody or the service changed it at the same time (metadata)")
    ]
    # What is not ours is written over only when that is asked for.
    undone = await bench.undo(operation)
    assert undone.counts == {"conflict": 1}
    forced = await bench.do(plan_undo(bench.desk, operation.id, force=True))
    assert forced.counts == {"done": 1}
    assert bench.service.memories["m0"].memory != "Changed"


async def test_force_overwrites_it_and_undo_gives_theirs_back(bench: Bench) -> None:
    plan = await plan_edit(bench.desk, THREE, EDIT)
    bench.service.change("m1", memory="Theirs", metadata={"b": 2})
    operation = await bench.apply(plan)
    assert texts(bench)["m1"] == "Theirs"
    forced = await bench.do(plan_retry(bench.desk, operation.id, force=True))
    assert bench.notes(forced) == [("done", "overwrites what somebody changed since (text, metadata)")]
    assert bench.service.memories["m1"].memory == "Changed"
    await bench.undo(forced)
    assert bench.service.memories["m1"] == memory(1, "Theirs", metadata={"b": 2})


async def test_what_is_gone_since_the_preview(bench: Bench) -> None:
    deletion, edit = await plan_delete(bench.desk, THREE), await plan_edit(bench.desk, THREE, EDIT)
    del bench.service.memories["m1"]
    edited = await bench.apply(edit)
    assert bench.notes(edited)[1] == ("failed", "it is gone: somebody deleted it since")
    await bench.undo(edited)
    deleted = await bench.apply(deletion)
    assert bench.notes(deleted)[1] == ("skipped", "it is gone already")
    assert (edited.status, deleted.status) == ("partly", "done")
    assert bench.service.memories == {}


async def test_what_became_immutable_since_fails(bench: Bench) -> None:
    plan = await plan_edit(bench.desk, Ids(("m0",)), EDIT)
    bench.service.change("m0", immutable=True)
    operation = await bench.apply(plan)
    assert bench.notes(operation) == [("failed", "it is immutable: it can only be deleted and added again")]
    assert bench.service.written == []


@pytest.mark.parametrize("kind", ["edit", "delete"])
async def test_what_others_write_while_it_is_sent_is_not_overwritten(bench: Bench, kind: str) -> None:
    def theirs(service: FakeService) -> None:
        service.change("m0", memory="Theirs")

    making = plan_edit(bench.desk, THREE, EDIT) if kind == "edit" else plan_delete(bench.desk, THREE)
    plan = await making
    bench.service.script("update_many", Fault(before=lost(), meddle=theirs))
    bench.service.script("delete_many", Fault(before=lost(), meddle=theirs))
    operation = await bench.finish(await bench.apply(plan))
    assert operation.counts == {"done": 2, "conflict": 1}
    assert texts(bench)["m0"] == "Theirs"
    assert bench.items(operation)[0].theirs == bench.service.memories["m0"]


async def test_what_others_delete_between_guard_and_request_is_their_deletion(bench: Bench) -> None:
    bench.service.script("delete_many", Fault(meddle=lambda service: service.memories.pop("m0")))
    operation = await bench.do(plan_delete(bench.desk, THREE))
    assert operation.counts == {"done": 2, "skipped": 1}
    await bench.undo(operation)
    assert sorted(texts(bench).values()) == ["Fact 1", "Fact 2"]


async def test_force_deletes_what_others_write_meanwhile_and_undo_gives_that_back(bench: Bench) -> None:
    plan = await plan_delete(bench.desk, Ids(("m0",)))
    bench.service.change("m0", memory="Theirs")
    first = await bench.apply(plan)
    again = await plan_retry(bench.desk, first.id, force=True)
    bench.service.script(
        "delete_many", Fault(before=lost(), meddle=lambda service: service.change("m0", memory="Theirs too"))
    )
    forced = await bench.finish(await bench.apply(again))
    assert forced.counts == {"done": 1}
    assert "m0" not in texts(bench)
    await bench.undo(forced)
    assert "Theirs too" in texts(bench).values()


# Habits of services -----------------------------------------------------------------------------------


async def half_done(bench: Bench, error: MemtuiError | None) -> Operation:
    """The text is changed, the expiration date is not."""
    edit = MemoryEdit(memory="Changed", expiration_date="2030-01-01")

    def half(service: FakeService) -> None:
        service.change("m0", memory="Changed")

    bench.service.script("update_many", *[Fault(only=0, each=error, meddle=half)] * 9)
    return await bench.apply(await plan_edit(bench.desk, Ids(("m0",)), edit))


@pytest.mark.parametrize("error", [None, status(400)])
async def test_an_edit_of_which_a_part_is_refused_can_be_taken_back(
    bench: Bench, error: MemtuiError | None
) -> None:
    before = content_of(bench.service)
    operation = await half_done(bench, error)
    ((state, note),) = bench.notes(operation)
    assert state == "done"
    assert note.startswith("but for expiration_date: ")
    bench.service.faults.clear()
    await bench.undo(operation)
    assert content_of(bench.service) == before


async def test_an_edit_of_which_a_part_is_lost_is_taken_up_again(bench: Bench) -> None:
    before = content_of(bench.service)
    operation = await half_done(bench, status(500))
    assert operation.counts == {"unknown": 1}
    bench.service.faults.clear()
    operation = await bench.finish(operation)
    assert bench.notes(operation) == [("done", "")]
    assert bench.service.memories["m0"].expiration_date == "2030-01-01"
    await bench.undo(operation)
    assert content_of(bench.service) == before


async def test_a_service_that_trims(bench: Bench) -> None:
    bench.service.trims = True
    operation = await bench.do(plan_edit(bench.desk, Ids(("m0",)), MemoryEdit(memory=" Changed\n")))
    assert bench.notes(operation) == [("done", "the service trimmed the text")]
    assert texts(bench)["m0"] == "Changed"
    await bench.undo(operation)
    assert texts(bench)["m0"] == "Fact 0"


async def test_a_service_that_forgets_a_field_says_so(bench: Bench) -> None:
    bench.service.ignores = frozenset({"expiration_date"})
    operation = await bench.apply(
        await plan_edit(bench.desk, Ids(("m0",)), MemoryEdit(expiration_date="2030-01-01"))
    )
    assert bench.notes(operation) == [("unknown", "the service took it and does not show it")]
    assert len(bench.service.written) == 1
    # Once more, and it is known to come to nothing.
    operation = await bench.finish(operation)
    assert bench.notes(operation) == [("failed", "the service took it and does not show it")]
    assert len(bench.service.written) == 2


async def test_an_undo_that_the_service_forgets_is_not_in_the_way_for_ever(bench: Bench) -> None:
    await bench.do(plan_edit(bench.desk, Ids(("m1",)), MemoryEdit(memory="Changed")))
    await bench.do(plan_edit(bench.desk, Ids(("m0",)), MemoryEdit(expiration_date="2030-01-01")))
    bench.service.ignores = frozenset({"expiration_date"})
    undone = await bench.undo()
    assert undone.counts == {"failed": 1}
    assert (await bench.undo()).counts == {"done": 1}
    assert texts(bench)["m1"] == "Fact 1"


async def test_a_service_that_merges_without_saying_so(bench: Bench) -> None:
    bench.service.merges = True
    bench.service.change("m0", metadata={"a": 1, "b": 2})
    operation = await bench.do(plan_edit(bench.desk, Ids(("m0",)), MemoryEdit(metadata={"a": 3})))
    assert bench.notes(operation) == [("done", "the service kept the metadata keys b")]
    await bench.undo(operation)
    assert bench.service.memories["m0"].metadata == {"a": 1, "b": 2}


async def test_categories_that_a_service_hands_out_are_nobodys_change(bench: Bench) -> None:
    bench.service.change("m0", categories=("food",))
    plan = await plan_edit(bench.desk, Ids(("m0",)), EDIT)
    bench.service.change("m0", categories=("drinks",))
    bench.service.script(
        "update_many", Fault(meddle_after=lambda service: service.change("m0", categories=("travel",)))
    )
    operation = await bench.apply(plan)
    assert operation.counts == {"done": 1}
    undone = await bench.undo(operation)
    assert undone.counts == {"done": 1}
    assert texts(bench)["m0"] == "Fact 0"


@pytest.mark.parametrize(("old", "new"), [(None, ("food",)), (("food",), ()), (("food",), ("drinks", "tea"))])
async def test_categories_that_can_be_edited(
    open_bench: OpenBench, old: tuple[str, ...] | None, new: tuple[str, ...]
) -> None:
    service = FakeService(EMBEDDED, "local")
    service.put(memory(0, categories=old))
    bench = await open_bench(service)
    operation = await bench.do(plan_edit(bench.desk, Ids(("m0",)), MemoryEdit(categories=new)))
    assert operation.counts == {"done": 1}
    assert service.memories["m0"].categories == new
    await bench.undo(operation)
    assert service.memories["m0"].categories == old


# The journal comes first ------------------------------------------------------------------------------


async def test_before_images_are_on_disk_before_each_request(bench: Bench) -> None:
    plan = await plan_edit(bench.desk, THREE, EDIT)
    bench.service.change("m0", updated_at="2026-04-01")
    seen: list[Memory] = []

    def look(call: Call) -> None:
        if call.name == "update_many":
            changes = [item.change for item in bench.items(plan, "sending")]
            images = [change.before for change in changes if isinstance(change, Update)]
            assert images == [bench.service.memories[memory_id] for memory_id in call.about]
            seen.extend(images)

    bench.service.watch = look
    await bench.apply(plan)
    assert [(one.id, one.updated_at) for one in seen] == [("m0", "2026-04-01"), ("m1", None), ("m2", None)]


async def test_nothing_is_sent_when_the_journal_cannot_be_written(bench: Bench) -> None:
    plan = await plan_delete(bench.desk, THREE)

    def fill(service: FakeService) -> None:
        bench.journal.is_full = True

    bench.service.script("read_many", Fault(meddle_after=fill))
    with pytest.raises(MemtuiError, match="full"):
        await bench.apply(plan)
    assert bench.service.written == []
    bench.journal.is_full = False
    (operation,) = await bench.reconcile()
    assert (operation.status, operation.counts) == ("interrupted", {"planned": 3})
    assert (await bench.finish(operation)).counts == {"done": 3}


async def test_a_journal_that_fills_up_after_the_first_batch(bench: Bench) -> None:
    plan = await plan_delete(bench.desk, THREE)

    def fill(service: FakeService) -> None:
        bench.journal.is_full = True

    bench.service.script("delete_many", Fault(meddle_after=fill))
    with pytest.raises(MemtuiError, match="full"):
        await bench.apply(plan)
    assert len(bench.service.written) == 1
    bench = await bench.reborn()
    (operation,) = await bench.reconcile()
    assert operation.counts == {"done": 2, "planned": 1}
    await bench.undo(operation)
    assert len(bench.service.memories) == 3
