"""What is wrong or surprising about a filter on one service, before anything is sent.

An error is what the service would refuse; a warning runs, and probably does not mean what it seems to.
The rules are those of `docs/mem0-api.md`, "Filters" and "Scope".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Literal

from memtui.core.filter_dates import instant_of, is_date_alone
from memtui.core.filter_fields import OPERATOR_SIGNS, field_of, operators_for
from memtui.core.filter_json import wrong_value
from memtui.core.filters import (
    MOST_LEVELS,
    WHOLE_PROJECT,
    And,
    Condition,
    Filter,
    Not,
    Or,
    Path,
    all_of,
    children_of,
    is_scoped,
    levels_of,
    part_at,
    walk,
    with_part,
)
from memtui.core.profile import ServiceKind
from memtui.core.times import parse_instant
from memtui.core.values import dataclass

Level = Literal["error", "warning"]
Purpose = Literal["list", "search"]
_LOWER, _UPPER = ("gt", "gte"), ("lt", "lte")
_NOT_SELF_HOSTED = ("app_id", "categories")


ADDED_WHEN_SENT = frozenset({"no-scope", "not-only"})
"""The codes of what the Platform refuses and memtui's own lists add: whose memories are meant, anyone's."""


@dataclass(frozen=True, slots=True)
class Repair:
    """The whole filter as it should be, and what that does in a few words."""

    label: str
    tree: Filter | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One trap: a code for scripts, a sentence, the place in the tree, and a repair where there is one."""

    code: str
    level: Level
    sentence: str
    path: Path = ()
    repair: Repair | None = None


def check(
    tree: Filter | None, kind: ServiceKind, *, now: datetime, purpose: Purpose = "list"
) -> list[Finding]:
    """Everything that is to be said about this filter on this kind of service, errors first."""
    if tree is None:
        return []
    found = [finding for rule in _RULES for finding in rule(_Asked(tree, kind, now, purpose))]
    return sorted(found, key=lambda finding: finding.level != "error")


@dataclass(frozen=True, slots=True)
class _Asked:
    tree: Filter
    kind: ServiceKind
    now: datetime
    purpose: Purpose

    def conditions(self) -> Iterator[tuple[Path, Condition]]:
        for path, part in walk(self.tree):
            if isinstance(part, Condition):
                yield path, part

    def ands(self) -> Iterator[tuple[Path, And]]:
        for path, part in walk(self.tree):
            if isinstance(part, And):
                yield path, part

    def repaired(self, label: str, path: Path, part: Filter | None) -> Repair:
        return Repair(label, with_part(self.tree, path, part))


def _illegal(asked: _Asked) -> Iterator[Finding]:
    for path, condition in asked.conditions():
        field = field_of(condition.field)
        name = condition.field
        if field is None or not operators_for(field, asked.kind):
            where = "this service" if field is None else "the Platform"
            sentence = f"{name} is not a field that {where} can filter by."
            yield Finding("unknown-field", "error", sentence, path, asked.repaired("remove it", path, None))
            continue
        allowed = operators_for(field, asked.kind)
        if condition.operator not in allowed:
            signs = ", ".join(OPERATOR_SIGNS[sign] for sign in allowed)
            sentence = f"{name} does not take {OPERATOR_SIGNS[condition.operator]} here; it takes {signs}."
            repair = asked.repaired("remove it", path, None)
            yield Finding("illegal-operator", "error", sentence, path, repair)
            continue
        parts = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        problems = [wrong_value(field, part) for part in parts] if condition.operator != "exists" else []
        if problem := next(filter(None, problems), "" if parts else "the list is empty"):
            code = "bad-date" if field.kind == "time" else "wrong-value"
            yield Finding(code, "error", f"{name}: {problem}.", path)


def _empty_groups(asked: _Asked) -> Iterator[Finding]:
    for path, part in walk(asked.tree):
        if isinstance(part, (And, Or)) and not part.children:
            repair = asked.repaired("remove it", path, None)
            yield Finding("empty-group", "error", "This group is empty.", path, repair)


def _too_deep(asked: _Asked) -> Iterator[Finding]:
    if levels_of(asked.tree) > MOST_LEVELS:
        yield Finding("too-deep", "error", f"This filter is nested more than {MOST_LEVELS} deep.")


def _unscoped(asked: _Asked) -> Iterator[Finding]:
    if asked.kind != "platform" or is_scoped(asked.tree):
        return
    only_not = isinstance(asked.tree, Not)
    reason = "A filter of NOT alone" if only_not else "A filter that names no user, agent, app or run"
    yield Finding(
        "not-only" if only_not else "no-scope",
        "error",
        f"{reason} is refused by the Platform.",
        (),
        Repair("keep it to memories of any entity", all_of(WHOLE_PROJECT, asked.tree)),
    )


