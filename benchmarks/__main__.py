"""`make bench`: measures memtui and its peers, and prints the ratios beside what they shall be."""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from contextlib import ExitStack, redirect_stdout
from pathlib import Path
from subprocess import CalledProcessError
from time import perf_counter

from benchmarks.report import Aim, Figure, as_json, as_table
from benchmarks.rounds import tell
from benchmarks.terminal import NoAnswerError
from benchmarks.world import World, compile_memtui

TOPICS = ("start", "keys", "bytes", "memory", "store", "wire")
_BESIDE = (10_000, 100_000)
_QUICK = (100_000, 3)
_WIRE = {
    "batch requests": Aim(10),
    "times faster": Aim(20, at_least=True),
    "rows drawn empty": Aim(0),
}
"""What is aimed at over HTTP, by how the names of the figures begin."""


def main() -> int:
    """Measure what is asked for; 1 where something could not be, or with --strict where an aim is missed."""
    given = _parser().parse_args()
    # A distant service takes its time, of which there are but two minutes.
    topics = given.only.split(",") if given.only else TOPICS[:-1] if given.quick else TOPICS
    if wrong := set(topics) - set(TOPICS):
        tell(f"There is no {', '.join(sorted(wrong))}: --only takes {', '.join(TOPICS)}.")
        return 2
    size, runs = _QUICK if given.quick else (given.size, given.runs)
    begun = perf_counter()
    compile_memtui()
    figures: list[Figure] = []
    failed = 0
    with ExitStack() as leaving:
        if given.keep:
            given.keep.mkdir(parents=True, exist_ok=True)
        passing = tempfile.TemporaryDirectory(prefix="memtui-bench-", dir=given.keep)
        homes = Path(leaving.enter_context(passing)).absolute()
        folder = given.keep.absolute() if given.keep else homes
        world = World(folder, homes, sizes_up_to(size), runs, given.seed)
        for topic in topics:
            tell(f"measuring: {topic}")
            try:
                figures += _measured(topic, world)
            except (NoAnswerError, CalledProcessError, RuntimeError) as error:
                # The figures of other topics are as good as before.
                failed += 1
                tell(f"{topic} could not be measured: {error}")
    sys.stdout.write(as_json(figures) if given.json else as_table(figures))
    missed = sum(figure.is_ok is False for figure in figures)
    tell(f"{len(figures)} figures, {missed} past their aim, in {perf_counter() - begun:.0f} s")
    return 1 if failed or (given.strict and missed) else 0


def sizes_up_to(size: int) -> tuple[int, ...]:
    """The sizes of the stores that are put side by side, of which `size` is the largest."""
    return (*(below for below in _BESIDE if below < size), size) if size > _BESIDE[0] else (size // 10, size)


def _measured(topic: str, world: World) -> list[Figure]:
    module = importlib.import_module(f"benchmarks.{topic}")
    if topic != "wire":
        return list(module.measure(world))
    # Services over HTTP need no large store. What it says itself is no figure.
    with redirect_stdout(sys.stderr):
        measured: dict[str, float] = module.main()
    return [Figure("wire", what, value, "", aim=_wire_aim(what)) for what, value in measured.items()]


def _wire_aim(what: str) -> Aim | None:
    return next((aim for beginning, aim in _WIRE.items() if what.startswith(beginning)), None)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", metavar="TOPIC,…", help=f"some of {', '.join(TOPICS)}")
    parser.add_argument("--size", type=int, default=1_000_000, help="memories in the large store (1000000)")
    parser.add_argument("--runs", type=int, default=11, help="rounds of each start; others take fewer (11)")
    parser.add_argument(
        "--quick", action="store_true", help="100,000 memories, 3 rounds, all but wire: two minutes"
    )
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the stores there, and use those kept")
    parser.add_argument("--seed", type=int, default=1, help="of the order inside rounds")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--strict", action="store_true", help="exit with 1 where an aim is missed")
    return parser


if __name__ == "__main__":
    sys.exit(main())
