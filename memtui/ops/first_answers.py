"""What the first frame shows, asked before there is a screen, where that takes no time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from time import perf_counter
from typing import TYPE_CHECKING

from memtui.core.errors import MemtuiError
from memtui.core.models import ENTITY_TYPES, EntityPage, EntityType, MemoryPage
from memtui.core.queries import EntityQuery, MemoryQuery
from memtui.core.values import dataclass
from memtui.ops.browse import MemoryWindow
from memtui.ops.entities import PAGE_SIZE

if TYPE_CHECKING:
    from memtui.adapters.base import MemoryAdapter

_PATIENCE = 0.25
"""Seconds after which a store is asked again by the screen, which can be left meanwhile."""


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """The first page of everything, of each type of entity, and how many memories there are."""

    page: MemoryPage
    entities: Mapping[EntityType, EntityPage]
    everything: int
    milliseconds: float
    """How long the page took."""


def first_answers(adapter: MemoryAdapter) -> FirstAnswers | None:
    """What an embedded store answers at once; None of another service, or when it takes longer or fails.

    Nothing is told of a failure here: the screen asks the same again.
    """
    if adapter.capabilities.kind != "local":
        return None
    answers: list[FirstAnswers] = []
    try:
        # Not as the coroutine's result: asyncio writes out what a task has returned when it is done with it.
        asyncio.run(_ask(adapter, answers))
    except (MemtuiError, TimeoutError):
        return None
    return answers[0]


async def _ask(adapter: MemoryAdapter, answers: list[FirstAnswers]) -> None:
    async with asyncio.timeout(_PATIENCE):
        started = perf_counter()
        page = await MemoryWindow(adapter, MemoryQuery()).fetch(1)
        milliseconds = (perf_counter() - started) * 1000
        entities = {
            kind: await adapter.entities(EntityQuery(kind, "", 1, PAGE_SIZE)) for kind in ENTITY_TYPES
        }
        # The store keeps that number, and tells it with the page.
        everything = await adapter.count(MemoryQuery()) if page.total is None else page.total
        answers.append(FirstAnswers(page, entities, everything, milliseconds))
