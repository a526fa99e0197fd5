"""Values of a request's query string and body, each of the kind that it must be (`docs/mem0-api.md`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from memtui.core.values import dataclass
from memtui.server.refusal import Refusal, bad_request, invalid_page

DEFAULT_PAGE_SIZE = 100
MAX_PAGE_SIZE = 200
_LAST_PAGE = 10**9
_TRUE, _FALSE = {"true", "1"}, {"false", "0", ""}


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page; `both` when page and page_size were both given, which asks older routes for an envelope."""

    page: int
    page_size: int
    both: bool


def read_query(request: Request) -> dict[str, Any]:
    """The query string; a name that is given more than once has a list of texts."""
    params = request.query_params
    return {name: found if len(found := params.getlist(name)) > 1 else found[0] for name in params}


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


def read_flag(source: Mapping[str, Any], name: str) -> bool:
    """A boolean, false when absent; in a query string `true` and `1` are true."""
    value = source.get(name)
    if value is None or isinstance(value, bool):
        return bool(value)
    word = value.lower() if isinstance(value, str) else None
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise bad_request(f"{name} is true or false.")


def read_fields(source: Mapping[str, Any]) -> frozenset[str] | None:
    """The names of the fields to answer with, from a list or a text with commas; None for all."""
    return frozenset(read_list(source, "fields")) or None


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


def read_object(source: Mapping[str, Any], name: str) -> Any:
    """An object, which a query string holds as JSON."""
    value = source.get(name)
    if isinstance(value, str) and value:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise bad_request(f"{name} is a JSON object.") from None
    return value


def read_list(source: Mapping[str, Any], name: str) -> list[str]:
    """Names from a list or a text with commas."""
    value = source.get(name) or []
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
        raise bad_request(f"{name} is a list of names.")
    return [each.strip() for each in names if each.strip()]


def _whole(value: Any) -> int | None:
    try:
        return int(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
    except ValueError:
        return None
