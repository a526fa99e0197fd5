"""memtui at the end of a wire: what it asks of a distant service, and whether anybody has to wait for it.

`memtui serve` answers on loopback; where a latency is named, every request comes to it that much later.
Run by itself with `python -m benchmarks.wire`.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import urlsplit

from benchmarks.terminal import KEYS, Terminal, environment
from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.platform import PlatformAdapter
from memtui.core.filter_text import parse
from memtui.core.models import Memory, MemoryRecord
from memtui.core.queries import MemoryQuery
from memtui.ops.apply import apply
from memtui.ops.choices import Matching
from memtui.ops.desk import open_desk
from memtui.ops.planning import plan_delete
from memtui.state.journal import Journal

Figures = dict[str, float]
MANY, ONE_EACH, ONE_EACH_AFAR = 10_000, 500, 40
"""How many are walked through and deleted together, and how many are deleted with a call each."""
LATENCY, SILENT = 0.08, 2.0
SCREENS_A_SECOND, ROWS_A_SECOND, ROWS = 10, 10, 150
_FIRST, _BEYOND = f"Memory {MANY - 1} of alice", "of bob"
_EMPTY = "· · ·".encode()
_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")
_REQUEST = re.compile(rb"(?:GET|POST|PUT|DELETE) /[^ ]* HTTP/1\.1\r\n")
_MEMTUI = (sys.executable, "-m", "memtui")


def main() -> Figures:
    """All figures by name; times are in ms."""
    with TemporaryDirectory(prefix="memtui-wire-") as name, served(Path(name)) as url:
        folder = Path(name)
        return started(folder, url) | walked(folder, url) | asyncio.run(deleted(folder, url))


class Wire:
    """A way to a server on which each request takes `latency` seconds longer; `asked` counts them."""

    def __init__(self, url: str, latency: float) -> None:
        self.url = ""
        self.asked = 0
        self._latency = latency
        self._to = urlsplit(url)
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Wire:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._join, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._ready.set()
        self._loop.run_forever()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._to.hostname, self._to.port)
        # At the end connections are cut off, about which the streams would complain.
        with suppress(ConnectionError, asyncio.CancelledError):
            await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer))

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 16):
            if found := len(_REQUEST.findall(data)):
                self.asked += found
                await asyncio.sleep(self._latency)
            writer.write(data)
            await writer.drain()
        writer.close()


def memories() -> Iterator[MemoryRecord]:
    """Made-up memories, alice's the newest."""
    number = 0
    for name, count in (("carol", ONE_EACH + ONE_EACH_AFAR), ("bob", MANY), ("alice", MANY)):
        for own in range(count):
            at = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)).isoformat()
            text = f"Memory {own} of {name}: prefers tea to coffee, and walks to work when it is dry"
            memory = Memory(
                f"00000000-0000-4000-8000-{number:012d}", text, name, metadata={"source": "chat"},
                categories=("food",), created_at=at, updated_at=at,
            )  # fmt: skip
            yield MemoryRecord(memory, ())
            number += 1


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of `memtui serve` over these memories."""

    async def fill() -> None:
        store = LocalAdapter.open(folder / "memories.db")
        await store.import_records(memories(), replace=False, dry_run=False)
        await store.close()

    asyncio.run(fill())
    command = [*_MEMTUI, "serve", "--db", str(folder / "memories.db"), "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment(folder))
    assert server.stderr is not None
    try:
        found = re.search(r"http://127\.0\.0\.1:\d+", server.stderr.readline())
        if found is None:
            raise RuntimeError("memtui serve did not start")
        yield found[0]
    finally:
        server.terminate()
        server.wait()
        server.stderr.close()


@contextmanager
def screen(folder: Path, wire: Wire) -> Iterator[Terminal]:
    """memtui on the service at the other end of the wire, for the first time."""
    with TemporaryDirectory(dir=folder) as home:
        command = [*_MEMTUI, "--base-url", wire.url, "--read-only"]
        with Terminal(command, environment(Path(home)) | {"MEM0_API_KEY": "m0-any"}) as terminal:
            yield terminal


def started(folder: Path, url: str) -> Figures:
    """When the screen stands, with answers that come soon and with answers that come late."""
    found: Figures = {}
    for latency in (LATENCY, SILENT):
        with Wire(url, latency) as wire, screen(folder, wire) as terminal:
            drawn = terminal.drawn()
            stands = terminal.until("Loading memories")
            rows = terminal.until(_FIRST)
            for what, at in (("something drawn", drawn), ("the screen stands", stands), ("first rows", rows)):
                found[f"{what}, {_with(latency)}"] = (at - terminal.born) * 1000
    return found


def walked(folder: Path, url: str) -> Figures:
    """Row by row for a while, and in screenfuls through all of one user's memories."""
    with Wire(url, LATENCY) as wire, screen(folder, wire) as terminal:
        terminal.until(_FIRST)
        terminal.settle(0.5)
        before = terminal.size
        terminal.type_at(ROWS_A_SECOND, [KEYS["down"]] * ROWS)
        terminal.settle(0.5)
        by_rows, before, asked, screens = _empty(terminal, before), terminal.size, wire.asked, 0
        begun = perf_counter()
        while _BEYOND not in terminal.text and screens < MANY / 10:
            terminal.type_at(SCREENS_A_SECOND, [KEYS["page down"]] * SCREENS_A_SECOND)
            terminal.settle(1 / SCREENS_A_SECOND)
            screens += SCREENS_A_SECOND
        return {
            f"rows drawn empty, {ROWS_A_SECOND} rows a second, {_with(LATENCY)}": by_rows,
            f"rows drawn empty, page down through {MANY:,}, {_with(LATENCY)}": _empty(terminal, before),
            "screenfuls a second on that way": screens / (perf_counter() - begun),
            "requests on that way": wire.asked - asked,
        }


