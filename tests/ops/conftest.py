"""What tests of changes need: a bench with a service on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from memtui.state.journal import Journal
from tests.ops.bench import Bench
from tests.ops.fakes import PLATFORM, FakeService
from tests.ops.memories import facts

OpenBench = Callable[[FakeService], Awaitable[Bench]]


@pytest.fixture(scope="session")
def empty_journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal in which nothing stands."""
    path = tmp_path_factory.mktemp("empty") / "journal.db"
    Journal.open(path).close()
    return path


@pytest.fixture
def open_bench(tmp_path: Path, empty_journal: Path) -> Iterator[OpenBench]:
    """Put a service on a bench of its own, with a new journal."""
    benches: list[Bench] = []

    async def opened(service: FakeService) -> Bench:
        folder = tmp_path / str(len(benches))
        folder.mkdir()
        benches.append(await Bench.of(folder, service, empty=empty_journal))
        return benches[-1]

    yield opened
    for bench in benches:
        bench.journal.close()


async def holding(open_bench: OpenBench, count: int) -> Bench:
    """A bench with so many memories of alice, of which the service takes two at once."""
    service = FakeService(replace(PLATFORM, max_batch=2))
    service.put(*facts(count))
    return await open_bench(service)


@pytest.fixture
async def bench(open_bench: OpenBench) -> Bench:
    """A service that holds nothing, where a test's own module does not say otherwise."""
    return await open_bench(FakeService())
