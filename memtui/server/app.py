"""The embedded store with the Mem0 Platform's routes (`docs/mem0-api.md`)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import DataError, MemtuiError, NotFoundError, RefusedError, StoreError, UsageError
from memtui.server.additions import AddPolicy
from memtui.server.answer import Answer
from memtui.server.changing import Changing
from memtui.server.events import Events
from memtui.server.gate import Gate
from memtui.server.refusal import Refusal
from memtui.server.routes import memory_routes, project_routes
from memtui.server.work import Work
from memtui.state.log import record_crash

ALL_VERSIONS = frozenset({"v1", "v2", "v3"})
_WORTH_PACKING = 1024
"""Bytes from which an answer is packed, for clients that take it packed: a list becomes a fifth of itself."""
_PACKING = 5
"""How hard gzip tries; more takes twice the time for a few bytes."""


def create_app(
    adapter: LocalAdapter,
    *,
    token: str | None = None,
    api_versions: frozenset[str] = ALL_VERSIONS,
    policy: AddPolicy | None = None,
) -> Starlette:
    """The application that answers from `adapter`, which the caller closes.

    With a token, clients must send it as their key. `api_versions` says in which versions lists, searches
    and additions are served; the routes that have one version only are always there. Its lifespan ends
    when every change that was begun or queued is done.
    """
    work = Work()
    guard = Changing(adapter, work, any_key=not token).guard
    routes = [
        *memory_routes(adapter, Events(work), guard, api_versions, policy or AddPolicy()),
        *project_routes(adapter, guard),
    ]

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await work.settle()

    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[
            Middleware(Gate, token=token),
            Middleware(GZipMiddleware, minimum_size=_WORTH_PACKING, compresslevel=_PACKING),
        ],
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
