"""Work that a service does after it has answered: asked for until it is over."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from memtui.adapters.http import HttpClient, segment
from memtui.adapters.http_errors import RAW_LIMIT, reason
from memtui.core.errors import MemtuiError

_FIRST_WAIT = 0.5
_LONGEST_WAIT = 5.0
_GROWTH = 1.6


class WorkFailedError(MemtuiError):
    """The service took the work on, and says that it failed."""


async def settled(client: HttpClient, event_id: str, *, within: float) -> Mapping[str, Any] | None:
    """The event once its work is done; None where it is still under way after so many seconds.

    A status that memtui does not know is no end. Raises WorkFailedError, and MemtuiError where the service
    cannot be asked.
    """
    wait, waited = _FIRST_WAIT, 0.0
    try:
        async with asyncio.timeout(within):
            while waited < within:
                await client.pause(wait)
                waited, wait = waited + wait, min(wait * _GROWTH, _LONGEST_WAIT)
                event = await client.request("GET", f"/v1/event/{segment(event_id)}/")
                status = str(event.get("status")).upper() if isinstance(event, Mapping) else ""
                if status == "SUCCEEDED":
                    return dict(event)
                if status == "FAILED":
                    raise failure(event)
    except TimeoutError:
        pass
    return None


def failure(event: Mapping[str, Any]) -> WorkFailedError:
    """The error that an answer with the status FAILED means."""
    written = json.dumps(event.get("error") or event.get("message") or "")
    said = reason(written)
    return WorkFailedError(
        f"The service took it on and failed: {said}" if said else "The service took it on and failed.",
        raw=written[:RAW_LIMIT],
    )
