"""How many memories were created or updated when: days of UTC, and the weeks and months made of them.

A day is its number in the calendar (`date.toordinal`); a week begins on Monday. Weeks and months are
numbered one after another too, so that what lies between two of them is what was empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import lru_cache
from typing import Literal, get_args

from memtui.core.filters import Condition, Filter, all_of
from memtui.core.models import Memory, scope_field
from memtui.core.times import parse_instant
from memtui.core.values import dataclass

Moment = Literal["created", "updated"]
MOMENTS: tuple[Moment, ...] = get_args(Moment)
Split = Literal["user", "agent", "app", "run", "category"]
SPLITS: tuple[Split, ...] = get_args(Split)
"""By what memories are told apart; one with several categories counts in its first."""
Unit = Literal["day", "week", "month"]
UNITS: tuple[Unit, ...] = get_args(Unit)

TOP = 8
"""How many names are told apart; the others are counted together."""
_LAST_DAY = date.max.toordinal()
_NO_DAYS: Mapping[int, int] = {}
_ORDER = ("named", "others", "none")


def bucket_of(day: int, unit: Unit) -> int:
    """The number of the day, week or month in which a day lies."""
    if unit == "month":
        return _month_of(day)
    return (day - 1) // 7 if unit == "week" else day


@lru_cache(maxsize=4096)
def _month_of(day: int) -> int:
    at = date.fromordinal(day)
    return at.year * 12 + at.month - 1


def days_of(bucket: int, unit: Unit) -> tuple[int, int]:
    """The first and the last day of a day, week or month."""
    if unit == "day":
        return bucket, bucket
    if unit == "week":
        return bucket * 7 + 1, min(bucket * 7 + 7, _LAST_DAY)
    year, month = divmod(bucket, 12)
    first = date(year, month + 1, 1)
    # Any month is over 31 days after its first.
    after = min(first.toordinal() + 31, _LAST_DAY)
    return first.toordinal(), after - date.fromordinal(after).day if after < _LAST_DAY else _LAST_DAY


def iso_day(day: int) -> str:
    """A day as it is written: `2026-11-21`."""
    return date.fromordinal(day).isoformat()


def bucket_name(bucket: int, unit: Unit) -> str:
    """A day, the Monday of a week, or a month: `2026-11-16`, `2026-11`."""
    first = iso_day(days_of(bucket, unit)[0])
    return first[:7] if unit == "month" else first


def bucket_words(bucket: int, unit: Unit) -> str:
    """The same in full: `Mon 2026-11-16`, `2026-11-16 to 2026-11-22 (week 47)`, `2026-11`."""
    first, last = days_of(bucket, unit)
    at = date.fromordinal(first)
    if unit == "week":
        return f"{iso_day(first)} to {iso_day(last)} (week {at.isocalendar().week})"
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[at.weekday()]
    return f"{weekday} {iso_day(first)}" if unit == "day" else iso_day(first)[:7]


def span_filter(of: Moment, first: int, last: int) -> Filter | None:
    """The memories created or updated from one day to another, both included."""
    after = Condition(f"{of}_at", "gte", iso_day(first))
    before = Condition(f"{of}_at", "lt", iso_day(last + 1)) if last < _LAST_DAY else None
    return all_of(after, before)


def fitting_unit(first: int, last: int, room: int) -> Unit:
    """The smallest unit of which at most `room` lie from one day to another; months where none does."""
    for unit in UNITS:
        if bucket_of(last, unit) - bucket_of(first, unit) < room:
            return unit
    return "month"


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers from the first to the last of consecutive buckets; those without any are 0."""

    unit: Unit
    first: int
    last: int
    counts: Mapping[int, int]

    def __len__(self) -> int:
        return self.last - self.first + 1

    @property
    def most(self) -> int:
        """The highest number."""
        return max(self.counts.values(), default=0)

    @property
    def busiest(self) -> int:
        """The first of the buckets with the highest number."""
        return min((at for at, number in self.counts.items() if number == self.most), default=self.first)

    def runs(self, longest_gap: int) -> Iterator[tuple[int, int, int]]:
        """The buckets in order: first, last and number. Longer gaps than this are one run of 0."""
        at = self.first
        for bucket in sorted(self.counts):
            if bucket - at > longest_gap:
                yield at, bucket - 1, 0
                at = bucket
            yield from ((empty, empty, 0) for empty in range(at, bucket))
            yield bucket, bucket, self.counts[bucket]
            at = bucket + 1


