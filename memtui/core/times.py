"""Instants as memory services write them, and how a person reads them.

Services write ISO 8601 with any offset, with or without a fraction, with `Z` or without a zone (then
UTC), or a date alone (`docs/mem0-api.md`, "Timestamps"). The text is kept as it came; these functions
say what instant it means.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@lru_cache(maxsize=4096)
def parse_instant(text: str | None) -> datetime | None:
    """The instant that `text` means, in UTC; None when it means none."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def microseconds(text: str | None) -> int | None:
    """Microseconds since 1970 in UTC, the sort key of an instant; None when `text` means none."""
    at = parse_instant(text)
    return None if at is None else microseconds_of(at)


def microseconds_of(at: datetime) -> int:
    """Microseconds since 1970 in UTC of an instant that knows its zone."""
    return (at - _EPOCH) // _MICROSECOND


def midnight_us(now: datetime) -> int:
    """Microseconds since 1970 of the midnight in UTC at which the day of `now` began."""
    return microseconds_of(now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0))


def _clock() -> datetime:
    return datetime.now(UTC)


def utc_now() -> datetime:
    """This instant."""
    return _clock()


@contextmanager
def standing_still(at: datetime) -> Iterator[None]:
    """Have memtui's clock stand at this instant: what is drawn is then the same on every day."""
    global _clock
    before, _clock = _clock, lambda: at
    try:
        yield
    finally:
        _clock = before


def iso_now() -> str:
    """This instant as memtui writes it: UTC, microseconds, `Z`."""
    return iso(_clock())


def iso(at: datetime) -> str:
    """`at` as memtui writes an instant: UTC, `Z`, microseconds only where there are any."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def today() -> date:
    """The date in UTC, by which memories expire."""
    return _clock().date()


def is_expired(expiration_date: str | None, on: date) -> bool:
    """Whether a memory with this expiration date is expired on the day `on` (UTC).

    A memory lives through the whole of its expiration date; text that is no date never expires
    (`docs/mem0-api.md`, "Expiration").
    """
    at = parse_instant(expiration_date)
    return at is not None and at.date() < on


def day_of(expiration_date: str) -> str:
    """An expiration date as services keep it: a day, whatever time came with it."""
    return expiration_date[:10] if expiration_date[4:5] == "-" else expiration_date


_UNITS = ((365 * 86400, "y"), (30 * 86400, "mo"), (7 * 86400, "w"), (86400, "d"), (3600, "h"), (60, "m"))


def relative(text: str | None, now: datetime) -> str:
    """How long ago, in at most four characters: `now`, `5m`, `3h`, `2d`, `4mo`; `in 3d` for the future.

    Text that is no instant is given back as it is; None gives an empty text.
    """
    at = parse_instant(text)
    if at is None:
        return text or ""
    seconds = (now - at).total_seconds()
    size = abs(seconds)
    for unit, letter in _UNITS:
        if size >= unit:
            amount = f"{int(size // unit)}{letter}"
            return amount if seconds > 0 else f"in {amount}"
    return "now"


def absolute(text: str | None, *, seconds: bool = False) -> str:
    """The instant in local time, to the minute or the second; text that is no instant as it is."""
    at = parse_instant(text)
    if at is None:
        return text or ""
    # The ends of the calendar have no local time in some zones; "never" is often written so.
    with suppress(OverflowError):
        at = at.astimezone()
    return at.strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")
