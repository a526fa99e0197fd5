"""Dates as filters write them: ISO, `today`, `yesterday`, `-7d`, `-12h`.

Words are kept in the filter and mean an instant only when it is run. `today` begins at local midnight;
ISO without a zone is UTC, and a date alone is its midnight in UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from memtui.core.times import parse_instant

_AGO = re.compile(r"-(\d{1,6})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_FIRST = datetime.min.replace(tzinfo=UTC)
"""As long ago as can be said."""
WORDS = ("today", "yesterday")


def instant_of(text: str, now: datetime) -> datetime | None:
    """The instant that a date of a filter means at `now` (which knows its zone); None when it means none."""
    word = text.strip().lower()
    if word in WORDS:
        midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        # Read again in local time: yesterday's midnight may stand in another offset than today's.
        return (midnight - timedelta(days=WORDS.index(word))).astimezone()
    if match := _AGO.fullmatch(word):
        try:
            return now - timedelta(**{_UNITS[match[2]]: int(match[1])})
        except OverflowError:
            return _FIRST
    return parse_instant(text)


def is_relative(text: str) -> bool:
    """Whether what this date means depends on when it is asked."""
    word = text.strip().lower()
    return word in WORDS or _AGO.fullmatch(word) is not None


def is_date_alone(text: str) -> bool:
    """Whether this is a date without a time."""
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()) is not None
