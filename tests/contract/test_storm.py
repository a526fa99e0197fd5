"""Many questions and changes at once while a service fails at random: no wrong answer, nothing done twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from memtui.adapters.base import WritingAdapter
from memtui.adapters.http import HttpClient
from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.platform import PlatformAdapter
from memtui.adapters.selfhosted import SelfHostedAdapter
from memtui.adapters.selfhosted.client import SelfHostedClient
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.errors import MemtuiError
from memtui.core.filter_text import parse
from memtui.core.profile import Secret
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from memtui.server.app import create_app
from tests.contract.storm import Storm
from tests.selfhosted.imitation import ADMIN, Imitation
from tests.server.loopback import answering

T = TypeVar("T")
ALICE = MemoryQuery(parse("user_id = alice"))
_HOW_MANY = 40


@dataclass(slots=True)
class Weather:
    """A service, and the storm over it."""

    adapter: WritingAdapter
    storm: Storm


async def _no_wait(_: float) -> None:
    await asyncio.sleep(0)


@pytest.fixture(params=["platform", "selfhosted"])
def weather(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Weather]:
    """A service that answers; the storm blows when it is told to."""
    if request.param == "platform":
        store = LocalAdapter.open(tmp_path / "memories.db")
        storm = Storm(create_app(store), seed=1)
    else:
        storm = Storm(Imitation().app(), seed=2)
    with answering(storm) as url:
        if request.param == "platform":
            client = HttpClient(url, Secret("key"), sleep=_no_wait)
            yield Weather(PlatformAdapter("", client=client), storm)
            asyncio.run(store.close())
        else:
            own = SelfHostedClient(url, Secret(ADMIN), sleep=_no_wait)
            yield Weather(SelfHostedAdapter("", client=own), storm)


async def tried(question: Awaitable[T]) -> T | MemtuiError:
    try:
        return await question
    except MemtuiError as error:
        return error


async def everything(adapter: WritingAdapter) -> dict[str, str]:
    return {record.memory.id: record.memory.memory async for record in adapter.records(MemoryQuery())}


async def test_every_answer_is_right_or_an_error(weather: Weather) -> None:
    adapter = weather.adapter
    ids = [
        (await adapter.add(NewMemory(f"Fact {number}", user_id="alice"))).results[0].memory_id
        for number in range(_HOW_MANY)
    ]
    weather.storm.blows = True
    answers = await asyncio.gather(
        *(tried(adapter.get(memory_id)) for memory_id in ids),
        *(tried(adapter.history(memory_id)) for memory_id in ids),
        *(tried(adapter.page(ALICE, number % 4 + 1, 10)) for number in range(_HOW_MANY)),
        *(tried(adapter.search(SearchQuery("fact", ALICE.filter, top_k=5))) for _ in ids),
        *(tried(adapter.entities(EntityQuery())) for _ in range(10)),
        *(tried(adapter.count(ALICE)) for _ in range(10)),
    )
    for at, answer in enumerate(answers):
        if isinstance(answer, MemtuiError):
            assert str(answer).strip()
            continue
        part, number = divmod(at, _HOW_MANY)
        if part == 0:
            assert getattr(answer, "memory", None) == f"Fact {number}"
        elif part == 1:
            assert isinstance(answer, tuple)
            assert [getattr(event, "new_memory", None) for event in answer] == [f"Fact {number}"]
        elif part == 2:
            found = getattr(answer, "results", ())
            assert len(found) == 10
        elif part == 3:
            assert isinstance(answer, tuple)
            assert len(answer) == 5
    right = sum(not isinstance(answer, MemtuiError) for answer in answers)
    # What only reads is asked again: most of it gets through.
    assert right > len(answers) * 0.7
    assert len(weather.storm.seen) > 5
    await adapter.close()


async def test_nothing_is_done_twice_and_nothing_is_claimed(weather: Weather) -> None:
    adapter = weather.adapter
    weather.storm.blows = True
    outcomes = await asyncio.gather(
        *(tried(adapter.add(NewMemory(f"Fact {number}", user_id="alice"))) for number in range(_HOW_MANY))
    )
    weather.storm.blows = False
    kept = await everything(adapter)
    assert max(Counter(kept.values()).values()) == 1
    claimed = [one.results[0].memory_id for one in outcomes if not isinstance(one, MemtuiError)]
    assert set(claimed) <= set(kept)

    weather.storm.blows = True
    edited = await asyncio.gather(
        *(tried(adapter.update(memory_id, MemoryEdit(memory=f"{text}!"))) for memory_id, text in kept.items())
    )
    weather.storm.blows = False
    now = await everything(adapter)
    for (memory_id, text), outcome in zip(kept.items(), edited, strict=True):
        assert now[memory_id] == f"{text}!" if outcome is None else now[memory_id] in {text, f"{text}!"}

    weather.storm.blows = True
    deleted = await asyncio.gather(*(tried(adapter.delete(memory_id)) for memory_id in kept))
    weather.storm.blows = False
    left = await everything(adapter)
    assert not {memory_id for memory_id, one in zip(kept, deleted, strict=True) if one is None} & set(left)
    await adapter.close()
