"""Several processes at one journal: killed in the middle, at work, and out of room."""

from __future__ import annotations

from pathlib import Path

import pytest

from memtui.state.journal import Journal, Outcome
from tests.state.journal_driver import HERE, another_process, deletion, drafted, worked

APPENDING = """
    journal = Journal.open(path)
    operation = journal.draft("delete", "Delete", HERE)
    say(operation)
    for batch in range(100_000):
        journal.append(operation, [deletion(batch * 7 + at) for at in range(7)])
        say(batch)
"""
WRITING = """
    journal = Journal.open(path)
    operation = drafted(journal, [deletion(at) for at in range(5000)])
    assert journal.start(operation)
    say(operation)
    for batch in range(500):
        journal.write(operation, [Outcome(batch * 10 + at, "sending") for at in range(10)])
        journal.write(operation, [Outcome(batch * 10 + at, "done") for at in range(10)])
        say(batch)
    sys.stdin.read()
"""
HOLDING = """
    journal = Journal.open(path)
    draft = drafted(journal, [deletion(0)])
    running = drafted(journal, [deletion(0)])
    assert journal.start(running)
    say(draft, running)
    sys.stdin.read()
"""
FILLING = """
    import resource, signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    from memtui.core.errors import StoreError
    journal = Journal.open(path)
    operation = drafted(journal, [deletion(0)])
    full = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, full[1]))
    batches = 0
    try:
        while True:
            journal.append(operation, [deletion(at, "x" * 500) for at in range(10)])
            batches += 1
    except StoreError as error:
        refusal = str(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, full)
    say(batches, len(list(journal.each_item(operation))))
    say(refusal)
    journal.append(operation, [deletion(1)])
    say(len(list(journal.each_item(operation))))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "memtui" / "journal.db"


@pytest.mark.parametrize("batches", [1, 6, 23])
def test_what_was_appended_survives_a_kill(path: Path, batches: int) -> None:
    with another_process(APPENDING, path) as other:
        operation = int(other.line())
        for batch in range(batches):
            assert other.line() == str(batch)
        told = batches + len(other.kill())
    journal = Journal.open(path)
    items = list(journal.each_item(operation))
    # One batch more may be there that it did not come to tell of; half a batch never.
    assert len(items) in {7 * told, 7 * (told + 1)}
    assert [item.change for item in items] == [deletion(number).change for number in range(len(items))]
    journal.clear_drafts()
    assert journal.items(operation) == []
    journal.close()


@pytest.mark.parametrize("batches", [1, 9, 30])
def test_what_was_written_survives_a_kill_and_the_rest_is_unsettled(path: Path, batches: int) -> None:
    with another_process(WRITING, path) as other:
        operation = int(other.line())
        for batch in range(batches):
            assert other.line() == str(batch)
        told = batches + len(other.kill())
    journal = Journal.open(path)
    counts = journal.operation(operation).counts
    assert counts["done"] in {10 * told, 10 * (told + 1)}
    # No batch is torn.
    assert counts.get("sending", 0) in {0, 10}
    assert sum(counts.values()) == 5000
    assert [found.id for found in journal.unsettled(HERE)] == [operation]
    assert journal.start(operation)
    journal.close()


def test_what_another_process_is_at_is_not_unsettled_until_it_is_killed(path: Path) -> None:
    with another_process(HOLDING, path) as other:
        draft, running = map(int, other.line().split())
        journal = Journal.open(path)
        assert journal.owners.is_owned(draft)
        assert journal.owners.is_owned(running)
        assert journal.unsettled(HERE) == []
        assert not journal.start(running)
        journal.clear_drafts()
        assert journal.operation(draft).status == "planned"
        assert journal.operation(running).status == "running"
        other.kill()
        assert [found.id for found in journal.unsettled(HERE)] == [running]
        journal.clear_drafts()
        assert journal.operations() == [journal.operation(running)]
        assert journal.start(running)
        assert journal.unsettled(HERE) == []
        journal.close()


def test_what_this_process_is_at_is_not_open_to_others(path: Path) -> None:
    journal = Journal.open(path)
    operation = drafted(journal, [deletion(0)])
    assert journal.start(operation)
    script = """
        journal = Journal.open(path)
        say(len(journal.unsettled(HERE)), journal.start(int(sys.argv[2])))
        sys.stdin.readline()
    """
    with another_process(script, path, operation) as other:
        assert other.line() == "0 False"
    # Looking, here or there, takes nothing away.
    assert journal.owners.is_owned(operation)
    assert journal.unsettled(HERE) == []
    second = Journal.open(path)
    assert second.unsettled(HERE) == []
    second.close()
    journal.finish(operation, "done")
    with another_process(script, path, operation) as other:
        assert other.line() == "0 True"
    journal.close()


def test_only_this_stores_open_operations_are_unsettled(path: Path) -> None:
    journal = Journal.open(path)
    worked(journal, [deletion(0)])
    unknown = worked(journal, [deletion(0)], status="unknown", ended="interrupted")
    worked(journal, [deletion(0)], status="planned", ended="interrupted")
    worked(journal, [deletion(0)], status="unknown", ended="partly")
    running = drafted(journal, [deletion(0)])
    journal.start(running)
    journal.write(running, [Outcome(0, "done")])
    assert [found.id for found in journal.unsettled(HERE)] == [unknown.id]
    journal.owners.release(running)
    assert [found.id for found in journal.unsettled(HERE)] == [unknown.id, running]
    journal.close()


def test_a_full_disk_is_told_and_leaves_whole_batches(path: Path) -> None:
    with another_process(FILLING, path) as other:
        batches, items = map(int, other.line().split())
        refusal = other.line()
        assert (batches > 0, items) == (True, 1 + 10 * batches)
        assert refusal.startswith(("The disk that holds", str(path)))
        assert int(other.line()) == items + 1
