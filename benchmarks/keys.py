"""From a key to the last byte that it brings about, on the large store and in Textual's own DataTable."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from benchmarks.report import Aim, Figure
from benchmarks.rounds import Sample, interleaved, median, paired, percentile
from benchmarks.terminal import KEYS, NoAnswerError, Terminal
from benchmarks.world import World, first_rows

_DOWNS, _PAGES = 40, 20
_BURST, _RATE, _HELD = 100, 30, 60
_TYPED = [bytes([letter]) for letter in b'agent_id = agent-03 and keywords icontains "yoga"']
_ALL = 0.25
"""Seconds of silence after which the detail has followed the list too."""


def measure(world: World) -> list[Figure]:
    """The figures of keys."""
    world.store(world.size)
    cases: dict[str, Callable[[], Sample]] = {
        "memtui": lambda: _memtui(world),
        "min": lambda: _min(world),
        "table": lambda: _table(world),
    }
    samples = interleaved(cases, world.rounds(0.45), seed=world.seed, warm_up=world.rounds(0.45) > 1)
    ours = samples["memtui"]

    def beside(peer: str, what: str, name: str, aim: Aim | None = None, other: str = "") -> Figure:
        theirs = samples[peer]
        shown = "DataTable of 1,000" if peer == "table" else peer
        ratio = paired(ours, theirs, name, other)
        return Figure(
            "keys", what, median(ours, name), "ms", median(theirs, other or name), shown, ratio, aim
        )

    def alone(what: str, name: str, limit: float | None = None) -> Figure:
        return Figure("keys", what, median(ours, name), aim=None if limit is None else Aim(limit))

    return [
        beside("min", "down, p50", "down p50", Aim(0.75, "ratio")),
        beside("min", "down, p95", "down p95", Aim(0.60, "ratio")),
        beside("table", "page down, p50", "page p50", Aim(0.35, "ratio")),
        beside("table", "page down, p95", "page p95"),
        beside("table", f"{_BURST} downs at once, until the list is there", "burst", Aim(75), "burst all"),
        beside("table", f"{_BURST} downs at once, until all is drawn", "burst all", Aim(75)),
        beside("table", f"downs at {_RATE} a second, until the list is there", "held", Aim(50), "held all"),
        beside("table", f"downs at {_RATE} a second, until all is drawn", "held all", Aim(50)),
        alone("typing a filter, p50", "field p50"),
        alone("typing a filter, p95", "field p95"),
        alone("a filter typed at once, until it stands there", "field burst", 75),
        alone(f"a filter typed at {_RATE} a second, until it stands there", "field held", 50),
        alone("to the end of the list", "end"),
        alone("and back to its beginning", "home"),
    ]


@dataclass(frozen=True, slots=True)
class _Hand:
    """Presses keys in a program, and tells how many milliseconds they took."""

    terminal: Terminal

    def spread(self, name: str, keys: Sequence[bytes]) -> dict[str, float]:
        """The median and the 95th percentile of keys that each wait for the one before."""
        answers = [self.terminal.press(key) for key in keys]
        times = [answer.last for answer in answers if answer is not None]
        return {f"{name} p50": percentile(times, 0.5), f"{name} p95": percentile(times, 0.95)}

    def lag(self, name: str, rate: float, keys: Sequence[bytes], shows: str = "") -> dict[str, float]:
        """How long it is from the last of keys that wait for nothing until the screen shows a pattern, and
        until all is drawn.
        """
        sent = self.terminal.type_at(rate, keys)
        seen = math.nan
        if shows:
            with suppress(NoAnswerError):
                seen = self.terminal.until(shows, timeout=5.0)
        last = self.terminal.settle(_ALL)
        return {name: (seen - sent) * 1000, f"{name} all": (last - sent) * 1000}

    def once(self, key: str) -> dict[str, float]:
        """One key by its name, with all that follows it later left out."""
        answer = self.terminal.press(KEYS[key])
        self.terminal.settle(_ALL)
        return {key: math.nan if answer is None else answer.last}

    def go(self, key: str) -> None:
        """Press a key that is not measured."""
        self.terminal.write(KEYS[key])
        self.terminal.settle(_ALL)


def _min(world: World) -> Sample:
    with world.peer("min") as terminal:
        return _Hand(_ready(terminal, "min")).spread("down", [KEYS["down"]] * _DOWNS)


def _table(world: World) -> Sample:
    with world.peer("table") as terminal:
        return _through_pages(_Hand(_ready(terminal, "table")), "ctrl+home")


def _memtui(world: World) -> Sample:
    with world.memtui() as terminal:
        hand = _Hand(_ready(terminal, "memtui"))
        sample = hand.spread("down", [KEYS["down"]] * _DOWNS)
        hand.go("home")
        sample |= _through_pages(hand, "home", world.size)
        hand.go("home")
        sample |= hand.once("end") | hand.once("home")
        terminal.press(b"f")
        terminal.settle(_ALL)
        sample |= hand.spread("field", _TYPED)
        for name, rate in (("field burst", 0), ("field held", _RATE)):
            hand.go("ctrl+u")
            sample |= hand.lag(name, rate, _TYPED, 'icontains "yoga"')
        return sample


def _through_pages(hand: _Hand, top: str, size: int = 0) -> dict[str, float]:
    sample = hand.spread("page", [KEYS["page down"]] * _PAGES)
    for name, rate, count in (("burst", 0, _BURST), ("held", _RATE, _HELD)):
        hand.go(top)
        shows = rf"\b{count + 1} of {size:,}" if size else ""
        sample |= hand.lag(name, rate, [KEYS["down"]] * count, shows)
    return sample


def _ready(terminal: Terminal, name: str) -> Terminal:
    terminal.until(first_rows(name))
    terminal.settle(_ALL)
    return terminal
