"""By what a list of memories is sorted, and the comparison that every list so sorted agrees with.

Dates are compared as instants, texts and categories whatever their case, names as they are. Under a key of
the metadata come numbers by value, then texts, then false and true, then lists and objects. What lacks the
value comes last, whichever way it is sorted; what has the same one stays in the order of the list, which is
newest first.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan
from operator import itemgetter
from typing import Any, TypeAlias

from memtui.core.display import one_line
from memtui.core.encoding import compact_json, half_character
from memtui.core.errors import UsageError
from memtui.core.filters import METADATA
from memtui.core.models import Memory
from memtui.core.times import microseconds
from memtui.core.values import dataclass

COLUMNS: dict[str, str] = {
    "created": "created_at",
    "updated": "updated_at",
    "expires": "expiration_date",
    "memory": "memory",
    "user": "user_id",
    "agent": "agent_id",
    "app": "app_id",
    "run": "run_id",
    "categories": "categories",
}
"""What every list can be sorted by: as a person calls it, and the field of a memory."""
DATES = frozenset({"created_at", "updated_at", "expiration_date"})
_NAMES = {field: name for name, field in COLUMNS.items()}
_WAYS = {"asc": False, "desc": True}
_LARGEST = 2**63
_LONGEST = 400

Value: TypeAlias = int | float | str | bytes
"""What is compared: numbers before texts before bytes, as SQLite compares them too."""


@dataclass(frozen=True, slots=True)
class Order:
    """A field of a memory, one of `COLUMNS` or `metadata.KEY`, and whether its greatest value comes first."""

    field: str
    descending: bool = False

    @property
    def name(self) -> str:
        """The field as a person calls it, not yet fit for a terminal."""
        return _NAMES.get(self.field, self.field)

    @property
    def label(self) -> str:
        """The order as it is drawn: `↓ updated`."""
        name = one_line(self.name.removeprefix(METADATA)[:_LONGEST])
        return f"{'↓' if self.descending else '↑'} {name}"

    def __str__(self) -> str:
        """What `parse_order` reads: `updated_at desc`."""
        return f"{self.field} {'desc' if self.descending else 'asc'}"

    def date_of(self, memory: Memory) -> str | None:
        """The date that a row shows in a list of this order."""
        if self.field == "updated_at":
            return memory.updated_at
        return memory.expiration_date if self.field == "expiration_date" else memory.created_at

    def turned(self) -> Order:
        """The same field the other way round."""
        return Order(self.field, not self.descending)


NEWEST_FIRST = Order("created_at", descending=True)
"""The order that lists have by themselves."""


def usual(field: str) -> Order:
    """The order in which one expects a field: the newest date first, everything else from the least on."""
    return Order(field, field in DATES)


def parse_order(text: str) -> Order:
    """The order of a field, its usual one unless `asc` or `desc` stands behind it. Raises UsageError."""
    field, _, way = text.strip().rpartition(" ")
    if way not in _WAYS or not field:
        return usual(_field(text.strip()))
    return Order(_field(field.strip()), _WAYS[way])


def _field(name: str) -> str:
    if name.startswith(METADATA) and len(name) > len(METADATA):
        return name
    if name in _NAMES:
        return name
    if name in COLUMNS:
        return COLUMNS[name]
    raise UsageError(
        f"A list cannot be sorted by {one_line(name[:_LONGEST])!r}.",
        hint=f"There are {', '.join(COLUMNS)} and {METADATA}KEY.",
    )


def ordered(memories: Iterable[Memory], order: Order) -> list[Memory]:
    """The memories of a list in this order; those with the same value stay as they are.

    Of a list that is newest first, oldest first is the same the other way round.
    """
    found = list(memories)
    if order.field == "created_at" and not order.descending:
        found.reverse()
    valued = [(comparable(value_of(memory, order.field)), memory) for memory in found]
    having = [pair for pair in valued if pair[0] is not None]
    having.sort(key=itemgetter(0), reverse=order.descending)
    return [memory for _, memory in having] + [memory for value, memory in valued if value is None]


def value_of(memory: Memory, field: str) -> Value | None:
    """What a memory is sorted by; None for what it lacks."""
    if field in DATES:
        return microseconds(getattr(memory, field))
    if field == "memory":
        return folded(memory.memory)
    if field == "categories":
        return categories_value(memory.categories or ())
    if field.startswith(METADATA):
        return metadata_value((memory.metadata or {}).get(field[len(METADATA) :]))
    name: str | None = getattr(memory, field)
    return None if name is None else _whole(name)


def comparable(value: Value | None) -> tuple[int, Any] | None:
    """A value as Python compares it: numbers, texts, bytes."""
    if value is None:
        return None
    return (2 if isinstance(value, bytes) else 1 if isinstance(value, str) else 0), value


def folded(text: str) -> str:
    """A text as it is compared with others."""
    return _whole(text.casefold())


def categories_value(categories: Iterable[str]) -> str | None:
    """Categories as one text, by the first of them, then by the next; None where there are none."""
    names = [category.casefold() for category in categories]
    return _whole("\0".join(names)) if names else None


def metadata_value(value: Any) -> Value | None:
    """What is compared of a value in the metadata."""
    if value is None:
        return None
    if isinstance(value, bool):
        return b"\0" + bytes([value])
    if isinstance(value, int):
        return value if -_LARGEST <= value < _LARGEST else _nearest(value)
    if isinstance(value, float):
        return None if isnan(value) else value
    if isinstance(value, str):
        return folded(value)
    return b"\1" + compact_json(value).encode()


def _nearest(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _whole(text: str) -> str:
    """A text that can be held: half a character, which JSON may bring, is a question mark."""
    return text.encode("utf-8", "replace").decode() if half_character(text) else text
