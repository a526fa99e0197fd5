"""Work that ends in the middle, by whatever cause, and what the next run makes of it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from memtui.adapters.base import Capabilities
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import MemtuiError, StoreError, UnauthorizedError, UnreachableError
from memtui.ops import apply as applying
from memtui.ops.work import Patience
from memtui.state.journal import Journal
from tests.cli.conftest import Own, Typed
from tests.cli.data import LINES, id_of

ALICE = [str(line["id"]) for line in LINES if line["user_id"] == "alice"]
BATCH = 10

# The store takes ten memories at a time; at the third batch something happens.
_PROGRAM = """
import os, signal, sys
from dataclasses import replace
from memtui.adapters.local.adapter import LocalAdapter
from memtui.cli.main import run

number, when, method = getattr(signal, sys.argv.pop(1)), sys.argv.pop(1), sys.argv.pop(1)
plain, work = LocalAdapter.capabilities.fget, getattr(LocalAdapter, method)
batches = 0

def capabilities(self):
    found = plain(self)
    return replace(found, writing=replace(found.writing, max_batch=10))

async def working(self, some):
    global batches
    batches += 1
    if batches == 3 and when == "before":
        os.kill(os.getpid(), number)
    answer = await work(self, some)
    if batches == 3 and when == "after":
        os.kill(os.getpid(), number)
    return answer

LocalAdapter.capabilities = property(capabilities)
setattr(LocalAdapter, method, working)
run()
"""


def ended(
    number: signal.Signals, when: str, method: str, *argv: str | Path
) -> subprocess.CompletedProcess[str]:
    """Run memtui; at the third batch it sends itself a signal, before or after the store has done it."""
    return subprocess.run(
        [sys.executable, "-c", _PROGRAM, number.name, when, method, *map(str, argv)],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the store take ten at a time, and nobody wait for anything."""
    plain = LocalAdapter.capabilities

    def capabilities(self: LocalAdapter) -> Capabilities:
        found = plain.__get__(self)
        assert isinstance(found, Capabilities)
        assert found.writing is not None
        return replace(found, writing=replace(found.writing, max_batch=BATCH))

    monkeypatch.setattr(LocalAdapter, "capabilities", property(capabilities))
    monkeypatch.setattr(applying, "Patience", lambda: Patience(pauses=()))


def fails_at(monkeypatch: pytest.MonkeyPatch, batch: int, error: MemtuiError) -> None:
    """Let the store refuse a batch of deletions, and be gone with that."""
    work, read, batches = LocalAdapter.delete_many, LocalAdapter.read_many, 0

    async def delete_many(self: LocalAdapter, memory_ids: Sequence[str]) -> dict[str, MemtuiError]:
        nonlocal batches
        batches += 1
        if batches == batch:
            raise error
        return await work(self, memory_ids)

    async def read_many(self: LocalAdapter, memory_ids: Sequence[str], *, gone: bool = False) -> object:
        if batches == batch and isinstance(error, UnreachableError):
            raise error
        return await read(self, memory_ids, gone=gone)

    monkeypatch.setattr(LocalAdapter, "delete_many", delete_many)
    monkeypatch.setattr(LocalAdapter, "read_many", read_many)


def ids(own: Own) -> set[str]:
    return {memory["id"] for memory in own.lines()}


