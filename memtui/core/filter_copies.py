"""A filter as something to paste elsewhere: JSON, a curl command, a call of the Python client."""

from __future__ import annotations

import json
import shlex
from datetime import datetime

from memtui.core.filter_json import to_json
from memtui.core.filters import Filter


def as_json(tree: Filter, now: datetime) -> str:
    """The filter in the Platform's v2 JSON, its relative dates made instants."""
    return _harmless(json.dumps(to_json(tree, now), ensure_ascii=False, indent=2))


def as_curl(tree: Filter, now: datetime, base_url: str, key_variable: str) -> str:
    """A curl command that lists what matches; the key is left to the environment, in that variable."""
    body = _harmless(json.dumps({"filters": to_json(tree, now)}, ensure_ascii=False))
    url = f"{base_url.rstrip('/')}/v3/memories/?page=1&page_size=100"
    return (
        f'curl -X POST {shlex.quote(url)} -H "Authorization: Token ${key_variable}" '
        f'-H "Content-Type: application/json" -d {shlex.quote(body)}'
    )


def as_python(tree: Filter, now: datetime) -> str:
    """A call of the official Python client that lists what matches."""
    return f"client.get_all(filters={to_json(tree, now)!r}, page=1, page_size=100)"


def _harmless(text: str) -> str:
    """JSON with what does not print spelled out: it will be pasted where control characters do things."""
    return "".join(char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text)
