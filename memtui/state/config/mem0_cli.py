"""The account for which the official command line is set up, as a profile.

Its file is `~/.mem0/config.json`: `{"version": 1, "platform": {"api_key": "m0-…", "base_url": "…"}, …}`, or
one with `api_key` and `base_url` at the top. memtui never writes there.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from memtui.core.errors import UsageError
from memtui.state.addresses import PLATFORM, checked_url
from memtui.state.config.entries import MEM0_CLI, ProfileEntry
from memtui.state.files import read_own
from memtui.state.keys import KeySource

_LONGEST = 1_000_000
_SOURCE = KeySource("mem0-cli", "")
PLAIN = ProfileEntry(MEM0_CLI, "platform", key=_SOURCE, read_only=True, source="mem0-cli")
"""What memtui takes it for if the configuration says nothing about it."""


def mem0_cli_entry(said: ProfileEntry | None) -> ProfileEntry | None:
    """The profile, with what the configuration has `said` of it; None where there is no such account.

    A file that cannot be used is the entry's problem.
    """
    entry = said or PLAIN
    try:
        key, base_url = _account()
        if not key and said is None:
            return None
        problem = "" if key else "The mem0 CLI has no key: `mem0 init` sets it up."
    except FileNotFoundError:
        if said is None:
            return None
        base_url, problem = "", "The mem0 CLI is not set up here."
    except UsageError as error:
        base_url, problem = "", str(error)
    return replace(entry, base_url=base_url or PLATFORM, key=_SOURCE, problem=problem)


def key_of_mem0_cli() -> str:
    """The account's key; empty when there is none. Raises UsageError."""
    try:
        return _account()[0]
    except FileNotFoundError:
        raise UsageError("The mem0 CLI is not set up here.") from None


def _account() -> tuple[str, str]:
    """The key and the address. Raises FileNotFoundError, UsageError."""
    try:
        path = Path.home() / ".mem0" / "config.json"
    except RuntimeError:
        raise FileNotFoundError from None
    try:
        document: Any = json.loads(read_own(path, most=_LONGEST, secret=True))
    except (ValueError, RecursionError):
        raise UsageError(f"{path} is no JSON.") from None
    platform = document.get("platform") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(platform, dict | None):
        raise UsageError(f"{path} is no configuration of the mem0 CLI.")
    named = platform or {}
    key = named.get("api_key") or document.get("api_key") or ""
    base_url = named.get("base_url") or document.get("base_url") or PLATFORM
    if not isinstance(key, str) or not isinstance(base_url, str):
        raise UsageError(f"{path} has a key or an address that is no text.")
    return key, checked_url(base_url, f"The base_url in {path}", key_goes="The mem0 CLI keeps it as api_key.")
