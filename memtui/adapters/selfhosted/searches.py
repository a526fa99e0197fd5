"""Searches of a self-hosted server: one question for each scope, and their answers in one order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from memtui.adapters.base import Feature
from memtui.adapters.http import HttpClient
from memtui.adapters.http_many import together
from memtui.adapters.no_options import refuse_options
from memtui.adapters.selfhosted.access import LACKS, WHAT
from memtui.adapters.selfhosted.lists import objects_of, tidied
from memtui.adapters.selfhosted.scopes import Scope
from memtui.core.errors import RefusedError
from memtui.core.from_wire import is_memory, parse_memory
from memtui.core.models import Memory
from memtui.core.queries import SearchQuery


def check_search(query: SearchQuery) -> None:
    """Raises UsageError or RefusedError for what the server would pass over in silence."""
    refuse_options(query.options, WHAT)
    switches: tuple[tuple[Feature, bool], ...] = (("rerank", query.rerank), ("keyword_search", query.keyword))
    for name, is_on in switches:
        if is_on:
            raise RefusedError(f"This service has no {name.replace('_', ' ')}: {LACKS[name]}.")


async def best_of(client: HttpClient, body: Mapping[str, Any], scopes: Sequence[Scope]) -> list[Memory]:
    """What matches in any of the scopes, best first, each memory once. Raises MemtuiError."""
    answers = await together(_search(client, body, scope) for scope in scopes)
    # One answer has its order already; the scores of old servers do not always rise with the likeness.
    return answers[0] if len(answers) == 1 else _merged(answers)


async def _search(client: HttpClient, body: Mapping[str, Any], scope: Scope) -> list[Memory]:
    asked = {**body, "filters": dict(sorted(scope))}
    answer = await client.request("POST", "/search", json=asked, is_read=True)
    return [parse_memory(tidied(item)) for item in objects_of(answer) if is_memory(item)]


def _merged(answers: Iterable[Iterable[Memory]]) -> list[Memory]:
    """The memories of several searches, best first, each once with its best score."""
    found: dict[str, Memory] = {}
    for memory in sorted(chain.from_iterable(answers), key=_score, reverse=True):
        found.setdefault(memory.id, memory)
    return list(found.values())


def _score(memory: Memory) -> float:
    return -1.0 if memory.score is None else memory.score
