"""An imitation of the self-hosted Mem0 server, with its shapes, limits and oddities."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.selfhosted.imitation_access import ADMIN as ADMIN
from tests.selfhosted.imitation_access import MEMBER as MEMBER
from tests.selfhosted.imitation_access import Accounts
from tests.selfhosted.imitation_writes import Writes, detail, is_uuid, upstream

NAMED = ("user_id", "agent_id", "run_id")
_RESERVED = {"data", *NAMED, "hash", "created_at", "updated_at", "expiration_date"}
_PROMOTED = (*NAMED, "actor_id", "role", "attributed_to", "expiration_date")
_HIDDEN = {*_RESERVED, *_PROMOTED, "text_lemmatized"}
LIMIT, SCAN = 1000, 10_000
Payload = dict[str, Any]


@dataclass
class Imitation:
    """A server with these memories (payloads by id, in no order) and their events.

    `open` asks for no key; `old` is a server from before limits, keys and entities.
    """

    rows: dict[str, Payload] = field(default_factory=dict)
    events: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    open: bool = False
    old: bool = False
    accounts: Accounts = field(default_factory=Accounts)
    asked: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    searched: list[dict[str, Any]] = field(default_factory=list)
    written: list[dict[str, Any]] = field(default_factory=list)

    def add(self, memory_id: str, text: str, **payload: Any) -> None:
        """Store one memory as the vector store keeps it: metadata flat beside the text."""
        added = {"data": text, "hash": f"h-{memory_id[:8]}", "created_at": None, "updated_at": None}
        self.rows[memory_id] = {**added, "text_lemmatized": text.lower(), **payload}

    def app(self) -> Starlette:
        """The application."""
        routes = [
            Route("/", lambda _: RedirectResponse("/docs")),
            Route("/memories", self._guarded(self._list), methods=["GET"]),
            Route("/memories/{memory_id}", self._guarded(self._get), methods=["GET"]),
            *Writes(self).routes(self._guarded),
            Route("/memories/{memory_id}/history", self._guarded(self._history)),
            Route("/search", self._guarded(self._search), methods=["POST"]),
            Route("/openapi.json", self._openapi),
        ]
        if not self.old:
            routes += [
                Route("/entities", self._guarded(self._entities)),
                Route("/auth/setup-status", lambda _: JSONResponse({"needsSetup": False})),
                *self.accounts.routes(self._guarded),
            ]
        app = Starlette(routes=routes, exception_handlers={404: _not_found, 405: _not_allowed})
        app.router.redirect_slashes = self.old
        return app

    def _guarded(
        self, route: Callable[[Request, bool], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            query = f"?{request.url.query}" if request.url.query else ""
            self.asked.append(f"{request.method} {request.url.path}{query}")
            self.headers.append(dict(request.headers))
            refusal, is_admin, auth_type = (
                (None, True, "none") if self.old else self.accounts.checked(request, is_open=self.open)
            )
            response = refusal or await route(request, is_admin)
            response.headers["X-Request-ID"] = "req-1"
            self.accounts.log(request, response.status_code, auth_type)
            return response

        return guarded

    async def _list(self, request: Request, is_admin: bool) -> Response:
        names = {key: request.query_params[key] for key in NAMED if request.query_params.get(key)}
        asked = request.query_params.get("top_k")
        if self.old:
            if not names:
                return detail(400, "At least one identifier is required.")
            return JSONResponse({"results": [_shown(key, row) for key, row in self._of(names)][:100]})
        if asked is not None and not (asked.isdigit() and int(asked) <= LIMIT):
            return JSONResponse(
                {
                    "detail": [
                        {"type": "less_than_equal", "loc": ["query", "top_k"], "msg": "Input should be…"}
                    ]
                },
                422,
            )
        if not names:
            if not is_admin:
                return detail(403, "Admin role required to list all memories.")
            rows = list(self.rows.items())[: int(asked or LIMIT) or 1]
            return JSONResponse({"results": [_raw(key, row) for key, row in rows]})
        if any(name.split() != [name] for name in names.values()):
            return upstream("unknown")
        rows = self._of(names)[: int(asked or 20) or 1]
        is_hiding = request.query_params.get("show_expired") != "true"
        return JSONResponse(
            {"results": [_shown(key, row) for key, row in rows if not (is_hiding and _is_expired(row))]}
        )

    async def _get(self, request: Request, _: bool) -> Response:
        memory_id = request.path_params["memory_id"]
        if not is_uuid(memory_id):
            return upstream("vector_store_unavailable")
        row = self.rows.get(memory_id)
        return JSONResponse(None if row is None else {**_shown(memory_id, row), "score": None})

    async def _history(self, request: Request, _: bool) -> Response:
        return JSONResponse(self.events.get(request.path_params["memory_id"], []))

    async def _search(self, request: Request, _: bool) -> Response:
        body = await request.json()
        self.searched.append(body)
        filters = body.get("filters") or {}
        if not body.get("query", "").strip():
            return detail(400, "query must not be empty")
        if not any(key in filters for key in NAMED):
            return detail(400, "filters must contain at least one of: user_id, agent_id, run_id.")
        if any(str(filters[key]).split() != [filters[key]] for key in NAMED if key in filters):
            return detail(400, "cannot contain whitespace")
        threshold = body.get("threshold", 0.1)
        if not 0 <= threshold <= 1:
            return detail(400, "threshold must be between 0 and 1")
        words = body["query"].lower().split()
        found = []
        for memory_id, row in self._of(filters):
            if _is_expired(row) and not body.get("show_expired"):
                continue
            score = sum(word in row["data"].lower() for word in words) / len(words)
            if score >= threshold:
                found.append({**_shown(memory_id, row), "score": score})
                if body.get("explain"):
                    found[-1]["score_details"] = {
                        "semantic_score": score,
                        "bm25_score": 0.0,
                        "final_score": score,
                    }
        found.sort(key=lambda item: -item["score"])
        return JSONResponse({"results": found[: body.get("top_k", 20)]})

    async def _entities(self, _: Request, __: bool) -> Response:
        totals: dict[tuple[str, str], int] = {}
        for row in list(self.rows.values())[:SCAN]:
            for key in NAMED:
                if row.get(key):
                    pair = (key.removesuffix("_id"), row[key])
                    totals[pair] = totals.get(pair, 0) + 1
        return JSONResponse(
            [
                {"id": name, "type": kind, "total_memories": total, "created_at": None, "updated_at": None}
                for (kind, name), total in sorted(totals.items())
            ]
        )

    async def _openapi(self, _: Request) -> Response:
        return JSONResponse({"openapi": "3.1.0", "info": {"title": "Mem0 REST APIs", "version": "1.0.0"}})

    def _of(self, filters: Mapping[str, Any]) -> list[tuple[str, Payload]]:
        return [
            (memory_id, row)
            for memory_id, row in self.rows.items()
            if all(
                row.get(key) is not None if value == "*" else row.get(key) == value
                for key, value in filters.items()
            )
        ]


def _shown(memory_id: str, row: Payload) -> dict[str, Any]:
    """A memory of a list by names, of a search, or alone."""
    metadata = {key: value for key, value in row.items() if key not in _HIDDEN}
    return {
        "id": memory_id,
        "memory": row["data"] or "",
        "hash": row["hash"],
        "metadata": metadata or None,
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        **{key: row[key] for key in _PROMOTED if key in row},
    }


def _raw(memory_id: str, row: Payload) -> dict[str, Any]:
    """A memory of the list of everything."""
    return {
        "id": memory_id,
        "memory": row["data"],
        **{key: row.get(key) for key in NAMED},
        "hash": row["hash"],
        "expiration_date": row.get("expiration_date"),
        "metadata": {key: value for key, value in row.items() if key not in _RESERVED},
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def _is_expired(row: Payload) -> bool:
    return (row.get("expiration_date") or "9999-12-31") < date.today().isoformat()


async def _not_found(_: Request, __: Exception) -> Response:
    return detail(404, "Not Found")


async def _not_allowed(_: Request, __: Exception) -> Response:
    return detail(405, "Method Not Allowed")
