"""Values that a change brings along, each checked before anything is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from memtui.core.errors import DataError, ImmutableMemoryError, RefusedError, UsageError
from memtui.core.models import SCOPE_FIELDS
from memtui.core.safety import checked_name
from memtui.core.times import parse_instant
from memtui.server.asking import read_flag
from memtui.server.refusal import Refusal

_MOST_LEVELS = 100
"""How deep metadata may be nested; what is deeper could be stored and never be answered with again."""


class WrongValueError(Exception):
    """What is wrong with a value, as a sentence."""


@contextmanager
def refusing(shape: Callable[[str], Refusal]) -> Iterator[None]:
    """Turn a value or a change that cannot be taken into an answer of that shape."""
    try:
        yield
    except (WrongValueError, DataError, ImmutableMemoryError, RefusedError, UsageError) as error:
        raise shape(str(error)) from None


def names_in(source: Mapping[str, Any]) -> dict[str, str]:
    """Whose memories are meant, at least one name. Raises WrongValueError, RefusedError."""
    names: dict[str, str] = {}
    for field in SCOPE_FIELDS:
        value = source.get(field)
        if value is None:
            continue
        if not isinstance(value, str):
            raise WrongValueError(f"{field} is a text.")
        names[field] = checked_name(value)
    if not names:
        raise WrongValueError(f"At least one of {', '.join(SCOPE_FIELDS)} is required.")
    return names


def metadata_in(source: Mapping[str, Any]) -> dict[str, Any] | None:
    """The metadata; None where there is none. Raises WrongValueError."""
    value = source.get("metadata")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise WrongValueError("metadata is an object.")
    if _levels(value) > _MOST_LEVELS:
        raise WrongValueError(f"metadata is nested more than {_MOST_LEVELS} deep.")
    return value


def date_in(source: Mapping[str, Any]) -> str | None:
    """The expiration date; None where there is none. Raises WrongValueError."""
    value = source.get("expiration_date")
    if value is None or (isinstance(value, str) and parse_instant(value) is not None):
        return value
    raise WrongValueError("expiration_date is a date, written YYYY-MM-DD.")


def flag_in(source: Mapping[str, Any], name: str, *, default: bool) -> bool:
    """A boolean. Raises WrongValueError."""
    if source.get(name) is None:
        return default
    try:
        return read_flag(source, name)
    except Refusal:
        raise WrongValueError(f"{name} is true or false.") from None


def _levels(value: Any) -> int:
    """How deep a value of JSON is nested, looked at level by level: recursion has an end."""
    levels, here = 0, [value]
    while here:
        levels += 1
        below = [list(item.values()) if isinstance(item, dict) else item for item in here]
        here = [part for items in below for part in items if isinstance(part, dict | list)]
    return levels
