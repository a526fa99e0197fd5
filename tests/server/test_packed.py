"""Answers are packed for clients that take them so, and come out the same."""

from __future__ import annotations

import gzip
import json

import httpx
import pytest

from memtui.adapters.platform import PlatformAdapter
from memtui.core.queries import MemoryQuery
from tests.server.conftest import Running, StartServer

EVERYONE = {"filters": {"OR": [{"user_id": "*"}, {"run_id": "*"}]}}


def raw(http: httpx.Client, path: str, accepts: str) -> tuple[httpx.Response, bytes]:
    """An answer, and its body as it came."""
    with http.stream("POST", path, json=EVERYONE, headers={"Accept-Encoding": accepts}) as answer:
        return answer, b"".join(answer.iter_raw())


def test_a_list_is_packed_when_asked_for_so(http: httpx.Client) -> None:
    packed, body = raw(http, "/v3/memories/", "gzip")
    plain, whole = raw(http, "/v3/memories/", "identity")
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(body) == whole
    assert len(body) == int(packed.headers["content-length"]) < len(whole) / 2
    assert "Accept-Encoding" in packed.headers["vary"]


def test_what_is_short_is_sent_as_it_is(http: httpx.Client) -> None:
    answer = http.get("/v1/ping/", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert answer.json()["status"] == "ok"


def test_a_refusal_without_a_key_is_one_however_it_is_asked_for(start: StartServer) -> None:
    url = start("secret").url
    with httpx.Client(base_url=url, verify=False) as client:
        answer = client.post("/v3/memories/", json=EVERYONE, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 401


@pytest.mark.parametrize("path", ["/v3/memories/", "/v2/memories/"])
def test_errors_are_read_too(http: httpx.Client, path: str) -> None:
    body = json.dumps({"filters": {"AND": [{"user_id": "x" * 5000, "nonsense": 1}]}})
    answer = http.post(path, content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/json")
    assert answer.json()


async def test_memtui_asks_for_packed_answers_and_reads_them(server: Running) -> None:
    adapter = PlatformAdapter(server.url)
    seen: list[tuple[bytes, bytes]] = []
    server.faulty.watch = lambda request, answer: seen.append((request, answer))
    page = await adapter.page(MemoryQuery(), 1, 200)
    await adapter.close()
    server.faulty.watch = None
    assert len(page.results) == page.total
    assert seen == [(b"gzip", b"gzip")]
