"""Several requests of one kind: how many run at once, and what is known of them afterwards."""

from __future__ import annotations

from asyncio import TaskGroup
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

from memtui.adapters.http import MOST_AT_ONCE
from memtui.adapters.http_errors import MissingRouteError
from memtui.core.errors import (
    DataError,
    ImmutableMemoryError,
    MemtuiError,
    NotFoundError,
    ServiceError,
    UnauthorizedError,
    UnreachableError,
    UsageError,
)

A = TypeVar("A")
T = TypeVar("T")


async def together(questions: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The answers in the order of the questions; the first error takes back what is still open."""
    try:
        async with TaskGroup() as group:
            tasks = [group.create_task(question) for question in questions]
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return [task.result() for task in tasks]


async def ask_each(items: Iterable[A], ask: Callable[[A], Coroutine[Any, Any, T]]) -> list[T]:
    """The answers in the order of the items, a few asked for at a time; the first error ends it."""
    waiting, answers = enumerate(items), dict[int, T]()

    async def work() -> None:
        for number, item in waiting:
            answers[number] = await ask(item)

    await together(work() for _ in range(MOST_AT_ONCE))
    return [answers[number] for number in sorted(answers)]


async def write_each(
    items: Sequence[tuple[str, A]], write: Callable[[str, A], Coroutine[Any, Any, None]]
) -> dict[str, MemtuiError]:
    """Write for each memory, a few at a time; what is known not to have been done, by id.

    What concerns one memory does not keep the others from being written. After any other error nothing
    more is sent. That error is raised where nothing was done, or where it leaves a write's fate open.
    """
    waiting, failures, stops = deque(items), dict[str, MemtuiError](), list[MemtuiError]()

    async def work() -> None:
        while waiting and not stops:
            memory_id, item = waiting.popleft()
            try:
                await write(memory_id, item)
            except MemtuiError as error:
                failures[memory_id] = error
                if not concerns_one(error):
                    stops.append(error)

    await together(work() for _ in range(MOST_AT_ONCE))
    for error in stops:
        if fate_is_open(error):
            raise error
    if stops:
        failures |= {memory_id: stops[0] for memory_id, _ in waiting}
        if len(failures) == len(items):
            raise stops[0]
    return failures


def fate_is_open(error: MemtuiError) -> bool:
    """Whether a write that ended so may have been done all the same."""
    if isinstance(error, ServiceError):
        return error.status < 300 or error.status == 408 or error.status >= 500
    return isinstance(error, UnreachableError)


def concerns_one(error: MemtuiError) -> bool:
    """Whether the error is about the memory that was sent, and another one may fare better."""
    if isinstance(error, UnauthorizedError | MissingRouteError):
        return False
    if isinstance(error, ServiceError):
        return error.status in {400, 409, 412, 422}
    return isinstance(error, NotFoundError | ImmutableMemoryError | DataError | UsageError)
