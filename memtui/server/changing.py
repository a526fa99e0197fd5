"""Who may change the store: nobody when it is read-only, and no page of a browser without a key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from memtui.adapters.base import WritingAdapter
from memtui.server.refusal import Refusal
from memtui.server.work import Work

Endpoint = Callable[[Request], Awaitable[Response]]
_JSON = "application/json"
_NO_PAGES = "A web page may change memories only where MEMTUI_SERVE_TOKEN sets a key."


class Changing:
    """Stands before every route that changes the store, and sees to it that a change is not left half done.

    A browser lets any page send a form or plain text to this machine, and names the page in `Origin`.
    Where no key tells a page from a program, no request with an origin may change anything; a body must
    say that it is JSON, which no page may send elsewhere without asking, and nothing here says yes.
    """

    def __init__(self, adapter: WritingAdapter, work: Work, *, any_key: bool) -> None:
        self._adapter = adapter
        self._work = work
        self._any_key = any_key

    def guard(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint behind these checks."""

        async def guarded(request: Request) -> Response:
            if self._adapter.capabilities.writing is None:
                raise Refusal(403, {"detail": "This store is served read-only."})
            if self._any_key and "origin" in request.headers:
                raise Refusal(403, {"detail": _NO_PAGES})
            # Read here: a client that stops half-way must not hold up the end of the server.
            if (await request.body()).strip():
                _require_json(request.headers.get("content-type", ""))
            return await self._work.run(_answer(endpoint, request))

        return guarded


async def _answer(endpoint: Endpoint, request: Request) -> Response:
    return await endpoint(request)


def _require_json(content_type: str) -> None:
    if content_type.partition(";")[0].strip().lower() != _JSON:
        raise Refusal(415, {"detail": f'Unsupported media type "{content_type}" in request.'})
