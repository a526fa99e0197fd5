"""The routes of entity profiles, which a model would have to write: off, as a service says it is.

A profile that is asked for is `not_enabled`; what would start one is refused.
"""

from __future__ import annotations

from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from memtui.adapters.base import MemoryAdapter
from memtui.core.filters import scope_condition
from memtui.core.queries import MemoryQuery
from memtui.server.answer import Answer
from memtui.server.asking import read_body
from memtui.server.lookups import entity_type
from memtui.server.refusal import Refusal, bad_request

_NO_MODEL = "memtui serve has no model to write profiles with."
_OFF = {"enabled": False, "capabilities": {}, "entities": {}, "message": _NO_MODEL}


class Profiles:
    """Says that there are none."""

    def __init__(self, adapter: MemoryAdapter) -> None:
        self._adapter = adapter

    async def one(self, request: Request) -> Response:
        """No profile, of an entity that has memories."""
        kind, name = entity_type(unquote(request.path_params["kind"])), unquote(request.path_params["name"])
        if kind is None:
            raise Refusal(400, {"message": "Invalid entity type"})
        if not await self._adapter.count(MemoryQuery(scope_condition(kind, name))):
            raise Refusal(404, {"detail": "Not found."})
        nothing = {"profile": None, "status": "not_enabled", "updated_at": None, "generation_count": 0}
        return Answer({**nothing, "entity_type": kind, "entity_id": name, "message": _NO_MODEL})

    async def settings(self, request: Request) -> Response:
        """Off."""
        return Answer(_OFF)

    async def change_settings(self, request: Request) -> Response:
        """Off, which is all that they can be."""
        if set(await read_body(request)) - {"enabled"} or (await read_body(request)).get("enabled"):
            raise bad_request(_NO_MODEL)
        return Answer(_OFF)

    async def start_job(self, request: Request) -> Response:
        """Refused."""
        raise bad_request(_NO_MODEL)

    async def job(self, request: Request) -> Response:
        """There is none."""
        raise Refusal(404, {"detail": "Not found."})
