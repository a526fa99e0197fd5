"""What a request asks for, read out of its query string and body (`docs/mem0-api.md`).

What this release does not understand is refused rather than silently ignored, since ignoring a
condition answers another question.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from memtui.core.errors import FilterError
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
from memtui.server.refusal import Refusal, bad_request, invalid_page

DEFAULT_PAGE_SIZE = 100
MAX_PAGE_SIZE = 200
_LAST_PAGE = 10**9
_MOST_CONDITIONS = 500
_TRUE, _FALSE = {"true", "1"}, {"false", "0", ""}
_NOT_YET = ("categories", "metadata", "start_date", "end_date", "latest_only", "reference_date")


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page; `both` when page and page_size were both given, which asks older routes for an envelope."""

    page: int
    page_size: int
    both: bool


async def read_body(request: Request) -> dict[str, Any]:
    """The request's JSON object; an empty body is an empty object."""
    raw = await request.body()
    try:
        body = json.loads(raw) if raw.strip() else {}
        # Neither half a character nor a number that JSON lacks could be given back to other clients.
        json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        raise Refusal(400, {"detail": "JSON parse error - half a character is no text"}) from None
    except (ValueError, RecursionError) as error:
        raise Refusal(400, {"detail": f"JSON parse error - {error}"}) from None
    if not isinstance(body, dict):
        raise Refusal(400, {"detail": "Invalid data. Expected a dictionary."})
    return body


def read_paging(request: Request, body: Mapping[str, Any]) -> Paging:
    """Page and page size from the query string, else from the body."""
    page = request.query_params.get("page", body.get("page"))
    size = request.query_params.get("page_size", body.get("page_size"))
    number = 1 if page is None else _whole(page)
    if number is None or not 1 <= number <= _LAST_PAGE:
        raise invalid_page()
    wanted = _whole(size)
    page_size = min(wanted, MAX_PAGE_SIZE) if wanted is not None and wanted > 0 else DEFAULT_PAGE_SIZE
    return Paging(number, page_size, page is not None and size is not None)


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
    given = body.get("filters")
    if not given:
        raise bad_request("Filters are required and cannot be empty.")
    try:
        tree = from_json(given, own_fields=False)
    except FilterError as error:
        raise bad_request(str(error)) from None
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


def with_keywords(tree: Filter | None, source: Mapping[str, Any]) -> Filter | None:
    """The filter and the `keywords` beside it."""
    words = source.get("keywords")
    if not words:
        return tree
    if not isinstance(words, str):
        raise bad_request("keywords is a text.")
    return all_of(tree, keyword_condition(words))


def refuse_keywords(tree: Filter | None) -> None:
    """Refuse a condition on keywords, which a search does not take."""
    for _, part in walk(tree) if tree is not None else ():
        if isinstance(part, Condition) and part.field == "keywords":
            raise bad_request("keywords cannot be a part of the filters of a search.")


def read_flag(source: Mapping[str, Any], name: str) -> bool:
    """A boolean, false when absent; in a query string `true` and `1` are true."""
    value = source.get(name)
    if value is None or isinstance(value, bool):
        return bool(value)
    word = value.lower() if isinstance(value, str) else value
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise bad_request(f"{name} is true or false.")


def read_fields(given: Any) -> frozenset[str] | None:
    """The names of the fields to answer with, from a list or a text with commas; None for all."""
    names = given.split(",") if isinstance(given, str) else given
    if names is None or names == [] or names == [""]:
        return None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise bad_request("fields is a list of names.")
    return frozenset(name.strip() for name in names)


def read_threshold(source: Mapping[str, Any], default: float) -> float:
    """The least score that is wanted, in [0, 1]."""
    value = source.get("threshold")
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise bad_request("threshold is a number from 0 to 1.")
    return value


def read_whole(source: Mapping[str, Any], name: str, default: int, *, most: int) -> int:
    """A whole number from 1 to `most`."""
    value = source.get(name)
    number = default if value is None else _whole(value)
    if number is None or not 1 <= number <= most:
        raise bad_request(f"{name} is a whole number from 1 to {most}.")
    return number


def refuse_unsupported(source: Mapping[str, Any], also: Iterable[str] = ()) -> None:
    """Refuse parts of a question that this release would have to ignore."""
    for name in (*_NOT_YET, *also):
        if source.get(name) not in (None, "", False, [], {}):
            raise bad_request(f"{name} is not supported by memtui serve yet.")


def _is_anyone(tree: Filter) -> bool:
    return isinstance(tree, Or) and set(WHOLE_PROJECT.children) <= set(tree.children)


def _whole(value: Any) -> int | None:
    try:
        return int(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
    except ValueError:
        return None


def _conditions(tree: Filter) -> int:
    return sum(isinstance(part, Condition) for _, part in walk(tree))
