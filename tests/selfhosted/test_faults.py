"""What the self-hosted adapter makes of a server that fails."""

from __future__ import annotations

import asyncio
import json
import socket
import threading

import pytest

from memtui.adapters.selfhosted import SelfHostedAdapter
from memtui.core.errors import DataError, MemtuiError, ServiceError, UnauthorizedError, UnreachableError
from memtui.core.filter_text import parse
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from tests.selfhosted.conftest import Connect
from tests.selfhosted.data import memory_id
from tests.selfhosted.imitation import ADMIN, Imitation
from tests.server.conftest import Running
from tests.server.faults import Fault

LIST = "GET /memories?top_k=1000&show_expired=true"
HTML = b"<!doctype html><title>Bad Gateway</title>" + b"x" * 9000
SEVERAL = MemoryQuery(parse("user_id in (alice, bob, carol, dora, eve, frank)"))


async def error_of(adapter: SelfHostedAdapter) -> MemtuiError:
    with pytest.raises(MemtuiError) as caught:
        await adapter.page(MemoryQuery(), 1, 5)
    assert ADMIN not in str(caught.value) + caught.value.raw
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("key", ["m0sk_wrong", None])
async def test_keys_that_are_not_accepted(server: Running, connect: Connect, key: str | None) -> None:
    for question in (
        connect(server.url, key).probe(),
        connect(server.url, key).page(MemoryQuery(), 1, 5),
        connect(server.url, key).search(SearchQuery("tea")),
        connect(server.url, key).entities(EntityQuery()),
        connect(server.url, key).get(memory_id(1)),
    ):
        with pytest.raises(UnauthorizedError, match="does not accept the API key") as caught:
            await question
        assert "m0sk_wrong" not in str(caught.value) + caught.value.raw


async def test_a_key_that_is_echoed(adapter: SelfHostedAdapter, server: Running) -> None:
    server.faulty.faults.append(Fault(401, json.dumps({"detail": f"Invalid API key {ADMIN}"}).encode()))
    assert (await error_of(adapter)).message.endswith("Invalid API key [key].")


@pytest.mark.parametrize(
    "fault", [Fault(503), Fault(429), Fault(502, HTML), Fault(200, b"x", {"content-length": "9"})]
)
async def test_one_fault_is_survived(
    adapter: SelfHostedAdapter, server: Running, waits: list[float], fault: Fault
) -> None:
    server.faulty.faults.extend([fault, fault])
    assert (await adapter.page(MemoryQuery(), 1, 5)).total == 60
    assert server.faulty.asked == [LIST] * 3
    assert len(waits) == 2


async def test_a_server_without_its_database(adapter: SelfHostedAdapter, server: Running) -> None:
    body = b'{"detail": "The datastore is not available.", "code": "datastore_unavailable"}'
    server.faulty.faults.extend([Fault(502, body, {"X-Request-ID": "req-17"})] * 3)
    error = await error_of(adapter)
    assert isinstance(error, ServiceError)
    assert error.message == f"{server.url} failed with status 502: The datastore is not available."
    assert "req-17" in error.hint


@pytest.mark.parametrize("status", [404, 405])
async def test_a_route_that_is_missing(adapter: SelfHostedAdapter, server: Running, status: int) -> None:
    server.faulty.faults.append(Fault(status, b'{"detail": "Not Found"}'))
    assert (await error_of(adapter)).message == f"{server.url} has no route GET /memories."


async def test_a_web_page_instead_of_json(adapter: SelfHostedAdapter, server: Running) -> None:
    server.faulty.faults.append(Fault(200, HTML, {"content-type": "text/html"}))
    assert "a web page instead of JSON" in (await error_of(adapter)).message


async def test_an_answer_that_breaks_off(adapter: SelfHostedAdapter, server: Running) -> None:
    server.faulty.faults.extend([Fault(200, b'{"results": [', {"content-length": "5000"})] * 3)
    assert "broke off its answer" in (await error_of(adapter)).message


@pytest.mark.parametrize("body", [b"", b"null", b"3", b'{"results": 5}', b'{"detail": "x"}'])
async def test_json_that_is_no_list(adapter: SelfHostedAdapter, server: Running, body: bytes) -> None:
    server.faulty.faults.append(Fault(200, body))
    assert isinstance(await error_of(adapter), DataError)
    server.faulty.faults.append(Fault(200, body))
    with pytest.raises(DataError):
        await adapter.probe()
    if body != b"null":
        server.faulty.faults.append(Fault(200, body))
        with pytest.raises(DataError):
            await adapter.history(memory_id(1))


async def test_one_of_several_lists_fails(adapter: SelfHostedAdapter, server: Running) -> None:
    server.faulty.faults.append(Fault(400, b'{"detail": "not today"}'))
    with pytest.raises(ServiceError, match="not today"):
        await adapter.page(SEVERAL, 1, 5)
    assert (await adapter.page(SEVERAL, 1, 5)).results


async def test_nobody_there(connect: Connect, waits: list[float]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with pytest.raises(UnreachableError, match="Nothing answers at"):
        await connect(address).page(MemoryQuery(), 1, 5)
    assert len(waits) == 2


async def test_slow_answers_can_be_cancelled(adapter: SelfHostedAdapter, server: Running) -> None:
    fault = Fault(hold=threading.Event())
    assert fault.hold is not None
    for query in (MemoryQuery(), SEVERAL, MemoryQuery(), SEVERAL):
        server.faulty.faults.extend([fault] * 6)
        fault.reached.clear()
        task = asyncio.create_task(adapter.page(query, 1, 5))
        await asyncio.to_thread(fault.reached.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        server.faulty.faults.clear()
    fault.hold.set()
    assert (await adapter.page(MemoryQuery(), 1, 5)).total == 60
    assert (await adapter.page(SEVERAL, 1, 5)).results


async def test_a_count_waits_for_the_list_that_is_on_its_way(
    adapter: SelfHostedAdapter, server: Running
) -> None:
    fault = Fault(hold=threading.Event())
    assert fault.hold is not None
    server.faulty.faults.append(fault)
    page = asyncio.create_task(adapter.page(MemoryQuery(), 1, 5))
    await asyncio.to_thread(fault.reached.wait, 10)
    count = asyncio.create_task(adapter.count(MemoryQuery()))
    await asyncio.sleep(0)
    fault.hold.set()
    assert (await page).total == await count == 60
    assert server.faulty.asked == [LIST]


async def test_closing_twice(adapter: SelfHostedAdapter, service: Imitation) -> None:
    await adapter.page(MemoryQuery(), 1, 5)
    await adapter.close()
    await adapter.close()
    assert (await adapter.page(MemoryQuery(), 2, 5)).results
    assert len(service.asked) == 2
