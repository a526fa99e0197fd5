"""The routes that delete all memories of somebody (`docs/mem0-api.md`, "Deleting").

They are safer than the Platform's: no star, no empty name, nothing that narrows a deletion is ignored,
and several names mean the memories that belong to all of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from memtui.adapters.base import WritingAdapter
from memtui.core.errors import NotFoundError
from memtui.core.filter_json import from_json
from memtui.core.filters import Condition, Filter, all_of, scope_condition
from memtui.core.models import SCOPE_FIELDS, EntityType
from memtui.core.queries import MemoryQuery
from memtui.core.safety import checked_name
from memtui.server.answer import Answer
from memtui.server.events import Event, Events, Kind, Results
from memtui.server.lookups import entities_of, entity_type
from memtui.server.refusal import Refusal, bad_request
from memtui.server.shapes import entity_number
from memtui.server.values import WrongValueError, names_in, refusing

_TOLD = "Delete in progress. This may take some time."
_NO_MATTER = {"org_id", "project_id", "source"}


class Clearing:
    """Deletes what belongs to somebody, and answers when it is done."""

    def __init__(self, adapter: WritingAdapter, events: Events) -> None:
        self._adapter = adapter
        self._events = events

    async def memories(self, request: Request) -> Response:
        """The memories that the query string names."""
        with refusing(bad_request):
            if (await request.body()).strip():
                raise WrongValueError("What to delete is named in the address; a body is not read.")
            tree = _read(request.query_params)
        return await self._clear("DELETE_ALL", dict(request.query_params), tree)

    async def entity(self, request: Request) -> Response:
        """An entity, which is the memories that name it."""
        kind = entity_type(unquote(request.path_params["kind"]))
        if kind is None:
            raise Refusal(400, {"message": "Invalid entity type"})
        return await self._clear_entity(kind, unquote(request.path_params["name"]))

    async def entity_of_number(self, request: Request) -> Response:
        """An entity by the number that lists give it, as older clients know it."""
        kind, number = entity_type(unquote(request.path_params["kind"])), request.path_params["number"]
        if kind is None:
            raise bad_request("Invalid entity type")
        if not number.isdecimal():
            raise bad_request("Invalid entity ID. Must be an integer.")
        names = [
            entity.name
            async for entity in entities_of(self._adapter, kind)
            if entity_number(entity) == number
        ]
        if not names:
            raise Refusal(404, {"error": "Entity not found"})
        if len(names) > 1:
            raise bad_request("Several entities share this number; delete by name at /v2/entities/.")
        return await self._clear_entity(kind, names[0])

    async def _clear_entity(self, kind: EntityType, name: str) -> Response:
        with refusing(lambda sentence: Refusal(400, {"message": sentence})):
            tree = scope_condition(kind, checked_name(name))
        return await self._clear("DELETE_ENTITY", {"entity_type": kind, "entity_id": name}, tree)

    async def _clear(self, kind: Kind, payload: Mapping[str, Any], tree: Filter) -> Response:
        async def work(results: Results) -> None:
            while await self._delete_some(tree):
                pass

        event: Event = await self._events.of(kind, payload, work)
        return Answer({"message": _TOLD, "event_id": event.id})

    async def _delete_some(self, tree: Filter) -> bool:
        """Delete a page of memories; whether there were any."""
        writing = self._adapter.capabilities.writing
        size = writing.max_batch if writing is not None else 1
        page = await self._adapter.page(MemoryQuery(tree), 1, size)
        failed = await self._adapter.delete_many([memory.id for memory in page.results])
        for error in failed.values():
            # One that is gone by itself is on no page any more; any other would be there for ever.
            if not isinstance(error, NotFoundError):
                raise error
        return bool(page.results)


def _read(params: QueryParams) -> Filter:
    """The memories that all the names and the metadata of a query string select."""
    for name, _ in params.multi_items():
        if name not in {*SCOPE_FIELDS, "metadata", *_NO_MATTER}:
            raise WrongValueError(f"{name} is not known here; nothing was deleted.")
        if len(params.getlist(name)) > 1:
            raise WrongValueError(f"{name} is given more than once; nothing was deleted.")
    names = [Condition(field, "eq", name) for field, name in names_in(params).items()]
    tree = all_of(*names, _metadata(params["metadata"]) if "metadata" in params else None)
    assert tree is not None
    return tree


def _metadata(text: str) -> Filter:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict) or not given:
        raise WrongValueError("metadata is a JSON object that is not empty.")
    for key, value in given.items():
        if not isinstance(value, str | int | float) or value == "*":
            raise WrongValueError(f"metadata: the value of {key!r} is no text, number or boolean.")
    return from_json({"metadata": given}, own_fields=False)
