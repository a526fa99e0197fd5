"""What a filter means, written down a second time: on memories as the JSON objects that services send.

Slow, plain, and apart from the code under test, of which it knows only the shape of the tree. `holds`
evaluates a tree, `json_holds` the Platform's JSON; `listed` gives what a whole list must be.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from memtui.core.filters import And, Filter, Not, Or

Doc = Mapping[str, Any]
_TIMES = {
    "created_at": "created_at",
    "timestamp": "created_at",
    "updated_at": "updated_at",
    "expiration_date": "expiration_date",
}
_AGO = {"m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}


def holds(tree: Filter | None, doc: Doc, now: datetime) -> bool:
    """Whether a memory is one of those that the filter means."""
    if tree is None:
        return True
    if isinstance(tree, And):
        return all(holds(child, doc, now) for child in tree.children)
    if isinstance(tree, Or):
        return any(holds(child, doc, now) for child in tree.children)
    if isinstance(tree, Not):
        return not holds(tree.child, doc, now)
    return _compares(doc, tree.field, tree.operator, tree.value, now)


def json_holds(wire: Mapping[str, Any], doc: Doc, now: datetime) -> bool:
    """Whether a memory is one of those that a filter in the Platform's JSON means."""
    return all(_clause(key, item, doc, now) for key, item in wire.items())


def listed(
    tree: Filter | None, docs: Iterable[Doc], now: datetime, *, show_expired: bool = True
) -> list[str]:
    """The ids of a whole list, newest first; of the same instant, the one that was stored last."""
    found = [
        (-math.inf if (at := _instant(doc.get("created_at"))) is None else at, row, doc["id"])
        for row, doc in enumerate(docs)
        if holds(tree, doc, now) and (show_expired or not _is_expired(doc, now))
    ]
    return [str(name) for _, _, name in sorted(found, reverse=True)]


def _clause(key: str, item: Any, doc: Doc, now: datetime) -> bool:
    if key == "AND":
        return all(json_holds(part, doc, now) for part in item)
    if key == "OR":
        return any(json_holds(part, doc, now) for part in item)
    if key == "NOT":
        return not any(json_holds(part, doc, now) for part in (item if isinstance(item, list) else [item]))
    if key == "metadata":
        return all(_asked(doc, f"metadata.{name}", asked, now) for name, asked in item.items())
    return _asked(doc, key, item, now)


def _asked(doc: Doc, field: str, item: Any, now: datetime) -> bool:
    if item == "*":
        return _compares(doc, field, "exists", None, now)
    if isinstance(item, list):
        return _compares(doc, field, "in", item, now)
    if isinstance(item, dict):
        return all(_compares(doc, field, sign, value, now) for sign, value in item.items())
    return _compares(doc, field, "eq", item, now)


def _compares(doc: Doc, field: str, operator: str, value: Any, now: datetime) -> bool:
    actual = _actual(doc, field)
    if operator == "exists":
        return bool(actual) if field == "categories" else actual is not None
    if field in _TIMES:
        value = (
            [_asked_instant(part, now) for part in value] if operator == "in" else _asked_instant(value, now)
        )
    if field == "categories":
        return _categories(actual or [], operator, value)
    if operator == "contains" and isinstance(actual, list):
        return any(_same(part, value) for part in actual)
    if operator == "in":
        return any(_same(actual, part) for part in value)
    if operator == "eq":
        return _same(actual, value)
    if operator == "ne":
        return not _same(actual, value)
    if operator == "contains":
        part = value if isinstance(value, str) else json.dumps(value)
        return isinstance(actual, str) and part in actual
    if operator == "icontains":
        return value.casefold() in actual.casefold()
    if actual is None:
        return False
    return bool(
        {"gt": actual > value, "gte": actual >= value, "lt": actual < value, "lte": actual <= value}[operator]
    )


def _actual(doc: Doc, field: str) -> Any:
    if field.startswith("metadata."):
        return (doc.get("metadata") or {}).get(field.removeprefix("metadata."))
    if field in _TIMES:
        return _instant(doc.get(_TIMES[field]))
    if field == "keywords":
        return doc["memory"]
    if field == "memory_ids":
        return doc["id"]
    if field == "length":
        return len(doc["memory"].strip())
    if field == "edited":
        created, updated = _instant(doc.get("created_at")), _instant(doc.get("updated_at"))
        return updated is not None and (created is None or updated > created)
    return doc.get(field)


def _categories(actual: list[str], operator: str, value: Any) -> bool:
    if operator == "in":
        return any(name == part for name in actual for part in value)
    return any(value.casefold() in name.casefold() for name in actual)


def _same(actual: Any, value: Any) -> bool:
    """Whether two values are the same in JSON: 1 is 1.0, and neither is true."""
    if isinstance(actual, (list, dict)):
        return False
    if isinstance(actual, bool) or isinstance(value, bool):
        return actual is value
    return bool(actual == value)


def _instant(text: str | None) -> int | None:
    """Whole microseconds since 1970."""
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _asked_instant(word: str | None, now: datetime) -> float | None:
    if word is None:
        return None
    if word in {"today", "yesterday"}:
        local = now.astimezone()
        day = local.day - (word == "yesterday")
        return time.mktime((local.year, local.month, day, 0, 0, 0, 0, 0, -1)) * 1_000_000
    if word.startswith("-"):
        return (_instant(now.isoformat()) or 0) - int(word[1:-1]) * _AGO[word[-1]] * 1_000_000
    return _instant(word)


def _is_expired(doc: Doc, now: datetime) -> bool:
    last = doc.get("expiration_date")
    at = _instant(last)
    return at is not None and datetime.fromtimestamp(at / 1_000_000, UTC).date() < now.astimezone(UTC).date()
