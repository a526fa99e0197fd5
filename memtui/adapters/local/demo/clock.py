"""Demo time: whole seconds since the first day of the calendar, and when each memory was made.

Nothing asks for the current date: the newest memory is always from NEWEST.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

_FIRST_DAY = date(2024, 10, 1)
_DAY = 86_400
DAYS = tuple(
    (_FIRST_DAY + timedelta(number)).isoformat() for number in range((date(2031, 1, 1) - _FIRST_DAY).days)
)
_MINUTES = tuple(f"T{minute // 60:02}:{minute % 60:02}:" for minute in range(1440))
_SECONDS = tuple(f"{second:02}Z" for second in range(60))

# Two demos of very different sizes look alike at the front: its records spread over a week in a small
# demo, over a day in a large one.
_LARGE = 20_000
_YEARS = 730 * _DAY


def at(year: int, month: int, day: int, hour: int = 0) -> int:
    """This instant in demo time."""
    return (date(year, month, day) - _FIRST_DAY).days * _DAY + hour * 3600


def iso(seconds: int) -> str:
    """Demo time as an instant, ending in `Z`."""
    minutes, second = divmod(seconds, 60)
    day, minute = divmod(minutes, 1440)
    return DAYS[day] + _MINUTES[minute] + _SECONDS[second]


def day_of(seconds: int) -> int:
    """The number of the day, for DAYS."""
    return seconds // _DAY


NEWEST = at(2026, 11, 20, 18)
# Memories whose expiration date lies before this day are expired, whenever the demo is looked at.
EXPIRED_BEFORE = day_of(at(2026, 11, 1))
NEVER_YET = day_of(at(2027, 1, 1))

# Where the hours of an even day fall in a day in which people sleep: most is said from eight to midnight.
_HOURS = (0, 4, 8, 8, 9, 9, 10, 10, 11, 11, 12, 13, 13, 14, 15, 16, 17, 18, 18, 19, 20, 21, 21, 22, 24)
_STEPS = tuple((start * 3600, end - start) for start, end in pairwise(_HOURS))


class Ages:
    """When the memories of a demo of `size` were made, the oldest first, densest at the end."""

    def __init__(self, size: int, front: int) -> None:
        """`front` newest memories have times of their own (`front_time`); the others end before them."""
        self._shrink = 8 if size > _LARGE else 1
        self._count = max(size - front, 1)
        self._end = at(2026, 11, 20 if size > _LARGE else 14)
        self._span = self._end - (NEWEST - _YEARS)

    def time_of(self, number: int) -> int:
        """When memory `number` of those before the front is made; never before the memory before it."""
        left, count = self._count - number, self._count
        even = self._end - self._span * left * (count + 3 * left) // (4 * count * count)
        day, second = divmod(even, _DAY)
        hour, rest = divmod(second, 3600)
        start, hours = _STEPS[hour]
        return day * _DAY + start + rest * hours

    def front_time(self, minutes_ago: int) -> int:
        """Demo time of something on the front page; negative minutes lie after the newest memory."""
        shrink = self._shrink if minutes_ago > 0 else 1
        odd_seconds = minutes_ago * 37 % 60
        return NEWEST - minutes_ago * 60 // shrink - odd_seconds
