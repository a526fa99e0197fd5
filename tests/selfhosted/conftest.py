"""The imitation on loopback, and adapters that speak to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import pytest_asyncio

from memtui.adapters.selfhosted import SelfHostedAdapter
from memtui.adapters.selfhosted.client import SelfHostedClient
from memtui.core.profile import Secret
from tests.selfhosted.data import fill
from tests.selfhosted.imitation import ADMIN, Imitation
from tests.selfhosted.imitation_access import EMAIL, PASSWORD, Accounts
from tests.server.conftest import Running, running
from tests.server.faults import Faulty

Connect = Callable[..., SelfHostedAdapter]


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def service(clock: Clock) -> Imitation:
    """The imitation with some memories."""
    service = Imitation(accounts=Accounts(clock))
    fill(service)
    return service


@pytest.fixture
def old_service() -> Imitation:
    """An imitation of a server from before keys, limits and entities."""
    return Imitation(old=True)


@pytest.fixture
def server(service: Imitation) -> Iterator[Running]:
    """The imitation, answering."""
    with running(Faulty(service.app())) as server:
        yield server


@pytest.fixture
def old_server(old_service: Imitation) -> Iterator[Running]:
    """The old imitation, answering."""
    with running(Faulty(old_service.app())) as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def waits() -> list[float]:
    """How long was waited before each request that was sent again."""
    return []


@pytest_asyncio.fixture
async def connect(clock: Clock, waits: list[float]) -> AsyncIterator[Connect]:
    """Gives adapters that do not wait between their tries."""
    opened: list[SelfHostedAdapter] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    def connect(
        url: str, key: str | None = ADMIN, *, email: str = "", read_only: bool = False
    ) -> SelfHostedAdapter:
        secret = None if key is None else Secret(key)
        client = SelfHostedClient(url, secret, email=email, read_only=read_only, sleep=sleep, clock=clock)
        opened.append(SelfHostedAdapter("", client=client, clock=clock))
        return opened[-1]

    yield connect
    for adapter in opened:
        await adapter.close()


@pytest.fixture
def adapter(server: Running, connect: Connect) -> SelfHostedAdapter:
    """An admin's adapter of the imitation."""
    return connect(server.url)


@pytest.fixture
def account(server: Running, connect: Connect) -> SelfHostedAdapter:
    """An adapter that has e-mail and password of the account."""
    return connect(server.url, PASSWORD, email=EMAIL)
