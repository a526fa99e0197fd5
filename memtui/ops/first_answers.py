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

_IN_VIEW = 60
"""Rows that are in view at most above the one with the cursor."""
_PATIENCE = 0.25
"""Seconds after which a store is asked again by the screen, which can be left meanwhile."""


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """The first page that is shown of the list of `query`, the first of each type of entity, and how many
    memories there are. `page` is None where no list was asked for; `before` is the page above it, if needed.
    """

    query: MemoryQuery
    page: MemoryPage | None
    before: MemoryPage | None
    entities: Mapping[EntityType, EntityPage]
    everything: int
    milliseconds: float
    """How long the page took."""


def first_answers(
    adapter: MemoryAdapter,
    query: MemoryQuery | None = MemoryQuery(),  # noqa: B008  (a frozen value)
    row: int = 0,
) -> FirstAnswers | None:
    """What an embedded store answers at once; None of another service, or when it takes longer or fails.

    The page is that of `row`, from 0, in the list of `query`; without a query no list is asked for. Nothing
    is told of a failure here: the screen asks the same again.
    """
    if adapter.capabilities.kind != "local":
        return None
    answers: list[FirstAnswers] = []
    try:
        # Not as its result: asyncio writes out what a task has returned when it is done with it.
        asyncio.run(_ask(adapter, query, row, answers))
    except (MemtuiError, TimeoutError):
        return None
    return answers[0]


async def _ask(
    adapter: MemoryAdapter, query: MemoryQuery | None, row: int, answers: list[FirstAnswers]
) -> None:
    async with asyncio.timeout(_PATIENCE):
        started = perf_counter()
        page = before = None
        if query is not None:
            window = MemoryWindow(adapter, query)
            number, place = divmod(row, window.page_size)
            page = await window.fetch(number + 1)
            if number and place < _IN_VIEW:
                before = await window.fetch(number)
        milliseconds = (perf_counter() - started) * 1000
        entities = {
            kind: await adapter.entities(EntityQuery(kind, "", 1, PAGE_SIZE)) for kind in ENTITY_TYPES
        }
        # The store keeps that number, and tells it with the page.
        told = page.total if page is not None and query == MemoryQuery() else None
        everything = await adapter.count(MemoryQuery()) if told is None else told
        answers.append(FirstAnswers(query or MemoryQuery(), page, before, entities, everything, milliseconds))
