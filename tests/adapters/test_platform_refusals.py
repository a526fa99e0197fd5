"""What never leaves for the Platform, whatever is asked for, and what leaves only once."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import cast

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.base import WritingAdapter
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.errors import RefusedError, ServiceError, UnreachableError, UsageError
from memtui.core.models import EntityType
from tests.adapters.platform_changes import CHANGES, TEXT, A, Anything, B
from tests.adapters.platform_service import ID, Service, envelope, row

HOSTILE_IDS = (
    "", " ", "\t\n", "*", "**", " * ", "a*", f"{ID}*", ".", "..", " .. ", "/", "../x", "a/b", f"{ID}/history",
    "batch", "Batch", "events", "export", "search", "?user_id=*", "/?user_id=*", "%2A/", "#/",
)  # fmt: skip
HOSTILE_NAMES = ("", " ", "\n", "*", "**", " *\t", ".", "..", " .. ")
ALLOWED = re.compile(
    r"PUT /v1/memories/[^/?*]+/|DELETE /v1/memories/[^/?*]+/|(PUT|DELETE) /v1/batch/"
    r"|DELETE /v2/entities/(user|agent|app|run)/[^/?]+/|POST /v3/memories/add/|POST /v1/memories/"
)

Change = Callable[[WritingAdapter, str], Awaitable[object]]
CHANGES_OF_A_MEMORY: list[Change] = [
    lambda adapter, one: adapter.update(one, TEXT),
    lambda adapter, one: adapter.update(one, MemoryEdit(expiration_date=None)),
    lambda adapter, one: adapter.update(one, MemoryEdit()),
    lambda adapter, one: adapter.delete(one),
    lambda adapter, one: adapter.update_many([(one, TEXT)]),
    lambda adapter, one: adapter.update_many([(A, TEXT), (one, TEXT), (B, TEXT)]),
    lambda adapter, one: adapter.update_many([(A, TEXT), (B, TEXT), (one, MemoryEdit(expiration_date=None))]),
    lambda adapter, one: adapter.delete_many([one]),
    lambda adapter, one: adapter.delete_many([A, B, one]),
]
CHANGES_OF_AN_ENTITY: list[Change] = [
    lambda adapter, name: adapter.delete_entity("user", name),
    lambda adapter, name: adapter.delete_entity("run", name),
    lambda adapter, name: adapter.add(NewMemory("tea", user_id=name)),
    lambda adapter, name: adapter.add(NewMemory("tea", user_id="alice", agent_id=name)),
]


@pytest.mark.parametrize("number", range(len(CHANGES_OF_A_MEMORY)))
@pytest.mark.parametrize("memory_id", HOSTILE_IDS)
async def test_no_hostile_id_leaves(number: int, memory_id: str) -> None:
    service = Anything()
    async with service.adapter() as adapter:
        with pytest.raises(RefusedError):
            await CHANGES_OF_A_MEMORY[number](adapter, memory_id)
    assert service.raw == []


@pytest.mark.parametrize("number", range(len(CHANGES_OF_AN_ENTITY)))
@pytest.mark.parametrize("name", HOSTILE_NAMES)
async def test_no_hostile_name_leaves(number: int, name: str) -> None:
    service = Anything()
    async with service.adapter() as adapter:
        with pytest.raises(RefusedError):
            await CHANGES_OF_AN_ENTITY[number](adapter, name)
    assert service.raw == []


@pytest.mark.parametrize("entity_type", ["", "*", "users", "..", "memories", "user/alice"])
async def test_no_hostile_entity_type_leaves(entity_type: str) -> None:
    service = Anything()
    async with service.adapter() as adapter:
        with pytest.raises(RefusedError):
            await adapter.delete_entity(cast(EntityType, entity_type), "alice")
    assert service.raw == []


@given(st.text(st.characters(codec=None) | st.sampled_from("*./?#%&= \\"), max_size=8))
async def test_whatever_the_id_nothing_but_one_memory_is_meant(text: str) -> None:
    service = Anything()
    async with service.adapter() as adapter:
        for change in (*CHANGES_OF_A_MEMORY, *CHANGES_OF_AN_ENTITY):
            try:
                await change(adapter, text)
            except (RefusedError, UsageError):
                continue
    for question in service.raw:
        assert question.startswith("GET ") or ALLOWED.fullmatch(question), question
    for body in service.bodies:
        assert all(item["memory_id"].strip() not in {"", "*"} for item in (body or {}).get("memories", ()))


async def test_nothing_is_sent_for_nothing() -> None:
    service = Anything()
    async with service.adapter() as adapter:
        assert await adapter.delete_many([]) == {}
        assert await adapter.update_many([]) == {}
        assert await adapter.update_many([(A, MemoryEdit()), (B, MemoryEdit())]) == {}
        await adapter.update(A, MemoryEdit())
        assert await adapter.read_many([]) == {}
    assert service.asked == []


@pytest.mark.parametrize("number", range(len(CHANGES)))
async def test_read_only_refuses_every_change(number: int) -> None:
    service = Anything()
    async with service.adapter(read_only=True) as adapter:
        assert adapter.capabilities.writing is None
        with pytest.raises(RefusedError):
            await CHANGES[number](adapter)
    assert service.asked == []


async def test_read_only_still_reads() -> None:
    service = Service().on("POST /v3/memories/", envelope(row(0)))
    service.on("GET /v1/ping/", {"status": "ok", "project_id": "p"})
    async with service.adapter(read_only=True) as adapter:
        assert list(await adapter.read_many([A])) == [A]
        assert (await adapter.identity()).store == "p"


async def test_nothing_comes_back() -> None:
    async with Service().adapter() as adapter:
        assert adapter.capabilities.writing is not None
        assert not adapter.capabilities.writing.restores
        with pytest.raises(RefusedError):
            await adapter.restore([])


@pytest.mark.parametrize("number", range(len(CHANGES)))
@pytest.mark.parametrize("failure", [httpx.ReadTimeout("x"), httpx.ConnectError("x"), 500, 502, 408])
async def test_no_change_is_sent_twice(number: int, failure: httpx.RequestError | int) -> None:
    class Lost(Service):
        async def answer(self, request: httpx.Request) -> httpx.Response:
            await super().answer(request)
            if isinstance(failure, int):
                return httpx.Response(failure)
            raise failure

    service = Lost()
    async with service.adapter() as adapter:
        with pytest.raises((ServiceError, UnreachableError, RefusedError)):
            await CHANGES[number](adapter)
    assert len(service.asked) <= 1
