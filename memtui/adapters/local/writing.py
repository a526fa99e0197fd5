"""How the store is written: memories with their history, search indexes and totals, together.

Every function here runs inside one transaction of its caller. Totals are kept in memory while a
transaction runs and written at its end, so that a large import touches each of them once.
"""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from memtui.adapters.local.lists import ALL, ANY, LABEL, UNDATED, Key, Listing, Lists, label_names
from memtui.adapters.local.rows import EVENT_COLUMNS, Shapes, event_to_row, memory_to_row
from memtui.core.changes import KEEP, MemoryEdit, NewMemory, edited
from memtui.core.encoding import half_character
from memtui.core.errors import DataError, ImmutableMemoryError
from memtui.core.models import ENTITY_TYPES, HistoryEvent, Memory, MemoryRecord
from memtui.core.times import iso_now, microseconds, parse_instant
from memtui.core.values import dataclass
from memtui.core.words import fold, words_of

_INSERT_MEMORY = f"INSERT INTO memories VALUES ({','.join('?' * 19)})"
_INSERT_EVENT = f"INSERT INTO history ({EVENT_COLUMNS}) VALUES ({','.join('?' * 12)})"
_MOST_MOVED = 10_000
_UPSERT_ENTITY = """
INSERT INTO entities VALUES (?, ?, ?, ?, ?) ON CONFLICT (type, name) DO UPDATE SET
  total = total + excluded.total,
  created_at = coalesce(created_at, excluded.created_at),
  updated_at = coalesce(excluded.updated_at, updated_at)"""


@dataclass(slots=True)
class _Owner:
    """How an entity's number of memories changes, and its dates."""

    step: int = 0
    seen: bool = False
    first: str | None = None
    last: str | None = None


