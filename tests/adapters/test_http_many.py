"""Several requests at a time, and what is known of them afterwards."""

from __future__ import annotations

import asyncio

import pytest

from memtui.adapters.http import MOST_AT_ONCE
from memtui.adapters.http_errors import MissingRouteError
from memtui.adapters.http_many import ask_each, concerns_one, fate_is_open, together, write_each
from memtui.core.errors import (
    DataError,
    ImmutableMemoryError,
    MemtuiError,
    NotFoundError,
    RefusedError,
    ServiceError,
    UnauthorizedError,
    UnreachableError,
    UsageError,
)

LOST = UnreachableError("lost")
BROKEN = ServiceError("broken", status=502)
NO_KEY = UnauthorizedError("no key", status=401)
NO_ROUTE = MissingRouteError("no route", status=405)
LATER = ServiceError("later", status=429)
GONE = NotFoundError("gone")
BAD = ServiceError("bad", status=400)


class Writes:
    """Keeps what was written, and fails where it is told to."""

    def __init__(self, failing: dict[str, MemtuiError] | None = None) -> None:
        self.failing = failing or {}
        self.sent: list[str] = []
        self.running = self.most = 0

    async def write(self, memory_id: str, item: object) -> None:
        self.sent.append(memory_id)
        self.running += 1
        self.most = max(self.most, self.running)
        for _ in range(20):
            await asyncio.sleep(0)
        self.running -= 1
        if memory_id in self.failing:
            raise self.failing[memory_id]

    async def each(self, count: int) -> dict[str, MemtuiError]:
        return await write_each([(str(number), None) for number in range(count)], self.write)


async def test_every_write_is_sent_once_and_few_at_a_time() -> None:
    writes = Writes()
    assert await writes.each(30) == {}
    assert sorted(writes.sent, key=int) == [str(number) for number in range(30)]
    assert writes.most == MOST_AT_ONCE


async def test_nothing_to_write() -> None:
    assert await Writes().each(0) == {}


@pytest.mark.parametrize("error", [GONE, BAD, ImmutableMemoryError("x"), DataError("x"), UsageError("x")])
async def test_what_concerns_one_memory_keeps_no_other_from_being_written(error: MemtuiError) -> None:
    writes = Writes({"3": error, "7": error})
    assert await writes.each(10) == {"3": error, "7": error}
    assert len(writes.sent) == 10


async def test_even_when_it_concerns_all_of_them() -> None:
    assert await Writes({"0": GONE, "1": BAD}).each(2) == {"0": GONE, "1": BAD}


@pytest.mark.parametrize("error", [NO_KEY, NO_ROUTE, LATER, RefusedError("read-only"), MemtuiError("x")])
async def test_what_nothing_gets_past_is_raised_where_nothing_was_done(error: MemtuiError) -> None:
    writes = Writes({str(number): error for number in range(50)})
    with pytest.raises(type(error)):
        await writes.each(50)
    assert len(writes.sent) == MOST_AT_ONCE


async def test_what_nothing_gets_past_leaves_the_rest_unsent() -> None:
    writes = Writes({str(number): LATER for number in range(10, 50)} | {"2": GONE})
    failures = await writes.each(50)
    assert failures.pop("2") is GONE
    assert failures == {str(number): LATER for number in range(10, 50)}
    assert len(writes.sent) < 20


@pytest.mark.parametrize(
    "error", [LOST, BROKEN, ServiceError("x", status=200), ServiceError("x", status=408)]
)
async def test_an_open_fate_is_raised_and_ends_it(error: MemtuiError) -> None:
    writes = Writes({"9": error, "2": GONE})
    with pytest.raises(type(error)) as caught:
        await writes.each(50)
    assert caught.value is error
    assert len(writes.sent) < 20
    assert writes.running == 0


async def test_an_open_fate_outweighs_what_the_others_met() -> None:
    with pytest.raises(UnreachableError):
        await Writes({"0": NO_KEY, "1": LOST, "2": NO_KEY}).each(3)


async def test_a_cancelled_write_ends_them_all() -> None:
    writes = Writes()
    task = asyncio.create_task(writes.each(50))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(writes.sent) == MOST_AT_ONCE


@pytest.mark.parametrize(
    ("error", "is_open", "is_one"),
    [
        (LOST, True, False),
        (BROKEN, True, False),
        (ServiceError("x", status=200), True, False),
        (ServiceError("x", status=301), False, False),
        (ServiceError("x", status=413), False, False),
        (ServiceError("x", status=422), False, True),
        (UnauthorizedError("x", status=403), False, False),
        (MissingRouteError("x", status=404), False, False),
        (LATER, False, False),
        (BAD, False, True),
        (GONE, False, True),
        (RefusedError("x"), False, False),
    ],
)
def test_what_an_error_says_of_a_write(error: MemtuiError, is_open: bool, is_one: bool) -> None:
    assert (fate_is_open(error), concerns_one(error)) == (is_open, is_one)


async def test_answers_come_in_the_order_of_the_questions() -> None:
    running = most = 0

    async def ask(number: int) -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        for _ in range(20 - number % 7):
            await asyncio.sleep(0)
        running -= 1
        return number * 2

    assert await ask_each(range(40), ask) == [number * 2 for number in range(40)]
    assert most == MOST_AT_ONCE
    assert await ask_each([], ask) == []


async def test_the_first_error_ends_the_questions() -> None:
    asked: list[int] = []

    async def ask(number: int) -> int:
        asked.append(number)
        if number == 2:
            raise GONE
        await asyncio.Event().wait()
        return number

    with pytest.raises(NotFoundError):
        await ask_each(range(40), ask)
    assert asked == [0, 1, 2, 3]
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_together() -> None:
    async def answer(number: int) -> int:
        await asyncio.sleep(0)
        return number

    assert await together(answer(number) for number in (3, 1, 2)) == [3, 1, 2]
