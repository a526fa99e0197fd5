"""How the Platform is changed (`docs/mem0-api.md`, "Changing"). Nothing here is sent twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Literal

from memtui.adapters.base import AddOutcome, WriteSupport
from memtui.adapters.http import HttpClient, segment
from memtui.adapters.http_errors import no_memory
from memtui.adapters.http_many import fate_is_open, write_each
from memtui.adapters.platform.adding import Answered, add_body, answered
from memtui.adapters.platform.batches import Batches, says_immutable, write
from memtui.adapters.platform.edits import EditBody, edit_bodies, edit_body
from memtui.adapters.platform.events import WorkFailedError, settled
from memtui.adapters.platform.route import Route
from memtui.core.changes import AddedMemory, MemoryEdit, NewMemory
from memtui.core.errors import ImmutableMemoryError, MemtuiError, NotFoundError, ServiceError
from memtui.core.models import Memory
from memtui.core.profile import ApiVersion, Findings
from memtui.core.safety import checked_id

WRITES = WriteSupport(
    max_batch=1000,
    restores=False,
    merges_metadata=False,
    dedupes=True,
    edits_categories=False,
    has_entities=True,
    infers=True,
    takes_immutable=True,
    add_options=MappingProxyType(
        {
            "includes": "what to remember above all, in words",
            "excludes": "what to leave out, in words",
            "custom_instructions": "how to make memories of a conversation, in words",
            "agent_custom_instructions": "the same for the memories of an agent",
            "custom_categories": 'the categories to choose from: [{"name": "what belongs there"}, …]',
            "structured_data_schema": "a JSON schema of what to look for in the conversation",
            "timestamp": "when it was said: whole seconds since 1970",
            "observation_date": "the day on which it was said, YYYY-MM-DD",
            "temporal_reasoning": "true: dates that the conversation speaks of are worked out",
            "timezone": "the time zone of those dates, such as Europe/Berlin",
            "prompt_profile_id": "the prompt profile to use, by its id",
            "async_mode": "false: the answer comes when all is done; of older services",
            "version": "v2: how an older service is to learn from a conversation",
            "output_format": "v1.0 or v1.1: the form of an older service's answer",
            "org_id": "the organization to add to, by its id, where the key does not say",
            "project_id": "the project to add to, by its id, where the key does not say",
        }
    ),
)
_ADDS = {"v3": "/v3/memories/add/", "v1": "/v1/memories/"}
_ADD_PATIENCE = 60.0
_ONE_BY_ONE = 40
"""How many memories are changed at once where each is a request: a stop shall not have to wait for long."""


class Writer:
    """Sends changes to one service. `get` reads one memory."""

    def __init__(
        self,
        client: HttpClient,
        get: Callable[[str], Awaitable[Memory]],
        *,
        api_version: ApiVersion | None,
        findings: Findings | None,
    ) -> None:
        self._client = client
        self._get = get
        self._adds = Route("add", ("v3", "v1"), pinned=api_version, findings=findings)
        self._updates = Batches[tuple[str, EditBody]](client, "PUT", _updates_body)
        self._deletions = Batches[str](client, "DELETE", _deletions_body, _older_deletions_body)

    @property
    def support(self) -> WriteSupport:
        """What can be changed, as far as it is known; smaller batches where the service takes none."""
        if self._deletions.are_known:
            return WRITES
        return replace(WRITES, max_batch=_ONE_BY_ONE)

    async def add(self, new: NewMemory) -> AddOutcome:
        """Store or learn, and follow for a minute what the service goes on to do with it."""
        body = add_body(new, WRITES)
        # An older route is tried only where the newer one is missing: nothing was added there.
        answer = await self._adds.ask(lambda version: self._client.request("POST", _ADDS[version], json=body))
        said = answered(answer)
        if said.event_ids and not (said.is_over and said.is_complete):
            return await self._followed(said)
        return AddOutcome(said.results, next(iter(said.event_ids), None))

    async def update(self, memory_id: str, edit: MemoryEdit) -> None:
        """Change one memory; what the edit leaves alone is not sent."""
        await self._update(checked_id(memory_id), edit_body(edit, WRITES))

    async def delete(self, memory_id: str) -> None:
        """Delete one memory."""
        await self._of_memory("DELETE", checked_id(memory_id))

    async def update_many(self, edits: Sequence[tuple[str, MemoryEdit]]) -> dict[str, MemtuiError]:
        """Texts and metadata in one batch; expiration dates, which no batch takes, one by one."""
        bodies, failures = edit_bodies(edits, WRITES)
        batch = [item for item in bodies if "expiration_date" not in item[1]]
        is_sent = len(batch) > 1 and await self._updates.takes(batch)
        alone = [item for item in bodies if "expiration_date" in item[1]] if is_sent else bodies
        try:
            return failures | await write_each(alone, self._update)
        except MemtuiError as error:
            if not is_sent or fate_is_open(error):
                raise
            return failures | {memory_id: error for memory_id, _ in alone}

    async def delete_many(self, memory_ids: Sequence[str]) -> dict[str, MemtuiError]:
        """Delete in one batch or, where the service takes none, one by one."""
        checked = [checked_id(memory_id) for memory_id in memory_ids]
        if len(checked) > 1 and await self._deletions.takes(checked):
            return {}
        return await write_each(
            [(memory_id, None) for memory_id in checked],
            lambda memory_id, _: self._of_memory("DELETE", memory_id),
        )

    async def _followed(self, said: Answered) -> AddOutcome:
        results: list[AddedMemory] = []
        still = AddOutcome(said.results, said.event_ids[0], pending=not said.is_over)
        for event_id in said.event_ids:
            try:
                event = await settled(self._client, event_id, within=_ADD_PATIENCE)
            except WorkFailedError:
                raise
            except MemtuiError:
                # It was taken on, whatever keeps the service from saying more.
                return still
            if event is None:
                return still
            results += answered(event.get("results")).results
        return AddOutcome(tuple(results) or said.results, said.event_ids[0])

    async def _update(self, memory_id: str, body: EditBody) -> None:
        if body:
            await self._of_memory("PUT", memory_id, body)

    async def _of_memory(self, method: Literal["PUT", "DELETE"], memory_id: str, body: Any = None) -> None:
        path = f"/v1/memories/{segment(memory_id)}/"
        try:
            await write(self._client, method, path, body)
        except ServiceError as error:
            if method == "PUT" and says_immutable(error):
                raise ImmutableMemoryError(
                    "This memory is immutable.", hint="It can only be deleted and added again.", raw=error.raw
                ) from None
            if (error.status == 400 and "UUID" in error.raw) or await self._is_gone(memory_id, error):
                raise no_memory(memory_id) from None
            raise

    async def _is_gone(self, memory_id: str, error: ServiceError) -> bool:
        """Whether the memory is missing and not the route: some services say the same of both."""
        if error.status != 404:
            return False
        try:
            await self._get(memory_id)
        except NotFoundError:
            return True
        return False


def _updates_body(updates: Sequence[tuple[str, EditBody]]) -> Any:
    return {"memories": [{"memory_id": memory_id, **body} for memory_id, body in updates]}


def _deletions_body(memory_ids: Sequence[str]) -> Any:
    return {"memories": [{"memory_id": memory_id} for memory_id in memory_ids]}


def _older_deletions_body(memory_ids: Sequence[str]) -> Any:
    return {"memory_ids": list(memory_ids)}
