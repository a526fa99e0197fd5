"""Real servers on loopback."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvicorn

from memtui.adapters.local.adapter import LocalAdapter
from memtui.server.app import ALL_VERSIONS, create_app
from tests.server.faults import Faulty
from tests.server.sample import records

StartServer = Callable[..., "Running"]


class Running:
    """A server that answers at `url`; `faulty` makes it fail."""

    def __init__(self, url: str, faulty: Faulty) -> None:
        self.url = url
        self.faulty = faulty


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@contextmanager
def running(app: Faulty) -> Iterator[Running]:
    # With its protocol named, asyncio turns Nagle's algorithm off for its connections.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, lifespan="off", ws="none", log_config=None, log_level=60, timeout_graceful_shutdown=1
    )
    server = _Server(config)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        assert server.ready.wait(10)
        yield Running(f"http://127.0.0.1:{listener.getsockname()[1]}", app)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store that holds the sample; nobody writes to it."""
    path = tmp_path_factory.mktemp("store") / "memories.db"

    async def fill() -> None:
        adapter = LocalAdapter.open(path)
        await adapter.import_records(records(), replace=False, dry_run=False)
        await adapter.close()

    asyncio.run(fill())
    return path


@contextmanager
def serving(
    path: Path, *, token: str | None = None, api_versions: frozenset[str] = ALL_VERSIONS
) -> Iterator[Running]:
    adapter = LocalAdapter.open(path, read_only=True)
    try:
        with running(Faulty(create_app(adapter, token=token, api_versions=api_versions))) as server:
            yield server
    finally:
        asyncio.run(adapter.close())


@pytest.fixture(scope="session")
def start(store: Path) -> Iterator[StartServer]:
    """Gives a server of the sample; the same options share one for the whole session."""
    servers: dict[tuple[str | None, frozenset[str]], Running] = {}
    with ExitStack() as stack:

        def start(token: str | None = None, *versions: str) -> Running:
            chosen = frozenset(versions) or ALL_VERSIONS
            if (token, chosen) not in servers:
                server = stack.enter_context(serving(store, token=token, api_versions=chosen))
                servers[token, chosen] = server
            return servers[token, chosen]

        yield start


@pytest.fixture
def server(start: StartServer) -> Iterator[Running]:
    """A server of the sample in all versions; its faults end with the test."""
    server = start()
    server.faulty.asked.clear()
    server.faulty.keys.clear()
    yield server
    server.faulty.faults.clear()


@pytest.fixture
def http(server: Running) -> Iterator[httpx.Client]:
    """A plain client of that server."""
    headers = {"Authorization": "Token m0-any"}
    with httpx.Client(base_url=server.url, headers=headers, verify=False) as client:
        yield client


@pytest_asyncio.fixture
async def local(store: Path) -> AsyncIterator[LocalAdapter]:
    """The sample as the embedded store gives it."""
    adapter = LocalAdapter.open(store, read_only=True)
    yield adapter
    await adapter.close()
