"""Memories of the Platform that are known by their ids."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from memtui.adapters.platform.self_hosted import SelfHostedServerError
from memtui.core.errors import ServiceError, UnauthorizedError
from tests.adapters.platform_service import EVERYONE, Service, envelope, row

LIST = "POST /v3/memories/"
GONE = httpx.Response(404, json={"error": "Memory not found!"})


def ids(*numbers: int) -> list[str]:
    return [row(number)["id"] for number in numbers]


def one(number: int) -> str:
    return f"GET /v1/memories/{row(number)['id']}/"


def having(*numbers: int, listed: tuple[int, ...] | None = None, version: str = "v3") -> Service:
    """A service with these memories, of which it lists those that `listed` names, by default all."""
    service = Service()
    for number in numbers:
        service.on(one(number), row(number))
    shown = {row(number)["id"]: row(number) for number in (numbers if listed is None else listed)}

    def listing(request: httpx.Request) -> Any:
        wanted = json.loads(request.content)["filters"]["AND"][0]["memory_ids"]
        return envelope(*(shown[memory_id] for memory_id in wanted if memory_id in shown))

    return service.on(f"POST /{version}/memories/", listing)


async def there(service: Service, numbers: range | list[int], *, gone: bool = False) -> list[str]:
    async with service.adapter() as adapter:
        found = await adapter.read_many(ids(*numbers), gone=gone)
    assert all(memory.id == memory_id for memory_id, memory in found.items())
    return sorted(found)


async def test_a_list_of_ids_as_it_is_asked_for() -> None:
    service = having(1, 2)
    assert await there(service, [2, 1]) == ids(1, 2)
    assert service.asked == [f"{LIST}?page=1&page_size=200"]
    assert service.bodies == [
        {"filters": {"AND": [{"memory_ids": ids(2, 1)}, EVERYONE]}, "show_expired": True}
    ]


async def test_200_at_a_time() -> None:
    service = having(*range(450))
    assert len(await there(service, range(450))) == 450
    sizes = [len(body["filters"]["AND"][0]["memory_ids"]) for body in service.bodies]
    assert sizes == [200, 200, 50]


async def test_what_is_not_listed_is_asked_for_by_itself() -> None:
    service = having(1, 2, 3, listed=(1, 2))
    service.on(one(4), GONE).on(one(5), httpx.Response(400, json={"error": "should be a valid UUID"}))
    assert await there(service, [1, 2, 3, 4, 5]) == ids(1, 2, 3)
    assert sorted(service.asked[1:]) == [one(3), one(4), one(5)]


async def test_the_same_id_twice_is_one() -> None:
    service = having(1)
    assert await there(service, [1, 1, 1]) == ids(1)
    assert service.bodies[0]["filters"]["AND"][0]["memory_ids"] == ids(1)


async def test_what_can_be_no_id_is_not_there() -> None:
    service = having(1)
    async with service.adapter() as adapter:
        assert list(await adapter.read_many(["", " ", "*", "..", "batch", *ids(1)])) == ids(1)
        assert await adapter.read_many(["*", ""]) == {}
    assert len(service.asked) == 1
    assert service.bodies[0]["filters"]["AND"][0]["memory_ids"] == ids(1)


# Gone


async def test_what_is_expected_to_be_gone_is_gone_when_it_is_not_listed() -> None:
    service = having(listed=())
    assert await there(service, [1, 2, 3], gone=True) == []
    assert len(service.asked) == 1


async def test_what_is_listed_still_is_there_still() -> None:
    service = having(2, 3, 4)
    assert await there(service, [1, 2, 3, 4], gone=True) == ids(2, 3, 4)
    assert service.asked[1:] == [one(2)]


async def test_a_list_that_lags_behind_is_seen_through() -> None:
    service = having(3, listed=(1, 2, 3, 4))
    for number in (1, 2, 4):
        service.on(one(number), GONE)
    assert await there(service, [1, 2, 3, 4], gone=True) == ids(3)
    assert len(service.asked) == 5


async def test_v2_hides_what_expired_so_each_is_looked_at() -> None:
    service = having(1, 2, listed=(1,), version="v2").on(one(3), GONE)
    assert await there(service, [1, 2, 3], gone=True) == ids(1, 2)
    assert service.asked[:2] == [f"{LIST}?page=1&page_size=200", "POST /v2/memories/?page=1&page_size=200"]
    assert sorted(service.asked[2:]) == [one(1), one(2), one(3)]


# Services that know less


@pytest.mark.parametrize("gone", [True, False])
async def test_v1_is_asked_for_each(gone: bool) -> None:
    service = Service().on(one(1), row(1)).on(one(2), GONE).on("GET /v1/memories/", [])
    assert await there(service, [1, 2], gone=gone) == ids(1)
    assert sorted(service.asked[2:]) == [one(1), one(2)]


@pytest.mark.parametrize("gone", [True, False])
@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(400, json={"error": "Top-level key must be a logical operator or an allowed field"}),
        httpx.Response(500, text="KeyError: memory_ids"),
        envelope(row(7), row(8)),
        envelope(row(7), row(8), count=900, more=True),
    ],
)
async def test_a_service_that_does_not_know_the_condition_is_asked_for_each(answer: Any, gone: bool) -> None:
    service = Service().on(LIST, answer).on(one(1), row(1)).on(one(2), GONE)
    assert await there(service, [1, 2], gone=gone) == ids(1)
    assert sorted({asked for asked in service.asked if not asked.startswith(LIST)}) == [one(1), one(2)]


@pytest.mark.parametrize("answer", [httpx.Response(401), httpx.Response(403), httpx.Response(502)])
async def test_a_service_that_fails_fails(answer: httpx.Response) -> None:
    with pytest.raises(ServiceError):
        await there(Service().on(LIST, answer), [1])
    service = having(1, listed=()).on(one(1), answer)
    with pytest.raises((UnauthorizedError, ServiceError)):
        await there(service, [1])


async def test_a_404_that_says_nothing_is_a_memory_that_is_not_there() -> None:
    assert await there(having(1), [1, 2]) == ids(1)


async def test_a_self_hosted_server_is_recognised() -> None:
    for service in (having(listed=()), Service()):
        with pytest.raises(SelfHostedServerError):
            await there(service.on("GET /auth/setup-status", {"needsSetup": True}), [1])
