"""What is remembered of the Platform, and what a change makes forgotten."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from memtui.adapters.platform import PlatformAdapter
from memtui.core.errors import (
    ServiceError,
)
from memtui.core.profile import ServiceIdentity
from memtui.core.queries import EntityQuery, MemoryQuery
from tests.adapters.platform_changes import CHANGES, A, B
from tests.adapters.platform_service import Service, row

DONE = {"message": "Memory deleted successfully!"}
NO_ROUTE = httpx.Response(404, json={"detail": "Not found."})


# Identity


async def test_the_identity_is_the_key_s_project_and_asked_for_once() -> None:
    service = Service().on("GET /v1/ping/", {"status": "ok", "org_id": "o", "project_id": "proj_1"})
    async with service.adapter() as adapter:
        assert await adapter.identity() == ServiceIdentity("platform", "http://mem0.test", "proj_1")
        assert await adapter.identity() == await adapter.identity()
        assert len(service.asked) == 1
    async with service.adapter() as adapter:
        await adapter.probe()
        assert (await adapter.identity()).key == "platform:http://mem0.test#proj_1"
    assert len(service.asked) == 2


@pytest.mark.parametrize(
    "answer", [{"status": "ok"}, {"status": "ok", "project_id": None}, {"hello": 1}, NO_ROUTE]
)
async def test_an_identity_without_a_project(answer: Any) -> None:
    service = Service().on("GET /v1/ping/", answer)
    async with service.adapter() as adapter:
        assert (await adapter.identity()).store == ""
        asked = len(service.asked)
        await adapter.identity()
        assert len(service.asked) == asked


@pytest.mark.parametrize("answer", [httpx.Response(401, json={"detail": "no"}), httpx.Response(503)])
async def test_an_identity_that_cannot_be_told_now_is_asked_for_again(answer: httpx.Response) -> None:
    service = Service().on("GET /v1/ping/", answer)
    async with service.adapter() as adapter:
        with pytest.raises(ServiceError):
            await adapter.identity()
        service.on("GET /v1/ping/", {"status": "ok", "project_id": "p"})
        assert (await adapter.identity()).store == "p"


# What was kept is forgotten


@pytest.mark.parametrize("number", [n for n in range(len(CHANGES)) if n != 8])
@pytest.mark.parametrize("is_good", [True, False])
async def test_after_a_change_entities_are_read_anew(number: int, is_good: bool) -> None:
    class Changed(Service):
        async def answer(self, request: httpx.Request) -> httpx.Response:
            known = await super().answer(request)
            if request.method == "GET" or known.status_code == 200:
                return known
            return httpx.Response(200 if is_good else 502, json={})

    names = [{"name": "alice", "type": "user"}]
    service = Changed().on("GET /v1/entities/", names)
    async with service.adapter() as adapter:
        assert (await adapter.entities(EntityQuery())).total == 1
        names.append({"name": "alina", "type": "user"})
        assert (await adapter.entities(EntityQuery(name_contains="ali"))).total == 1
        try:
            await CHANGES[number](adapter)
        except ServiceError:
            assert not is_good
        assert (await adapter.entities(EntityQuery(name_contains="ali"))).total == 2


async def test_after_a_change_v1_lists_are_read_anew() -> None:
    rows = [row(1), row(2)]
    service = Service().on("GET /v1/memories/", rows).on("GET /v1/entities/", [{"name": "u", "type": "user"}])
    service.on(f"DELETE /v1/memories/{B}/", DONE)
    async with service.adapter() as adapter:
        assert (await adapter.page(MemoryQuery(), 1, 1)).total == 2
        rows.pop(0)
        assert (await adapter.page(MemoryQuery(), 2, 1)).total == 2
        await adapter.delete(B)
        assert (await adapter.page(MemoryQuery(), 2, 1)).total == 1


async def test_entities_that_were_read_during_a_change_are_not_kept() -> None:
    names = [{"name": "alice", "type": "user"}]
    adapter: PlatformAdapter

    async def read(request: httpx.Request) -> Any:
        before = list(names)
        if len(names) == 1:
            names.append({"name": "alina", "type": "user"})
            await adapter.delete(A)
        return before

    service = Service().on("GET /v1/entities/", read).on(f"DELETE /v1/memories/{A}/", DONE)
    async with service.adapter() as opened:
        adapter = opened
        assert (await adapter.entities(EntityQuery())).total == 1
        assert (await adapter.entities(EntityQuery(name_contains="ali"))).total == 2
