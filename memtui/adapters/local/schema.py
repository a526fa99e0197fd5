"""The tables of the embedded store, and how each schema follows from the one before.

`created_us` and its like are microseconds since 1970, UTC: what lists are ordered by. Instants
themselves are kept as text, as they came. `entities` and `counters` hold totals, kept with every
write, so that no total is ever scanned for. `words` and `grams` are search indexes without a copy of
the text: whole words for ranked search, runs of three characters for "contains". What a word is, is
settled before (`memtui.core.words`): the tokenizer only parts at spaces.

The second schema adds what a memory service keeps beside memories: what people think of them, exports
(`exported` says which memories each was made of), and a project's members and webhooks. The third adds
the lists of categories and the blocks of every long list (lists.py); all of it follows from the rows.
"""

from __future__ import annotations

import sqlite3
import uuid
from pathlib import Path

from memtui.adapters.local.functions import add_functions
from memtui.adapters.local.lists import Lists
from memtui.sqlite_files import Migration, open_database, run_statements

_SCHEMA_1 = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counters VALUES ('memories', 0);
CREATE TABLE shapes (shape INTEGER PRIMARY KEY, keys TEXT NOT NULL UNIQUE);

CREATE TABLE memories (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  memory TEXT NOT NULL,
  user_id TEXT, agent_id TEXT, app_id TEXT, run_id TEXT,
  metadata TEXT, categories TEXT,
  hash TEXT,
  immutable INTEGER NOT NULL,
  expiration_date TEXT, expires_us INTEGER,
  created_at TEXT, updated_at TEXT,
  created_us INTEGER, updated_us INTEGER,
  extra TEXT,
  shape INTEGER
);

CREATE TABLE history (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  memory_id TEXT NOT NULL,
  event TEXT NOT NULL,
  old_memory TEXT, new_memory TEXT,
  input TEXT, metadata TEXT,
  created_at TEXT, updated_at TEXT, occurred_at TEXT,
  extra TEXT,
  shape INTEGER
);
CREATE INDEX history_memory ON history (memory_id);

CREATE TABLE entities (
  type INTEGER NOT NULL,
  name TEXT NOT NULL,
  total INTEGER NOT NULL,
  created_at TEXT, updated_at TEXT,
  PRIMARY KEY (type, name)
) WITHOUT ROWID;
CREATE INDEX entities_total ON entities (type, total DESC, name);

CREATE VIRTUAL TABLE words USING fts5(
  memory, content='', tokenize="ascii tokenchars '_'"
);
CREATE VIRTUAL TABLE grams USING fts5(
  memory, content='', detail='none', columnsize=0, tokenize='trigram case_sensitive 1'
);
"""

_INDEXES_1 = {
    "memories_created": "memories (created_us)",
    "memories_user": "memories (user_id, created_us) WHERE user_id IS NOT NULL",
    "memories_agent": "memories (agent_id, created_us) WHERE agent_id IS NOT NULL",
    "memories_app": "memories (app_id, created_us) WHERE app_id IS NOT NULL",
    "memories_run": "memories (run_id, created_us) WHERE run_id IS NOT NULL",
    "memories_updated": "memories (updated_us)",
    "memories_expires": "memories (expires_us) WHERE expires_us IS NOT NULL",
}


_SCHEMA_2 = """
CREATE TABLE feedback (
  memory_id TEXT PRIMARY KEY,
  verdict TEXT, reason TEXT,
  said_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE exports (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  filter TEXT,
  result TEXT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE TABLE exported (
  export INTEGER NOT NULL,
  memory_id TEXT NOT NULL,
  PRIMARY KEY (export, memory_id)
) WITHOUT ROWID;
CREATE INDEX exported_memory ON exported (memory_id);

CREATE TABLE members (email TEXT PRIMARY KEY, role TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE webhooks (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL, url TEXT NOT NULL, event_types TEXT NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
"""

_SCHEMA_3 = """
CREATE TABLE labels (label INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, total INTEGER NOT NULL);
CREATE TABLE labelled (
  label INTEGER NOT NULL, created_us INTEGER NOT NULL, row INTEGER NOT NULL,
  PRIMARY KEY (label, created_us, row)
) WITHOUT ROWID;
CREATE TABLE blocks (
  kind INTEGER NOT NULL, name TEXT NOT NULL, created_us INTEGER NOT NULL, row INTEGER NOT NULL,
  total INTEGER NOT NULL,
  PRIMARY KEY (kind, name, created_us, row)
) WITHOUT ROWID;
INSERT INTO counters VALUES ('changes', 0);
"""


def drop_indexes(connection: sqlite3.Connection) -> None:
    """Take the indexes away before a store is filled: sorting once is quicker than keeping order."""
    for name in _INDEXES_1:
        connection.execute(f"DROP INDEX {name}")


def make_indexes(connection: sqlite3.Connection) -> None:
    """Make the indexes that lists are walked by."""
    for name, over in _INDEXES_1.items():
        connection.execute(f"CREATE INDEX {name} ON {over}")


def _make(connection: sqlite3.Connection) -> None:
    run_statements(connection, _SCHEMA_1)
    make_indexes(connection)
    connection.execute("INSERT INTO meta VALUES ('store_id', ?)", (str(uuid.uuid4()),))


def _add_services(connection: sqlite3.Connection) -> None:
    run_statements(connection, _SCHEMA_2)


def _add_lists(connection: sqlite3.Connection) -> None:
    run_statements(connection, _SCHEMA_3)
    Lists(connection).fill()


MIGRATIONS: tuple[Migration, ...] = (_make, _add_services, _add_lists)
_WITH_SERVICES = 2


def open_store(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection to the store in `path`, ready for its queries. Raises StoreError."""
    return prepared(open_database(path, MIGRATIONS, read_only=read_only, alike_from=1))


def prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Give a connection the functions that filters use and, where the file is older, what it lacks, empty.

    Lists cannot be empty: where they lack, the reader does without.
    """
    add_functions(connection)
    if connection.execute("PRAGMA user_version").fetchone()[0] < _WITH_SERVICES:
        tables = _SCHEMA_2.replace("CREATE TABLE ", "CREATE TEMP TABLE ")
        connection.executescript(tables.replace("CREATE INDEX ", "CREATE INDEX temp."))
    return connection
