"""The embedded store with the Mem0 Platform's reading routes (`docs/mem0-api.md`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from memtui.adapters.base import MemoryAdapter
from memtui.core.errors import MemtuiError, NotFoundError, StoreError, UsageError
from memtui.server.gate import Gate
from memtui.server.lists import Lists
from memtui.server.lookups import Lookups, entity_type
from memtui.server.refusal import Refusal, bad_request
from memtui.server.searches import Searches
from memtui.state.log import record_crash

Endpoint = Callable[[Request], Awaitable[Response]]
ALL_VERSIONS = frozenset({"v1", "v2", "v3"})


def create_app(
    adapter: MemoryAdapter, *, token: str | None = None, api_versions: frozenset[str] = ALL_VERSIONS
) -> Starlette:
    """The application that answers from `adapter`, which the caller closes.

    With a token, clients must send it as their key. `api_versions` says in which versions lists and
    searches are served; the routes that have one version only are always there.
    """
    lists, searches, lookups = Lists(adapter), Searches(adapter), Lookups(adapter)

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
    if "v2" in api_versions:
        routes += _route("POST", "/v2/memories", lists.v2)
        routes += _route("POST", "/v2/memories/search", searches.v2)
    if "v1" in api_versions:
        routes += _route("GET", "/v1/memories", lists.v1)
        routes += _route("POST", "/v1/memories/search", searches.v1)
    routes += _route("GET", "/v1/memories/{memory_id}", lookups.memory)
    routes += _route("GET", "/v1/memories/{first}/{second}", below_memories)
    routes += _route("GET", "/v1/entities", lookups.entities)
    routes += _route("GET", "/v2/entities/{kind}/{name}", lookups.entity)
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Gate, token=token)],
        exception_handlers={
            Refusal: _refused,
            MemtuiError: _failed,
            HTTPException: _no_route,
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
    return JSONResponse(error.body, error.status)


async def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, MemtuiError)
    statuses = ((NotFoundError, 404), (UsageError, 400), (StoreError, 503))
    status = next((status for kind, status in statuses if isinstance(error, kind)), 500)
    return JSONResponse({"detail": str(error)}, status)


async def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = {404: "Not found.", 405: f'Method "{request.method}" not allowed.'}
    detail = words.get(error.status_code, error.detail)
    return JSONResponse({"detail": detail}, error.status_code, error.headers)


async def _broken(request: Request, error: Exception) -> Response:
    record_crash(error)
    return JSONResponse({"detail": "memtui made a mistake; the details are in its log."}, 500)
