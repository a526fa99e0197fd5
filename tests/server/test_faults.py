"""What the platform adapter makes of a real server that fails."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from memtui.adapters.http import HttpClient
from memtui.adapters.platform import PlatformAdapter
from memtui.core.errors import (
    DataError,
    MemtuiError,
    ServiceError,
    UnauthorizedError,
    UnreachableError,
)
from memtui.core.profile import Secret
from memtui.core.queries import MemoryQuery
from tests.server.conftest import Running
from tests.server.faults import Fault

KEY = "m0-secret-key"
LIST = "POST /v3/memories/?page=1&page_size=5"
HTML = b"<!doctype html><title>Server Error</title>" + b"x" * 9000


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest_asyncio.fixture
async def adapter(server: Running, waits: list[float]) -> AsyncIterator[PlatformAdapter]:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    adapter = PlatformAdapter("", client=HttpClient(server.url, Secret(KEY), sleep=sleep))
    yield adapter
    await adapter.close()


async def error_of(adapter: PlatformAdapter) -> MemtuiError:
    with pytest.raises(MemtuiError) as caught:
        await adapter.page(MemoryQuery(), 1, 5)
    assert KEY not in str(caught.value) + caught.value.raw
    assert "\n" not in str(caught.value)
    assert len(caught.value.raw) <= 4096
    return caught.value


@pytest.mark.parametrize(
    "fault", [Fault(503), Fault(429), Fault(408), Fault(502, HTML), Fault(200, b"x", {"content-length": "9"})]
)
async def test_one_fault_is_survived(
    adapter: PlatformAdapter, server: Running, waits: list[float], fault: Fault
) -> None:
    server.faulty.faults.extend([fault, fault])
    assert (await adapter.page(MemoryQuery(), 1, 5)).total == 48
    assert server.faulty.asked == [LIST] * 3
    assert len(waits) == 2


async def test_a_server_that_keeps_failing(adapter: PlatformAdapter, server: Running) -> None:
    server.faulty.faults.extend([Fault(500, HTML, {"X-Request-ID": "r-17"})] * 3)
    error = await error_of(adapter)
    assert isinstance(error, ServiceError)
    assert error.message == f"{server.url} failed with status 500."
    assert "r-17" in error.hint
    assert error.raw.startswith("<!doctype html>")
    assert server.faulty.asked == [LIST] * 3


async def test_an_answer_that_breaks_off(adapter: PlatformAdapter, server: Running) -> None:
    cut = Fault(200, b'{"count": 3, "results": [{"id"', {"content-length": "5000"})
    server.faulty.faults.extend([cut] * 3)
    error = await error_of(adapter)
    assert isinstance(error, UnreachableError)
    assert "broke off its answer" in error.message


async def test_json_that_is_cut_off(adapter: PlatformAdapter, server: Running) -> None:
    server.faulty.faults.append(Fault(200, b'{"count": 3, "results": [{"id"'))
    error = await error_of(adapter)
    assert "cut off or damaged" in error.message
    assert server.faulty.asked == [LIST]


async def test_a_web_page_instead_of_json(adapter: PlatformAdapter, server: Running) -> None:
    server.faulty.faults.append(Fault(200, HTML, {"content-type": "text/html"}))
    assert "a web page instead of JSON" in (await error_of(adapter)).message


@pytest.mark.parametrize("body", [b"", b"null", b"3", b'{"results": 5}', b'{"detail": "x"}'])
async def test_json_that_is_no_list(adapter: PlatformAdapter, server: Running, body: bytes) -> None:
    server.faulty.faults.append(Fault(200, body))
    assert isinstance(await error_of(adapter), DataError)


async def test_a_key_that_is_echoed(adapter: PlatformAdapter, server: Running) -> None:
    body = json.dumps({"detail": f"Invalid API key {KEY}"}).encode()
    server.faulty.faults.append(Fault(401, body))
    error = await error_of(adapter)
    assert isinstance(error, UnauthorizedError)
    assert error.message.endswith("Invalid API key [key].")
    assert server.faulty.keys == [f"Token {KEY}"]


async def test_a_missing_route_leads_to_the_older_version(adapter: PlatformAdapter, server: Running) -> None:
    server.faulty.faults.append(Fault(404, HTML))
    hidden = (await adapter.page(MemoryQuery(), 1, 5)).total
    assert hidden is not None and hidden < 48
    await adapter.page(MemoryQuery(), 1, 5)
    assert server.faulty.asked == [LIST, LIST.replace("v3", "v2"), LIST.replace("v3", "v2")]


async def test_a_redirect_is_not_followed(adapter: PlatformAdapter, server: Running) -> None:
    server.faulty.faults.append(Fault(307, b"", {"location": f"{server.url}/elsewhere/"}))
    assert "redirects elsewhere" in (await error_of(adapter)).message
    assert server.faulty.asked == [LIST]


async def test_a_slow_answer_can_be_cancelled(adapter: PlatformAdapter, server: Running) -> None:
    fault = Fault(hold=threading.Event())
    assert fault.hold is not None
    for _ in range(6):
        server.faulty.faults.append(fault)
        fault.reached.clear()
        task = asyncio.create_task(adapter.page(MemoryQuery(), 1, 5))
        await asyncio.to_thread(fault.reached.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    fault.hold.set()
    assert (await adapter.page(MemoryQuery(), 1, 5)).total == 48


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_nobody_there(waits: list[float]) -> None:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    address = f"http://127.0.0.1:{free_port()}"
    adapter = PlatformAdapter("", client=HttpClient(address, None, sleep=sleep))
    for question in (adapter.probe(), adapter.page(MemoryQuery(), 1, 5)):
        with pytest.raises(UnreachableError) as caught:
            await question
        assert caught.value.message == f"Nothing answers at {address}."
    assert len(waits) == 4
    await adapter.close()


async def test_a_plain_server_asked_securely(server: Running) -> None:
    adapter = PlatformAdapter(server.url.replace("http:", "https:"), None)
    with pytest.raises(UnreachableError) as caught:
        await adapter.probe()
    assert "The secure connection" in caught.value.message
    assert "http://" in caught.value.hint
    await adapter.close()


async def test_a_server_that_speaks_something_else() -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.9\r\n")
        await writer.drain()
        writer.close()

    async def sleep(seconds: float) -> None:
        return None

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as other:
        port = other.sockets[0].getsockname()[1]
        adapter = PlatformAdapter("", client=HttpClient(f"http://127.0.0.1:{port}", None, sleep=sleep))
        with pytest.raises(UnreachableError, match="broke off"):
            await adapter.probe()
        await adapter.close()
