"""The tables of the journal (`docs/safety.md`, "The journal").

An item carries the full before-image of its memory as JSON. `service` is one text for one store of
memories; `subject` the id that a memory had when the item was planned, `made` the id that an addition
was given: together they lead from an old id to the present one. `undoes` is the position of the item of
the operation `undo_of` that this one takes back.
"""

from __future__ import annotations

import sqlite3

from memtui.sqlite_files import Migration, run_statements

JOURNAL_ID = 0x6D656D6A
"""The application id of a journal: "memj"."""

_SCHEMA_1 = """
CREATE TABLE operations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at TEXT NOT NULL,
  verb TEXT NOT NULL,
  title TEXT NOT NULL,
  service TEXT NOT NULL,
  kind TEXT NOT NULL, address TEXT NOT NULL, store TEXT NOT NULL,
  status TEXT NOT NULL,
  undo_of INTEGER,
  depth INTEGER NOT NULL,
  force INTEGER NOT NULL,
  purged INTEGER NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX operations_service ON operations (service, id);
CREATE TABLE items (
  operation INTEGER NOT NULL REFERENCES operations (id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  change TEXT NOT NULL,
  status TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  result TEXT, added TEXT, theirs TEXT, twins TEXT,
  subject TEXT, made TEXT,
  undoes INTEGER, undone_by INTEGER,
  PRIMARY KEY (operation, position)
) WITHOUT ROWID;
CREATE INDEX items_status ON items (operation, status, position, undone_by);
CREATE INDEX items_subject ON items (subject) WHERE made IS NOT NULL
"""


def _make(connection: sqlite3.Connection) -> None:
    run_statements(connection, _SCHEMA_1)


MIGRATIONS: tuple[Migration, ...] = (_make,)
