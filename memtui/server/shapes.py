"""Memories, events and lists as the Platform's JSON (`docs/mem0-api.md`, "Shapes")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from zlib import crc32

from starlette.requests import Request

from memtui.core.models import SCOPE_FIELDS, Entity, HistoryEvent, Memory
from memtui.core.to_wire import entity_to_wire, event_to_wire, memory_to_wire
from memtui.server.asking import Paging

RunKey = Literal["run_id", "session_id"]


def memory_json(memory: Memory, run_key: RunKey, fields: frozenset[str] | None = None) -> dict[str, Any]:
    """The memory, its run under the name that the route uses, and only the named fields."""
    wire = _renamed(memory_to_wire(memory), run_key)
    if fields is None:
        return wire
    wanted = fields | {run_key} if fields & {"run_id", "session_id"} else fields
    return {key: value for key, value in wire.items() if key in wanted}


def nameless_json(memory: Memory) -> dict[str, Any]:
    """The memory without its names, as the list of one entity gives it."""
    return {key: value for key, value in memory_to_wire(memory).items() if key not in SCOPE_FIELDS}


def event_json(event: HistoryEvent) -> dict[str, Any]:
    """The history event."""
    return _renamed(event_to_wire(event), "session_id")


def entity_json(entity: Entity) -> dict[str, Any]:
    """The entity; clients delete and filter by its name, `id` is a number that stays the same."""
    return {"id": entity_number(entity), **entity_to_wire(entity)}


def entity_number(entity: Entity) -> str:
    """A number made of type and name, which two entities may share."""
    return str(crc32(f"{entity.type}:{entity.name}".encode()))


def envelope(request: Request, paging: Paging, *, count: int, results: Any) -> dict[str, Any]:
    """A page with the number of all matches and the addresses of its neighbours."""
    has_next = paging.page * paging.page_size < count
    return {
        "count": count,
        "next": _page_url(request, paging, paging.page + 1) if has_next else None,
        "previous": _page_url(request, paging, paging.page - 1) if paging.page > 1 else None,
        "results": results,
    }


def listed(items: Sequence[dict[str, Any]], output_format: Any) -> Any:
    """A bare list, nested where the older output format v1.1 is asked for."""
    return {"results": list(items)} if output_format == "v1.1" else list(items)


def _page_url(request: Request, paging: Paging, page: int) -> str:
    return str(request.url.include_query_params(page=page, page_size=paging.page_size))


def _renamed(wire: dict[str, Any], run_key: RunKey) -> dict[str, Any]:
    if run_key == "run_id":
        return wire
    return {run_key if key == "run_id" else key: value for key, value in wire.items()}
