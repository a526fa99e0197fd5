"""What memtui sends for each thing that is done, in true colour, beside the minimal Textual application."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

from benchmarks.report import Aim, Figure
from benchmarks.rounds import Sample, interleaved
from benchmarks.rounds import median as median_of
from benchmarks.terminal import KEYS, Terminal
from benchmarks.world import World, first_rows

_ALL = 0.25
"""Seconds of silence after which everything is drawn."""
_IDLE = 3.0
_MOUSE = [b"\x1b[<35;%d;%dM" % (40 + number % 60, 4 + number % 15) for number in range(60)]
_ANY_MOTION = 1003
_FIELD = b"agent_id = agent-0"
_DOWN = "a line down, while the detail waits"
_AIMS = {
    "start": 15_000,
    _DOWN: 700,
    "the detail drawn after it": 2_500,
    "page down": 5_500,
    "a mark": 500,
    "the status line": 300,
    "a key in a field": 150,
    f"{_IDLE:.0f} s idle": 0,
    f"{_IDLE:.0f} s idle in a field": 0,
    f"{len(_MOUSE)} mouse moves over the list": 0,
}


def measure(world: World) -> list[Figure]:
    """The figures of bytes: medians of all keys of a kind, and of rounds."""
    world.store(world.size)
    cases: dict[str, Callable[[], Sample]] = {"memtui": lambda: _memtui(world), "min": lambda: _min(world)}
    samples = interleaved(cases, world.rounds(0.25), seed=world.seed, warm_up=False)
    figures = []
    for what, limit in _AIMS.items():
        ours = median_of(samples["memtui"], what)
        peer = median_of(samples["min"], what) if what in samples["min"][0] else None
        ratio = ours / peer if peer else None
        figures.append(
            Figure("bytes", what, ours, "B", peer, "min" if peer is not None else "", ratio, Aim(limit))
        )
    return figures


def _memtui(world: World) -> Sample:
    with world.memtui() as terminal:
        sample = _started(terminal, "memtui")
        downs, details = [], []
        for _ in range(8):
            before = terminal.size
            answer = terminal.press(KEYS["down"])
            terminal.settle(_ALL)
            downs.append(answer.size if answer else 0)
            details.append(terminal.size - before - downs[-1])
        sample |= {_DOWN: median(downs), "the detail drawn after it": median(details)}
        sample["page down"] = _each(terminal, [KEYS["page down"]] * 5)
        sample["a mark"] = _each(terminal, [b" "] * 5)
        # It answers that it is another key that leaves.
        sample["the status line"] = _each(terminal, [b"\x03"])
        sample |= _standing_still(terminal)
        terminal.press(b"f")
        terminal.settle(_ALL)
        sample["a key in a field"] = _each(terminal, [bytes([letter]) for letter in _FIELD])
        sample[f"{_IDLE:.0f} s idle in a field"] = _sent_while_idle(terminal)
        return sample


def _min(world: World) -> Sample:
    with world.peer("min") as terminal:
        sample = _started(terminal, "min")
        sample[_DOWN] = _each(terminal, [KEYS["down"]] * 8)
        sample["page down"] = _each(terminal, [KEYS["page down"]])
        return sample | _standing_still(terminal)


def _started(terminal: Terminal, name: str) -> dict[str, float]:
    terminal.until(first_rows(name))
    terminal.settle(_ALL)
    return {"start": terminal.size}


def _each(terminal: Terminal, keys: Sequence[bytes]) -> float:
    """The median of what keys bring about at once; whatever follows later is waited for, and not counted."""
    sizes = []
    for key in keys:
        answer = terminal.press(key, timeout=1.0)
        sizes.append(answer.size if answer else 0)
        terminal.settle(_ALL)
    return median(sizes)


def _standing_still(terminal: Terminal) -> dict[str, float]:
    terminal.settle(_ALL)
    idle = _sent_while_idle(terminal)
    before = terminal.size
    if terminal.takes(_ANY_MOTION):
        # A terminal reports no movements that nobody asked for.
        terminal.type_at(200, _MOUSE)
        terminal.settle(_ALL)
    return {f"{_IDLE:.0f} s idle": idle, f"{len(_MOUSE)} mouse moves over the list": terminal.size - before}


def _sent_while_idle(terminal: Terminal) -> float:
    before, end = terminal.size, perf_counter() + _IDLE
    while (left := end - perf_counter()) > 0:
        terminal.settle(left, timeout=left)
    return terminal.size - before
