"""From the command to the first rows, on the large store, beside Textual applications and `mem0 list`."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from functools import partial

from benchmarks import official
from benchmarks.report import Aim, Figure
from benchmarks.rounds import Sample, Samples, interleaved, median, paired, tell
from benchmarks.terminal import NoAnswerError, Terminal, environment
from benchmarks.world import World, first_rows

_TYPED = b"jj"
_TIMES_TYPED = 3


def measure(world: World) -> list[Figure]:
    """The figures of starting."""
    world.store(world.size)
    cases: dict[str, Callable[[], Sample]] = {
        "memtui": lambda: _memtui(world),
        "min": partial(_peer, world, "min"),
        "bare": partial(_peer, world, "bare"),
        "python": lambda: _python(world),
    }
    if importlib.util.find_spec("mem0_cli") is None:
        tell("mem0-cli is not installed: nothing to hold against `mem0 list`")
        samples = interleaved(cases, world.runs, seed=world.seed)
    else:
        with official.served(world) as server:
            cases["mem0 list"] = lambda: official.list_once(world, server)
            samples = interleaved(cases, world.runs, seed=world.seed)
    return [*_figures(samples), *_typed_ahead(world)]


def _memtui(world: World) -> Sample:
    with world.memtui() as terminal:
        return _started(terminal, first_rows("memtui"))


def _peer(world: World, name: str) -> Sample:
    with world.peer(name) as terminal:
        return _started(terminal, first_rows(name))


def _python(world: World) -> Sample:
    """What the interpreter alone takes before anything can be drawn."""
    with Terminal([sys.executable, "-c", "print('drawn')"], environment(world.home())) as terminal:
        return {"drawn": (terminal.drawn() - terminal.born) * 1000}


def _started(terminal: Terminal, pattern: str) -> Sample:
    drawn = terminal.drawn()
    rows = terminal.until(pattern)
    settled = terminal.settle(0.2)
    marks = {"drawn": drawn, "rows": rows, "settled": settled}
    return {name: (at - terminal.born) * 1000 for name, at in marks.items()} | {"bytes": terminal.size}


def _figures(samples: Samples) -> list[Figure]:
    ours = samples["memtui"]

    def beside(peer: str, what: str, name: str, aim: Aim | None = None) -> Figure:
        theirs = samples[peer]
        return Figure(
            "start",
            what,
            median(ours, name),
            peer=median(theirs, name),
            peer_name=peer,
            ratio=paired(ours, theirs, name),
            aim=aim,
        )

    figures = [
        beside("python", "something drawn", "drawn", Aim(40)),
        beside("min", "first rows", "rows", Aim(1.10, "ratio")),
        beside("min", "settled", "settled", Aim(0.85, "ratio")),
        beside("bare", "first rows", "rows"),
    ]
    if "mem0 list" in samples:
        figures.append(beside("mem0 list", "first rows", "rows", Aim(1.0, "ratio")))
    return figures


def _typed_ahead(world: World) -> list[Figure]:
    """How often keys were lost or shown that were typed before memtui read them."""
    at_once = sum(_is_at_fault(world, at_once=True) for _ in range(_TIMES_TYPED))
    drawn = sum(_is_at_fault(world, at_once=False) for _ in range(_TIMES_TYPED))
    times = f"runs of {_TIMES_TYPED}"
    return [
        Figure(
            "start", "keys typed with the command, lost or left on the screen", at_once, times, aim=Aim(0)
        ),
        Figure("start", "keys typed once something is drawn, lost or echoed", drawn, times, aim=Aim(0)),
    ]


def _is_at_fault(world: World, *, at_once: bool) -> bool:
    with world.memtui(typed=_TYPED if at_once else b"") as terminal:
        if not at_once:
            terminal.drawn()
            before = terminal.size
            terminal.write(_TYPED)
        try:
            terminal.until(first_rows("memtui"))
            terminal.settle(0.4)
            terminal.until(rf"\b3 of {world.size:,}", timeout=2.0)
        except NoAnswerError:
            return True
        shown = terminal.text.encode() if at_once else bytes(terminal.raw[before:])
        return _TYPED in shown
