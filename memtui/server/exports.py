"""The routes that put memories into the form of a JSON schema (`docs/mem0-api.md`, "Exports")."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import NotFoundError
from memtui.core.exports import ExportRequest
from memtui.server.answer import Answer
from memtui.server.asking import read_body, read_query
from memtui.server.filtering import narrowed, read_scope
from memtui.server.refusal import Refusal, bad_request
from memtui.server.values import refusing

_RECEIVED = "Memory export request received."


class Exports:
    """Makes exports at once and gives them when they are asked for."""

    def __init__(self, adapter: LocalAdapter) -> None:
        self._adapter = adapter

    async def create(self, request: Request) -> Response:
        """The number of an export of the memories that a filter, or names beside it, select."""
        body = await read_body(request)
        schema = _schema(body.get("schema"))
        instructions = body.get("export_instructions") or None
        if not (instructions is None or isinstance(instructions, str)):
            raise bad_request("export_instructions is a text.")
        tree = narrowed(read_scope(body), body)
        with refusing(bad_request):
            job = await self._adapter.start_export(ExportRequest(schema, tree, instructions))
        return Answer({"message": f"{_RECEIVED} {job.note}", "id": job.id}, 201)

    async def get(self, request: Request) -> Response:
        """What an export came to: one by its number, or the newest of a filter or of all."""
        asked = {**read_query(request), **await read_body(request)}
        export_id = asked.get("memory_export_id")
        try:
            if export_id:
                result = await self._adapter.export_result(str(export_id))
            else:
                result = await self._adapter.newest_export(narrowed(read_scope(asked), asked))
        except NotFoundError:
            raise Refusal(404, {"error": "No memory export request found"}) from None
        return Answer(result.value)


def _schema(given: Any) -> Mapping[str, Any]:
    """The schema, an object or its text."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            raise bad_request("schema is no JSON.") from None
    if not isinstance(given, dict):
        raise bad_request("schema is a JSON schema, as an object or a text.")
    return given
