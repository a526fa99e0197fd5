"""How a self-hosted server is changed: memory by memory (`docs/mem0-api.md`, "Self-hosted server")."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from memtui.adapters.base import AddOutcome, WriteSupport
from memtui.adapters.http import HttpClient, segment
from memtui.adapters.http_errors import MissingRouteError, no_memory
from memtui.adapters.http_many import write_each
from memtui.adapters.platform.adding import add_body, answered
from memtui.adapters.platform.batches import write
from memtui.adapters.platform.edits import EditBody, edit_bodies, edit_body
from memtui.adapters.selfhosted.scopes import NAMED
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.display import one_line
from memtui.core.errors import MemtuiError, UsageError
from memtui.core.safety import checked_id

WRITES = WriteSupport(
    max_batch=20,
    restores=False,
    merges_metadata=True,
    dedupes=False,
    edits_categories=False,
    has_entities=False,
    infers=True,
    takes_immutable=False,
    scope_fields=NAMED,
    add_options=MappingProxyType(
        {
            "memory_type": "procedural_memory: what an agent did is summed up instead of facts",
            "prompt": "how to make memories of a conversation, in words",
        }
    ),
)


class Writer:
    """Sends changes to one server. Nothing here is sent twice."""

    def __init__(self, client: HttpClient) -> None:
        self._client = client

    async def add(self, new: NewMemory) -> AddOutcome:
        """Store or learn; the server is done with it when it answers."""
        if new.categories:
            raise UsageError("A self-hosted server has no categories.", hint="Leave them out.")
        body = add_body(new, WRITES)
        for field in NAMED:
            name = body.get(field)
            if name is not None and name.split() != [name]:
                raise UsageError(
                    f"A self-hosted server takes no blanks in {field}: {one_line(name)!r}.",
                    hint="Write it without them, such as with _ instead.",
                )
        return AddOutcome(answered(await self._client.request("POST", "/memories", json=body)).results)

    async def update(self, memory_id: str, edit: MemoryEdit) -> None:
        """Change one memory; keys that its metadata shall lose stay."""
        await self._update(checked_id(memory_id), edit_body(edit, WRITES))

    async def delete(self, memory_id: str) -> None:
        """Delete one memory."""
        await self._of_memory("DELETE", checked_id(memory_id))

    async def update_many(self, edits: Sequence[tuple[str, MemoryEdit]]) -> dict[str, MemtuiError]:
        """Change several, a few at a time."""
        bodies, failures = edit_bodies(edits, WRITES)
        return failures | await write_each(bodies, self._update)

    async def delete_many(self, memory_ids: Sequence[str]) -> dict[str, MemtuiError]:
        """Delete several, a few at a time."""
        return await write_each(
            [(checked_id(memory_id), None) for memory_id in memory_ids],
            lambda memory_id, _: self._of_memory("DELETE", memory_id),
        )

    async def _update(self, memory_id: str, body: EditBody) -> None:
        if body:
            await self._of_memory("PUT", memory_id, body)

    async def _of_memory(self, method: Literal["PUT", "DELETE"], memory_id: str, body: Any = None) -> None:
        path = memory_path(memory_id)
        try:
            await write(self._client, method, path, body)
        except MissingRouteError as error:
            # Some servers may say the same of a memory that is gone: those are asked what is there.
            if error.status == 404 and await self._client.request("GET", path) is None:
                raise no_memory(memory_id) from None
            raise


def memory_path(memory_id: str) -> str:
    """The address of one memory. Raises NotFoundError for what is no UUID: the server fails on those."""
    try:
        UUID(memory_id)
    except ValueError:
        raise no_memory(memory_id) from None
    return f"/memories/{segment(memory_id)}"
