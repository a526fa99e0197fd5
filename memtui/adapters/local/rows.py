"""Rows of the store to memories and events, and back."""

from __future__ import annotations

import json
import sqlite3
from functools import lru_cache
from typing import Any

from memtui.core.encoding import compact_json
from memtui.core.models import HistoryEvent, Memory
from memtui.core.times import microseconds

MEMORY_COLUMNS = (
    "id, memory, user_id, agent_id, app_id, run_id, metadata, categories, hash, immutable, "
    "expiration_date, created_at, updated_at, extra, shape"
)
EVENT_COLUMNS = (
    "id, memory_id, event, old_memory, new_memory, input, metadata, created_at, updated_at, occurred_at, "
    "extra, shape"
)


_decode = json.JSONDecoder().decode


def to_json(value: Any) -> str | None:
    """A value as it is kept in a column: JSON, or NULL for None and for no extra fields."""
    return None if value is None else compact_json(value)


def _from_json(text: str | None) -> Any:
    try:
        return None if text is None else _decode(text)
    except ValueError as error:
        raise sqlite3.DatabaseError("malformed JSON") from error


class Shapes:
    """The sets of keys that objects came with, each stored once and known by a number."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._keys: dict[int, tuple[str, ...]] = {}
        self._numbers: dict[tuple[str, ...], int] = {}

    def keys(self, number: int | None) -> tuple[str, ...]:
        """The keys behind a number; none for an object that was made here."""
        if number is None:
            return ()
        if number not in self._keys:
            row = self._connection.execute("SELECT keys FROM shapes WHERE shape = ?", (number,)).fetchone()
            self._keys[number] = tuple(_from_json(row[0])) if row else ()
        return self._keys[number]

    def number(self, keys: tuple[str, ...]) -> int | None:
        """The number of these keys, given out now if they are new (inside a transaction)."""
        if not keys:
            return None
        if keys not in self._numbers:
            text = to_json(keys)
            self._connection.execute("INSERT OR IGNORE INTO shapes (keys) VALUES (?)", (text,))
            row = self._connection.execute("SELECT shape FROM shapes WHERE keys = ?", (text,)).fetchone()
            self._numbers[keys] = row[0]
        return self._numbers[keys]


def memory_from_row(row: tuple[Any, ...], shapes: Shapes) -> Memory:
    """A memory from MEMORY_COLUMNS."""
    return Memory(
        id=row[0],
        memory=row[1],
        user_id=row[2],
        agent_id=row[3],
        app_id=row[4],
        run_id=row[5],
        metadata=_from_json(row[6]),
        categories=None if row[7] is None else categories_from_row(row[7]),
        hash=row[8],
        immutable=bool(row[9]),
        expiration_date=row[10],
        created_at=row[11],
        updated_at=row[12],
        extra=_from_json(row[13]) or {},
        wire_keys=shapes.keys(row[14]),
    )


@lru_cache(maxsize=2048)
def categories_from_row(text: str) -> tuple[str, ...]:
    """The categories that a column holds."""
    return tuple(_from_json(text))


@lru_cache(maxsize=2048)
def _spelled(categories: tuple[str, ...]) -> str:
    # Most memories share a few lists of categories.
    return compact_json(categories)


def memory_to_row(number: int, memory: Memory, shapes: Shapes) -> tuple[Any, ...]:
    """The values of a whole row of `memories`, its number first."""
    return (
        number,
        memory.id,
        memory.memory,
        memory.user_id,
        memory.agent_id,
        memory.app_id,
        memory.run_id,
        to_json(memory.metadata),
        None if memory.categories is None else _spelled(memory.categories),
        memory.hash,
        memory.immutable,
        memory.expiration_date,
        microseconds(memory.expiration_date),
        memory.created_at,
        memory.updated_at,
        microseconds(memory.created_at),
        microseconds(memory.updated_at),
        to_json(memory.extra or None),
        shapes.number(memory.wire_keys),
    )


def event_from_row(row: tuple[Any, ...], shapes: Shapes) -> HistoryEvent:
    """An event from EVENT_COLUMNS."""
    said = row[5]
    return HistoryEvent(
        id=row[0],
        memory_id=row[1],
        event=row[2],
        old_memory=row[3],
        new_memory=row[4],
        input=None if said is None else tuple(_from_json(said)),
        metadata=_from_json(row[6]),
        created_at=row[7],
        updated_at=row[8],
        occurred_at=row[9],
        extra=_from_json(row[10]) or {},
        wire_keys=shapes.keys(row[11]),
    )


def event_to_row(event: HistoryEvent, shapes: Shapes) -> tuple[Any, ...]:
    """The values of EVENT_COLUMNS."""
    return (
        event.id,
        event.memory_id,
        event.event,
        event.old_memory,
        event.new_memory,
        to_json(event.input),
        to_json(event.metadata),
        event.created_at,
        event.updated_at,
        event.occurred_at,
        to_json(event.extra or None),
        shapes.number(event.wire_keys),
    )
