"""Curl commands that answer with what a screen shows; the key is left to the shell's environment."""

from __future__ import annotations

import shlex
from datetime import datetime

from memtui.adapters.calls import calls_of
from memtui.core.asked import Asked
from memtui.core.calls import Call
from memtui.core.typed_json import write_json
from memtui.ops.as_command.memtui_command import checked
from memtui.ops.as_command.service import Key, Service
from memtui.ops.as_command.serving import shell_comment_of


def as_curl(asked: Asked, service: Service, now: datetime) -> str:
    """One command a line, after lines of comment. Raises MemtuiError saying why there is none."""
    found = calls_of(asked, service.kind, service.dialect, now)
    commands = (_command(call, service) for call in found.calls)
    return shell_comment_of(service, found.notes) + "\n".join(commands)


def _command(call: Call, service: Service) -> str:
    (url,) = checked([call.url(service.address)])
    parts = ["curl", *(["-X", call.method] if call.method != "GET" else []), shlex.quote(url)]
    if header := _header(service):
        # Between double quotes: the shell puts the key there.
        parts.append(f'-H "{header}"')
    if call.body is not None:
        # What does not print is written as escapes, on one line.
        body = write_json(call.body, indent=None)
        parts += ['-H "Content-Type: application/json"', "-d", shlex.quote(body)]
    return " ".join(parts)


def _header(service: Service) -> str:
    headers: dict[Key, str] = {
        "token": f"Authorization: Token ${service.key_variable}",
        "served": "Authorization: Token ${MEMTUI_SERVE_TOKEN:-any}",
        "header": f"X-API-Key: ${service.key_variable}",
        "login": "Authorization: Bearer $MEM0_TOKEN",
    }
    return headers.get(service.key, "")
