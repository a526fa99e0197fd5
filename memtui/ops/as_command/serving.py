"""What has to be running before an embedded store answers, as one line of comment."""

from __future__ import annotations

import shlex

from memtui.core.display import is_plain
from memtui.ops.as_command.service import Service


def comment_of(service: Service, notes: tuple[str, ...]) -> str:
    """The lines of comment before a request, each with its end; empty where there is nothing to say."""
    lines = list(notes)
    if service.kind == "local":
        path = "" if service.store is None else str(service.store)
        # A comment ends with its line, whatever quotes say.
        is_harmless = is_plain(path) and not set("\n\t") & set(path)
        named = f"memtui serve --db {shlex.quote(path)}" if is_harmless else "memtui serve with this store"
        lines.insert(0, f"start this first: {named}")
    if service.key == "login":
        lines.append(f"MEM0_TOKEN is the access_token that POST {service.address}/auth/login gives")
    return "".join(f"# {line}\n" for line in lines)
