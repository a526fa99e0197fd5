"""Memories that look exactly like one that is to be added: how a lost answer to an addition is made up for.

No service takes an addition only once when it is sent twice. So the memories that look like it are written
down before it is sent; when the answer does not come, one more of them means that it was done.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence

from memtui.adapters.base import MemoryAdapter
from memtui.core.changes import NewMemory, differences
from memtui.core.errors import MemtuiError, ServiceError
from memtui.core.filters import Filter, Or, all_of, keyword_condition, scope_condition
from memtui.core.models import SCOPE_FIELDS, EntityType, Memory
from memtui.core.queries import MemoryQuery
from memtui.ops.choices import each_match
from memtui.ops.work import is_final

_LONGEST = 60
"""Characters of a text by which it is looked for."""
Likeness = Callable[[Memory, NewMemory], bool]


async def alike(
    adapter: MemoryAdapter, news: Sequence[NewMemory], like: Likeness | None = None
) -> list[list[Memory]]:
    """For each of these, the memories that look like it: exactly, if nothing else is said."""
    by_scope: dict[tuple[tuple[EntityType, str], ...], list[int]] = {}
    for at, new in enumerate(news):
        by_scope.setdefault(tuple(asked_for(new).scope()), []).append(at)
    found: list[list[Memory]] = [[] for _ in news]
    for places in by_scope.values():
        for at, some in zip(
            places, await _alike_in(adapter, [news[at] for at in places], like or looks_like), strict=True
        ):
            found[at] = some
    return found


def looks_like(memory: Memory, new: NewMemory) -> bool:
    """Whether a memory is what an addition asks for: text, metadata, scope and expiration date."""
    # The text is compared first: it is what most memories differ in.
    return same_text(memory, new) and set(differences(memory, asked_for(new))) <= {"memory", "categories"}


def same_text(memory: Memory, new: NewMemory) -> bool:
    """Whether a memory has the text of an addition, which some services trim."""
    return memory.memory.strip() == new.memory.strip()


def asked_for(new: NewMemory, memory_id: str = "") -> Memory:
    """The memory that an addition asks for, which has no id of its own yet."""
    return Memory(
        memory_id,
        new.memory,
        metadata=new.metadata,
        categories=new.categories,
        immutable=new.immutable,
        expiration_date=new.expiration_date,
        **{field: getattr(new, field) for field in SCOPE_FIELDS},
    )


def unclaimed(found: Iterable[Memory], twins: Collection[str], claimed: Collection[str]) -> Memory | None:
    """One that was not there before, and that no other addition has made."""
    return next((memory for memory in found if memory.id not in twins and memory.id not in claimed), None)


async def _alike_in(adapter: MemoryAdapter, news: Sequence[NewMemory], like: Likeness) -> list[list[Memory]]:
    """The same for additions of one scope."""
    scope = all_of(*(scope_condition(kind, name) for kind, name in asked_for(news[0]).scope()))
    texts: list[Filter] = [keyword_condition(start) for start in {_start(new.memory) for new in news}]
    narrow = texts[0] if len(texts) == 1 else Or(tuple(texts))
    try:
        return await _sifted(_each(adapter, all_of(scope, narrow)), news, like)
    except MemtuiError as error:
        fails_on_it = isinstance(error, ServiceError) and error.status == 500
        if not (is_final(error) or fails_on_it):
            raise
        # Not every service can look for a text.
        return await _sifted(_each(adapter, scope), news, like)


async def _sifted(
    memories: AsyncIterator[Memory], news: Sequence[NewMemory], like: Likeness
) -> list[list[Memory]]:
    """For each of these the memories that look like it; the others are not kept."""
    found: list[list[Memory]] = [[] for _ in news]
    async for memory in memories:
        for some, new in zip(found, news, strict=True):
            if like(memory, new):
                some.append(memory)
    return found


async def _each(adapter: MemoryAdapter, tree: Filter | None) -> AsyncIterator[Memory]:
    async for some in each_match(adapter, MemoryQuery(tree)):
        for memory in some.memories:
            yield memory


def _start(text: str) -> str:
    """The beginning of a text's first line that says something: line ends are told differently everywhere."""
    return next((line for line in text.splitlines() if line.strip()), text).strip()[:_LONGEST]
