"""HTTP as the self-hosted server wants it: the key in a header of its own."""

from __future__ import annotations

from asyncio import TaskGroup
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

from memtui.adapters.http import HttpClient

T = TypeVar("T")


class SelfHostedClient(HttpClient):
    """Sends the key as `X-API-Key`.

    The server answers 401 to the Platform's header whatever the key, and to any key of its own header
    where it asks for none: without a key nothing is sent.
    """

    def key_header(self, key: str) -> tuple[str, str]:
        """The server's own header."""
        return "X-API-Key", key


async def together(questions: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The answers in the order of the questions; the first error takes back what is still open."""
    try:
        async with TaskGroup() as group:
            tasks = [group.create_task(question) for question in questions]
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return [task.result() for task in tasks]
