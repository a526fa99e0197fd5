"""What never leaves for a self-hosted server, whatever is asked for, and what leaves only once."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.base import WritingAdapter
from memtui.adapters.selfhosted import SelfHostedAdapter
from memtui.adapters.selfhosted.client import SelfHostedClient
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.errors import (
    NotFoundError,
    RefusedError,
    ServiceError,
    UnauthorizedError,
    UnreachableError,
    UsageError,
)
from memtui.core.profile import Secret
from memtui.core.queries import MemoryQuery
from tests.selfhosted.conftest import Connect
from tests.selfhosted.data import memory_id
from tests.selfhosted.imitation import Imitation
from tests.server.conftest import Running
from tests.server.faults import Fault

ONE, TWO = memory_id(1), memory_id(2)
TEXT = MemoryEdit(memory="changed")
HOSTILE_IDS = ("", " ", "*", "**", f"{ONE}*", ".", "..", "/", "a/b", f"{ONE}/history", "search", "?user_id=*")
HOSTILE_NAMES = ("", " ", "*", "**", " * ", "..")
CHANGES_OF_A_MEMORY: list[Callable[[WritingAdapter, str], Awaitable[object]]] = [
    lambda adapter, one: adapter.update(one, TEXT),
    lambda adapter, one: adapter.delete(one),
    lambda adapter, one: adapter.update_many([(ONE, TEXT), (one, TEXT)]),
    lambda adapter, one: adapter.delete_many([ONE, one]),
]
CHANGES: list[Callable[[WritingAdapter], Awaitable[object]]] = [
    lambda adapter: adapter.add(NewMemory("tea", user_id="alice")),
    lambda adapter: adapter.update(ONE, TEXT),
    lambda adapter: adapter.delete(ONE),
    lambda adapter: adapter.update_many([(ONE, TEXT), (TWO, TEXT)]),
    lambda adapter: adapter.delete_many([ONE, TWO]),
    lambda adapter: adapter.restore([]),
    lambda adapter: adapter.delete_entity("user", "alice"),
]
ALLOWED = re.compile(r"(PUT|DELETE) /memories/[0-9a-fA-F-]{32,}|POST /memories")


@pytest.mark.parametrize("number", range(len(CHANGES_OF_A_MEMORY)))
@pytest.mark.parametrize("one", HOSTILE_IDS)
async def test_no_hostile_id_leaves(
    adapter: SelfHostedAdapter, service: Imitation, number: int, one: str
) -> None:
    with pytest.raises(RefusedError):
        await CHANGES_OF_A_MEMORY[number](adapter, one)
    assert service.asked == []


@pytest.mark.parametrize("name", HOSTILE_NAMES)
async def test_no_hostile_name_leaves(adapter: SelfHostedAdapter, service: Imitation, name: str) -> None:
    for new in (
        NewMemory("tea", user_id=name),
        NewMemory("tea", agent_id=name),
        NewMemory("tea", user_id="alice", run_id=name),
    ):
        with pytest.raises(RefusedError):
            await adapter.add(new)
    with pytest.raises(RefusedError):
        await adapter.delete_entity("user", name)
    assert service.asked == []


async def test_entities_are_never_deleted(adapter: SelfHostedAdapter, service: Imitation) -> None:
    with pytest.raises(RefusedError, match="end with their last memory"):
        await adapter.delete_entity("user", "alice")
    with pytest.raises(RefusedError):
        await adapter.restore([await adapter.get(ONE)])
    assert service.asked == [f"GET /memories/{ONE}"]


def recording(asked: list[str], *, read_only: bool = False, status: int = 200) -> SelfHostedAdapter:
    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.raw_path.decode()}")
        return httpx.Response(status, json={"results": []})

    client = SelfHostedClient(
        "http://mem0.test", Secret("k"), read_only=read_only, transport=httpx.MockTransport(answer)
    )
    return SelfHostedAdapter("", client=client)


@given(st.text(st.characters(codec=None) | st.sampled_from("*./?#%&= \\"), max_size=8))
async def test_whatever_the_id_nothing_but_one_memory_is_meant(text: str) -> None:
    asked: list[str] = []
    adapter = recording(asked)
    for change in CHANGES_OF_A_MEMORY:
        try:
            await change(adapter, text)
        except (RefusedError, NotFoundError):
            continue
    with suppress(RefusedError, UsageError):
        await adapter.add(NewMemory("tea", user_id=text))
    await adapter.close()
    assert all(ALLOWED.fullmatch(question) for question in asked)


@pytest.mark.parametrize("number", range(len(CHANGES)))
async def test_read_only_refuses_every_change(number: int) -> None:
    asked: list[str] = []
    adapter = recording(asked, read_only=True)
    assert adapter.capabilities.writing is None
    with pytest.raises(RefusedError):
        await CHANGES[number](adapter)
    assert asked == []
    assert (await adapter.page(MemoryQuery(), 1, 5)).total == 0
    await adapter.close()


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("status", [408, 500, 502, 429])
async def test_no_change_is_sent_twice(connect: Connect, server: Running, number: int, status: int) -> None:
    adapter = connect(server.url)
    server.faulty.faults.extend([Fault(status, b"{}")] * 20)
    with pytest.raises(ServiceError):
        await CHANGES[number](adapter)
    server.faulty.faults.clear()
    asked = server.faulty.asked
    assert status == 429 or len(asked) == len(set(asked))
    assert asked.count("POST /memories") <= 1


async def test_nobody_there(connect: Connect) -> None:
    adapter = connect("http://127.0.0.1:1")
    for change in CHANGES[:5]:
        with pytest.raises(UnreachableError):
            await change(adapter)


async def test_a_wrong_key(connect: Connect, server: Running, service: Imitation) -> None:
    adapter = connect(server.url, "m0sk_wrong")
    for change in CHANGES[:5]:
        with pytest.raises(UnauthorizedError):
            await change(adapter)
    assert len(service.rows) == 60