def _keywords_in_search(asked: _Asked) -> Iterator[Finding]:
    if asked.purpose != "search" or asked.kind != "platform":
        return
    for path, condition in asked.conditions():
        if condition.field == "keywords":
            yield Finding(
                "keywords-in-search",
                "error",
                "keywords works in lists only: the Platform fails on it in a search.",
                path,
                asked.repaired("remove it", path, None),
            )


def _user_and_agent(asked: _Asked) -> Iterator[Finding]:
    for path, part in asked.ands():
        places = {
            child.field: index
            for index, child in enumerate(part.children)
            if isinstance(child, Condition) and child.operator in {"eq", "in"}
        }
        if {"user_id", "agent_id"} <= places.keys():
            pair = tuple(part.children[places[name]] for name in ("user_id", "agent_id"))
            rest = tuple(child for child in part.children if child not in pair)
            mended = And((Or(pair), *rest)) if rest else Or(pair)
            yield Finding(
                "user-and-agent",
                "warning",
                "Mem0 stores a fact under its user or its agent, seldom both: this AND is usually empty.",
                path,
                asked.repaired("either of them", path, mended),
            )


def _inverted_ranges(asked: _Asked) -> Iterator[Finding]:
    for path, part in asked.ands():
        bounds = [child for child in part.children if isinstance(child, Condition)]
        for lower in bounds:
            for upper in bounds:
                if _is_inverted(lower, upper, asked.now):
                    swapped = {
                        lower: Condition(lower.field, lower.operator, upper.value),
                        upper: Condition(upper.field, upper.operator, lower.value),
                    }
                    children = tuple(
                        swapped.get(child, child) if isinstance(child, Condition) else child
                        for child in part.children
                    )
                    yield Finding(
                        "inverted-range",
                        "warning",
                        f"Nothing is after {lower.value} and before {upper.value} ({lower.field}).",
                        path,
                        asked.repaired("swap the dates", path, And(children)),
                    )


def _is_inverted(lower: Condition, upper: Condition, now: datetime) -> bool:
    if lower.field != upper.field or lower.operator not in _LOWER or upper.operator not in _UPPER:
        return False
    if isinstance(lower.value, str) and isinstance(upper.value, str):
        first, last = instant_of(lower.value, now), instant_of(upper.value, now)
        return first is not None and last is not None and first > last
    if isinstance(lower.value, int) and isinstance(upper.value, int):
        return lower.value > upper.value
    return False


def _ne_matches_unset(asked: _Asked) -> Iterator[Finding]:
    for path, condition in asked.conditions():
        if condition.operator != "ne":
            continue
        guard = Condition(condition.field, "exists")
        around = part_at(asked.tree, path[:-1]) if path else None
        if isinstance(around, And) and guard in children_of(around):
            continue
        repair = None
        field = field_of(condition.field)
        # Where it is turned into its opposite, a guard would be turned as well.
        takes_guard = field is not None and "exists" in operators_for(field, asked.kind)
        if takes_guard and not _is_negated(asked.tree, path):
            if isinstance(around, And):
                repair = asked.repaired("only where it is set", path[:-1], And((*around.children, guard)))
            else:
                repair = asked.repaired("only where it is set", path, And((guard, condition)))
        sentence = f"{condition.field} != also matches memories that have no {condition.field}."
        yield Finding("ne-matches-unset", "warning", sentence, path, repair)


def _is_negated(tree: Filter, path: Path) -> bool:
    above = [part_at(tree, path[:levels]) for levels in range(len(path))]
    return sum(isinstance(part, Not) for part in above) % 2 == 1


def _date_only_upper_bounds(asked: _Asked) -> Iterator[Finding]:
    for path, condition in asked.conditions():
        value = condition.value
        if condition.operator != "lte" or not isinstance(value, str) or not is_date_alone(value):
            continue
        at = parse_instant(value)
        # What expires has a date alone, which is as much as this one; the last day of all has no next.
        if condition.field == "expiration_date" or at is None or at.date() == date.max:
            continue
        following = (at.date() + timedelta(days=1)).isoformat()
        yield Finding(
            "date-only-upper-bound",
            "warning",
            f"{condition.field} <= {value} ends at the first moment of that day.",
            path,
            asked.repaired("include that day", path, Condition(condition.field, "lt", following)),
        )


def _absent_on_self_hosted(asked: _Asked) -> Iterator[Finding]:
    if asked.kind != "selfhosted":
        return
    for path, condition in asked.conditions():
        if condition.field in _NOT_SELF_HOSTED:
            sentence = f"No memory of a self-hosted server has {condition.field}."
            yield Finding("absent-field", "warning", sentence, path, asked.repaired("remove it", path, None))


_RULES: tuple[Callable[[_Asked], Iterator[Finding]], ...] = (
    _illegal,
    _empty_groups,
    _too_deep,
    _unscoped,
    _keywords_in_search,
    _user_and_agent,
    _inverted_ranges,
    _ne_matches_unset,
    _date_only_upper_bounds,
    _absent_on_self_hosted,
)
