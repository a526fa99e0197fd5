"""Requests to a self-hosted server, which takes names of a filter and leaves the rest to memtui."""

from __future__ import annotations

from typing import Any

from memtui.adapters.selfhosted.lists import CAP
from memtui.adapters.selfhosted.scopes import ANYONE, EVERYTHING, Plan, plan
from memtui.adapters.selfhosted.writing import memory_path
from memtui.core.asked import Asked, Listing, OneHistory, OneMemory, Searching
from memtui.core.calls import Call, Calls
from memtui.core.errors import UsageError
from memtui.core.queries import SearchQuery

_MORE = "the server takes only names: what else memtui filters by is not left out here"
_NO_PAGES = f"the server has no pages and no order: it lists up to {CAP:,} at once"


def selfhosted_calls(asked: Asked) -> Calls:
    """The requests, one for each name. Raises MemtuiError where there is nothing to ask."""
    if isinstance(asked, Listing):
        chosen = _some(plan(asked.query.filter))
        is_exact = chosen.exact and asked.query.show_expired
        calls = tuple(
            Call("GET", "/memories", {**dict(sorted(scope)), "top_k": CAP, "show_expired": "true"})
            for scope in chosen.scopes
        )
        return Calls(calls, (_NO_PAGES,) if is_exact else (_NO_PAGES, _MORE))
    if isinstance(asked, Searching):
        return _searching(asked.query)
    if isinstance(asked, OneMemory):
        return Calls((Call("GET", memory_path(asked.memory_id)),))
    if isinstance(asked, OneHistory):
        return Calls((Call("GET", f"{memory_path(asked.memory_id)}/history"),))
    return Calls((Call("GET", "/entities"),))


def _searching(query: SearchQuery) -> Calls:
    chosen = _some(plan(query.filter, wildcards=True))
    is_exact = chosen.exact and query.show_expired
    body: dict[str, Any] = {
        "query": query.question,
        "top_k": query.top_k if is_exact else max(query.top_k, CAP),
        "show_expired": True,
    }
    if query.threshold is not None:
        body["threshold"] = query.threshold
    scopes = ANYONE if chosen.scopes == (EVERYTHING,) else chosen.scopes
    calls = (Call("POST", "/search", body={**body, "filters": dict(sorted(scope))}) for scope in scopes)
    return Calls(tuple(calls), () if is_exact else (_MORE,))


def _some(chosen: Plan) -> Plan:
    if not chosen.scopes:
        raise UsageError("Nothing can match this filter: there is nothing to ask for.")
    return chosen
