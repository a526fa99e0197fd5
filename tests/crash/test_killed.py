"""memtui killed, or its service gone, in the middle of thousands of deletions: everything comes back exactly.

memtui runs as a process of its own against a server on the loopback. It is killed when the server has
got, or has done, a certain request: so it dies in every phase of its work, and in the same ones every time.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.models import Memory, MemoryRecord
from memtui.core.queries import MemoryQuery
from memtui.server.app import create_app
from tests.server.faults import Faulty, Mishap, too_many, web_page
from tests.server.loopback import Running, running

COUNT = 2_400
BATCH = 1_000
"""How many memories one request deletes."""
LIKED = ("tea", "coffee", "水", "<b>milk</b>", "line\nbreak", "\x1b[31mred")


def record(number: int) -> MemoryRecord:
    """One of many memories: every sixth looks like another one, every fifth has metadata."""
    user = "alice" if number % 4 else "bob/smith"
    like = LIKED[number % len(LIKED)]
    text = f"Likes {like}" if number % 6 == 0 else f"Likes {like}, says note {number}"
    memory = Memory(
        id=f"00000000-0000-4000-8000-{number:012d}",
        memory=text,
        user_id=user,
        run_id=f"run-{number % 3}" if number % 2 else None,
        metadata={"source": "chat", "turn": number % 7, "nested": {"a": [1, None, "é"]}}
        if number % 5 == 0
        else None,
        created_at=f"2026-01-{1 + number % 28:02d}T00:00:00Z",
        updated_at=f"2026-01-{1 + number % 28:02d}T00:00:00Z",
    )
    return MemoryRecord(memory, ())


@pytest.fixture
def store(tmp_path: Path) -> Path:
    import asyncio

    path = tmp_path / "memories.db"

    async def fill() -> None:
        adapter = LocalAdapter.open(path)
        await adapter.import_records(map(record, range(COUNT)), replace=False, dry_run=False)
        await adapter.close()

    asyncio.run(fill())
    return path


@pytest.fixture
def service(store: Path) -> Iterator[Running]:
    adapter = LocalAdapter.open(store)
    with running(Faulty(create_app(adapter))) as server:
        yield server


def content(store: Path) -> Counter[str]:
    """What the memories say: text, metadata and scope, and how often each is there."""
    import asyncio

    async def read() -> Counter[str]:
        adapter = LocalAdapter.open(store, read_only=True)
        found = Counter([_content(one.memory) async for one in adapter.records(MemoryQuery())])
        await adapter.close()
        return found

    return asyncio.run(read())


def _content(memory: Memory) -> str:
    scope = [memory.user_id, memory.agent_id, memory.app_id, memory.run_id]
    return json.dumps([memory.memory, memory.metadata, scope, memory.expiration_date], sort_keys=True)


class Home:
    """Where memtui keeps its journal, and the service that it is run against."""

    def __init__(self, service: Running, folder: Path) -> None:
        self._url = service.url
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("MEM0", "XDG"))},
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_DATA_HOME": str(folder / "data"),
            "HOME": str(folder),
            "MEM0_API_KEY": "m0-secret-key",
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Begin a command."""
        return subprocess.Popen(
            [sys.executable, "-m", "memtui", *arguments, "--base-url", self._url],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run a command to its end: its exit code, and what it says."""
        process = self.start(*arguments)
        out, said = process.communicate(timeout=120)
        return process.returncode, out, said

    def killed(self, service: Running, moment: Mishap, *arguments: str) -> bool:
        """Run a command and kill it at a moment; False when it ended before that."""
        service.faulty.mishaps = [moment]
        process = self.start(*arguments)

        async def kill() -> None:
            process.send_signal(signal.SIGKILL)

        moment.hook, moment.drop = kill, True
        process.communicate(timeout=120)
        service.faulty.mishaps = []
        return process.returncode == -signal.SIGKILL


def moments(seed: int, count: int, most: int) -> list[dict[str, Any]]:
    """When to kill: at which request, and whether before or after the service has done it."""
    chance = random.Random(seed)
    return [{"nth": chance.randint(3, most), "after": chance.random() < 0.5} for _ in range(count)]


ALICE = ("delete", "--filter", "user_id = alice", "--yes")
BOB = ("delete", "--filter", "user_id = bob/smith", "--yes")


@pytest.mark.parametrize("seed", range(2))
def test_killed_at_any_moment_everything_comes_back(
    service: Running, store: Path, tmp_path: Path, seed: int
) -> None:
    before, home = content(store), Home(service, tmp_path)
    for moment in moments(seed, 2, 30):
        home.killed(service, Mishap(**moment), *ALICE)
    for moment in moments(seed + 100, 3, 300):
        home.killed(service, Mishap(**moment), "undo", "--yes")
    for _ in range(6):
        code, _, said = home.run("undo", "--yes")
        if "nothing to undo" in said:
            break
        assert code == 0, said
    else:
        pytest.fail("undo finds ever more to take back")
    assert content(store) == before


def test_a_whole_deletion_is_undone_exactly(service: Running, store: Path, tmp_path: Path) -> None:
    before, home = content(store), Home(service, tmp_path)
    code, _, said = home.run(*BOB)
    assert code == 0, said
    assert sum(content(store).values()) == COUNT * 3 // 4
    assert not [sent for sent in service.faulty.asked if sent.startswith("DELETE /v1/memories/?")]
    code, _, said = home.run("undo", "--yes")
    assert code == 0, said
    assert content(store) == before
    journal = (tmp_path / "state/memtui/journal.db").read_bytes()
    assert b"m0-secret-key" not in journal


@pytest.mark.parametrize(
    "mishap",
    [
        Mishap("DELETE", "/v1/batch/", answer=too_many(0), times=2),
        Mishap("DELETE", "/v1/batch/", answer=too_many(), times=1),
        Mishap("DELETE", "/v1/batch/", answer=web_page(500), times=2),
        Mishap("DELETE", "/v1/batch/", answer=web_page(500), after=True),
        Mishap("DELETE", "/v1/batch/", drop=True, after=True),
        Mishap("POST", "/v3/memories/", answer=web_page(503), nth=5, times=2),
    ],
    ids=[
        "429 with Retry-After",
        "429",
        "500",
        "500 after it was done",
        "cut after it was done",
        "503 for a look",
    ],
)
def test_a_service_that_stumbles_is_waited_for(
    service: Running, store: Path, tmp_path: Path, mishap: Mishap
) -> None:
    before, home = content(store), Home(service, tmp_path)
    service.faulty.mishaps = [mishap]
    code, _, said = home.run(*BOB)
    assert code == 0, said
    assert sum(content(store).values()) == COUNT * 3 // 4
    service.faulty.mishaps = [
        Mishap("POST", "/v3/memories/add/", nth=5, times=2, drop=True, after=True),
        Mishap("POST", "/v3/memories/add/", nth=40, times=1, answer=too_many(0)),
        Mishap("POST", "/v3/memories/add/", nth=60, times=2, answer=web_page(500), after=True),
    ]
    code, _, said = home.run("undo", "--yes")
    if code == 3:
        # What could not be found out is settled by the next run.
        service.faulty.mishaps = []
        code, _, said = home.run("undo", "--yes")
    assert code == 0, said
    assert content(store) == before


def test_a_service_that_dies_in_the_middle_is_told_and_taken_up(store: Path, tmp_path: Path) -> None:
    before = content(store)
    adapter = LocalAdapter.open(store)
    faulty = Faulty(create_app(adapter))
    with running(faulty) as service:
        home = Home(service, tmp_path)
        gone = Mishap("", "/", times=100_000, drop=True)

        async def die() -> None:
            faulty.mishaps = [gone]

        # The batch is done, its answer is lost, and nothing is answered from then on.
        faulty.mishaps = [Mishap("DELETE", "/v1/batch/", hook=die, drop=True, after=True)]
        code, _, said = home.run(*ALICE)
        assert code == 3, said
        assert "journal resume" in said
        assert sum(content(store).values()) == COUNT - BATCH
        faulty.mishaps = []
        code, _, said = home.run("undo", "--yes")
        assert code == 0, said
        assert content(store) == before


def test_a_row_that_another_client_changed_after_the_preview_is_left_alone(
    service: Running, store: Path, tmp_path: Path
) -> None:
    home = Home(service, tmp_path)
    changed = record(4).memory.id
    process_is_planning = Mishap("POST", "/v3/memories/", nth=4)

    async def change() -> None:
        from memtui.core.changes import MemoryEdit

        other = LocalAdapter.open(store)
        await other.update(changed, MemoryEdit(memory="theirs"))
        await other.close()

    # The look before the first batch is the first question by ids; the plan's pages come before it.
    process_is_planning.hook = change
    service.faulty.mishaps = [process_is_planning]
    code, out, said = home.run(*BOB, "--json")
    assert process_is_planning.reached.is_set()
    assert code == 3, said
    assert changed in out
    left = content(store)
    assert sum(left.values()) == COUNT * 3 // 4 + 1
    assert any("theirs" in one for one in left)


def test_a_full_disk_sends_nothing(service: Running, store: Path, tmp_path: Path) -> None:
    """The journal cannot grow: not one request that changes anything leaves."""
    before, home = content(store), Home(service, tmp_path)
    state = tmp_path / "state/memtui"
    state.mkdir(parents=True)
    script = (
        "import resource, runpy, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "sys.argv[0] = 'memtui'\n"
        "runpy.run_module('memtui', run_name='__main__')\n"
    )
    process = subprocess.run(
        [sys.executable, "-c", script, *BOB, "--base-url", service.url],
        env=home._environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert process.returncode == 1, process.stderr
    assert "Traceback" not in process.stderr
    assert not [sent for sent in service.faulty.asked if sent.startswith(("DELETE", "PUT"))]
    assert content(store) == before
