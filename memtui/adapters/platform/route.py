"""Which version of a question a service has (`docs/mem0-api.md`, "Versions")."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal, TypeVar, get_args

from memtui.adapters.http_errors import MissingRouteError

ApiVersion = Literal["v3", "v2", "v1"]
VERSIONS: tuple[ApiVersion, ...] = get_args(ApiVersion)
T = TypeVar("T")


class Route:
    """One question in its versions, newest first; the first that has answered is kept.

    Without `versions` it has them all.
    """

    def __init__(self, *versions: ApiVersion) -> None:
        self._versions = versions or VERSIONS
        self._first = 0

    @property
    def version(self) -> ApiVersion:
        """The version that has answered, or the newest while none has."""
        return self._versions[self._first]

    async def ask(self, call: Callable[[ApiVersion], Awaitable[T]]) -> T:
        """What `call` answers for the newest version that is there.

        Only a missing route leads to an older version; every other error is the answer.
        """
        last = len(self._versions) - 1
        for number in range(self._first, last):
            try:
                answer = await call(self._versions[number])
            except MissingRouteError:
                continue
            self._first = number
            return answer
        answer = await call(self._versions[last])
        self._first = last
        return answer