class StoreWriter:
    """Writes one store inside one transaction; `finish` must be the last call."""

    def __init__(self, connection: sqlite3.Connection, shapes: Shapes) -> None:
        self._connection = connection
        self._shapes = shapes
        self._owners: dict[tuple[int, str], _Owner] = {}
        self._everything = 0
        self._labels: Counter[str] = Counter()
        self._lists = Lists(connection)
        self._moves: dict[Listing, list[tuple[Key, int]]] = {}
        self._moved = 0
        self.fills = False
        """Whether the lists of categories and the blocks are made at the end, from the rows alone."""
        last = connection.execute("SELECT max(row) FROM memories").fetchone()[0]
        self._next_row = (last or 0) + 1

    def insert(self, records: Iterable[MemoryRecord]) -> None:
        """Store records whose ids are not here yet."""
        memories: list[tuple[Any, ...]] = []
        words: list[tuple[int, str]] = []
        grams: list[tuple[int, str]] = []
        events: list[tuple[Any, ...]] = []
        labelled: list[tuple[str, Key]] = []
        for record in records:
            memory, row = record.memory, self._next_row
            self._next_row += 1
            memories.append(memory_to_row(row, memory, self._shapes))
            if not self.fills:
                labelled += self._moved_to(memory, row, 1)
            words.append((row, indexed_words(memory.memory)))
            grams.append((row, indexed_grams(memory.memory)))
            events.extend(event_to_row(event, self._shapes) for event in record.history or ())
            self._tally(memory, 1)
        self._connection.executemany(_INSERT_MEMORY, memories)
        self._connection.executemany("INSERT INTO words (rowid, memory) VALUES (?, ?)", words)
        self._connection.executemany("INSERT INTO grams (rowid, memory) VALUES (?, ?)", grams)
        self._connection.executemany(_INSERT_EVENT, events)
        self._lists.enter(labelled)

    def replace(self, row: int, old: MemoryRecord, new: MemoryRecord) -> None:
        """Put another record in the place of one with the same id."""
        history = old.history if new.history is None else new.history
        self._remove([(row, old.memory)])
        self.forget([old.memory.id])
        self.insert([MemoryRecord(new.memory, history)])

    def forget(self, ids: Sequence[str]) -> None:
        """Drop the history of these memories, at most some hundreds at a time."""
        marks = ",".join("?" * len(ids))
        self._connection.execute(f"DELETE FROM history WHERE memory_id IN ({marks})", ids)

    def add(self, new: NewMemory) -> Memory:
        """Store a new memory with its ADD event. Raises DataError when it cannot be stored."""
        _check(new.memory, new.expiration_date)
        now = iso_now()
        memory = Memory(
            id=str(uuid.uuid4()),
            memory=new.memory,
            user_id=new.user_id,
            agent_id=new.agent_id,
            app_id=new.app_id,
            run_id=new.run_id,
            metadata=new.metadata,
            categories=new.categories,
            hash=text_hash(new.memory),
            immutable=new.immutable,
            expiration_date=new.expiration_date,
            created_at=now,
            updated_at=now,
        )
        event = _event("ADD", memory, old=None, new=memory.memory, at=now)
        self.insert([MemoryRecord(memory, (replace(event, input=new.input),))])
        return memory

    def update(self, row: int, memory: Memory, edit: MemoryEdit) -> Memory:
        """Change a memory and write its UPDATE event. Raises ImmutableMemoryError, DataError."""
        if memory.immutable:
            raise ImmutableMemoryError(
                "This memory is immutable.", hint="It can only be deleted and added again."
            )
        changed = edited(memory, edit)
        _check(changed.memory, changed.expiration_date)
        now = iso_now()
        changed = replace(
            changed,
            hash=memory.hash if edit.memory is KEEP else text_hash(changed.memory),
            updated_at=now,
        )
        self._remove([(row, memory)])
        event = _event("UPDATE", changed, old=memory.memory, new=changed.memory, at=now)
        self._next_row, after = row, self._next_row
        self.insert([MemoryRecord(changed, (event,))])
        self._next_row = max(after, row + 1)
        return changed

    def restore(self, memories: Iterable[Memory]) -> None:
        """Store deleted memories as they were, each with an ADD event after the history it left behind."""
        now = iso_now()
        self.insert(
            MemoryRecord(memory, (_event("ADD", memory, old=None, new=memory.memory, at=now),))
            for memory in memories
        )

    def delete(self, found: Sequence[tuple[int, Memory]]) -> None:
        """Remove memories, given with their rows, and write their DELETE events; the history stays."""
        self._remove(found)
        now = iso_now()
        events = [_event("DELETE", memory, old=memory.memory, new=None, at=now) for _, memory in found]
        rows = [event_to_row(event, self._shapes) for event in events]
        self._connection.executemany(_INSERT_EVENT, rows)

    def finish(self) -> None:
        """Write the totals of everything that was inserted and removed."""
        self._connection.execute(
            "UPDATE counters SET value = value + ? WHERE name = 'memories'", (self._everything,)
        )
        self._connection.executemany(
            _UPSERT_ENTITY,
            [(*key, owner.step, owner.first, owner.last) for key, owner in self._owners.items()],
        )
        self._connection.execute("DELETE FROM entities WHERE total <= 0")
        self._connection.execute("UPDATE counters SET value = value + 1 WHERE name = 'changes'")
        if self.fills:
            self._lists.fill()
            return
        self._lists.add_totals(self._labels.items())
        if self._moved > _MOST_MOVED:
            self._lists.build()
        for listing, steps in self._moves.items():
            self._lists.move(listing, steps)

    def _remove(self, found: Iterable[tuple[int, Memory]]) -> None:
        # The search indexes write all they hold back for each row that comes before the one they had last.
        found = sorted(found, key=lambda one: one[0])
        rows = [(row,) for row, _ in found]
        self._connection.executemany("DELETE FROM memories WHERE row = ?", rows)
        # These indexes keep no text of their own: what is taken out has to be told.
        for table, indexed in (("words", indexed_words), ("grams", indexed_grams)):
            self._connection.executemany(
                f"INSERT INTO {table} ({table}, rowid, memory) VALUES ('delete', ?, ?)",
                [(row, indexed(memory.memory)) for row, memory in found],
            )
        left: list[tuple[str, Key]] = []
        for row, memory in found:
            self._tally(memory, -1)
            if not self.fills:
                left += self._moved_to(memory, row, -1)
        self._lists.leave(left)

    def _moved_to(self, memory: Memory, row: int, step: int) -> list[tuple[str, Key]]:
        """Note on which lists a memory comes or goes; those of its categories with its place there."""
        us = microseconds(memory.created_at)
        key = (UNDATED if us is None else us, row)
        names = label_names(memory.categories or ())
        for name in names:
            self._labels[name] += step
        self._moved += 1
        if self._moved <= _MOST_MOVED:
            scope = [(ENTITY_TYPES.index(kind), name) for kind, name in memory.scope()]
            listings = [
                ALL,
                *(Listing(*owner) for owner in scope),
                *(Listing(ANY + kind) for kind, _ in scope),
            ]
            for listing in (*listings, *(Listing(LABEL, name) for name in names)):
                self._moves.setdefault(listing, []).append((key, step))
        else:
            # So many that all blocks are made anew.
            self._moves.clear()
        return [(name, key) for name in names]

    def _tally(self, memory: Memory, step: int) -> None:
        self._everything += step
        names = (memory.user_id, memory.agent_id, memory.app_id, memory.run_id)
        for kind, name in enumerate(names):
            if name is None:
                continue
            owner = self._owners.get((kind, name))
            if owner is None:
                owner = self._owners[kind, name] = _Owner()
            owner.step += step
            if step > 0:
                # An entity dates from its first memory that was stored to its last.
                if not owner.seen:
                    owner.seen, owner.first = True, memory.created_at
                owner.last = memory.updated_at


def indexed_words(text: str) -> str:
    """What the word index holds of a text."""
    return " ".join(words_of(text))


def indexed_grams(text: str) -> str:
    """What the character index holds of a text. It would read no further than a NUL."""
    return fold(text).replace("\0", "\ufffd")


def text_hash(text: str) -> str:
    """The hash that Mem0 keeps of a memory's text."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _check(text: str, expiration_date: str | None) -> None:
    if not text.strip():
        raise DataError("A memory needs a text.")
    if half_character(text):
        raise DataError("The text holds half a character, which no store can hold.")
    if expiration_date is not None and parse_instant(expiration_date) is None:
        raise DataError(f"{expiration_date!r} is no date.", hint="Write it as YYYY-MM-DD.")


def _event(word: str, memory: Memory, *, old: str | None, new: str | None, at: str) -> HistoryEvent:
    scope = {f"{kind}_id": name for kind, name in memory.scope()}
    return HistoryEvent(
        id=str(uuid.uuid4()),
        memory_id=memory.id,
        event=word,
        old_memory=old,
        new_memory=new,
        metadata=memory.metadata,
        created_at=at,
        updated_at=at,
        occurred_at=at,
        extra=scope,
    )
