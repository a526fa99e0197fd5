"""Values of JSON from outside, taken for what they mean or for nothing (`docs/mem0-api.md`, "Shapes").

Nothing here fails on a value of an unexpected type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from memtui.core.errors import DataError


def text_of(value: Any) -> str | None:
    """A text, or a number as one; None for everything else, the word "None" included."""
    if isinstance(value, str):
        return None if value in {"", "None"} else value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def first_text(item: Mapping[str, Any], *keys: str) -> str | None:
    """The text under the first of these keys that has one."""
    return next((text for key in keys if (text := text_of(item.get(key))) is not None), None)


def number_of(value: Any) -> float | None:
    """A number; None for everything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def count_of(value: Any) -> int | None:
    """A whole number from 0; None for everything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def object_of(value: Any) -> Mapping[str, Any]:
    """An object; an empty one for everything else."""
    return value if isinstance(value, Mapping) else {}


def objects_in(answer: Any, what: str, *keys: str) -> list[Mapping[str, Any]]:
    """The objects of a bare list, or of the list under `results` or one of these keys, however nested.

    What slipped in between and is no object is left out. Raises DataError where there is no list.
    """
    names = ("results", *keys)
    while isinstance(answer, Mapping):
        answer = next((answer[name] for name in names if name in answer), None)
    if not isinstance(answer, list):
        raise DataError(f"The service's answer is not a list of {what}.")
    return [item for item in answer if isinstance(item, Mapping) and item]


def without(item: Mapping[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """What an object holds beside the keys that are `known`."""
    return {key: value for key, value in item.items() if key not in known}
