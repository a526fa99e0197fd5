"""`serve` as a process: one line, a clean end, and sentences for what cannot be served."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import MemtuiError, RefusedError, UsageError
from memtui.core.queries import MemoryQuery
from memtui.server.run import serve

SCRIPT = """
import json, sys
from pathlib import Path
from memtui.adapters.local.adapter import LocalAdapter
from memtui.server.run import serve
options = json.loads(sys.argv[2])
serve(LocalAdapter.open(Path(sys.argv[1]), read_only=options.pop("read_only")), **options)
print("returned")
"""
OPTIONS = {"host": "127.0.0.1", "port": 0, "token": None, "access_log": False}
BODY = {"messages": "Likes tea", "user_id": "zoe", "infer": False}


@contextmanager
def process(store: Path, **options: object) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """The process, its first line, and the address in it."""
    command = [
        sys.executable,
        "-c",
        SCRIPT,
        str(store),
        json.dumps({"read_only": True, **OPTIONS, **options}),
    ]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NO_PROXY": "*"},
    ) as started:
        try:
            assert started.stderr is not None
            line = started.stderr.readline()
            address = re.search(r"http://\S+", line)
            assert address is not None, line
            yield started, line, address[0]
        finally:
            started.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_returns_when_it_is_stopped(store: Path, number: signal.Signals) -> None:
    with process(store) as (started, line, address):
        assert line.startswith(f"memtui serves {address} from {store}, ")
        with httpx.Client(base_url=address, verify=False) as http:
            assert http.get("/v1/ping/").json()["status"] == "ok"
            with socket.create_connection(("127.0.0.1", httpx.URL(address).port or 0)) as stranger:
                stranger.sendall(b"\x16\x03\x01 what is this\r\n\r\n")
                assert stranger.recv(100).startswith(b"HTTP/1.1 400")
            started.send_signal(number)
            stdout, stderr = started.communicate(timeout=20)
        assert (started.returncode, stdout, stderr) == (0, "returned\n", "")


def test_it_says_whether_memories_can_be_changed(store: Path, tmp_path: Path) -> None:
    with process(store) as (_, line, address):
        assert ", reading only; any key" in line
        assert httpx.post(f"{address}/v3/memories/add/", json=BODY, verify=False).status_code == 403
    with process(tmp_path / "new.db", read_only=False) as (started, line, address):
        assert ", reading and writing; any key" in line
        assert httpx.post(f"{address}/v3/memories/add/", json=BODY, verify=False).status_code == 200
        started.send_signal(signal.SIGTERM)
        stdout, stderr = started.communicate(timeout=20)
    assert (started.returncode, stdout, stderr) == (0, "returned\n", "")


def test_a_token_and_an_access_log(store: Path) -> None:
    with process(store, token="m0-secret", access_log=True) as (started, line, address):
        assert "m0-secret" not in line
        assert httpx.get(f"{address}/v1/ping/", verify=False).status_code == 401
        headers = {"Authorization": "Token m0-secret"}
        assert (
            httpx.get(f"{address}/v2/entities/user/a%2Fb%1B/", headers=headers, verify=False).status_code
            == 200
        )
        started.send_signal(signal.SIGINT)
        _, stderr = started.communicate(timeout=20)
    first, second = stderr.splitlines()
    assert '"GET /v1/ping/ HTTP/1.1" 401' in first
    assert '"GET /v2/entities/user/a/b%1B/ HTTP/1.1" 200' in second
    assert "m0-secret" not in stderr


@pytest.fixture
def adapter(store: Path) -> Iterator[LocalAdapter]:
    adapter = LocalAdapter.open(store, read_only=True)
    yield adapter
    asyncio.run(adapter.close())


@pytest.mark.parametrize("token", [None, ""])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.7", "example.com"])
def test_others_are_not_served_without_a_token(adapter: LocalAdapter, host: str, token: str | None) -> None:
    with pytest.raises(RefusedError) as caught:
        serve(adapter, host=host, port=0, token=token, access_log=False)
    assert caught.value.exit_code == 4
    assert "MEMTUI_SERVE_TOKEN" in caught.value.hint


def test_a_port_that_is_taken(adapter: LocalAdapter) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(MemtuiError, match=f"Port {port} on 127.0.0.1 is in use"):
            serve(adapter, host="127.0.0.1", port=port, token=None, access_log=False)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_is_none(adapter: LocalAdapter, port: int) -> None:
    with pytest.raises(UsageError, match="not a port"):
        serve(adapter, host="127.0.0.1", port=port, token=None, access_log=False)


def test_a_host_that_is_unknown(adapter: LocalAdapter) -> None:
    with pytest.raises(UsageError, match="is unknown"):
        serve(adapter, host="a" * 300, port=0, token="m0-secret", access_log=False)


def test_an_address_of_another_machine(adapter: LocalAdapter) -> None:
    with pytest.raises(MemtuiError, match="Nothing can be served on 192"):
        serve(adapter, host="192.0.2.1", port=0, token="m0-secret", access_log=False)


def test_how_additions_are_taken_is_said_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "memories.db"
    options = ["--db", str(path), "--port", "0", "--infer", "refuse", "--queue"]
    with subprocess.Popen(
        [sys.executable, "-m", "memtui", "serve", *options],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "HOME": str(tmp_path), "NO_PROXY": "*"},
    ) as started:
        try:
            assert started.stderr is not None
            address = re.search(r"http://\S+", started.stderr.readline())
            assert address is not None
            with httpx.Client(base_url=address[0], verify=False) as http:
                refused = http.post("/v3/memories/add/", json={**BODY, "infer": True})
                assert (refused.status_code, refused.json()["error"]) == (400, "400 Bad Request")
                for _ in range(20):
                    told = http.post("/v3/memories/add/", json=BODY).json()
                    assert told["status"] == "PENDING"
            started.send_signal(signal.SIGTERM)
            assert started.wait(timeout=20) == 0
        finally:
            started.kill()

    async def count() -> int:
        adapter = LocalAdapter.open(path, read_only=True)
        number = await adapter.count(MemoryQuery())
        await adapter.close()
        return number

    assert asyncio.run(count()) == 20
