"""The embedded store with the Mem0 Platform's routes (`docs/mem0-api.md`)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from memtui.adapters.base import WritingAdapter
from memtui.core.errors import DataError, MemtuiError, NotFoundError, RefusedError, StoreError, UsageError
from memtui.server.additions import Additions
from memtui.server.answer import Answer
from memtui.server.changing import Changing, Endpoint
from memtui.server.clearing import Clearing
from memtui.server.edits import Edits
from memtui.server.events import Events
from memtui.server.gate import Gate
from memtui.server.lists import Lists
from memtui.server.lookups import Lookups, entity_type
from memtui.server.refusal import Refusal, bad_request
from memtui.server.searches import Searches
from memtui.server.work import Work
from memtui.state.log import record_crash

ALL_VERSIONS = frozenset({"v1", "v2", "v3"})


def create_app(
    adapter: WritingAdapter, *, token: str | None = None, api_versions: frozenset[str] = ALL_VERSIONS
) -> Starlette:
    """The application that answers from `adapter`, which the caller closes.

    With a token, clients must send it as their key. `api_versions` says in which versions lists, searches
    and additions are served; the routes that have one version only are always there. Its lifespan ends
    when every change that was begun is done.
    """
    lists, searches, lookups = Lists(adapter), Searches(adapter), Lookups(adapter)
    work, events = Work(), Events()
    additions, edits, clearing = Additions(adapter, events), Edits(adapter), Clearing(adapter, events)
    guard = Changing(adapter, work, any_key=not token).guard

    async def below_memories(request: Request) -> Response:
        """`{memory_id}/history/`, or the memories of `{entity_type}/{name}/`."""
        first, second = (unquote(request.path_params[part]) for part in ("first", "second"))
        kind = entity_type(first)
        if kind is not None:
            return await lists.of_entity(request, kind, second)
        if second != "history":
            raise bad_request("Invalid entity type")
        return await lookups.history(first)

    routes = _route("GET", "/v1/ping", lookups.ping)
    if "v3" in api_versions:
        routes += _route("POST", "/v3/memories", lists.v3)
        routes += _route("POST", "/v3/memories/search", searches.v3)
        routes += _route("POST", "/v3/memories/add", guard(additions.v3))
    if "v2" in api_versions:
        routes += _route("POST", "/v2/memories", lists.v2)
        routes += _route("POST", "/v2/memories/search", searches.v2)
    if "v1" in api_versions:
        routes += _route("GET", "/v1/memories", lists.v1)
        routes += _route("POST", "/v1/memories", guard(additions.v1))
        routes += _route("POST", "/v1/memories/search", searches.v1)
    routes += _route("DELETE", "/v1/memories", guard(clearing.memories))
    for path in ("/v1/batch", "/v1/memories/batch"):
        routes += _route("PUT", path, guard(edits.update_batch))
        routes += _route("DELETE", path, guard(edits.delete_batch))
    routes += _route("GET", "/v1/memories/{memory_id}", lookups.memory)
    routes += _route("PUT", "/v1/memories/{memory_id}", guard(edits.update))
    routes += _route("DELETE", "/v1/memories/{memory_id}", guard(edits.delete))
    routes += _route("GET", "/v1/memories/{first}/{second}", below_memories)
    routes += _route("GET", "/v1/entities", lookups.entities)
    routes += _route("GET", "/v2/entities/{kind}/{name}", lookups.entity)
    routes += _route("DELETE", "/v2/entities/{kind}/{name}", guard(clearing.entity))
    routes += _route("GET", "/v1/event/{event_id}", events.one)
    routes += _route("GET", "/v1/events", events.newest)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await work.settle()

    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(Gate, token=token)],
        exception_handlers={
            Refusal: _refused,
            MemtuiError: _failed,
            HTTPException: _no_route,
            ClientDisconnect: _gone,
            Exception: _broken,
        },
    )
    app.router.redirect_slashes = False
    return app


def _route(method: str, path: str, endpoint: Endpoint) -> list[Route]:
    """The route with and without a slash at its end: documents show both."""
    return [Route(spelling, endpoint, methods=[method]) for spelling in (path, f"{path}/")]


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return Answer(error.body, error.status)


async def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, MemtuiError)
    statuses = {NotFoundError: 404, UsageError: 400, DataError: 400, RefusedError: 403, StoreError: 503}
    status = next((status for kind, status in statuses.items() if isinstance(error, kind)), 500)
    return Answer({"detail": str(error)}, status)


async def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = {404: "Not found.", 405: f'Method "{request.method}" not allowed.'}
    detail = words.get(error.status_code, error.detail)
    return Answer({"detail": detail}, error.status_code, error.headers)


async def _gone(request: Request, error: Exception) -> Response:
    """Nobody hears this: the client went away before it had sent the whole request."""
    return Response(status_code=400)


async def _broken(request: Request, error: Exception) -> Response:
    record_crash(error)
    return Answer({"detail": "memtui made a mistake; the details are in its log."}, 500)
