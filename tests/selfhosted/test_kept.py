from __future__ import annotations

import asyncio

import pytest

from memtui.adapters.selfhosted.kept import Kept
from tests.selfhosted.conftest import Clock


class Source:
    """Answers with how often it was asked; fails or waits on demand."""

    def __init__(self) -> None:
        self.reads = 0
        self.failing = False
        self.held: asyncio.Event | None = None

    async def read(self, question: str) -> str:
        self.reads += 1
        number = self.reads
        if self.held is not None:
            await self.held.wait()
        if self.failing:
            raise ValueError("no answer")
        return f"{question}{number}"


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def kept(source: Source, clock: Clock) -> Kept[str, str]:
    return Kept(source.read, clock)


async def test_parts_come_from_one_reading(kept: Kept[str, str]) -> None:
    assert [await kept.get("q", part=part, at_most=10) for part in (1, 2, 3)] == ["q1"] * 3
    assert await kept.get("q", at_most=10) == "q1"


async def test_a_part_given_twice_is_read_anew(kept: Kept[str, str], clock: Clock) -> None:
    for part, answer in ((1, "q1"), (2, "q1"), (2, "q2"), (1, "q2"), (1, "q3")):
        clock.now += 0.1
        assert await kept.get("q", part=part, at_most=10) == answer


async def test_an_answer_grows_old(kept: Kept[str, str], clock: Clock) -> None:
    assert await kept.get("q", part=1, at_most=10) == "q1"
    clock.now += 9
    assert await kept.get("q", part=2, at_most=10) == "q1"
    assert await kept.get("q", at_most=10) == "q1"
    clock.now += 2
    assert await kept.get("q", part=3, at_most=10) == "q2"


async def test_questions_at_the_same_time_share_a_reading(kept: Kept[str, str], source: Source) -> None:
    source.held = asyncio.Event()
    tasks = [asyncio.create_task(kept.get("q", part=part, at_most=1)) for part in (1, 2, None)]
    await asyncio.sleep(0)
    source.held.set()
    assert await asyncio.gather(*tasks) == ["q1"] * 3


async def test_a_reader_that_leaves_does_not_take_the_others_along(
    kept: Kept[str, str], source: Source
) -> None:
    source.held = asyncio.Event()
    first, second = (asyncio.create_task(kept.get("q", part=part, at_most=1)) for part in (1, 2))
    await asyncio.sleep(0)
    first.cancel()
    source.held.set()
    assert await second == "q2"
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_after_a_failure_nothing_old_is_given(
    kept: Kept[str, str], source: Source, clock: Clock
) -> None:
    await kept.get("q", part=1, at_most=10)
    clock.now += 1
    source.failing = True
    with pytest.raises(ValueError, match="no answer"):
        await kept.get("q", part=1, at_most=10)
    with pytest.raises(ValueError, match="no answer"):
        await kept.get("q", part=2, at_most=10)
    source.failing = False
    assert await kept.get("q", part=2, at_most=10) == "q4"


async def test_only_the_last_questions_are_kept(kept: Kept[str, str], source: Source) -> None:
    for question in "abcde":
        await kept.get(question, at_most=10)
    for question in "edcb":
        await kept.get(question, at_most=10)
    assert source.reads == 5
    await kept.get("a", at_most=10)
    assert source.reads == 6
    kept.forget()
    await kept.get("a", at_most=10)
    assert source.reads == 7
