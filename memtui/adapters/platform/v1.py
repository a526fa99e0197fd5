"""The deprecated v1 routes, which know names but no filters (`docs/mem0-api.md`, "Versions")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from functools import partial
from typing import Any

from memtui.adapters.http import HttpClient
from memtui.adapters.platform.entities import EntityBook
from memtui.adapters.platform.paging import each_memory, page_of, slice_of
from memtui.core.errors import FilterError
from memtui.core.filter_text import format_filter
from memtui.core.filters import WHOLE_PROJECT, And, Condition, Filter
from memtui.core.models import SCOPE_FIELDS, Memory, MemoryPage, scope_field
from memtui.core.times import microseconds
from memtui.core.values import dataclass

_PAGE_SIZE = 200


@dataclass(frozen=True, slots=True)
class V1Scope:
    """What v1 can be asked for: at most one name of each type, a part of the text, and further parameters.

    Where `each` is a field, everybody with a name there is meant; without any name at all the whole
    project. v1 lists neither at once.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    keywords: str | None = None
    each: str | None = None
    more: Mapping[str, str] = field(default_factory=dict)


def v1_scope(tree: Filter | None, more: Mapping[str, str] | None = None) -> V1Scope:
    """The filter as v1 understands it. Raises FilterError where it does not."""
    names: dict[str, str] = {}
    more = dict(more or {})
    keywords, each = more.pop("keywords", None), None
    for part in tree.children if isinstance(tree, And) else () if tree is None else (tree,):
        if part == WHOLE_PROJECT:
            continue
        if not isinstance(part, Condition):
            raise _unknown("'or' between conditions")
        if part.field in SCOPE_FIELDS and part.operator == "eq":
            if names.setdefault(part.field, str(part.value)) != part.value:
                raise _unknown(f"two names for {part.field}")
        elif part.field in SCOPE_FIELDS and part.operator == "exists":
            if each not in {None, part.field}:
                raise _unknown("two conditions with a star")
            each = part.field
        elif (part.field, part.operator) != ("keywords", "icontains"):
            raise _unknown(f"'{format_filter(part)}'")
        elif keywords is None:
            keywords = str(part.value)
        else:
            raise _unknown("two conditions on keywords")
    return V1Scope(names, keywords, None if each in names else each, more)


class V1Lists:
    """Lists from v1: one entity's page by page; of many, by walking every entity once."""

    def __init__(self, client: HttpClient, entities: EntityBook) -> None:
        self._client = client
        self._entities = entities
        self._walked: tuple[V1Scope, tuple[Memory, ...]] | None = None

    def forget(self) -> None:
        """Read what was walked again when it is next asked for."""
        self._walked = None

    async def page(self, scope: V1Scope, page: int, page_size: int) -> MemoryPage:
        """One page; of many entities newest first, where page 1 reads them anew."""
        if scope.each or not scope.names:
            if page == 1 or self._walked is None or self._walked[0] != scope:
                self._walked = scope, await self._everything(scope)
            return slice_of(self._walked[1], page, page_size)
        params: dict[str, Any] = {**scope.more, **scope.names, "page": page, "page_size": page_size}
        if scope.keywords is not None:
            params["keywords"] = scope.keywords
        answer = await self._client.request("GET", "/v1/memories/", params=params)
        return page_of(answer, page=page, page_size=page_size)

    async def _everything(self, scope: V1Scope) -> tuple[Memory, ...]:
        found: dict[str, Memory] = {}
        for entity in await self._entities.all(anew=True):
            name = scope_field(entity.type)
            if scope.each not in {None, name}:
                continue
            whose = replace(scope, names={**scope.names, name: entity.name}, each=None)
            async for memory in each_memory(partial(self.page, whose, page_size=_PAGE_SIZE)):
                found.setdefault(memory.id, memory)
        return tuple(sorted(found.values(), key=lambda memory: -(microseconds(memory.created_at) or 0)))


def _unknown(what: str) -> FilterError:
    return FilterError(
        f"The v1 API does not know {what} in a filter.",
        hint="Filter on one user_id, agent_id, app_id or run_id.",
    )
