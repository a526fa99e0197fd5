"""What a test need not wait for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.models import MemoryRecord
from tests.tui.driver import store_of

Stores = Callable[[Sequence[MemoryRecord]], Awaitable[LocalAdapter]]


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    """Makes stores, which are closed afterwards."""
    made: list[LocalAdapter] = []

    async def make(records: Sequence[MemoryRecord]) -> LocalAdapter:
        made.append(await store_of(records, tmp_path / f"{len(made)}.db"))
        return made[-1]

    yield make
    for store in made:
        await store.close()
