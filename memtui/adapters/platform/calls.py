"""Requests to the Mem0 Platform, in the versions that it was found to have, and to `memtui serve`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from memtui.adapters.base import Dialect
from memtui.adapters.http_address import segment
from memtui.adapters.platform.scope import anchored, mentions, scoped
from memtui.adapters.platform.v1 import V1Scope, v1_scope
from memtui.core.asked import UNSORTED, Asked, Listing, OneHistory, OneMemory, Searching
from memtui.core.calls import Call, Calls
from memtui.core.errors import FilterError, UsageError
from memtui.core.filter_json import from_json, to_json
from memtui.core.filters import Filter
from memtui.core.queries import SearchQuery
from memtui.core.safety import checked_id

ENTITIES_A_PAGE = 100


def platform_calls(asked: Asked, dialect: Dialect, now: datetime) -> Calls:
    """The one request. Raises MemtuiError where the service has none for it."""
    if isinstance(asked, Listing):
        notes = () if asked.query.order is None else (UNSORTED,)
        return Calls((_listing(asked, dialect, now),), notes)
    if isinstance(asked, Searching):
        return _searching(asked.query, dialect, now)
    if isinstance(asked, OneMemory):
        return Calls((Call("GET", f"/v1/memories/{_id(asked.memory_id)}/"),))
    if isinstance(asked, OneHistory):
        return Calls((Call("GET", f"/v1/memories/{_id(asked.memory_id)}/history/"),))
    first = Call("GET", "/v1/entities/", {"page": 1, "page_size": ENTITIES_A_PAGE})
    return Calls((first,), ("this is the first page of them",))


def _filters(tree: Filter | None, dialect: Dialect, now: datetime) -> dict[str, Any]:
    """The filter as it is sent. Raises FilterError for what only memtui itself evaluates."""
    whose = scoped(tree)
    sent = to_json(anchored(whose) if dialect.anchored else whose, now)
    try:
        from_json(sent, own_fields=False)
    except FilterError as error:
        raise FilterError(f"Only memtui evaluates this filter: {error.message}") from None
    return sent


def _check_search(query: SearchQuery) -> None:
    """Raise FilterError for a condition that an embedded store searches by and no service does."""
    if mentions(query.filter, "keywords"):
        raise FilterError("No service searches with a condition on keywords.")


def _listing(asked: Listing, dialect: Dialect, now: datetime) -> Call:
    version, tree = dialect.lists, asked.query.filter
    pages: dict[str, str | int] = {"page": asked.page, "page_size": asked.page_size}
    if version == "v1":
        scope = _v1_scope(tree)
        words = {} if scope.keywords is None else {"keywords": scope.keywords}
        return Call("GET", "/v1/memories/", {**scope.names, **pages, **words})
    body: dict[str, Any] = {"filters": _filters(tree, dialect, now)}
    if version == "v3":
        body["show_expired"] = asked.query.show_expired
    return Call("POST", f"/{version}/memories/", pages, body)


def _searching(query: SearchQuery, dialect: Dialect, now: datetime) -> Calls:
    _check_search(query)
    version = dialect.searches
    path = f"/{version}/memories/search/"
    body: dict[str, Any] = {
        "query": query.question,
        "top_k": query.top_k,
        "rerank": query.rerank,
        "keyword_search": query.keyword,
    }
    if version == "v1":
        names = _v1_scope(query.filter).names
        notes = ("lower scores than those shown are among them",) if query.threshold else ()
        return Calls((Call("POST", path, body={**body, **names}),), notes)
    if query.threshold is not None:
        body["threshold"] = query.threshold
    if version == "v3":
        body["show_expired"] = query.show_expired
    return Calls((Call("POST", path, body={**body, "filters": _filters(query.filter, dialect, now)}),))


def _v1_scope(tree: Filter | None) -> V1Scope:
    scope = v1_scope(tree)
    if scope.each or not scope.names:
        raise UsageError("The v1 API is asked for one user, agent, app or run at a time.")
    return scope


def _id(memory_id: str) -> str:
    return segment(checked_id(memory_id))
