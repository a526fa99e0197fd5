"""Questions with a filter, which has to say whose memories are meant (`docs/mem0-api.md`, "Scope")."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from memtui.adapters.platform.scope import anchored, scoped
from memtui.core.errors import ServiceError
from memtui.core.filter_json import to_json
from memtui.core.filters import Filter
from memtui.core.times import utc_now

T = TypeVar("T")


class Filtering:
    """Asks with filters that say whose memories are meant, anyone's when they do not.

    Some services do not count `*` as saying so: they are asked again, and from then on in that way.
    """

    def __init__(self) -> None:
        self._needs_anchor = False

    @property
    def needs_anchor(self) -> bool:
        """Whether the service was found to want a name beside a `*`."""
        return self._needs_anchor

    async def ask(self, tree: Filter | None, call: Callable[[dict[str, Any]], Awaitable[T]]) -> T:
        """What `call` answers to the filter as JSON."""
        whose, now = scoped(tree), utc_now()
        if not self._needs_anchor:
            try:
                return await call(to_json(whose, now))
            except ServiceError as error:
                if error.status != 400 or "positively" not in error.raw or anchored(whose) == whose:
                    raise
        answer = await call(to_json(anchored(whose), now))
        self._needs_anchor = True
        return answer
