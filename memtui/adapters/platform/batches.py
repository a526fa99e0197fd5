"""`/v1/batch/`: many memories in one request, where the service has it (`docs/mem0-api.md`, "Batches")."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, Literal, TypeVar

from memtui.adapters.http import HttpClient
from memtui.adapters.http_errors import MissingRouteError
from memtui.adapters.http_many import concerns_one
from memtui.core.errors import MemtuiError, ServiceError

A = TypeVar("A")
T = TypeVar("T")
_ABOUT_SHAPE = re.compile(r"memory_ids|\b(required|expected|unexpected|unknown field)\b", re.IGNORECASE)


class Batches(Generic[A]):
    """Batches of one kind: what they look like in the bodies that services know, the newest first.

    What a service does not know is not sent to it again.
    """

    def __init__(
        self, client: HttpClient, method: Literal["PUT", "DELETE"], *bodies: Callable[[Sequence[A]], Any]
    ) -> None:
        self._client = client
        self._method = method
        self._bodies = bodies

    @property
    def are_known(self) -> bool:
        """Whether the service takes batches, as far as it is known."""
        return bool(self._bodies)

    async def takes(self, items: Sequence[A]) -> bool:
        """Send them all at once; False where nothing was done and they have to be sent one by one.

        Raises MemtuiError where that would fare no better, or their fate is open.
        """
        for body in self._bodies:
            try:
                await write(self._client, self._method, "/v1/batch/", body(items))
            except MissingRouteError:
                self._bodies = ()
                return False
            except MemtuiError as error:
                if not (concerns_one(error) or says_immutable(error)):
                    raise
                if not (isinstance(error, ServiceError) and _ABOUT_SHAPE.search(error.raw)):
                    # One of them is at fault, and the service does not do the others either.
                    return False
                self._bodies = tuple(known for known in self._bodies if known is not body)
            else:
                return True
        return False


def says_immutable(error: MemtuiError) -> bool:
    """Whether the service refuses to change an immutable memory; no status is promised for that."""
    return isinstance(error, ServiceError) and error.status < 500 and "immutable" in error.raw.lower()


async def any_good(answer: Awaitable[T]) -> T | None:
    """The answer; None for one that says that all went well, but cannot be read."""
    try:
        return await answer
    except ServiceError as error:
        if 200 <= error.status < 300:
            return None
        raise


async def write(client: HttpClient, method: str, path: str, body: Any = None) -> Any:
    """What the service answers to a write; None for an answer that it does well without."""
    return await any_good(client.request(method, path, json=body))
