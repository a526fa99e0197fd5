"""What is forgotten is gone: from the rows, the file, and its log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from memtui.core.changes import AddedMemory, Addition, Deletion, MemoryEdit, NewMemory, Update
from memtui.core.models import Memory
from memtui.state.journal import Journal, NewItem, Outcome
from tests.state.journal_driver import HERE, bytes_in, deletion, drafted, spellings, worked

SECRET = "Größe of the secret: 4711 0815 “hush”\n"
LONG = "a long memory that fills pages of its own. " * 500


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    found = Journal.open(tmp_path / "memtui" / "journal.db")
    yield found
    found.close()


def full_of_secrets(journal: Journal) -> int:
    """An operation with a secret wherever a text of a memory may stand."""
    memory = Memory(
        "id-1", SECRET + LONG, user_id="alice", metadata={SECRET: SECRET}, categories=(SECRET,),
        extra={"x": SECRET},
    )  # fmt: skip
    new = NewMemory(SECRET, metadata={"k": SECRET}, input=({"role": "user", "content": SECRET},))
    items = [
        NewItem(Update(memory, MemoryEdit(memory=SECRET, metadata={"k": SECRET}))),
        NewItem(Deletion(memory)),
        NewItem(Addition(new, replaces="old", before=memory)),
    ]
    operation = drafted(journal, items)
    assert journal.start(operation)
    added = (AddedMemory("new", "UPDATE", SECRET, SECRET),)
    journal.write(
        operation, [Outcome(0, "done", result=memory), Outcome(2, "done", result=memory, added=added)]
    )
    journal.write(operation, [Outcome(1, "conflict", "others changed it", theirs=memory, twins=("t",))])
    journal.finish(operation, "partly")
    return operation


def is_there(text: str, folder: Path) -> bool:
    whole = bytes_in(folder)
    return any(spelling in whole for spelling in spellings(text))


def test_purging_leaves_no_text_in_the_file_or_its_log(journal: Journal) -> None:
    folder = journal.path.parent
    operation, kept = full_of_secrets(journal), worked(journal, [deletion(0, "this stays")])
    assert is_there(SECRET, folder)
    assert is_there(LONG[:200], folder)
    journal.purge(operation)
    # While the journal is open, and another one too.
    assert not is_there(SECRET, folder)
    assert not is_there("4711 0815", folder)
    assert not is_there(LONG[:40], folder)
    assert is_there("this stays", folder)
    assert journal.operation(kept.id) == kept


def test_what_was_purged_is_still_listed_and_cannot_be_undone(journal: Journal) -> None:
    operation = full_of_secrets(journal)
    before = journal.operation(operation)
    journal.purge(operation)
    journal.purge(operation)
    after = journal.operation(operation)
    assert (after.purged, before.undoable, after.undoable) == (True, 2, 0)
    assert (after.title, after.counts) == (before.title, before.counts)
    edit, deleted, added = journal.items(operation)
    assert (edit.memory_id, deleted.memory_id) == ("id-1", "id-1")
    assert isinstance(added.change, Addition)
    assert added.change.replaces == "old"
    assert (edit.result, deleted.theirs, added.added) == (None, None, ())
    assert (deleted.status, deleted.note) == ("conflict", "others changed it")
    # The way from an old id to the present one is no before-image.
    assert journal.present_id(HERE, "old") == "new"


def test_a_large_operation_is_purged_to_its_last_item(journal: Journal) -> None:
    operation = drafted(journal, (deletion(number, f"secret {number}!") for number in range(3000)))
    journal.purge(operation)
    whole = bytes_in(journal.path.parent)
    assert b"secret " not in whole
    assert [item.memory_id for item in journal.each_item(operation)] == [
        f"id-{number}" for number in range(3000)
    ]


def test_another_journal_that_is_open_keeps_nothing(journal: Journal) -> None:
    operation = full_of_secrets(journal)
    second = Journal.open(journal.path)
    assert len(second.items(operation)) == 3
    journal.purge(operation)
    assert not is_there("4711 0815", journal.path.parent)
    assert second.items(operation) == journal.items(operation)
    second.close()


def test_old_operations_that_are_over_are_forgotten(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at(day: int) -> None:
        monkeypatch.setattr("memtui.state.journal.journal.iso_now", lambda: f"2026-11-{day:02d}T10:00:00Z")

    at(1)
    old = worked(journal, [deletion(0, "an old text")])
    failed = worked(journal, [deletion(0)], status="failed", ended="partly")
    draft = drafted(journal, [deletion(1)])
    running = drafted(journal, [deletion(2)])
    journal.start(running)
    at(20)
    young = worked(journal, [deletion(3)])
    assert journal.prune("2026-11-01T00:00:00Z") == 0
    assert is_there("an old text", journal.path.parent)
    assert journal.prune("2026-11-10T00:00:00Z") == 2
    assert not is_there("an old text", journal.path.parent)
    assert journal.items(old.id) == journal.items(failed.id) == []
    assert [found.id for found in journal.operations()] == [young.id, running]
    assert len(journal.items(draft)) == len(journal.items(running)) == 1
    assert journal.prune("2026-11-10T00:00:00Z") == 0
