"""HTTP as the self-hosted server wants it: the key in a header of its own."""

from __future__ import annotations

from asyncio import TaskGroup
from collections.abc import Coroutine, Iterable, Mapping
from typing import Any, TypeVar

import httpx

from memtui.adapters.http import HttpClient

T = TypeVar("T")


class SelfHostedClient(HttpClient):
    """Sends the key as `X-API-Key`.

    The server answers 401 to the Platform's header whatever the key, and to any key of its own header
    where it asks for none: without a key nothing is sent.
    """

    def _request(
        self, method: str, path: str, params: Mapping[str, str | int] | None, json: Any
    ) -> httpx.Request:
        request = super()._request(method, path, params, json)
        sent = request.headers.pop("Authorization", None)
        if sent is not None:
            request.headers["X-API-Key"] = sent.removeprefix("Token ")
        return request


async def together(questions: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The answers in the order of the questions; the first error takes back what is still open."""
    try:
        async with TaskGroup() as group:
            tasks = [group.create_task(question) for question in questions]
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return [task.result() for task in tasks]
