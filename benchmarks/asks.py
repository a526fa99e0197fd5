"""Questions to one store, in a process of their own: `python -m benchmarks.asks STORE` prints milliseconds.

The store is asked through memtui's adapter, as the screen asks it.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.filter_text import parse
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from memtui.ops.browse import CAP, CountsUpTo

_Query = TypeVar("_Query")
_PAGE = 100
_TIMES = 7
PAGES = {
    "all": "",
    "all that is not expired": "",
    "a user": "user_id = user00010",
    "an agent": "agent_id = agent-03",
    "a time range": "created_at >= 2024-06-01 and created_at < 2024-09-01",
    "a user and an agent": "user_id = user00000 and agent_id = agent-00",
    "a category": "categories contains travel",
    "an agent and two categories": "agent_id = agent-03 and categories in (travel, music)",
    "keywords": "keywords icontains pottery",
    "a user and keywords": "user_id = user00000 and keywords icontains yoga",
}
"""What is listed, by its name here: each as a filter."""
DEPTHS = ("first", "middle", "last")
SEARCHES = {"a rare word": "w00123", "a common word": "coffee", "two words": "coffee sailing"}
_COUNTS = {
    "an agent": "agent_id = agent-03",
    "three agents, a category": "agent_id in (agent-00, agent-01, agent-02) and categories contains food",
}


async def ask(store: Path) -> dict[str, float]:
    """Every question, and how many milliseconds its answer took: the median of seven."""
    answers: dict[str, float] = {}
    start = perf_counter()
    adapter = LocalAdapter.open(store, read_only=True)
    try:
        await adapter.page(MemoryQuery(), 1, _PAGE)
        answers["open, first page"] = (perf_counter() - start) * 1000
        for name, text in PAGES.items():
            answers |= await _pages(adapter, name, text)
        for name, wanted in {"entities": "", "entities of a name": "421"}.items():
            answers[name] = await _median(_same(adapter.entities, EntityQuery(name_contains=wanted)))
        for name, question in SEARCHES.items():
            answers[f"search, {name}"] = await _median(
                _same(adapter.search, SearchQuery(question, top_k=_PAGE))
            )
        for name, text in _COUNTS.items():
            query = MemoryQuery(parse(text))
            if isinstance(adapter, CountsUpTo):
                answers[f"count up to {CAP:,}, {name}"] = await _median(
                    _same(partial(adapter.count_up_to, most=CAP), query)
                )
            answers[f"count, {name}"] = await _median(_same(adapter.count, query))
    finally:
        await adapter.close()
    return answers


async def _pages(adapter: LocalAdapter, name: str, text: str) -> dict[str, float]:
    """Seven different pages at each depth, none of which was asked for before."""
    query = MemoryQuery(parse(text) if text else None, show_expired="not expired" not in name)
    last = max(-(-await adapter.count(query) // _PAGE), 1)
    step = max(last // 100, 1)
    depths = (
        lambda number: 1 + number,
        lambda number: last // 2 + (number - _TIMES // 2) * step,
        lambda number: last - number,
    )
    answers = {}
    for depth, page_of in zip(DEPTHS, depths, strict=True):

        def page(number: int, page_of: Callable[[int], int] = page_of) -> Awaitable[object]:
            return adapter.page(query, min(max(page_of(number), 1), last), _PAGE)

        answers[f"page of {name}, {depth}"] = await _median(page)
    return answers


def _same(ask: Callable[[_Query], Awaitable[object]], query: _Query) -> Callable[[int], Awaitable[object]]:
    """The same question every time."""
    return lambda _: ask(query)


async def _median(question: Callable[[int], Awaitable[object]]) -> float:
    times = []
    for number in range(_TIMES):
        start = perf_counter()
        await question(number)
        times.append((perf_counter() - start) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    json.dump(asyncio.run(ask(Path(sys.argv[1]))), sys.stdout)
