"""What tests of changes need: a bench with a service on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from memtui.state.journal import Journal
from tests.ops.fakes import Bench, FakeService

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
