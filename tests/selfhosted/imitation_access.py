"""The imitation's accounts: logins that are counted, tokens that grow old, keys, and the log of requests."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.selfhosted.imitation_writes import detail

ADMIN, MEMBER = "m0sk_admin", "m0sk_member"
EMAIL, PASSWORD = "ada@example.com", "größer than  8"
_ACCESS_SECONDS, _REFRESH_SECONDS = 30 * 60, 30 * 24 * 3600
_LOGINS, _REFRESHES, _MINUTE = 10, 20, 60
Endpoint = Callable[[Request, bool], Awaitable[Response]]


@dataclass
class Accounts:
    """One account, its tokens and keys; `now` tells seconds. `role` is its role."""

    now: Callable[[], float] = lambda: 0.0
    role: str = "admin"
    access: dict[str, float] = field(default_factory=dict)
    refresh: dict[str, float] = field(default_factory=dict)
    keys: list[dict[str, Any]] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    served: list[dict[str, Any]] = field(default_factory=list)
    tried: dict[str, list[float]] = field(default_factory=dict)

    def routes(self, guarded: Callable[[Endpoint], Callable[[Request], Awaitable[Response]]]) -> list[Route]:
        """The routes of a server that has accounts."""
        return [
            Route("/auth/login", self._log_in, methods=["POST"]),
            Route("/auth/refresh", self._renew, methods=["POST"]),
            Route("/api-keys", guarded(self._list_keys), methods=["GET"]),
            Route("/api-keys", guarded(self._create_key), methods=["POST"]),
            Route("/api-keys/{key_id}", guarded(self._delete_key), methods=["DELETE"]),
            Route("/requests", guarded(self._requests), methods=["GET"]),
        ]

    def checked(self, request: Request, *, is_open: bool) -> tuple[Response | None, bool, str]:
        """The refusal, if it is one; whether an admin asks; and how they showed who they are."""
        bearer, key = request.headers.get("authorization", ""), request.headers.get("x-api-key")
        if bearer.startswith("Bearer "):
            if self.access.get(bearer.removeprefix("Bearer "), 0.0) <= self.now():
                return detail(401, "Invalid or expired token."), False, "bearer"
            return None, self.role == "admin", "bearer"
        if key == ADMIN:
            return None, True, "admin_api_key"
        if key is not None:
            is_known = key == MEMBER or key in self.secrets.values()
            refusal = None if is_known else detail(401, "Invalid API key.")
            return refusal, is_known and key != MEMBER and self.role == "admin", "api_key"
        if is_open:
            return None, True, "disabled"
        sentence = "Authentication required. Provide a Bearer token or X-API-Key header."
        return detail(401, sentence), False, "none"

    def log(self, request: Request, status: int, auth_type: str) -> None:
        """Write a line of the server's log; the log itself and nobody's requests are left out."""
        if auth_type != "none" and not request.url.path.startswith("/requests"):
            self.served.append(
                {"id": str(uuid.uuid4()), "method": request.method, "path": request.url.path,
                 "status_code": status, "latency_ms": 1.25, "auth_type": auth_type,
                 "created_at": "2026-07-01T00:00:00Z"}
            )  # fmt: skip

    async def _log_in(self, request: Request) -> Response:
        if (refusal := self._counted("login", _LOGINS)) is not None:
            return refusal
        body = await request.json()
        if "@" not in str(body.get("email")):
            return JSONResponse(
                {"detail": [{"type": "value_error", "loc": ["body", "email"], "input": body.get("email"),
                             "msg": "value is not a valid email address: it must have an @-sign."}]},
                422,
            )  # fmt: skip
        if (body["email"], body["password"]) != (EMAIL, PASSWORD):
            return detail(401, "Invalid email or password.")
        return self._tokens()

    async def _renew(self, request: Request) -> Response:
        if (refusal := self._counted("refresh", _REFRESHES)) is not None:
            return refusal
        token = (await request.json())["refresh_token"]
        if self.refresh.pop(token, 0.0) <= self.now():
            return detail(401, "Refresh token is no longer valid.")
        return self._tokens()

    def _counted(self, what: str, most: int) -> Response | None:
        tried = self.tried.setdefault(what, [])
        tried.append(self.now())
        if sum(at > self.now() - _MINUTE for at in tried) > most:
            return JSONResponse({"error": f"Rate limit exceeded: {most} per 1 minute"}, 429)
        return None

    def _tokens(self) -> Response:
        access, refresh = f"eyJ.access.{secrets.token_hex(8)}", f"eyJ.refresh.{secrets.token_hex(8)}"
        self.access[access] = self.now() + _ACCESS_SECONDS
        self.refresh[refresh] = self.now() + _REFRESH_SECONDS
        return JSONResponse({"access_token": access, "refresh_token": refresh, "token_type": "bearer"})

    async def _list_keys(self, _: Request, __: bool) -> Response:
        return JSONResponse(self.keys[::-1])

    async def _create_key(self, request: Request, _: bool) -> Response:
        label, secret = (await request.json())["label"], f"m0sk_{secrets.token_hex(16)}"
        shown = {
            "id": str(uuid.uuid4()),
            "label": label,
            "key_prefix": secret[:12],
            "created_at": "2026-07-01T00:00:00Z",
        }
        self.keys.append({**shown, "last_used_at": None})
        self.secrets[shown["id"]] = secret
        return JSONResponse({**shown, "key": secret}, 201)

    async def _delete_key(self, request: Request, _: bool) -> Response:
        key_id = request.path_params["key_id"]
        if key_id not in self.secrets:
            is_revoked = key_id in self.revoked
            return (
                detail(400, "API key is already revoked.")
                if is_revoked
                else detail(404, "API key not found.")
            )
        del self.secrets[key_id]
        self.revoked.add(key_id)
        self.keys = [key for key in self.keys if key["id"] != key_id]
        return JSONResponse({"message": "API key revoked."})

    async def _requests(self, request: Request, is_admin: bool) -> Response:
        if not is_admin:
            return detail(403, "Admin role required.")
        limit = int(request.query_params.get("limit", 50))
        if not 1 <= limit <= 200:
            return JSONResponse({"detail": [{"loc": ["query", "limit"], "msg": "Input should be…"}]}, 422)
        return JSONResponse(self.served[::-1][:limit])
