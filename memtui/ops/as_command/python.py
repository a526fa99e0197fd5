"""Python that prints what a screen shows: a call of the official client, or plain requests without one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from memtui.adapters.calls import calls_of
from memtui.core.asked import Asked, Listing, OneHistory, OneMemory, Searching
from memtui.core.calls import Call
from memtui.core.display import is_plain
from memtui.ops.as_command.service import Key, Service
from memtui.ops.as_command.serving import comment_of
from memtui.state.addresses import PLATFORM
from memtui.state.target import KEY_VARIABLE

_HEADERS: Mapping[Key, tuple[str, str]] = {
    "token": ("Authorization", "Token "),
    "served": ("Authorization", "Token "),
    "header": ("X-API-Key", ""),
    "login": ("Authorization", "Bearer "),
}


def as_python(asked: Asked, service: Service, now: datetime) -> str:
    """A few lines, after lines of comment. Raises MemtuiError saying why there are none."""
    found = calls_of(asked, service.kind, service.dialect, now)
    comment = comment_of(service, found.notes)
    if _has_client(asked, service):
        return comment + _with_client(asked, found.calls[0], service)
    return comment + _with_httpx(found.calls, service)


def _has_client(asked: Asked, service: Service) -> bool:
    """Whether the official client asks this in the version that the service has: it knows only the newest."""
    if isinstance(asked, Listing):
        version = service.dialect.lists
    else:
        version = service.dialect.searches if isinstance(asked, Searching) else "v3"
    return service.kind != "selfhosted" and version == "v3"


def _with_client(asked: Asked, call: Call, service: Service) -> str:
    host = "" if service.address == PLATFORM else f", host={literal(service.address)}"
    key = _secret(service)
    if service.key == "token" and service.key_variable != KEY_VARIABLE:
        # For an empty key the client takes MEM0_API_KEY, which is not this service's.
        key += ' or "none"'
    return (
        "import os\nfrom mem0 import MemoryClient\n\n"
        f"client = MemoryClient(api_key={key}{host})\n"
        f"print(client.{_client_call(asked, call)})\n"
    )


def _client_call(asked: Asked, call: Call) -> str:
    if isinstance(asked, Listing | Searching):
        named = {**(call.body or {}), **call.params}
        question = f"{literal(named.pop('query'))}, " if isinstance(asked, Searching) else ""
        name = "search" if question else "get_all"
        return f"{name}({question}{_named(named)})"
    if isinstance(asked, OneMemory | OneHistory):
        name = "history" if isinstance(asked, OneHistory) else "get"
        return f"{name}({literal(asked.memory_id)})"
    return "users()"


def _with_httpx(calls: tuple[Call, ...], service: Service) -> str:
    headers = ""
    if service.key in _HEADERS:
        name, before = _HEADERS[service.key]
        value = f"{literal(before)} + {_secret(service)}" if before else _secret(service)
        headers = f", headers={{{literal(name)}: {value}}}"
    lines = ["import os", ""] if headers else []
    lines += ["import httpx", "", f"service = httpx.Client(base_url={literal(service.address)}{headers})"]
    return "\n".join([*lines, *map(_request, calls)]) + "\n"


def _secret(service: Service) -> str:
    """Where a program finds the key."""
    if service.key == "served":
        return 'os.environ.get("MEMTUI_SERVE_TOKEN", "any")'
    return f'os.environ["{"MEM0_TOKEN" if service.key == "login" else service.key_variable}"]'


def _request(call: Call) -> str:
    named: dict[str, Any] = {}
    if call.params:
        named["params"] = dict(call.params)
    if call.body is not None:
        named["json"] = dict(call.body)
    given = f"{literal(call.method)}, {literal(call.path)}{', ' if named else ''}{_named(named)}"
    return f"print(service.request({given}).raise_for_status().json())"


def _named(arguments: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={literal(value)}" for name, value in arguments.items())


def literal(value: Any) -> str:
    """A value of JSON as Python writes it, with what cannot be seen as its escape."""
    return "".join(char if is_plain(char) else _escaped(char) for char in repr(value))


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
