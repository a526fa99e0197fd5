"""Nothing is changed before it is known what answers, and nothing is sent to both kinds of services."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from memtui.adapters.base import WritingAdapter
from memtui.adapters.factory import open_adapter
from memtui.adapters.platform.self_hosted import SelfHostedServerError
from memtui.adapters.selfhosted import SelfHostedAdapter
from memtui.adapters.selfhosted.detecting import DetectingAdapter
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.errors import MemtuiError, NotFoundError, RefusedError, UnauthorizedError
from memtui.core.profile import Profile, Secret
from memtui.core.queries import MemoryQuery
from tests.adapters.platform_service import Service, envelope
from tests.selfhosted.data import memory_id
from tests.selfhosted.imitation import ADMIN, Imitation
from tests.server.conftest import Running
from tests.server.faults import Fault

ONE, TWO = memory_id(1), memory_id(2)
TEXT = MemoryEdit(memory="changed")
PING = {"status": "ok", "project_id": "p"}
SETUP, OPENAPI = "GET /auth/setup-status", "GET /openapi.json"
CHANGES: list[Callable[[WritingAdapter], Awaitable[object]]] = [
    lambda adapter: adapter.add(NewMemory("tea", user_id="alice")),
    lambda adapter: adapter.update(ONE, TEXT),
    lambda adapter: adapter.delete(ONE),
    lambda adapter: adapter.update_many([(ONE, TEXT), (TWO, TEXT)]),
    lambda adapter: adapter.delete_many([ONE, TWO]),
    lambda adapter: adapter.delete_entity("user", "alice"),
    lambda adapter: adapter.restore([]),
]


def opened(server: Running, *, read_only: bool = False, kind: str = "platform") -> WritingAdapter:
    profile = Profile(
        "there",
        "selfhosted" if kind == "selfhosted" else "platform",
        base_url=server.url,
        api_key=Secret(ADMIN),
        read_only=read_only,
    )
    adapter = open_adapter(profile)
    assert isinstance(adapter, WritingAdapter)
    return adapter


def writes_of(server: Running) -> list[str]:
    return [question for question in server.faulty.asked if not question.startswith("GET ")]


@pytest.mark.parametrize("number", range(5))
async def test_a_self_hosted_server_is_recognised_before_it_is_changed(
    server: Running, service: Imitation, number: int
) -> None:
    adapter = opened(server)
    await CHANGES[number](adapter)
    assert adapter.capabilities.kind == "selfhosted"
    assert server.faulty.asked[:2] == ["GET /v1/ping/", SETUP]
    assert all(question.split()[1].startswith("/memories") for question in writes_of(server))
    assert writes_of(server)
    await adapter.close()


async def test_what_is_not_there_is_looked_for_in_one_place_only(server: Running) -> None:
    adapter = opened(server)
    with pytest.raises(NotFoundError):
        await adapter.delete(memory_id(999))
    assert writes_of(server) == [f"DELETE /memories/{memory_id(999)}"]
    await adapter.close()


async def test_the_identity_and_the_memories_of_what_answers(server: Running) -> None:
    adapter = opened(server)
    assert await adapter.read_many([]) == {}
    assert (await adapter.identity()).key == f"selfhosted:{server.url}#"
    assert list(await adapter.read_many([ONE, memory_id(999)])) == [ONE]
    assert await adapter.read_many([memory_id(999)], gone=True) == {}
    await adapter.close()


async def test_what_cannot_be_found_out_is_not_changed(server: Running, service: Imitation) -> None:
    adapter = opened(server)
    for number in range(len(CHANGES)):
        server.faulty.faults.append(Fault(401, b'{"detail": "no"}'))
        with pytest.raises(UnauthorizedError):
            await CHANGES[number](adapter)
    assert writes_of(server) == []
    await adapter.close()


@pytest.mark.parametrize("kind", ["platform", "selfhosted"])
@pytest.mark.parametrize("number", range(len(CHANGES)))
async def test_read_only_changes_nothing(server: Running, kind: str, number: int) -> None:
    adapter = opened(server, read_only=True, kind=kind)
    assert adapter.capabilities.writing is None
    with pytest.raises(RefusedError):
        await CHANGES[number](adapter)
    assert adapter.capabilities.writing is None
    assert (await adapter.page(MemoryQuery(), 1, 5)).total == 60
    assert writes_of(server) == []
    await adapter.close()


# Against a Platform of which a test says what it answers


def detecting(service: Service) -> DetectingAdapter:
    return DetectingAdapter("", client=service.client(), self_hosted=_never)


def _never() -> SelfHostedAdapter:
    raise AssertionError("The Platform was taken for a self-hosted server.")


@pytest.mark.parametrize("number", range(6))
async def test_a_missing_route_of_the_platform_leads_nowhere_else(number: int) -> None:
    service = Service().on("GET /v1/ping/", PING)
    adapter = detecting(service)
    await adapter.probe()
    # Even a server that has turned into another one meanwhile is not changed in the other's way.
    service.on(SETUP, {"needsSetup": False})
    with pytest.raises(SelfHostedServerError):
        await CHANGES[number](adapter)
    changed = [question for question, _ in service.changes()]
    assert changed
    assert all(question.split()[1].startswith(("/v1/", "/v2/", "/v3/")) for question in changed)
    assert adapter.capabilities.kind == "platform"
    await adapter.close()


@pytest.mark.parametrize("ping", [None, {"message": "ok"}])
async def test_a_service_without_a_ping_is_known_by_its_lists(ping: object) -> None:
    service = Service().on("POST /v3/memories/", envelope())
    if ping is not None:
        service.on("GET /v1/ping/", ping)
    service.on("POST /v3/memories/add/", {"message": "ok"})
    adapter = detecting(service)
    assert (await adapter.identity()).store == ""
    await adapter.add(NewMemory("tea", user_id="alice"))
    await adapter.add(NewMemory("tea", user_id="alice"))
    assert [question.split("?")[0] for question in service.asked].count("POST /v3/memories/") == 1
    await adapter.close()


async def test_a_service_with_neither_is_not_changed() -> None:
    service = Service()
    adapter = detecting(service)
    with pytest.raises(MemtuiError):
        await adapter.delete(ONE)
    assert service.changes() == []
    await adapter.close()


async def test_the_platform_is_found_out_once_for_all_changes() -> None:
    service = Service().on("GET /v1/ping/", PING).on(f"DELETE /v1/memories/{ONE}/", {})
    adapter = detecting(service)
    await adapter.delete(ONE)
    await adapter.delete(ONE)
    assert (await adapter.identity()).store == "p"
    assert service.asked == ["GET /v1/ping/", *[f"DELETE /v1/memories/{ONE}/"] * 2]
    await adapter.close()


@pytest.mark.parametrize("one", ["", "*", "..", "a/b"])
async def test_no_hostile_id_leaves(one: str, server: Running) -> None:
    for adapter in (opened(server), opened(server, kind="selfhosted")):
        with pytest.raises(RefusedError):
            await adapter.delete(one)
        with pytest.raises(RefusedError):
            await adapter.delete_many([ONE, one])
        with pytest.raises(RefusedError):
            await adapter.update_many([(ONE, TEXT), (one, TEXT)])
        await adapter.close()
    assert writes_of(server) == []
