"""How much memory the screen holds: on the large store, on a smaller one, and after a long way through it."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.report import Aim, Figure
from benchmarks.rounds import Sample, interleaved, median
from benchmarks.terminal import KEYS, Terminal
from benchmarks.world import World, first_rows

_PAGES, _RATE = 120, 100
_TRIPS = 3
_NOISE = 1.0
"""MiB that the allocator may take or give back without anybody holding more."""


def measure(world: World) -> list[Figure]:
    """The figures of resident memory."""
    large, small = world.sizes[-1], world.sizes[-2]
    cases: dict[str, Callable[[], Sample]] = {
        "large": lambda: _memtui(world, large),
        "small": lambda: _memtui(world, small),
        "min": lambda: _min(world),
    }
    for size in (small, large):
        world.store(size)
    samples = interleaved(cases, world.rounds(0.2), seed=world.seed, warm_up=False)
    ours, few, peer = (samples[name] for name in ("large", "small", "min"))

    def figure(what: str, value: float, aim: Aim | None = None) -> Figure:
        return Figure("memory", what, value, "MiB", aim=aim)

    resident, least = median(ours, "start"), median(peer, "start")
    after_one = median(ours, "trip 1") - resident
    after_all = median(ours, f"trip {_TRIPS}") - median(ours, "trip 1")
    return [
        Figure("memory", f"at {large:,}", resident, "MiB", least, "min", resident / least, Aim(60)),
        figure(f"at {large:,}, more than at {small:,}", resident - median(few, "start"), Aim(2)),
        figure("after a way to the end and back, more than before", after_one),
        figure(f"after {_TRIPS} ways, more than after one", after_all, Aim(_NOISE)),
        figure("the most at any time", median(ours, "most"), Aim(60)),
        figure(
            f"after {_TRIPS} ways, more than at {small:,}",
            median(ours, f"trip {_TRIPS}") - median(few, f"trip {_TRIPS}"),
            Aim(2),
        ),
    ]


def _memtui(world: World, size: int) -> Sample:
    with world.memtui(size) as terminal:
        terminal.until(first_rows("memtui"))
        terminal.settle(0.4)
        sample = {"start": terminal.resident()}
        for trip in range(1, _TRIPS + 1):
            _travel(terminal)
            sample[f"trip {trip}"] = terminal.resident()
        return sample | {"most": terminal.most_resident()}


def _min(world: World) -> Sample:
    with world.peer("min") as terminal:
        terminal.until(first_rows("min"))
        terminal.settle(0.4)
        return {"start": terminal.resident()}


def _travel(terminal: Terminal) -> None:
    """Down many pages, to the end, up many pages, and back to the beginning."""
    for key, then in (("page down", "end"), ("page up", "home")):
        terminal.type_at(_RATE, [KEYS[key]] * _PAGES)
        terminal.settle(0.3)
        terminal.write(KEYS[then])
        terminal.settle(0.3)
