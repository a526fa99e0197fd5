"""memtui with a driver that draws into the tests' own terminals, in true colour."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.ops.demo import throwaway_store
from tests.tui.conftest import same_everywhere
from tests.wire.recording import Recording, recorded_driver


@pytest.fixture
def recording(monkeypatch: pytest.MonkeyPatch) -> Recording:
    """What every app under test draws, and what of it reaches the terminal."""
    same_everywhere(monkeypatch)
    found = Recording()
    # The driver of every app under test, looked up when it starts.
    monkeypatch.setattr("textual.drivers.headless_driver.HeadlessDriver", recorded_driver(found))
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "truecolor")
    return found


@pytest.fixture(scope="session")
def demo() -> Iterator[Path]:
    """A store of 2,000 memories such as agents keep, which no test changes."""
    with throwaway_store(2000) as path:
        yield path


@pytest.fixture
async def realistic(demo: Path) -> AsyncIterator[LocalAdapter]:
    """The service on that store."""
    adapter = LocalAdapter.open(demo)
    yield adapter
    await adapter.close()
