"""Journals for tests: made-up operations, and other processes that work on the same file."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

from memtui.core.changes import Addition, Deletion, NewMemory
from memtui.core.models import Memory
from memtui.core.profile import ServiceIdentity
from memtui.state.journal import ItemStatus, Journal, NewItem, Operation, OperationStatus, Outcome, Verb

HERE = ServiceIdentity("local", "/data/memories.db", "store-1")
ELSEWHERE = ServiceIdentity("platform", "https://api.mem0.ai", "project-7")


def deletion(number: int, text: str = "", memory_id: str = "") -> NewItem:
    return NewItem(Deletion(Memory(memory_id or f"id-{number}", text or f"text {number}", user_id="alice")))


def restoring(old_id: str, text: str = "again") -> NewItem:
    """An addition that brings a deleted memory back."""
    return NewItem(Addition(NewMemory(text, user_id="alice"), replaces=old_id))


def drafted(
    journal: Journal, items: Iterable[NewItem], *, verb: Verb = "delete", service: ServiceIdentity = HERE,
    undo_of: int | None = None,
) -> int:  # fmt: skip
    operation = journal.draft(verb, f"{verb} some", service, undo_of=undo_of)
    journal.append(operation, items)
    return operation


def worked(
    journal: Journal,
    items: Sequence[NewItem],
    *,
    status: ItemStatus = "done",
    ended: OperationStatus = "done",
    verb: Verb = "delete",
    service: ServiceIdentity = HERE,
    undo_of: int | None = None,
) -> Operation:
    """An operation that is over, with all its items of one status."""
    operation = drafted(journal, items, verb=verb, service=service, undo_of=undo_of)
    assert journal.start(operation)
    journal.write(operation, [Outcome(position, status) for position in range(len(items))])
    journal.finish(operation, ended)
    return journal.operation(operation)


def rows(path: Path, table: str = "items") -> list[dict[str, Any]]:
    """The rows of a table as another program reads them."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]


def bytes_in(folder: Path) -> bytes:
    """Everything that the files of a folder hold, the journal's log among them."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def spellings(text: str) -> list[bytes]:
    """How a text may stand in a file: as it is, or as JSON writes it."""
    return [
        text.encode(),
        json.dumps(text)[1:-1].encode(),
        json.dumps(text, ensure_ascii=False)[1:-1].encode(),
    ]


class OtherProcess:
    """Another memtui, as far as it concerns the journal: it runs a script that prints a line a step."""

    def __init__(self, process: subprocess.Popen[str], output: IO[str]) -> None:
        self._process = process
        self._output = output

    def line(self) -> str:
        """The next line that it prints."""
        found = self._output.readline()
        assert found, "the other process ended"
        return found.strip()

    def kill(self) -> list[str]:
        """End it at once, wherever it is; what it had printed until then."""
        self._process.send_signal(signal.SIGKILL)
        left = self._output.read().splitlines()
        self._process.wait()
        return left


@contextmanager
def another_process(script: str, *arguments: object) -> Iterator[OtherProcess]:
    """Run a script beside this process; it is gone afterwards. `path` is its first argument, as a Path."""
    head = """
        import sys
        from pathlib import Path
        from memtui.state.journal import Journal, Outcome
        from tests.state.journal_driver import HERE, deletion, drafted
        path = Path(sys.argv[1])
        def say(*words):
            print(*words, flush=True)
    """
    whole = textwrap.dedent(head) + textwrap.dedent(script)
    process = subprocess.Popen(
        [sys.executable, "-c", whole, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    other = OtherProcess(process, process.stdout)
    try:
        yield other
    finally:
        process.kill()
        process.communicate()
