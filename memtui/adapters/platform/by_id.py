"""Memories that are known by their ids: read in lists, and one by one where a list does not tell."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence

from memtui.adapters.http_many import ask_each
from memtui.core.errors import FilterError, NotFoundError, ServiceError
from memtui.core.filters import Condition
from memtui.core.models import Memory, MemoryPage
from memtui.core.queries import MemoryQuery

_PAGE_SIZE = 200


class ById:
    """Reads memories by way of an adapter's `page` and `get`.

    `hides_expired` tells, after a list, whether that left expired memories out.
    """

    def __init__(
        self,
        page: Callable[[MemoryQuery, int, int], Awaitable[MemoryPage]],
        get: Callable[[str], Awaitable[Memory]],
        hides_expired: Callable[[], bool],
    ) -> None:
        self._page = page
        self._get = get
        self._hides_expired = hides_expired

    async def there(self, memory_ids: Sequence[str]) -> dict[str, Memory]:
        """Those that are there. Lists leave some out: expired, merged, or not yet listed ones."""
        listed, _ = await self._listed(memory_ids)
        return listed | await one_by_one(self._get, [wanted for wanted in memory_ids if wanted not in listed])

    async def gone(self, memory_ids: Sequence[str]) -> dict[str, Memory]:
        """Those that are there still, of memories that were deleted."""
        listed, is_whole = await self._listed(memory_ids)
        if not is_whole:
            return await one_by_one(self._get, memory_ids)
        # A list may lag behind the deletions: one look tells.
        first = await one_by_one(self._get, list(listed)[:1])
        return listed if first else await one_by_one(self._get, list(listed)[1:])

    async def _listed(self, memory_ids: Sequence[str]) -> tuple[dict[str, Memory], bool]:
        """What is listed of them, and whether what is not listed is not there."""
        parts = [tuple(memory_ids[at : at + _PAGE_SIZE]) for at in range(0, len(memory_ids), _PAGE_SIZE)]
        found: dict[str, Memory] = {}
        is_whole = True
        # The first tells whether the service knows the condition; then the rest is read, a few at a time.
        for some in (parts[:1], parts[1:]):
            for listed, is_all in await ask_each(some, self._listed_of):
                found |= listed
                is_whole = is_whole and is_all
            if not is_whole and not found:
                break
        return found, is_whole and not self._hides_expired()

    async def _listed_of(self, wanted: tuple[str, ...]) -> tuple[dict[str, Memory], bool]:
        """The same of at most a page of them."""
        try:
            page = await self._page(MemoryQuery(Condition("memory_ids", "in", wanted)), 1, _PAGE_SIZE)
        except FilterError:
            return {}, False
        except ServiceError as error:
            # Compatible services that do not know the condition may fail on it.
            if error.status not in {400, 500}:
                raise
            return {}, False
        ids = set(wanted)
        some = {memory.id: memory for memory in page.results if memory.id in ids}
        # A list of others shows that the service does not know the condition.
        return some, not page.has_next and len(some) == len(page.results)


async def one_by_one(get: Callable[[str], Awaitable[Memory]], memory_ids: Iterable[str]) -> dict[str, Memory]:
    """Those of the memories that `get` finds, by id, in the order asked for; a few are asked for at once."""

    async def look(memory_id: str) -> tuple[str, Memory] | None:
        try:
            return memory_id, await get(memory_id)
        except NotFoundError:
            return None

    return dict(found for found in await ask_each(memory_ids, look) if found is not None)
