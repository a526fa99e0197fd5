"""How an entity is deleted, in the version that the service has (`docs/mem0-api.md`, "Deleting")."""

from __future__ import annotations

from memtui.adapters.http import HttpClient, segment
from memtui.adapters.platform.adding import answered
from memtui.adapters.platform.batches import write
from memtui.adapters.platform.entities import EntityBook
from memtui.adapters.platform.events import WorkFailedError, settled
from memtui.adapters.platform.route import Route
from memtui.core.display import one_line
from memtui.core.errors import DataError, MemtuiError, NotFoundError, RefusedError
from memtui.core.from_wire_values import text_of
from memtui.core.models import ENTITY_TYPES, EntityType
from memtui.core.profile import ApiVersion
from memtui.core.safety import checked_name

_PATIENCE = 120.0


class EntityDeletion:
    """Deletes entities: v2 takes them by name, v1 by the number under which the service lists them."""

    def __init__(self, client: HttpClient, entities: EntityBook, *, api_version: ApiVersion | None) -> None:
        self._client = client
        self._entities = entities
        self._route = Route("delete_entity", ("v2", "v1"), pinned=api_version)

    async def delete(self, entity_type: EntityType, name: str) -> None:
        """Delete it with all that it holds, and wait two minutes for the service to be done with it."""
        if entity_type not in ENTITY_TYPES:
            raise RefusedError(f"{entity_type!r} is no type of an entity.")
        checked_name(name)

        async def ask(version: ApiVersion) -> object:
            which = name if version == "v2" else await self._number(entity_type, name)
            path = f"/{version}/entities/{entity_type}/{segment(which)}/"
            return await write(self._client, "DELETE", path)

        said = answered(await self._route.ask(ask))
        for event_id in () if said.is_over else said.event_ids:
            await self._wait(event_id, f"the {entity_type} {one_line(name)!r}")

    async def _number(self, entity_type: EntityType, name: str) -> str:
        for entity in await self._entities.all(anew=True):
            if (entity.type, entity.name) == (entity_type, name):
                number = text_of(entity.extra.get("id")) or ""
                if number.isascii() and number.isdigit():
                    return number
                raise DataError(
                    f"The service does not say which number its {entity_type} {one_line(name)!r} has."
                )
        raise NotFoundError(f"There is no {entity_type} {one_line(name)!r} on this service.")

    async def _wait(self, event_id: str, what: str) -> None:
        try:
            event = await settled(self._client, event_id, within=_PATIENCE)
        except WorkFailedError:
            raise
        except MemtuiError:
            event = None
        if event is None:
            raise MemtuiError(
                f"The service is still deleting {what}, as far as it says.", hint="Look again later."
            )
