"""An edit as services take it (`docs/mem0-api.md`, "Changing")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from memtui.adapters.base import WriteSupport
from memtui.core.changes import KEEP, MemoryEdit
from memtui.core.errors import DataError, MemtuiError, RefusedError
from memtui.core.safety import checked_id
from memtui.core.times import day_of

EditBody: TypeAlias = dict[str, Any]


def edit_body(edit: MemoryEdit, support: WriteSupport) -> EditBody:
    """What the edit touches, as JSON; empty when there is nothing to send.

    Raises RefusedError for what the service does not let anybody change, DataError for an empty text: some
    services would take it.
    """
    if edit.categories is not KEEP and not support.edits_categories:
        raise RefusedError(
            "The categories of a memory cannot be changed on this service.",
            hint="Leave them out of the change.",
        )
    body: EditBody = {}
    if edit.memory is not KEEP:
        if not edit.memory.strip():
            raise DataError("A memory needs a text.")
        body["text"] = edit.memory
    # Where keys are merged, an object without any changes nothing.
    if edit.metadata is not KEEP and (edit.metadata or not support.merges_metadata):
        body["metadata"] = dict(edit.metadata or {})
    if edit.expiration_date is not KEEP:
        body["expiration_date"] = None if edit.expiration_date is None else day_of(edit.expiration_date)
    return body


def edit_bodies(
    edits: Sequence[tuple[str, MemoryEdit]], support: WriteSupport
) -> tuple[list[tuple[str, EditBody]], dict[str, MemtuiError]]:
    """What is to be sent for which memory, and which edits cannot be, by id.

    Raises RefusedError where any id must not be sent.
    """
    bodies: list[tuple[str, EditBody]] = []
    failures: dict[str, MemtuiError] = {}
    for memory_id, _ in edits:
        checked_id(memory_id)
    for memory_id, edit in edits:
        try:
            body = edit_body(edit, support)
        except MemtuiError as error:
            failures[memory_id] = error
        else:
            if body:
                bodies.append((memory_id, body))
    return bodies, failures
