"""Redirects lead nowhere: no second request, and no key for anybody else."""

from __future__ import annotations

import pytest

from memtui.core.errors import ServiceError
from tests.adapters.http_loopback import KEY, asking, loopback, reply, saying


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
async def test_another_server_gets_nothing(status: int, method: str) -> None:
    async with loopback(saying(reply("[1]"))) as other:
        location = f"{other.url}/v1/x/?key={KEY}"
        async with (
            loopback(saying(reply("", status, Location=location))) as server,
            asking(server.url) as client,
        ):
            with pytest.raises(ServiceError) as caught:
                await client.request(method, "/v1/x/", json={} if method == "POST" else None)
            assert len(server.asked) == 1
        assert (other.connections, other.asked) == (0, [])
    assert caught.value.message == f"{server.url} redirects elsewhere: {other.url}/v1/x/."
    assert caught.value.status == status
    # Both are 127.0.0.1, so only the port differs.
    assert caught.value.hint == "Does the address have the right path?"
    assert KEY not in str(caught.value) + caught.value.raw


@pytest.mark.parametrize(
    "location",
    ["/v1/x", "https://127.0.0.1/v1/x/", "", "http://[::1", "http://xn--a", "mailto:x", "x" * 3000],
)
async def test_not_even_the_same_server_is_asked_again(location: str) -> None:
    async with loopback(saying(reply("", 301, Location=location))) as server, asking(server.url) as client:
        with pytest.raises(ServiceError) as caught:
            await client.request("GET", "/v1/x/")
        assert len(server.asked) == 1
    assert len(str(caught.value)) < 500
    assert caught.value.hint
