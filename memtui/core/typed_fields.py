"""What a person types into one field of a memory: a day, categories, an id, an instant in seconds.

Every function raises TypingError for what its field cannot take.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from memtui.core.display import one_line
from memtui.core.encoding import half_character
from memtui.core.errors import RefusedError
from memtui.core.filter_dates import is_date_alone
from memtui.core.profile import ServiceKind
from memtui.core.safety import checked_name
from memtui.core.times import is_expired, parse_instant
from memtui.core.typed_json import TypingError, shortened

HALF_CHARACTER = "There is half a character in it, which no service takes."
DAYS = "2027-01-31, today, tomorrow, +30d or +4w"
"""How a day may be written."""
_AWAY = re.compile(r"([+-])\s*(\d{1,7})\s*([dw])", re.ASCII)
_WORDS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_NEVER = {"", "never", "none"}
_SECONDS = re.compile(r"-?\d{1,20}", re.ASCII)
_LAST_SECOND = 253_402_300_799
"""The end of the year 9999."""


def expiration_typed(text: str, today: date) -> str | None:
    """The date that is meant; None is never. `today` is the day in UTC.

    It is written as YYYY-MM-DD, today, tomorrow, +30d or +4w; never is an empty text.
    """
    word = text.strip().lower()
    hint = f"Write it as {DAYS}."
    if word in _NEVER:
        return None
    if word in _WORDS:
        return (today + timedelta(days=_WORDS[word])).isoformat()
    try:
        if found := _AWAY.fullmatch(word):
            days = int(found[1] + found[2]) * (7 if found[3] == "w" else 1)
            return (today + timedelta(days=days)).isoformat()
        if is_date_alone(word):
            return date.fromisoformat(word).isoformat()
    except (ValueError, OverflowError):
        raise TypingError(f"There is no such day as {one_line(word)}.", hint=hint) from None
    raise TypingError(f"{shortened(word)!r} is no date.", hint=hint)


def expiration_means(day: str, today: date) -> str:
    """What an expiration date comes to on the day `today` (UTC), in words."""
    at = parse_instant(day)
    if at is None:
        return "no date that memtui can read"
    if is_expired(day, today):
        return f"{at.date()}: past, so it will be expired from the start"
    days = (at.date() - today).days
    after = ("today", "tomorrow")[days] if days < 2 else f"{days} days"
    return f"{at.date()}: expires after {after}"


def distance(day: date, today: date) -> str:
    """How far a day is from today, in words."""
    days = (day - today).days
    near = next((word for word, away in _WORDS.items() if away == days), None)
    return near or (f"in {days} days" if days > 0 else f"{-days} days ago")


def categories_typed(text: str) -> tuple[str, ...]:
    """The categories between the commas, each once; one that has a comma stands in double quotes."""
    try:
        rows = list(csv.reader([text], skipinitialspace=True, strict=True))
    except csv.Error:
        raise TypingError(
            "A double quote is not closed, or stands inside a name.",
            hint='Write "food, drinks" in quotes for one name that has a comma.',
        ) from None
    found = dict.fromkeys(part.strip() for row in rows for part in row)
    if half_character(text):
        raise TypingError(HALF_CHARACTER)
    return tuple(part for part in found if part)


def categories_text(names: Iterable[str]) -> str:
    """The text that `categories_typed` reads as these."""
    return ", ".join(_quoted(name) if set(name) & set(',"\r\n') else name for name in names)


def scope_typed(name: str, kind: ServiceKind) -> str:
    """The id, if a memory can belong to it on such a service."""
    try:
        checked_name(name)
    except RefusedError as error:
        raise TypingError(error.message, hint=error.hint) from None
    if half_character(name):
        raise TypingError(HALF_CHARACTER)
    blank = re.search(r"\s", name)
    if kind == "selfhosted" and blank is not None:
        raise TypingError("The self-hosted server takes no id with a blank in it.", at=blank.start())
    return name


def seconds_typed(text: str) -> int:
    """An instant as whole seconds since 1970."""
    word = text.strip()
    hint = "Write whole seconds since 1970, for instance 1767225600 for 2026-01-01."
    if not _SECONDS.fullmatch(word):
        raise TypingError(f"{shortened(word)!r} is no whole number of seconds.", hint=hint)
    if abs(int(word)) > _LAST_SECOND:
        raise TypingError("This lies after the year 9999: are these milliseconds?", hint=hint)
    return int(word)


def seconds_mean(seconds: int) -> str:
    """The instant in words."""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError):
        return "before the year 1"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
