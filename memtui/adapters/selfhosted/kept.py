"""Answers that are large, cut into parts here, and must not be fetched anew for each part."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import field
from typing import Generic, TypeVar

from memtui.core.values import dataclass

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
_MOST_ANSWERS = 4


@dataclass(slots=True)
class _Answer(Generic[V]):
    value: V | None = None
    read_at: float = 0.0
    given: set[Hashable] = field(default_factory=set)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Kept(Generic[K, V]):
    """The answers to the last few questions.

    Nobody asks twice for the same part of an answer but to see what has changed: then it is read anew.
    `clock` tells seconds.
    """

    def __init__(self, read: Callable[[K], Awaitable[V]], clock: Callable[[], float]) -> None:
        self._read = read
        self._clock = clock
        self._answers: OrderedDict[K, _Answer[V]] = OrderedDict()

    async def get(self, question: K, *, part: Hashable = None, at_most: float) -> V:
        """The answer of which `part` is wanted, at most so many seconds old.

        It is read where it is not here, older, or this part of it was given already; without a part
        only its age counts. Raises what reading raises.
        """
        asked_at = self._clock()
        answer = self._answers.setdefault(question, _Answer())
        self._answers.move_to_end(question)
        if len(self._answers) > _MOST_ANSWERS:
            self._answers.popitem(last=False)
        async with answer.lock:
            value = answer.value
            # What came while this question waited for its turn is as new as can be.
            old = answer.read_at < asked_at - at_most or (answer.read_at <= asked_at and part in answer.given)
            if value is None or old:
                answer.value = None
                answer.value = value = await self._read(question)
                answer.read_at, answer.given = self._clock(), set()
            if part is not None:
                answer.given.add(part)
            return value

    def forget(self) -> None:
        """Read everything anew."""
        self._answers.clear()
