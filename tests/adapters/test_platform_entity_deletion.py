"""Deleting entities where only the older route is there, which takes numbers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from memtui.adapters.http_errors import MissingRouteError
from memtui.core.errors import DataError, MemtuiError, NotFoundError, RefusedError
from memtui.core.models import EntityType
from tests.adapters.platform_service import Service

NEWER, OLDER = "DELETE /v2/entities/user/alice/", "DELETE /v1/entities/user/12/"
ENTITIES = [
    {"id": "11", "name": "alice", "type": "agent"},
    {"id": 12, "name": "alice", "type": "user"},
    {"id": "13", "name": "12", "type": "user"},
]


def served(answer: Any, entities: Any = ENTITIES) -> Service:
    return Service().on("GET /v1/entities/", entities).on(OLDER, answer)


async def test_the_number_is_looked_up_where_names_are_not_taken() -> None:
    service = served({"message": "Entity deleted"})
    async with service.adapter() as adapter:
        await adapter.delete_entity("user", "alice")
        await adapter.delete_entity("user", "alice")
    assert [question for question, _ in service.changes()] == [NEWER, OLDER, OLDER]


async def test_it_is_followed_as_the_newer_one_is() -> None:
    service = served({"message": "Delete in progress.", "event_id": "e"})
    service.on("GET /v1/event/e/", {"status": "FAILED", "error": "locked"})
    async with service.adapter() as adapter:
        with pytest.raises(MemtuiError, match="failed: locked"):
            await adapter.delete_entity("user", "alice")


@pytest.mark.parametrize(("kind", "name"), [("user", "bob"), ("run", "alice"), ("user", "11")])
async def test_what_is_not_listed_is_not_there(kind: EntityType, name: str) -> None:
    service = served({"message": "ok"})
    async with service.adapter() as adapter:
        with pytest.raises(NotFoundError, match="There is no"):
            await adapter.delete_entity(kind, name)
    assert len([question for question, _ in service.changes() if "/v1/" in question]) == 0


@pytest.mark.parametrize("number", [None, "", "*", "a", "1/2", "..", "\u0663", 1.5, True, {}])
async def test_what_is_no_number_is_not_sent(number: Any) -> None:
    service = served({"message": "ok"}, [{"id": number, "name": "alice", "type": "user"}])
    async with service.adapter() as adapter:
        with pytest.raises(DataError, match="number"):
            await adapter.delete_entity("user", "alice")
    assert [question for question, _ in service.changes()] == [NEWER]


async def test_a_pinned_v1_asks_nothing_else() -> None:
    service = served(httpx.Response(204))
    async with service.adapter(api_version="v1") as adapter:
        await adapter.delete_entity("user", "alice")
    assert [question for question, _ in service.changes()] == [OLDER]


async def test_neither_route_is_there() -> None:
    service = Service().on("GET /v1/entities/", ENTITIES)
    async with service.adapter() as adapter:
        with pytest.raises(MissingRouteError):
            await adapter.delete_entity("user", "alice")


async def test_read_only_deletes_no_entity() -> None:
    service = served({"message": "ok"})
    async with service.adapter(read_only=True, api_version="v1") as adapter:
        with pytest.raises(RefusedError, match="read-only"):
            await adapter.delete_entity("user", "alice")
    assert service.changes() == []
