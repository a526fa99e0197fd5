"""What of a filter the self-hosted server can be asked for: names, one of a type in a question.

A scope is one question's names. Every memory that matches the filter is in one of its scopes; what else
is in them is for `core.filter_match` to leave out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from memtui.core.filters import And, Condition, Filter, Or
from memtui.core.models import Entity, ScopeField, scope_field
from memtui.core.values import dataclass

Scope: TypeAlias = frozenset[tuple[str, str]]
"""Fields and the names they must have, such as user_id and alice; empty for every memory."""

EVERYTHING: Scope = frozenset()
MOST_SCOPES = 16
"""A filter that needs more questions is asked as one: everything."""
NAMED: tuple[ScopeField, ...] = ("user_id", "agent_id", "run_id")
ANYONE: tuple[Scope, ...] = tuple(frozenset({(field, "*")}) for field in NAMED)
"""Every memory, for a search, which wants a name or `*` in each question."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The questions to ask, none when nothing can match; `exact` when all that they find matches."""

    scopes: tuple[Scope, ...]
    exact: bool


def plan(tree: Filter | None, *, wildcards: bool = False) -> Plan:
    """How to ask for a filter. With `wildcards` the server takes `*` for any name, as in a search."""
    if tree is None:
        return Plan((EVERYTHING,), exact=True)
    narrowed = _narrowed(tree, wildcards)
    if len(narrowed.scopes) > MOST_SCOPES:
        return _UNKNOWN
    return Plan(tuple(sorted(narrowed.scopes, key=sorted)), narrowed.exact)


def scope_of(entity: Entity) -> Scope | None:
    """The memories of one entity; None when the server cannot be asked for them."""
    field = scope_field(entity.type)
    return frozenset({(field, entity.name)}) if field in NAMED and _can_be_asked(entity.name) else None


_UNKNOWN = Plan((EVERYTHING,), exact=False)


def _narrowed(tree: Filter, wildcards: bool) -> Plan:
    if isinstance(tree, Condition):
        return _of_condition(tree, wildcards)
    if isinstance(tree, Or):
        parts = [_narrowed(child, wildcards) for child in tree.children]
        scopes = _distinct(scope for part in parts for scope in part.scopes)
        return Plan(scopes, all(part.exact for part in parts))
    if isinstance(tree, And):
        whole = Plan((EVERYTHING,), exact=True)
        for child in tree.children:
            whole = _both(whole, _narrowed(child, wildcards))
        return whole
    return _UNKNOWN


def _of_condition(condition: Condition, wildcards: bool) -> Plan:
    field, value = condition.field, condition.value
    if field not in NAMED:
        return _UNKNOWN
    if condition.operator == "exists" and wildcards:
        return Plan((frozenset({(field, "*")}),), exact=False)
    values = value if isinstance(value, tuple) else (value,)
    names = [part for part in values if isinstance(part, str) and _can_be_asked(part)]
    if condition.operator not in {"eq", "in"} or len(names) < len(values):
        return _UNKNOWN
    return Plan(_distinct(frozenset({(field, name)}) for name in names), exact="*" not in names)


def _both(one: Plan, other: Plan) -> Plan:
    """What is in a scope of each."""
    if len(one.scopes) * len(other.scopes) > MOST_SCOPES**2:
        # The shorter half is asked for, and what the longer one says is evaluated here.
        return Plan(min(one.scopes, other.scopes, key=len), exact=False)
    pairs = (_joined(first, second) for first in one.scopes for second in other.scopes)
    return Plan(_distinct(pair for pair in pairs if pair is not None), one.exact and other.exact)


def _joined(one: Scope, other: Scope) -> Scope | None:
    """The names of both; None where they contradict each other."""
    names = dict(one)
    for field, name in other:
        if names.get(field, "*") == "*":
            names[field] = name
        elif name not in {"*", names[field]}:
            return None
    return frozenset(names.items())


def _distinct(scopes: Iterable[Scope]) -> tuple[Scope, ...]:
    """The scopes without those that another one holds."""
    found = dict.fromkeys(scopes)
    return tuple(scope for scope in found if not any(wider < scope for wider in found))


def _can_be_asked(name: str) -> bool:
    # The server stores no name with blanks in it, and fails on a question for one.
    return name.split() == [name]
