"""What the store keeps beside its memories: feedback, exports, and the project's settings and people.

Plain blocking calls on one connection. Those that write run inside one transaction of their caller.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from memtui.adapters.local.reading import no_memory
from memtui.core.encoding import compact_json
from memtui.core.errors import NotFoundError, RefusedError
from memtui.core.feedback import Feedback
from memtui.core.projects import Member, Role, Webhook, WebhookDraft
from memtui.core.times import iso_now

MOST_EXPORTS = 100
_PROJECT = "project"


def keep_feedback(connection: sqlite3.Connection, feedback: Feedback) -> None:
    """Keep a verdict in the place of the one before; nothing said takes it back. Raises NotFoundError."""
    memory_id = feedback.memory_id
    if connection.execute("SELECT 1 FROM memories WHERE id = ?", (memory_id,)).fetchone() is None:
        raise no_memory(memory_id)
    if feedback.verdict is None and feedback.reason is None:
        connection.execute("DELETE FROM feedback WHERE memory_id = ?", (memory_id,))
        return
    connection.execute(
        "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?)",
        (memory_id, feedback.verdict, feedback.reason, iso_now()),
    )


def keep_export(
    connection: sqlite3.Connection, asked: str | None, value: Any, memory_ids: Sequence[str]
) -> str:
    """Keep what an export of these memories came to, and give it an id; the oldest exports give way.

    `asked` is the filter as JSON, by which the newest export of a filter is found.
    """
    export_id = str(uuid4())
    row = connection.execute(
        "INSERT INTO exports (id, filter, result, created_at) VALUES (?, ?, ?, ?)",
        (export_id, asked, compact_json(value), iso_now()),
    ).lastrowid
    connection.executemany(
        "INSERT INTO exported VALUES (?, ?)", [(row, memory_id) for memory_id in memory_ids]
    )
    _drop_exports(connection, "row <= ?", (row or 0) - MOST_EXPORTS)
    return export_id


def export_value(connection: sqlite3.Connection, export_id: str) -> Any:
    """What an export came to. Raises NotFoundError."""
    return _export(connection, "id = ?", export_id)


def newest_export(connection: sqlite3.Connection, asked: str | None) -> Any:
    """What the newest export of a filter, or of all, came to. Raises NotFoundError."""
    return _export(connection, "1" if asked is None else "filter = ?", *([] if asked is None else [asked]))


def drop_traces(connection: sqlite3.Connection, memory_ids: Sequence[str]) -> None:
    """Drop what was said of these memories, and every export that was made of any of them."""
    ids = json.dumps(memory_ids)
    connection.execute("DELETE FROM feedback WHERE memory_id IN (SELECT value FROM json_each(?))", (ids,))
    of_them = "SELECT export FROM exported WHERE memory_id IN (SELECT value FROM json_each(?))"
    _drop_exports(connection, f"row IN ({of_them})", ids)


def project_settings(connection: sqlite3.Connection) -> dict[str, Any]:
    """What was set of the project, by the service's names."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (_PROJECT,)).fetchone()
    return {} if row is None else dict(json.loads(row[0]))


def keep_project_settings(connection: sqlite3.Connection, changes: dict[str, Any]) -> None:
    """Set these, and unset those that are None."""
    kept = {**project_settings(connection), **changes}
    text = compact_json({name: value for name, value in kept.items() if value is not None})
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_PROJECT, text))


def members(connection: sqlite3.Connection) -> tuple[Member, ...]:
    """The project's members by address."""
    return tuple(Member(*row) for row in connection.execute("SELECT email, role FROM members ORDER BY email"))


def add_member(connection: sqlite3.Connection, email: str, role: Role) -> None:
    """Keep somebody as a member. Raises RefusedError for one who is."""
    if not connection.execute("INSERT OR IGNORE INTO members VALUES (?, ?)", (email, role)).rowcount:
        raise RefusedError(f"{email!r} is a member already.")


def update_member(connection: sqlite3.Connection, email: str, role: Role) -> None:
    """Give a member another role. Raises NotFoundError."""
    _found(connection.execute("UPDATE members SET role = ? WHERE email = ?", (role, email)), "member", email)


def remove_member(connection: sqlite3.Connection, email: str) -> None:
    """Keep somebody as a member no longer. Raises NotFoundError."""
    _found(connection.execute("DELETE FROM members WHERE email = ?", (email,)), "member", email)


def webhooks(connection: sqlite3.Connection) -> tuple[Webhook, ...]:
    """The webhooks in the order in which they were made; nobody is ever called."""
    rows = connection.execute(
        "SELECT id, name, url, event_types, created_at, updated_at FROM webhooks ORDER BY row"
    )
    return tuple(
        Webhook(webhook_id, name, url, tuple(json.loads(events)), False, made, changed)
        for webhook_id, name, url, events, made, changed in rows
    )


def create_webhook(connection: sqlite3.Connection, draft: WebhookDraft) -> Webhook:
    """Keep a webhook."""
    webhook_id, now = str(uuid4()), iso_now()
    connection.execute(
        "INSERT INTO webhooks (id, name, url, event_types, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
        (webhook_id, draft.name, draft.url, compact_json(draft.event_types), now, now),
    )
    return Webhook(webhook_id, draft.name, draft.url, draft.event_types, False, now, now)


def update_webhook(connection: sqlite3.Connection, webhook_id: str, draft: WebhookDraft) -> None:
    """Change a webhook. Raises NotFoundError."""
    done = connection.execute(
        "UPDATE webhooks SET name = ?, url = ?, event_types = ?, updated_at = ? WHERE id = ?",
        (draft.name, draft.url, compact_json(draft.event_types), iso_now(), webhook_id),
    )
    _found(done, "webhook", webhook_id)


def delete_webhook(connection: sqlite3.Connection, webhook_id: str) -> None:
    """Drop a webhook. Raises NotFoundError."""
    _found(connection.execute("DELETE FROM webhooks WHERE id = ?", (webhook_id,)), "webhook", webhook_id)


def _export(connection: sqlite3.Connection, condition: str, *values: str) -> Any:
    sql = f"SELECT result FROM exports WHERE {condition} ORDER BY row DESC LIMIT 1"
    row = connection.execute(sql, values).fetchone()
    if row is None:
        raise NotFoundError("There is no such export in this store.", hint="Make it again.")
    return json.loads(row[0])


def _drop_exports(connection: sqlite3.Connection, condition: str, value: object) -> None:
    rows = [row for (row,) in connection.execute(f"SELECT row FROM exports WHERE {condition}", (value,))]
    for row in rows:
        connection.execute("DELETE FROM exports WHERE row = ?", (row,))
        connection.execute("DELETE FROM exported WHERE export = ?", (row,))


def _found(done: sqlite3.Cursor, what: str, name: str) -> None:
    if not done.rowcount:
        raise NotFoundError(f"There is no {what} {name!r} in this store.")