@pytest.mark.usefixtures("small_batches")
def test_a_service_that_shuts_the_door(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        fails_at(patch, 3, UnauthorizedError("The key is not accepted any more.", status=401))
        ran = own.run("delete", "--user-id", "alice", "--yes")
    assert ran.code == 3
    assert ran.err.splitlines()[-2:] == [
        "memtui: The key is not accepted any more.",
        f"{2 * BATCH} of {len(ALICE)} were deleted. `memtui undo 1` brings them back and"
        " `memtui journal resume 1` goes on, with the same --db.",
    ]
    assert [row[0] for row in ran.rows()] == ["deleted"] * 2 * BATCH + ["not sent"] * (len(ALICE) - 2 * BATCH)
    assert len(ids(own)) == len(LINES) - 2 * BATCH
    plan = own.run("journal", "resume", "1")
    assert plan.code == 0
    assert f"It was interrupted: {len(ALICE) - 2 * BATCH} of {len(ALICE)} are left to do." in plan.err
    done = own.done("journal", "resume", "1")
    assert (done["status"], done["counts"]) == ("done", {"done": len(ALICE)})
    assert not ids(own) & set(ALICE)
    own.done("undo")
    assert set(ALICE) <= ids(own)


@pytest.mark.usefixtures("small_batches")
def test_a_service_that_goes_away(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        fails_at(patch, 2, UnreachableError("The service does not answer."))
        ran = own.run("delete", "--user-id", "alice", "--yes", "--json")
    found = ran.json()
    assert (ran.code, found["status"], found["error"]) == (3, "interrupted", "The service does not answer.")
    assert "memtui: The service does not answer.\n" in ran.err
    assert own.run("undo", "--yes").code == 0
    assert len(ids(own)) == len(LINES)


@pytest.mark.usefixtures("small_batches")
def test_a_journal_that_takes_no_more_sends_no_more(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    work, sent = LocalAdapter.delete_many, list[str]()

    async def delete_many(self: LocalAdapter, memory_ids: Sequence[str]) -> dict[str, MemtuiError]:
        sent.extend(memory_ids)
        return await work(self, memory_ids)

    def write(*_: object) -> None:
        raise StoreError("The disk that holds the journal is full.", hint="Make room, then try again.")

    with monkeypatch.context() as patch:
        patch.setattr(LocalAdapter, "delete_many", delete_many)
        patch.setattr(Journal, "write", write)
        ran = own.run("delete", "--user-id", "alice", "--yes")
    assert (ran.code, ran.out, sent) == (1, "", [])
    assert ran.err.splitlines()[-2:] == [
        f"memtui: stopped: 0 of {len(ALICE)} were deleted. `memtui journal resume 1` goes on,"
        " with the same --db.",
        "memtui: The disk that holds the journal is full. Make room, then try again.",
    ]
    assert len(ids(own)) == len(LINES)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_signal_lets_the_batch_in_hand_end(own: Own, number: signal.Signals, when: str) -> None:
    done = ended(number, when, "delete_many", "delete", "--user-id", "alice", "--yes", "--db", own.path)
    assert done.returncode == 128 + number
    assert f"memtui: stopped: {3 * BATCH} of {len(ALICE)} were deleted. `memtui undo 1` brings" in done.stderr
    assert len(ids(own)) == len(LINES) - 3 * BATCH
    assert own.journal()[0]["status"] == "interrupted"
    own.done("undo")
    assert len(ids(own)) == len(LINES)


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_next_run_finds_out_what_was_done(own: Own, when: str) -> None:
    count = (2 if when == "before" else 3) * BATCH
    done = ended(
        signal.SIGKILL, when, "delete_many", "delete", "--user-id", "alice", "--yes", "--db", own.path
    )
    assert done.returncode == -signal.SIGKILL
    ran = own.run("journal")
    assert ran.err == (
        f"memtui: An earlier run was ended in the middle (delete {len(ALICE)} memories):"
        f" {count} of {len(ALICE)} were deleted. `memtui undo 1` brings them back and"
        " `memtui journal resume 1` goes on, with the same --db.\n"
    )
    assert ran.rows()[0][2:5] == ["delete", "interrupted", str(count)]
    assert own.run("journal").err == ""
    own.done("undo")
    assert {memory["id"]: memory["memory"] for memory in own.lines()} == {
        str(line["id"]): line["memory"] for line in LINES
    }


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_undo_that_was_killed_is_finished_by_the_next(own: Own, when: str) -> None:
    before = own.lines()
    own.done("delete", "--user-id", "alice")
    done = ended(signal.SIGKILL, when, "restore", "undo", "--yes", "--db", own.path)
    assert done.returncode == -signal.SIGKILL
    plan = own.run("undo")
    assert "(undo: delete" in plan.err
    assert "`memtui undo 2` goes on" in plan.err
    assert "It was interrupted:" in plan.err
    found = own.done("undo")
    assert (found["operation"], found["status"]) == (2, "done")
    assert own.lines() == before
    assert own.run("undo", "--yes").code == 1


def test_a_plan_that_was_killed_at_the_question_is_forgotten(own: Own) -> None:
    program = "import os, signal\nfrom memtui.cli import changing\nfrom memtui.cli.main import run\n"
    program += "changing.can_ask = lambda **_: os.kill(os.getpid(), signal.SIGKILL)\nrun()"
    subprocess.run(
        [sys.executable, "-c", program, "delete", "--user-id", "alice", "--db", own.path],
        env=dict(os.environ), check=False,
    )  # fmt: skip
    assert own.journal() == []
    own.done("delete", "--ids", id_of(0))
    assert [entry["title"] for entry in own.journal()] == ["delete 1 memory"]


@pytest.mark.usefixtures("small_batches")
def test_a_purge_gives_up_what_is_left(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        fails_at(patch, 2, UnauthorizedError("No.", status=401))
        assert own.run("delete", "--user-id", "alice", "--yes").code == 3
    ran = own.run("journal", "purge", "1", "--yes")
    assert f"It was interrupted: {len(ALICE) - BATCH} of its {len(ALICE)} changes are given up." in ran.err
    assert own.journal()[0]["status"] == "cancelled"
    assert own.run("journal", "resume", "1", "--yes").code == 1
    assert own.run("undo", "1", "--yes").code == 4


def test_ctrl_c_at_the_question_sends_nothing(
    own: Own, answer: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt() -> str:
        raise KeyboardInterrupt

    answer("")
    monkeypatch.setattr(sys.stdin, "readline", interrupt)
    assert own.run("delete", "--ids", id_of(0)).code == 130
    assert own.journal() == []
    assert len(own.lines()) == len(LINES)


def test_two_at_once_do_not_meet(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one memtui deletes, another cannot take that back."""
    work = LocalAdapter.delete_many
    said = []

    async def delete_many(self: LocalAdapter, memory_ids: Sequence[str]) -> dict[str, MemtuiError]:
        command = [sys.executable, "-m", "memtui", "undo", "1", "--yes", "--db", str(own.path)]
        other = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
        _, told = await other.communicate()
        said.append((other.returncode, told.decode()))
        return await work(self, memory_ids)

    monkeypatch.setattr(LocalAdapter, "delete_many", delete_many)
    own.done("delete", "--ids", id_of(0))
    assert said == [(4, "memtui: 'delete 1 memory' is being carried out. Wait until it is done.\n")]
