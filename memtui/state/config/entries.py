"""What the configuration says of one service."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

from memtui.core.display import one_line
from memtui.core.errors import UsageError
from memtui.core.profile import ApiVersion, ServiceKind
from memtui.core.values import dataclass
from memtui.state.addresses import PLATFORM
from memtui.state.keys import KeySource

MEM0_CLI = "mem0-cli"
"""The profile of the account for which the official command line is set up."""
_NAME_RULE = "A name is made of letters, digits, . _ and -, and begins with neither . nor -."
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class ProfileEntry:
    """A profile as it is configured; where its key is, but not the key.

    No `kind` is one that is found out when the service is asked. `path` is the file of an embedded store;
    None is the one that is used without any configuration. `problem` says why it cannot be opened.
    """

    name: str
    kind: ServiceKind | None = None
    base_url: str = ""
    path: Path | None = None
    key: KeySource | None = None
    email: str = ""
    read_only: bool = False
    api_version: ApiVersion | None = None
    color: str = ""
    source: Literal["config", "mem0-cli"] = "config"
    problem: str = ""

    @property
    def address(self) -> str:
        """Where the service is: its address on the web, or the store's file; empty is the default one."""
        if self.kind == "local":
            return "" if self.path is None else str(self.path)
        return self.base_url or PLATFORM


def checked_profile_name(name: str) -> str:
    """The name, if it can be that of a profile. Raises UsageError."""
    if not _NAME.fullmatch(name):
        raise UsageError(f"{one_line(name)!r} is no name for a profile.", hint=_NAME_RULE)
    return name


def values_of(entry: ProfileEntry, folder: Path) -> dict[str, Any]:
    """The entry as the keys and values of its table; files in `folder` are named from there."""
    if entry.source == "mem0-cli":
        # Its own file says the rest, and it is read-only unless that is taken back.
        found: dict[str, Any] = {} if entry.read_only else {"read_only": False}
    else:
        found = {"kind": entry.kind, "base_url": entry.base_url.strip().rstrip("/"), "email": entry.email}
        found["path"] = None if entry.path is None else _named_from(folder, entry.path)
        if entry.key is not None:
            value = entry.key.value
            is_file = entry.key.place == "file"
            found[f"api_key_{entry.key.place}"] = _named_from(folder, Path(value)) if is_file else value
        found["read_only"] = entry.read_only or None
    found |= {"api_version": entry.api_version, "color": entry.color}
    return {key: value for key, value in found.items() if value not in {None, ""}}


def _named_from(folder: Path, path: Path) -> str:
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)
