"""Plans in the journal: written, followed, listed, and taken back."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from memtui.core.changes import AddedMemory, Deletion, MemoryEdit, Update
from memtui.core.errors import DataError, NotFoundError, StoreError
from memtui.core.models import Memory
from memtui.state.journal import ItemStatus, Journal, NewItem, Outcome
from tests.state.journal_driver import ELSEWHERE, HERE, deletion, drafted, restoring, rows, worked


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "memtui" / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    found = Journal.open(path)
    yield found
    found.close()


# Plans ---------------------------------------------------------------------------------------------


def test_before_images_are_on_the_disk_when_they_are_appended(
    journal: Journal, path: Path, tmp_path: Path
) -> None:
    operation = journal.draft("delete", "Delete", HERE)
    for number in range(3):
        journal.append(operation, [deletion(number, f"the text {number}")])
        # What is in the files now is what would be left if memtui ended here.
        copy = tmp_path / f"copy-{number}"
        copy.mkdir()
        for file in path.parent.glob(f"{path.name}*"):
            shutil.copy(file, copy / file.name)
        found = [row["change"] for row in rows(copy / path.name)]
        assert len(found) == number + 1
        assert f'"the text {number}"' in found[-1]


def test_items_are_numbered_in_the_order_in_which_they_come(journal: Journal) -> None:
    operation = drafted(journal, [deletion(0), deletion(1)])
    journal.append(operation, [])
    journal.append(operation, (deletion(number) for number in range(2, 5)))
    assert [(item.position, item.memory_id) for item in journal.items(operation)] == [
        (number, f"id-{number}") for number in range(5)
    ]


def test_appending_is_all_or_nothing(journal: Journal) -> None:
    operation = drafted(journal, [deletion(0)])
    with pytest.raises(DataError):
        journal.append(operation, [deletion(1), deletion(2, memory_id="\ud800")])

    def breaking() -> Iterator[NewItem]:
        yield deletion(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        journal.append(operation, breaking())
    assert [item.position for item in journal.items(operation)] == [0]


def test_a_draft_is_not_listed_until_it_is_begun(journal: Journal) -> None:
    operation = drafted(
        journal, [deletion(0), NewItem(Deletion(Memory("x", "y")), "skipped", "gone already")]
    )
    assert journal.operations() == []
    draft = journal.operation(operation)
    assert (draft.status, draft.to_do, draft.total, draft.undoable) == ("planned", 1, 2, 0)
    journal.entitle(operation, "Delete 1 memory")
    assert journal.start(operation)
    (begun,) = journal.operations()
    assert (begun.title, begun.status, begun.service) == ("Delete 1 memory", "running", HERE)


def test_a_draft_that_is_declined_leaves_nothing(journal: Journal, path: Path) -> None:
    kept = drafted(journal, [deletion(0)])
    operation = drafted(journal, [deletion(1)])
    journal.discard(operation)
    with pytest.raises(NotFoundError, match=f"no operation {operation}"):
        journal.operation(operation)
    assert [row["operation"] for row in rows(path)] == [kept]
    assert not journal.owners.is_owned(operation)
    # Its number is never used again.
    assert journal.draft("add", "Add", HERE) > operation


def test_what_was_begun_cannot_be_discarded(journal: Journal) -> None:
    done = worked(journal, [deletion(0)])
    journal.discard(done.id)
    assert journal.operation(done.id) == done
    assert len(journal.items(done.id)) == 1


def test_old_drafts_are_cleared_but_those_that_are_open(journal: Journal, path: Path) -> None:
    open_draft = drafted(journal, [deletion(0)])
    left = drafted(journal, [deletion(1)])
    journal.owners.release(left)
    journal.clear_drafts()
    assert [row["id"] for row in rows(path, "operations")] == [open_draft]


# Work ----------------------------------------------------------------------------------------------


def test_what_became_of_items_is_written_with_all_that_is_known(journal: Journal) -> None:
    operation = drafted(journal, [deletion(0), restoring("old"), deletion(2)])
    assert journal.start(operation)
    result, theirs = Memory("new", "again", metadata={"k": None}), Memory("id-2", "changed")
    added = (AddedMemory("new", "ADD", "again"), AddedMemory("other", "UPDATE", "b", "a"))
    changed = Deletion(Memory("id-0", "another text"))
    journal.write(
        operation,
        [
            Outcome(0, "done", change=changed),
            Outcome(1, "done", result=result, added=added, twins=("t1", "t2")),
            Outcome(2, "conflict", "others changed it", theirs=theirs),
        ],
    )
    first, second, third = journal.items(operation)
    assert (first.status, first.change, first.note) == ("done", changed, "")
    assert (second.result, second.added, second.twins, second.memory_id) == (
        result,
        added,
        ("t1", "t2"),
        "new",
    )
    assert (third.status, third.note, third.theirs) == ("conflict", "others changed it", theirs)
    # What is not told again stays.
    journal.write(operation, [Outcome(1, "unknown", "lost it")])
    assert journal.item(operation, 1) == replace(second, status="unknown", note="lost it")
    journal.write(operation, [Outcome(1, "failed", added=())])
    assert journal.item(operation, 1).added == ()


def test_writing_is_all_or_nothing(journal: Journal) -> None:
    operation = drafted(journal, [deletion(0), deletion(1)])
    with pytest.raises(DataError):
        journal.write(operation, [Outcome(0, "done"), Outcome(1, "failed", "\ud800")])
    assert [item.status for item in journal.items(operation)] == ["planned", "planned"]


def test_settling_gives_some_items_another_status(journal: Journal) -> None:
    operation = drafted(journal, [deletion(number) for number in range(4)])
    journal.write(operation, [Outcome(0, "done"), Outcome(1, "sending"), Outcome(2, "failed", "why")])
    journal.settle(operation, ("planned", "sending"), "cancelled", "stopped")
    assert [(item.status, item.note) for item in journal.items(operation)] == [
        ("done", ""), ("cancelled", "stopped"), ("failed", "why"), ("cancelled", "stopped"),
    ]  # fmt: skip


def test_counts_say_what_can_be_undone(journal: Journal) -> None:
    operation = drafted(journal, [deletion(number) for number in range(4)])
    journal.start(operation)
    journal.write(
        operation, [Outcome(0, "done"), Outcome(1, "done"), Outcome(2, "unknown"), Outcome(3, "failed")]
    )
    journal.finish(operation, "partly", "The service went away.")
    found = journal.operation(operation)
    assert dict(found.counts) == {"done": 2, "unknown": 1, "failed": 1}
    assert (found.total, found.undecided, found.undoable) == (4, 1, 2)
    assert (found.status, found.error) == ("partly", "The service went away.")


# Undo ----------------------------------------------------------------------------------------------


def test_what_is_undone_says_by_what_and_holds_again_after_a_redo(journal: Journal) -> None:
    done = worked(journal, [deletion(number) for number in range(3)])
    back = [NewItem(restoring(f"id-{number}").change, undoes=number) for number in (0, 2)]
    undo = worked(journal, back, verb="undo", undo_of=done.id)
    assert [item.undone_by for item in journal.items(done.id)] == [undo.id, None, undo.id]
    found = journal.operation(done.id)
    assert (found.undone, found.undoable, undo.depth, undo.undo_of) == (2, 1, 1, done.id)
    again = [NewItem(deletion(9).change, undoes=0)]
    redo = worked(journal, again, verb="redo", undo_of=undo.id)
    assert (redo.depth, journal.operation(undo.id).undone) == (2, 1)


def test_what_could_not_be_undone_still_holds(journal: Journal) -> None:
    done = worked(journal, [deletion(number) for number in range(4)])
    undo = drafted(
        journal,
        [NewItem(restoring(f"id-{number}").change, undoes=number) for number in range(4)],
        verb="undo",
        undo_of=done.id,
    )
    journal.write(
        undo, [Outcome(0, "failed"), Outcome(1, "conflict"), Outcome(2, "sending"), Outcome(3, "skipped")]
    )
    assert [item.undone_by for item in journal.items(done.id)] == [None, None, None, undo]


def test_the_present_id_of_a_memory_that_came_back_twice(journal: Journal) -> None:
    def came_back(old: str, new: str) -> None:
        operation = drafted(journal, [restoring(old)], verb="undo")
        journal.write(operation, [Outcome(0, "done", added=(AddedMemory(new, "ADD"),))])

    assert journal.present_id(HERE, "a") == "a"
    came_back("a", "b")
    assert journal.present_id(HERE, "a") == "b"
    came_back("b", "c")
    assert [journal.present_id(HERE, old) for old in "abc"] == ["c", "c", "c"]
    # The same id on another service is another memory.
    assert journal.present_id(ELSEWHERE, "a") == "a"
    came_back("c", "a")
    assert [journal.present_id(HERE, old) for old in "abc"] == ["c", "a", "b"]


def test_an_id_whose_addition_did_not_hold_is_no_present_id(journal: Journal) -> None:
    operation = drafted(journal, [restoring("a"), restoring("b")], verb="undo")
    journal.write(operation, [Outcome(0, "failed", added=(AddedMemory("x", "ADD"),)), Outcome(1, "sending")])
    assert [journal.present_id(HERE, old) for old in "ab"] == ["a", "b"]
    assert journal.made_ids(operation) == {"x"}


# Reading -------------------------------------------------------------------------------------------


def test_operations_are_listed_newest_first_and_a_page_at_a_time(journal: Journal) -> None:
    made = [worked(journal, [deletion(0)], service=(HERE, ELSEWHERE)[number % 2]).id for number in range(7)]
    assert [found.id for found in journal.operations()] == made[::-1]
    assert [found.id for found in journal.operations(limit=3)] == made[:3:-1]
    assert [found.id for found in journal.operations(before=made[4], limit=3)] == made[3:0:-1]
    assert journal.operations(before=made[0]) == []
    assert [found.id for found in journal.operations(ELSEWHERE)] == made[5::-2]
    assert [found.id for found in journal.operations(HERE, before=made[6], limit=2)] == [made[4], made[2]]


def test_any_page_of_the_items_is_read_at_once(journal: Journal) -> None:
    count = 1234
    operation = drafted(journal, (deletion(number) for number in range(count)))
    other = drafted(journal, [deletion(0)])
    assert [item.position for item in journal.items(operation, after=999, limit=5)] == [
        1000,
        1001,
        1002,
        1003,
        1004,
    ]
    assert journal.items(operation, after=count - 1) == []
    assert [item.position for item in journal.each_item(operation)] == list(range(count))
    assert journal.item(operation, 1233).memory_id == "id-1233"
    for wrong in ((operation, count), (other, 1), (99, 0)):
        with pytest.raises(NotFoundError):
            journal.item(*wrong)


def test_items_of_some_statuses(journal: Journal) -> None:
    operation = drafted(journal, [deletion(number) for number in range(10)])
    journal.write(operation, [Outcome(position, "failed") for position in (1, 4, 9)])
    journal.write(operation, [Outcome(5, "conflict")])
    failed: tuple[ItemStatus, ...] = ("failed",)
    assert [item.position for item in journal.items(operation, failed)] == [1, 4, 9]
    assert [item.position for item in journal.items(operation, ("conflict", "failed"), after=1)] == [4, 5, 9]
    assert [item.position for item in journal.each_item(operation, failed)] == [1, 4, 9]
    assert journal.items(operation, ()) == []


def test_edits_and_their_images_are_read_as_they_were_written(journal: Journal) -> None:
    before = Memory(
        "1", "a\x00\ud800\r\n", metadata={"n": 1, "b": True, "f": 1.0}, extra={"x": [None]}, wire_keys=("id",)
    )
    change = Update(before, MemoryEdit(metadata=None))
    operation = drafted(journal, [NewItem(change, note="é")])
    assert repr(journal.item(operation, 0).change) == repr(change)


# The file ------------------------------------------------------------------------------------------


def test_the_journal_is_made_for_its_owner_alone(path: Path, journal: Journal) -> None:
    worked(journal, [deletion(0)])
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600}
    assert set(modes) >= {"journal.db", "journal.db-wal", "journal.db.lock"}


def test_a_journal_is_there_when_it_is_opened_again(path: Path) -> None:
    journal = Journal.open(path)
    done = worked(journal, [deletion(0)])
    journal.close()
    journal.close()
    again = Journal.open(path)
    assert again.operations() == [done]
    again.close()
    with pytest.raises(StoreError):
        again.operations()


def test_a_store_is_no_journal_nor_is_any_other_file(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database, but long enough to be taken for one" * 100)
    with pytest.raises(StoreError, match="damaged or not a store"):
        Journal.open(path)
