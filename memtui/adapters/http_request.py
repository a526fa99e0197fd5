"""A request as it leaves."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Mapping
from typing import Any

import httpx

from memtui import __version__
from memtui.adapters.http_address import no_text
from memtui.core.errors import UsageError

_READ = httpx.Timeout(connect=10.0, read=30.0, write=30.0, pool=30.0)
_WRITE = httpx.Timeout(connect=10.0, read=None, write=30.0, pool=30.0)
"""How long the answer to a write may take is the policy's affair."""


def request(
    method: str,
    url: str,
    *,
    params: Mapping[str, str | int] | None,
    json: Any,
    key_header: tuple[str, str] | None,
    is_read: bool,
) -> httpx.Request:
    """One that can be sent several times. Raises UsageError for what cannot be sent at all."""
    headers = {
        "User-Agent": f"memtui/{__version__}",
        "Accept": "application/json",
        # Whatever else is installed, `http_body` unpacks nothing but this.
        "Accept-Encoding": "gzip",
    }
    if key_header is not None:
        headers.update([key_header])
    if json is not None:
        headers["Content-Type"] = "application/json"
    timeout = _READ if is_read else _WRITE
    try:
        return httpx.Request(
            method,
            url,
            params=params,
            content=None if json is None else _written(json),
            headers=headers,
            extensions={"timeout": timeout.as_dict()},
        )
    except UnicodeEncodeError:
        raise no_text() from None
    except httpx.InvalidURL:
        raise UsageError("What is asked for is too long for an address.") from None


def _written(json: Any) -> bytes:
    try:
        return jsonlib.dumps(json, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except UnicodeEncodeError:
        raise
    except ValueError:
        raise UsageError("What is to be sent holds a number that JSON does not know.") from None