async def deleted(folder: Path, url: str) -> Figures:
    """Deleting by a filter, with plan, journal, guard and verification, beside one call each."""
    found: Figures = {}
    for name, latency, ids in (
        ("alice", 0.0, range(ONE_EACH)),
        ("bob", LATENCY, range(ONE_EACH, ONE_EACH + ONE_EACH_AFAR)),
    ):
        with Wire(url, latency) as wire:
            adapter = PlatformAdapter(wire.url if latency else url)
            one_each = await _one_each(adapter, ids)
            figures = await _together(folder / f"{name}.db", adapter, name, one_each)
            found |= {f"{what}, {_with(latency)}": value for what, value in figures.items()}
            await adapter.close()
    return found


async def _one_each(adapter: PlatformAdapter, numbers: range) -> float:
    """Seconds for each of these, deleted one after another."""
    await adapter.count(MemoryQuery())
    begun = perf_counter()
    for number in numbers:
        await adapter.delete(f"00000000-0000-4000-8000-{number:012d}")
    return (perf_counter() - begun) / len(numbers)


async def _together(path: Path, adapter: PlatformAdapter, name: str, one_each: float) -> Figures:
    journal = Journal.open(path)
    desk = await open_desk(adapter, journal)
    begun = perf_counter()
    plan = await plan_delete(desk, Matching(MemoryQuery(parse(f"user_id = {name}"))))
    planned = perf_counter()
    operation = await apply(desk, plan.operation.id, lambda progress: None)
    ended = perf_counter()
    if operation.counts != {"done": MANY}:
        raise RuntimeError(f"not all were deleted: {operation.counts}")
    journal.close()
    rows = [row for row in adapter.sent_requests() if row.method == "DELETE" and row.path == "/v1/batch/"]
    return {
        f"batch requests to delete {MANY:,}": len(rows),
        "one call each, ms a memory": one_each * 1000,
        "plan, ms a memory": (planned - begun) / MANY * 1000,
        "delete, ms a memory": (ended - planned) / MANY * 1000,
        "times faster than one call each": one_each * MANY / (ended - planned),
        "times faster than one call each, with the plan": one_each * MANY / (ended - begun),
    }


def _empty(terminal: Terminal, since: int) -> int:
    """How often a row was drawn without its memory."""
    return _ESCAPES.sub(b"", terminal.raw[since:]).count(_EMPTY)


def _with(latency: float) -> str:
    return f"{latency * 1000:.0f} ms of latency" if latency else "loopback"


if __name__ == "__main__":
    for what, value in main().items():
        sys.stdout.write(f"{what:70} {value:10.2f}\n")
