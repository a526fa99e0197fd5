"""Which memories a request asks for: the filter, and what may narrow it from beside (`docs/mem0-api.md`).

A condition that cannot be read is refused rather than ignored, since ignoring it answers another question.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from memtui.core.errors import FilterError
from memtui.core.filter_dates import is_date_alone
from memtui.core.filter_json import from_json
from memtui.core.filters import (
    WHOLE_PROJECT,
    And,
    Condition,
    Filter,
    Or,
    all_of,
    is_scoped,
    keyword_condition,
    walk,
)
from memtui.core.models import SCOPE_FIELDS
from memtui.core.times import iso, parse_instant
from memtui.server.asking import read_flag, read_list, read_object
from memtui.server.refusal import bad_request

_LAST_DAY = datetime(9999, 12, 31, tzinfo=UTC)
_MOST_CONDITIONS = 500
_NO_MATTER = ("latest_only", "include_merged", "filter_memories")


def read_filters(body: Mapping[str, Any], *, needs_name: bool) -> Filter | None:
    """The filter of v2, and of v3, where it must say whose memories are meant and nothing else may.

    A `*` says so here, unlike on the Platform. Anyone's memories are all there are, which is no filter:
    the store counts those without looking, and may hold memories of nobody.
    """
    outside = [field for field in SCOPE_FIELDS if body.get(field) is not None]
    if needs_name and outside:
        raise bad_request(
            f"Top-level entity parameters {outside} are not supported."
            f" Use filters={{'{outside[0]}': '...'}} instead."
        )
    tree = _filter_of(read_object(body, "filters"))
    if _conditions(tree) > _MOST_CONDITIONS:
        raise bad_request(f"The filter has more than {_MOST_CONDITIONS} conditions.")
    if needs_name and not is_scoped(tree):
        raise bad_request(
            "filters must include at least one positively-scoped entity ID"
            " (user_id, agent_id, app_id, or run_id)."
        )
    parts = tree.children if isinstance(tree, And) else (tree,)
    return all_of(*(part for part in parts if not _is_anyone(part)))


def read_names(source: Mapping[str, Any]) -> Filter | None:
    """The names that v1 takes outside any filter, all of them required; None when there is none."""
    conditions = []
    for field in SCOPE_FIELDS:
        value = source.get(field)
        if isinstance(value, str) and value:
            conditions.append(Condition(field, "eq", value))
        elif value is not None and value != "":
            raise bad_request(f"{field} is a text.")
    return all_of(*conditions)


def read_scope(source: Mapping[str, Any]) -> Filter | None:
    """The filter and the names beside it, where either may be missing; None for all memories."""
    filters = read_filters(source, needs_name=False) if source.get("filters") else None
    return all_of(read_names(source), filters)


def narrowed(tree: Filter | None, source: Mapping[str, Any]) -> Filter | None:
    """The filter and the conditions that may stand beside it; those that change nothing here are checked.

    No memory of this store is superseded by another or merged into one.
    """
    for name in _NO_MATTER:
        read_flag(source, name)
    words = source.get("keywords")
    if words and not isinstance(words, str):
        raise bad_request("keywords is a text.")
    categories, metadata = read_list(source, "categories"), read_object(source, "metadata")
    return all_of(
        tree,
        keyword_condition(words) if words else None,
        _filter_of({"categories": {"in": categories}}) if categories else None,
        _filter_of({"metadata": metadata}) if metadata else None,
        _learned(source, "start_date"),
        _learned(source, "end_date"),
    )


def refuse_keywords(tree: Filter | None) -> None:
    """Refuse a condition on keywords, which a search does not take."""
    for _, part in walk(tree) if tree is not None else ():
        if isinstance(part, Condition) and part.field == "keywords":
            raise bad_request("keywords cannot be a part of the filters of a search.")


def _filter_of(given: Any) -> Filter:
    if not given:
        raise bad_request("Filters are required and cannot be empty.")
    try:
        return from_json(given, own_fields=False)
    except FilterError as error:
        raise bad_request(str(error)) from None


def _learned(source: Mapping[str, Any], name: str) -> Filter | None:
    """When memories may have been made, to the end of the day that a date without a time names."""
    text = source.get(name)
    if text in (None, ""):
        return None
    at = parse_instant(text) if isinstance(text, str) else None
    if at is None:
        raise bad_request(f"{name} is a date, written YYYY-MM-DD.")
    if name == "start_date":
        return Condition("created_at", "gte", text)
    if is_date_alone(text) and at < _LAST_DAY:
        return Condition("created_at", "lt", iso(at + timedelta(days=1)))
    return Condition("created_at", "lte", text)


def _is_anyone(tree: Filter) -> bool:
    return isinstance(tree, Or) and set(WHOLE_PROJECT.children) <= set(tree.children)


def _conditions(tree: Filter) -> int:
    return sum(isinstance(part, Condition) for _, part in walk(tree))
