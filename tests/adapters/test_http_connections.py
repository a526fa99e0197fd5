"""How many connections there are, what is sent over them, and what a cancelled request leaves behind."""

from __future__ import annotations

import asyncio
import gzip
import socket
from contextlib import suppress

import pytest

from memtui.adapters.http import MOST_AT_ONCE, HttpClient
from memtui.core.errors import MemtuiError, UnreachableError
from tests.adapters.http_loopback import Answer, Asked, asking, loopback, reply, saying


async def test_one_connection_for_many_requests() -> None:
    async with loopback(saying(reply("[1]"))) as server, asking(server.url) as client:
        for number in range(50):
            await client.request("GET", f"/{number}")
        assert (server.connections, len(server.asked)) == (1, 50)
        await client.close()
        await server.until_at_most(0)


@pytest.mark.parametrize("answer", [
    reply('{"detail": "Bad"}', 400), reply("<html>", 500), reply("", 301, Location="/x"), reply("[", 200),
    reply("x", 200, Content_Encoding="gzip"), b"HTTP/1.1 204 No Content\r\n\r\n",
])  # fmt: skip
async def test_an_error_does_not_cost_the_connection(answer: bytes) -> None:
    async with loopback(saying(answer)) as server, asking(server.url) as client:
        for _ in range(3):
            with suppress(MemtuiError):
                await client.request("POST", "/", json={})
        assert (server.connections, len(server.asked)) == (1, 3)


async def test_few_connections_for_many_requests_at_once() -> None:
    running = most = 0

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n[")
        for _ in range(20):
            await asyncio.sleep(0)
        running -= 1
        writer.write(b"1]")

    async with loopback(answer) as server, asking(server.url) as client:
        await asyncio.gather(*(client.request("GET", f"/{number}") for number in range(40)))
        assert (most, server.connections) == (MOST_AT_ONCE, MOST_AT_ONCE)


async def test_a_server_that_ends_every_connection() -> None:
    async with loopback(saying(reply("[1]", Connection="close"))) as server, asking(server.url) as client:
        for _ in range(5):
            assert await client.request("POST", "/", json={}) == [1]
        assert server.connections == 5


async def test_a_write_is_not_sent_over_a_connection_that_the_server_has_ended() -> None:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(reply("[1]"))
        writer.close()

    async with loopback(answer) as server, asking(server.url) as client:
        for _ in range(5):
            assert await client.request("POST", "/", json={}) == [1]
            await server.until_at_most(0)
        assert (server.connections, len(server.asked)) == (5, 5)


async def test_what_is_sent_besides_the_key() -> None:
    packed = gzip.compress(b"[1]")
    answer = reply(packed, Content_Encoding="gzip", Set_Cookie="session=1; Path=/")
    async with loopback(saying(answer)) as server, asking(server.url) as client:
        assert await client.request("GET", "/") == [1]
        assert await client.request("GET", "/") == [1]
        first, second = server.asked
    assert first.headers["accept-encoding"] == "gzip"
    assert first.headers["accept"] == "application/json"
    assert set(first.headers) == set(second.headers)
    assert set(first.headers) == {
        "host",
        "accept",
        "accept-encoding",
        "user-agent",
        "authorization",
    }


async def test_the_newer_kind_of_address() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("there is no ::1 here")
    async with loopback(saying(reply("[1]")), host="::1") as server, asking(server.url) as client:
        assert server.url.startswith("http://[::1]:")
        assert await client.request("GET", "/") == [1]
        assert server.asked[0].headers["host"] == server.url.removeprefix("http://")


async def test_nobody_there() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    async with asking(address) as client:
        with pytest.raises(UnreachableError, match="Nothing answers at"):
            await client.request("GET", "/")


STARTS = {
    "before the answer": b"",
    "in the status line": b"HTTP/1.1 2",
    "in the headers": b"HTTP/1.1 200 OK\r\nContent-Len",
    "before the body": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
    "in the body": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1, 2",
    "in a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n[1, 2",
    "in the body of an error": b"HTTP/1.1 500 Huh\r\nContent-Length: 9\r\n\r\n[1, 2",
}


def stuck_after(start: bytes, reached: asyncio.Event) -> Answer:
    """Answers /well, and anything else with a beginning only."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if asked.target == "/well":
            writer.write(reply("[1]"))
            return
        writer.write(start)
        await writer.drain()
        reached.set()
        await asked.gone()

    return answer


async def cancelled(client: HttpClient, reached: asyncio.Event, turns: int, method: str = "GET") -> None:
    reached.clear()
    task = asyncio.create_task(client.request(method, "/stuck"))
    await reached.wait()
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS.keys())
@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_a_cancelled_request_leaves_no_connection(start: bytes, method: str) -> None:
    reached = asyncio.Event()
    async with loopback(stuck_after(start, reached)) as server, asking(server.url) as client:
        for turns in (0, 1, 2, 5, 20, 50):
            await cancelled(client, reached, turns, method)
        await server.until_at_most(0)
        assert await client.request("GET", "/well") == [1]
        assert await client.request("GET", "/well") == [1]
        assert server.open == 1


async def test_a_request_that_is_cancelled_at_any_moment() -> None:
    """After any number of turns of the event loop: connecting, sending, reading, parsing."""
    async with loopback(saying(reply("[1]"))) as server, asking(server.url) as client:
        for turns in range(60):
            task = asyncio.create_task(client.request("POST", "/", json={"text": "x" * 100_000}))
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            with suppress(asyncio.CancelledError):
                assert await task == [1]
        results = await asyncio.gather(*(client.request("GET", "/") for _ in range(20)))
        assert results == [[1]] * 20
        await server.until_at_most(MOST_AT_ONCE)
        await client.close()
        await server.until_at_most(0)


async def test_a_request_that_nobody_reads_can_be_cancelled() -> None:
    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.set()
        await over.wait()
        writer.transport.abort()

    heard, over = asyncio.Event(), asyncio.Event()
    async with await asyncio.start_server(deaf, "127.0.0.1", 0, limit=1) as server:
        async with asking(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as client:
            for _ in range(MOST_AT_ONCE + 1):
                heard.clear()
                task = asyncio.create_task(client.request("PUT", "/v1/x/", json={"text": "x" * 20_000_000}))
                await heard.wait()
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
        over.set()


async def test_requests_that_wait_for_their_turn_can_be_cancelled() -> None:
    reached = asyncio.Event()
    async with loopback(stuck_after(b"", reached)) as server, asking(server.url) as client:
        stuck = [asyncio.create_task(client.request("GET", "/stuck")) for _ in range(MOST_AT_ONCE)]
        waiting = [asyncio.create_task(client.request("GET", "/well")) for _ in range(10)]
        await reached.wait()
        for task in [*waiting[:5], *stuck]:
            task.cancel()
        await asyncio.gather(*stuck, *waiting[:5], return_exceptions=True)
        assert await asyncio.gather(*waiting[5:]) == [[1]] * 5


async def test_closing_while_requests_run_ends_them_and_the_client_goes_on() -> None:
    reached = asyncio.Event()
    async with loopback(stuck_after(b"", reached)) as server, asking(server.url) as client:
        task = asyncio.create_task(client.request("PUT", "/stuck"))
        await reached.wait()
        await client.close()
        with pytest.raises(UnreachableError):
            await task
        assert await client.request("GET", "/well") == [1]
