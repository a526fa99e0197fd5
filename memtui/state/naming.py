"""How a service is named outside of memtui: by flags on the command line, and its key by a variable."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from memtui.core.errors import MemtuiError
from memtui.core.profile import Profile
from memtui.state.target import KEY_VARIABLE

if TYPE_CHECKING:
    from memtui.state.config import ProfileEntry


ANY_KEY = "MEMTUI_KEY"
"""The variable for a key that no variable holds: whoever runs a copied command puts it there."""


def flags_of(profile: Profile) -> tuple[str, ...]:
    """`--profile` where the service is configured, else `--db` or `--base-url`; with `--kind` if it was said.

    A key that was not configured is looked for in MEM0_API_KEY.
    """
    if (entry := _entry_of(profile)) is not None:
        flags = ("--profile", profile.name)
        return flags if entry.kind else (*flags, *_kind_flags(profile))
    if profile.kind == "local":
        # The flag means the same in every folder.
        return () if profile.path is None else ("--db", str(profile.path.absolute()))
    return ("--base-url", profile.base_url, *_kind_flags(profile))


def key_variable_of(profile: Profile) -> str:
    """The variable that has the service's key: the one that its profile names, or MEM0_API_KEY for a service
    that no profile describes; ANY_KEY where the key is elsewhere, or where that is not known.
    """
    if (entry := _entry_of(profile)) is not None:
        return entry.key.value if entry.key is not None and entry.key.place == "env" else ANY_KEY
    # One with another name was configured when it was opened: MEM0_API_KEY is not for it.
    is_by_address = bool(profile.base_url) and profile.name == urlsplit(profile.base_url).netloc
    return KEY_VARIABLE if is_by_address else ANY_KEY


def _kind_flags(profile: Profile) -> tuple[str, ...]:
    return ("--kind", "selfhosted") if profile.kind == "selfhosted" else ()


def _entry_of(profile: Profile) -> ProfileEntry | None:
    """The configured profile that it is; None where there is none or one of its name is another."""
    # Loaded on first use: most people need no configuration.
    from memtui.state.config import load_config, profile_of_entry

    try:
        entry = load_config().entries.get(profile.name)
        found = None if entry is None else profile_of_entry(entry, later=True)
    except MemtuiError:
        return None
    if entry is None or found is None or (found.kind == "local") != (profile.kind == "local"):
        return None
    same = (found.base_url, found.path, found.email) == (profile.base_url, profile.path, profile.email)
    return entry if same else None
