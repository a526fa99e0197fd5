"""Who may ask, and how much: the key that clients must send, the host they must have asked for."""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from memtui.server.refusal import Refusal

LARGEST_BODY = 64 * 1024 * 1024
_WRONG_KEY = "Invalid API key."
_WRONG_HOST = "Without a key this server answers only to the name of this machine's loopback address."


class Gate:
    """Lets a request through to `app`, its path still percent-encoded so that names may hold a slash.

    Without a token any key is good, and the Host header must name the loopback: else a web page could
    read the store through a name of its own that leads here.
    """

    def __init__(self, app: ASGIApp, token: str | None) -> None:
        self._app = app
        self._token = token.encode() if token else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if self._token is None:
            if not is_loopback(_host_name(headers.get("host", ""))):
                await JSONResponse({"detail": _WRONG_HOST}, 403)(scope, receive, send)
                return
        elif not hmac.compare_digest(_key(headers.get("authorization", "")), self._token):
            await JSONResponse({"detail": _WRONG_KEY}, 401)(scope, receive, send)
            return
        encoded = scope.get("raw_path") or quote(scope["path"]).encode()
        await self._app({**scope, "path": encoded.decode("latin-1")}, _limited(receive), send)


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only be this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _limited(receive: Receive) -> Receive:
    """The body as it comes. Raises Refusal as soon as it is too long to be kept in memory."""
    came = 0

    async def some() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > LARGEST_BODY:
            raise Refusal(413, {"detail": f"At most {LARGEST_BODY >> 20} MB are taken in one request."})
        return message

    return some


def _host_name(header: str) -> str:
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _key(header: str) -> bytes:
    scheme, _, key = header.partition(" ")
    return key.strip().encode("latin-1") if scheme.lower() == "token" else b""
