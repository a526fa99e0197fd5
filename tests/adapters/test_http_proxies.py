"""Proxies that the environment names."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import pytest

from memtui.core.errors import ServiceError, UnreachableError
from tests.adapters.http_loopback import KEY, Asked, asking, loopback, reply, saying

Set = Callable[..., None]


@pytest.fixture(autouse=True)
def proxies(monkeypatch: pytest.MonkeyPatch) -> Set:
    """Sets the variables, after all were unset."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)

    def put(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return put


def nobody() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY"])
async def test_a_plain_request_goes_through_the_proxy(proxies: Set, name: str) -> None:
    async with loopback(saying(reply("[1]"))) as proxy:
        proxies(**{name: proxy.url})
        async with asking("http://memory.example:8000") as client:
            assert await client.request("GET", "/v1/x/", params={"a": 1}) == [1]
        (asked,) = proxy.asked
    assert asked.target == "http://memory.example:8000/v1/x/?a=1"
    assert asked.headers["host"] == "memory.example:8000"


async def test_a_proxy_that_tunnels_sees_no_key(proxies: Set) -> None:
    async with loopback(saying(reply("no", 502))) as proxy:
        proxies(HTTPS_PROXY=proxy.url)
        async with asking("https://memory.example") as client:
            with pytest.raises(UnreachableError) as caught:
                await client.request("GET", "/v1/x/")
            (row,) = client.sent_requests()
        assert [asked.method for asked in proxy.asked] == ["CONNECT"]
        assert not any(KEY in str(asked) for asked in proxy.asked)
    assert caught.value.message == "The proxy did not connect to https://memory.example: 502 Whatever."
    assert (row.status, row.failure) == (None, "proxy failed")


async def test_a_proxy_that_asks_for_a_password(proxies: Set) -> None:
    async with loopback(saying(reply("", 407))) as proxy:
        proxies(HTTP_PROXY=proxy.url)
        async with asking("http://memory.example") as client:
            with pytest.raises(ServiceError) as caught:
                await client.request("GET", "/")
    assert caught.value.message == "The proxy before http://memory.example asks for a name and a password."


@pytest.mark.parametrize("address", ["http://memory.example", "https://memory.example"])
async def test_a_dead_proxy(proxies: Set, address: str) -> None:
    dead = nobody()
    proxies(HTTP_PROXY=dead, HTTPS_PROXY=dead)
    async with asking(address) as client:
        with pytest.raises(UnreachableError) as caught:
            await client.request("GET", "/")
    assert "proxy" in caught.value.message
    assert "NO_PROXY" in caught.value.hint


async def test_a_proxy_that_hangs_up(proxies: Set) -> None:
    async def hang_up(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with loopback(hang_up) as proxy:
        proxies(HTTPS_PROXY=proxy.url)
        async with asking("https://memory.example") as client:
            with pytest.raises(UnreachableError):
                await client.request("GET", "/")


@pytest.mark.parametrize("exception", ["127.0.0.1", "127.0.0.1,other.example", "*"])
async def test_hosts_that_need_no_proxy(proxies: Set, exception: str) -> None:
    proxies(HTTP_PROXY=nobody(), NO_PROXY=exception)
    async with loopback(saying(reply("[1]"))) as server, asking(server.url) as client:
        assert await client.request("GET", "/") == [1]
        assert server.asked[0].target == "/"
    async with asking(nobody()) as client:
        with pytest.raises(UnreachableError) as caught:
            await client.request("GET", "/")
    assert "proxy" not in str(caught.value)
