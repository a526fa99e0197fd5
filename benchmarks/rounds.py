"""Rounds of measurements in which every case has its turn, so that a busy machine is busy for all alike."""

from __future__ import annotations

import math
import random
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

Sample: TypeAlias = Mapping[str, float]
Samples: TypeAlias = dict[str, list[Sample]]


def interleaved(
    cases: Mapping[str, Callable[[], Sample]], runs: int, *, seed: int = 1, warm_up: bool = True
) -> Samples:
    """What every case measured, `runs` times, in random order inside each round.

    A warm-up round comes first unless told otherwise, and is forgotten.
    """
    chance = random.Random(seed)
    samples: Samples = {name: [] for name in cases}
    for number in range(-1 if warm_up else 0, runs):
        for name in chance.sample(list(cases), len(cases)):
            sample = cases[name]()
            if number >= 0:
                samples[name].append(sample)
    return samples


def median(samples: Sequence[Sample], name: str) -> float:
    """The median of one measurement over all rounds."""
    return statistics.median(sample[name] for sample in samples)


def paired(ours: Sequence[Sample], theirs: Sequence[Sample], name: str, other: str = "") -> float:
    """The median of the ratios of one measurement to another's in the same round."""
    pairs = zip(ours, theirs, strict=True)
    ratios = [one[name] / two[other or name] for one, two in pairs if two[other or name]]
    return statistics.median(ratios) if ratios else math.nan


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that so large a share of all does not pass."""
    return sorted(values)[max(math.ceil(share * len(values)), 1) - 1]


def tell(text: str) -> None:
    """Say what is under way, beside the figures."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
