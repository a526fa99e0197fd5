"""Real servers on loopback."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from memtui.adapters.local.adapter import LocalAdapter
from memtui.server.additions import AddPolicy
from memtui.server.app import ALL_VERSIONS, create_app
from tests.server.faults import Faulty
from tests.server.loopback import Running as Running
from tests.server.loopback import running as running
from tests.server.sample import records

StartServer = Callable[..., "Running"]


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
    path: Path,
    *,
    token: str | None = None,
    api_versions: frozenset[str] = ALL_VERSIONS,
    read_only: bool = True,
    policy: AddPolicy | None = None,
) -> Iterator[Running]:
    """A server of the store in a file; its adapter is closed with it."""
    adapter = LocalAdapter.open(path, read_only=read_only)
    try:
        app = create_app(adapter, token=token, api_versions=api_versions, policy=policy)
        with running(Faulty(app)) as server:
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
    server.faulty.mishaps.clear()


@pytest.fixture
def http(server: Running) -> Iterator[httpx.Client]:
    """A plain client of that server."""
    headers = {"Authorization": "Token m0-any"}
    with httpx.Client(base_url=server.url, headers=headers, verify=False) as client:
        yield client


@pytest.fixture
def changing(store: Path, tmp_path: Path) -> Iterator[Running]:
    """A server of a copy of the sample, which may be changed."""
    with serving(Path(shutil.copy(store, tmp_path / "copy.db")), read_only=False) as server:
        yield server


@pytest.fixture
def writer(changing: Running) -> Iterator[httpx.Client]:
    """A plain client of that server."""
    headers = {"Authorization": "Token m0-any"}
    with httpx.Client(base_url=changing.url, headers=headers, verify=False) as client:
        yield client


@pytest.fixture(scope="session")
def _untouched(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    path = Path(shutil.copy(store, tmp_path_factory.mktemp("copy") / "copy.db"))
    with serving(path, read_only=False) as server:
        yield server


@pytest.fixture
def untouched(_untouched: Running) -> Iterator[httpx.Client]:
    """A plain client of a server that may be changed, for requests that change nothing: tests share it."""
    headers = {"Authorization": "Token m0-any"}
    with httpx.Client(base_url=_untouched.url, headers=headers, verify=False) as client:
        yield client


@pytest_asyncio.fixture
async def local(store: Path) -> AsyncIterator[LocalAdapter]:
    """The sample as the embedded store gives it."""
    adapter = LocalAdapter.open(store, read_only=True)
    yield adapter
    await adapter.close()