@dataclass(frozen=True, slots=True)
class Part:
    """The memories of one name, of all other names, or without any. `days` are numbers by days.

    `name` is raw, and None for the latter two; `names` is how many names `others` stands for.
    """

    kind: Literal["named", "others", "none"]
    name: str | None
    days: Mapping[int, int]
    undated: int = 0
    names: int = 1
    kept: dict[Unit, Counter[int]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def total(self) -> int:
        """How many memories, with or without a date."""
        return sum(self.days.values()) + self.undated

    def by(self, unit: Unit) -> Counter[int]:
        """The numbers by buckets, which are kept: they are drawn with every key."""
        if unit not in self.kept:
            self.kept[unit] = in_buckets(self.days, unit)
        return self.kept[unit]


@dataclass(frozen=True, slots=True)
class Walked:
    """What was looked at where a service does not count by itself.

    `matching` is how many memories match, None where that is not known; `newest_first` says that what was
    looked at was in that order; `is_whole` that nothing else matches.
    """

    looked_at: int
    matching: int | None = None
    newest_first: bool = True
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Activity:
    """When memories were created or updated: numbers by days, and how many have no such date.

    `parts` are the same memories told apart, each in one of them; none without a split.
    """

    of: Moment
    days: Mapping[int, int] = field(default_factory=lambda: _NO_DAYS)
    undated: int = 0
    split: Split | None = None
    parts: tuple[Part, ...] = ()
    walked: Walked | None = None

    @property
    def dated(self) -> int:
        """How many memories have a date."""
        return sum(self.days.values())

    @property
    def total(self) -> int:
        """How many memories there are."""
        return self.dated + self.undated

    @property
    def span(self) -> tuple[int, int] | None:
        """The first and the last day with any; None where there is none."""
        return (min(self.days), max(self.days)) if self.days else None

    def series(self, unit: Unit) -> Series | None:
        """The numbers by buckets, from the first to the last with any; None where there is none."""
        if self.span is None:
            return None
        first, last = (bucket_of(day, unit) for day in self.span)
        return Series(unit, first, last, in_buckets(self.days, unit))


def in_buckets(days: Mapping[int, int], unit: Unit) -> Counter[int]:
    """Numbers by days as numbers by days, weeks or months."""
    found: Counter[int] = Counter()
    for day, number in days.items():
        found[bucket_of(day, unit)] += number
    return found


def folded(parts: Sequence[Part], most: int) -> tuple[Part, ...]:
    """At most so many of these parts (at least 2): the smallest names join the others."""
    named = [part for part in parts if part.kind == "named"]
    without = [part for part in parts if part.kind == "none"]
    joined = [part for part in parts if part.kind == "others"]
    if len(parts) <= most:
        return tuple(parts)
    kept = max(most - len(without) - 1, 0)
    joined = [*named[kept:], *joined]
    days: Counter[int] = Counter()
    for part in joined:
        days.update(part.days)
    others = Part("others", None, days, sum(part.undated for part in joined), sum(p.names for p in joined))
    return (*named[:kept], others, *without)


def day_of(memory: Memory, of: Moment) -> int | None:
    """The day on which a memory was created or updated; None where it does not say."""
    at = parse_instant(memory.created_at if of == "created" else memory.updated_at)
    return None if at is None else at.toordinal()


def name_in(memory: Memory, split: Split) -> str | None:
    """Where a memory counts in a split; None where it has no such entity, or no category."""
    if split == "category":
        return memory.categories[0] if memory.categories else None
    name: str | None = getattr(memory, scope_field(split))
    return name


class Tally:
    """Counts memories by day and name, for an `Activity`."""

    def __init__(self, of: Moment, split: Split | None) -> None:
        self._of, self._split = of, split
        self._numbers: dict[str | None, Counter[int | None]] = {}

    def take(self, memory: Memory) -> None:
        """Count one memory."""
        self.add(day_of(memory, self._of), name_in(memory, self._split) if self._split else None)

    def add(self, day: int | None, name: str | None = None, number: int = 1) -> None:
        """Count so many memories of one day and one name."""
        self._numbers.setdefault(name, Counter())[day] += number

    def activity(self, walked: Walked | None = None, *, others: Part | None = None) -> Activity:
        """What was counted; `others` were counted elsewhere."""
        parts = [_part(name, numbers) for name, numbers in self._numbers.items()]
        parts += [] if others is None else [others]
        parts.sort(key=lambda part: (_ORDER.index(part.kind), -part.total, part.name or ""))
        days: Counter[int] = Counter()
        for part in parts:
            days.update(part.days)
        undated = sum(part.undated for part in parts)
        told = folded(parts, TOP + 1 + any(part.kind == "none" for part in parts)) if self._split else ()
        return Activity(self._of, days, undated, self._split, told, walked)


def _part(name: str | None, numbers: Mapping[int | None, int]) -> Part:
    days = {day: number for day, number in numbers.items() if day is not None}
    return Part("none" if name is None else "named", name, days, numbers.get(None, 0))
