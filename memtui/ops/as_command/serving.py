"""What has to be known or done before a request is answered, in lines that run nothing."""

from __future__ import annotations

import shlex

from memtui.core.display import is_plain
from memtui.ops.as_command.service import Service


def comment_of(service: Service, notes: tuple[str, ...]) -> str:
    """The lines of comment before a program, each with its end; empty where there is nothing to say."""
    return "".join(f"# {line}\n" for line in _remarks(service, notes))


def shell_comment_of(service: Service, notes: tuple[str, ...]) -> str:
    """The same for a shell: zsh takes a typed `#` for a command, and `:` does nothing in any of them."""
    return "".join(f": {shlex.quote(line)}\n" for line in _remarks(service, notes))


def _remarks(service: Service, notes: tuple[str, ...]) -> list[str]:
    lines = list(notes)
    if service.kind == "local":
        path = "" if service.store is None else str(service.store)
        # A comment ends with its line, whatever quotes say.
        is_harmless = is_plain(path) and not set("\n\t") & set(path)
        named = f"memtui serve --db {shlex.quote(path)}" if is_harmless else "memtui serve with this store"
        lines.insert(0, f"start this first: {named}")
    if service.key == "login":
        lines.append(f"MEM0_TOKEN is the access_token that POST {service.address}/auth/login gives")
    if service.wants_key:
        lines.append(f"put the key of this service in {service.key_variable}")
    return lines
