"""The least that filling and emptying a store takes: JSON, `executemany` and nothing else.

`python -m benchmarks.bare load LINES STORE LIKE` fills an empty store of memtui's schema with memories and
search indexes; side tables are copied from LIKE, which holds the same memories. `save STORE LINES` writes the
memories of a store with their history. Neither checks anything.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

_BATCH = 500
_CACHE_KIB = 128 * 1024
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_JSON = ("metadata", "categories", "extra")
_WIRE = ("id", "memory", "user_id", "agent_id", "app_id", "run_id", "metadata", "categories", "hash")
_WIRE_DATES = ("expiration_date", "created_at", "updated_at")
_INSTANTS = {"created_us": "created_at", "updated_us": "updated_at", "expires_us": "expiration_date"}
_INDEXES = "SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
_NUMBERS = {"immutable": 0, "shape": 1}


def load(lines: Path, store: Path, like: Path) -> None:
    """Fill an empty store."""
    connection = sqlite3.connect(store, isolation_level=None)
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.execute("ATTACH ? AS full", (str(like),))
    connection.execute("BEGIN IMMEDIATE")
    made_last: dict[str, str] = dict(connection.execute(_INDEXES).fetchall())
    for name in made_last:
        connection.execute(f"DROP INDEX main.{name}")
    columns = connection.execute("PRAGMA main.table_info(memories)").fetchall()
    values = [_value_of(name, bool(needed)) for _, name, _, needed, *_ in columns]
    insert = f"INSERT INTO main.memories VALUES ({','.join('?' * len(columns))})"
    searched = []
    for name in _search_indexes(connection):
        column = connection.execute(f"PRAGMA main.table_info({name})").fetchone()[1]
        searched.append(f"INSERT INTO main.{name} (rowid, {column}) VALUES (?, ?)")
    number = 0
    with lines.open(encoding="utf-8") as source:
        while batch := [json.loads(line) for line in islice(source, _BATCH)]:
            numbered = list(enumerate(batch, number + 1))
            number += len(batch)
            connection.executemany(insert, [[value(row, one) for value in values] for row, one in numbered])
            texts = [(row, one["memory"].lower()) for row, one in numbered]
            for statement in searched:
                connection.executemany(statement, texts)
    _copy_the_rest(connection)
    for sql in made_last.values():
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.close()


def save(store: Path, lines: Path) -> None:
    """Write all memories of a store, each with its history."""
    connection = sqlite3.connect(store)
    connection.row_factory = sqlite3.Row
    reading = connection.execute("SELECT * FROM memories ORDER BY row")
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    with lines.open("w", encoding="utf-8") as out:
        while rows := reading.fetchmany(_BATCH):
            marks = ",".join("?" * len(rows))
            events: dict[str, list[dict[str, Any]]] = {}
            for event in connection.execute(
                f"SELECT * FROM history WHERE memory_id IN ({marks}) ORDER BY row",
                [row["id"] for row in rows],
            ):
                events.setdefault(event["memory_id"], []).append(dict(event))
            for row in rows:
                memory = {name: row[name] for name in (*_WIRE, *_WIRE_DATES) if row[name] is not None}
                for name in _JSON:
                    if name in memory:
                        memory[name] = json.loads(memory[name])
                memory["history"] = events.get(row["id"], [])
                out.write(encode(memory) + "\n")
    connection.close()


def _value_of(column: str, is_needed: bool) -> Callable[[int, dict[str, Any]], object]:
    """What stands in a column of a memory's row; a column that is not known stays empty."""
    if column == "row":
        return lambda row, _: row
    if column in _JSON:
        return lambda _, memory: None if column not in memory else json.dumps(memory[column])
    if column in _INSTANTS:
        return lambda _, memory: _microseconds(memory.get(_INSTANTS[column]))
    if column in (*_WIRE, *_WIRE_DATES):
        return lambda _, memory: memory.get(column)
    filler = _NUMBERS.get(column, 0 if is_needed else None)
    return lambda _row, _memory: filler


def _microseconds(text: str | None) -> int | None:
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    passed = (at if at.tzinfo else at.replace(tzinfo=UTC)) - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def _search_indexes(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT name FROM main.sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"
    )
    return [name for (name,) in found]


def _copy_the_rest(connection: sqlite3.Connection) -> None:
    """Fill all other tables from the other store: totals, shapes and what else it keeps beside memories."""
    searched = _search_indexes(connection)
    tables = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall()
    for (name,) in tables:
        is_index = any(name == index or name.startswith(f"{index}_") for index in searched)
        if name != "memories" and not is_index and not name.startswith("sqlite_"):
            connection.execute(f"INSERT OR REPLACE INTO main.{name} SELECT * FROM full.{name}")


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[2:]]
    (load if sys.argv[1] == "load" else save)(*given)
