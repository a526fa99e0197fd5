"""The instrument: what it is fed, what it counts and what it says. No speed is measured here."""

from __future__ import annotations

import io
import json
import math
import os
import sys
from datetime import datetime
from pathlib import Path

import pytest

from benchmarks import asks, bare, data
from benchmarks.__main__ import sizes_up_to
from benchmarks.report import Aim, Figure, as_json, as_table
from benchmarks.rounds import Sample, interleaved, median, paired, percentile
from benchmarks.terminal import KEYS, NoAnswerError, Terminal, environment
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.from_wire import parse_memory
from memtui.core.models import MemoryRecord
from memtui.core.queries import MemoryQuery, SearchQuery

ECHO = """
import os, sys, tty
tty.setraw(0)
os.write(1, b"\\x1b[?1049h\\x1b[?2026$p\\x1b[c")
while (byte := os.read(0, 1)) != b"y":
    pass
while (byte := os.read(0, 1)) != b"c":
    pass
os.write(1, "ready \u65e5\\x1b[1;1H".encode())
while byte := os.read(0, 1):
    os.write(1, byte if byte != b"." else b"")
"""
"""In raw mode: waits for the answers to two questions, says so, and then echoes all but full stops."""


@pytest.fixture
def echo(tmp_path: Path) -> list[str]:
    script = tmp_path / "echo.py"
    script.write_text(ECHO)
    return [sys.executable, "-S", str(script)]


def test_generator_is_deterministic() -> None:
    def written(seed: int) -> str:
        out = io.StringIO()
        data.write(out, 200, seed)
        return out.getvalue()

    assert written(7) == written(7)
    assert written(7) != written(8)
    memories = [json.loads(line) for line in written(7).splitlines()]
    assert len({memory["id"] for memory in memories}) == 200
    dates = [datetime.fromisoformat(memory["created_at"]) for memory in memories]
    assert dates == sorted(dates)
    assert 720 < (dates[-1] - dates[0]).days < 731


async def test_generated_memories_fill_a_store_as_the_bare_loader_does(tmp_path: Path) -> None:
    lines = tmp_path / "memories.jsonl"
    with lines.open("w") as out:
        data.write(out, 300)
    ours, theirs, back = tmp_path / "ours.db", tmp_path / "theirs.db", tmp_path / "back.jsonl"
    records = [MemoryRecord(parse_memory(one), None) for one in data.memories(300)]
    for path, stored in ((ours, records), (theirs, [])):
        adapter = LocalAdapter.open(path)
        await adapter.import_records(stored, replace=False, dry_run=False)
        await adapter.close()
    bare.load(lines, theirs, ours)

    pages = []
    for path in (ours, theirs):
        adapter = LocalAdapter.open(path)
        page = await adapter.page(MemoryQuery(), 1, 300)
        found = await adapter.search(SearchQuery(f"coffee {records[5].memory.user_id}", top_k=300))
        pages.append([(one.id, one.memory, one.metadata, one.created_at) for one in (*page.results, *found)])
        await adapter.close()
    assert pages[0] == pages[1]
    assert len(pages[0]) > 300
    assert pages[0][0][0] == records[-1].memory.id

    bare.save(ours, back)
    saved = [json.loads(line) for line in back.read_text().splitlines()]
    assert [one.pop("history") for one in saved] == [[]] * 300
    assert sorted(saved, key=lambda one: str(one["id"])) == sorted(
        data.memories(300), key=lambda one: str(one["id"])
    )


async def test_every_question_is_asked(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    adapter = LocalAdapter.open(store)
    records = [MemoryRecord(parse_memory(one), None) for one in data.memories(500)]
    await adapter.import_records(records, replace=False, dry_run=False)
    await adapter.close()
    answers = await asks.ask(store)
    assert len(answers) > len(asks.PAGES) * len(asks.DEPTHS) + len(asks.SEARCHES)
    assert all(value > 0 for value in answers.values())


def test_terminal_answers_and_counts(echo: list[str], tmp_path: Path) -> None:
    with Terminal(echo, environment(tmp_path)) as terminal:
        assert terminal.born < terminal.drawn() <= terminal.until("^ready \u65e5")
        before = terminal.size
        answer = terminal.press(b"x", timeout=20)
        assert answer is not None
        assert answer.size == terminal.size - before == 1
        assert 0 < answer.first <= answer.last
        assert terminal.text.startswith("xeady")
        assert terminal.press(b".", timeout=0.05) is None
        sent = terminal.type_at(0, [b"a", b"b"])
        assert terminal.until("xab") > sent
        assert terminal.size - before == 3
        assert terminal.most_resident() >= terminal.resident() > 1
        assert not terminal.takes(1003)


def test_what_is_typed_ahead_waits(echo: list[str], tmp_path: Path) -> None:
    with Terminal(echo, environment(tmp_path), b"zz") as terminal:
        terminal.until("ready")
        # The terminal itself has shown it, before the program took the other screen.
        assert terminal.raw.startswith(b"zz")
        assert "zz" not in terminal.text


def test_terminal_tells_that_nothing_came(tmp_path: Path) -> None:
    command = [sys.executable, "-S", "-c", "print('only this')"]
    with Terminal(command, environment(tmp_path)) as terminal:
        with pytest.raises(NoAnswerError, match="only this"):
            terminal.until("something else")
        assert terminal.press(KEYS["down"], timeout=0.05) is None
    with pytest.raises(ProcessLookupError):
        os.kill(terminal.pid, 0)


def test_report_says_over() -> None:
    figures = [
        Figure("keys", "down", 4.0, peer=8.0, peer_name="min", ratio=0.5, aim=Aim(0.75, "ratio")),
        Figure("keys", "burst", 80.0, aim=Aim(75)),
        Figure("wire", "faster", 12.0, "x", aim=Aim(20, at_least=True)),
        Figure("wire", "seen", 1200.0, ""),
        Figure("wire", "missed", math.nan, aim=Aim(1)),
    ]
    lines = {line.split("  ")[0]: line for line in as_table(figures).splitlines()}
    assert lines["keys: down"].endswith("yes")
    assert lines["keys: burst"].endswith("over")
    assert lines["wire: faster"].endswith("under")
    assert lines["wire: seen"].endswith("1,200")
    assert " never ms " in as_table(figures)
    told = json.loads(as_json(figures))
    assert [figure["ok"] for figure in told] == [True, False, False, None, False]
    assert [figure["value"] for figure in told] == [4.0, 80.0, 12.0, 1200.0, None]


def test_rounds_give_every_case_its_turn() -> None:
    turns: list[str] = []

    def case(name: str, value: float) -> Sample:
        turns.append(name)
        return {"ms": value * len(turns)}

    samples = interleaved({"a": lambda: case("a", 1.0), "b": lambda: case("b", 2.0)}, 5)
    assert [sorted(turns[at : at + 2]) for at in range(0, 12, 2)] == [["a", "b"]] * 6
    assert len(samples["a"]) == len(samples["b"]) == 5
    assert 0.3 < paired(samples["a"], samples["b"], "ms") < 0.7
    assert median([{"ms": 1.0}, {"ms": 9.0}, {"ms": 2.0}], "ms") == 2.0
    assert [percentile(range(1, 21), share) for share in (0.5, 0.95, 1)] == [10, 19, 20]


def test_sizes_side_by_side() -> None:
    assert sizes_up_to(1_000_000) == (10_000, 100_000, 1_000_000)
    assert sizes_up_to(100_000) == (10_000, 100_000)
    assert sizes_up_to(10_000) == (1_000, 10_000)
