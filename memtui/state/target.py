"""Which memory service is meant: by flags, environment and configuration, in this order."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from memtui.core.errors import UsageError
from memtui.core.profile import Profile, Secret, ServiceKind
from memtui.state.addresses import PLATFORM, checked_url
from memtui.state.paths import config_file, default_store

if TYPE_CHECKING:
    from memtui.state.config import ProfileEntry

KEY_VARIABLE = "MEM0_API_KEY"
URL_VARIABLE = "MEM0_BASE_URL"
PROFILE_VARIABLE = "MEMTUI_PROFILE"
CONFIG_VARIABLE = "MEMTUI_CONFIG"


def resolve_profile(
    *,
    db: str | None = None,
    base_url: str | None = None,
    demo: bool = False,
    profile: str | None = None,
    kind: ServiceKind | None = None,
    read_only: bool = False,
    embedded_only: bool = False,
) -> Profile:
    """The service that is meant: by a flag, MEMTUI_PROFILE, the configuration's default profile, MEM0_API_KEY
    or MEM0_BASE_URL; else the embedded store of this account. Raises UsageError.

    The profile of a demo has no path yet, and a configured one's key is fetched when it is needed. With
    `embedded_only` a service that no flag names is passed over. A service whose kind nobody says is taken for
    the Platform: its adapter recognises a self-hosted server by itself.
    """
    flags = (("--db", db), ("--profile", profile), ("--base-url", base_url), ("--demo", demo or None))
    named = [flag for flag, given in flags if given is not None]
    if len(named) > 1:
        raise UsageError(f"{' and '.join(named)} name different services.", hint="Give one of them.")
    if "" in (db, base_url, profile):
        raise UsageError(f"{named[0]} is empty.")
    if base_url is not None:
        return _service(base_url, "--base-url", kind, read_only=read_only)
    if db is None and not demo:
        entry = _configured(profile)
        if entry is not None and embedded_only and entry.kind != "local":
            if profile is not None:
                raise UsageError(f"Profile {entry.name} is no embedded store.")
        elif entry is not None:
            return _opened(entry, kind, read_only=read_only)
        elif not embedded_only and (found := _in_environment(kind, read_only=read_only)):
            return found
    if kind in {"platform", "selfhosted"}:
        raise UsageError(f"--kind {kind} needs an address.", hint="Give --base-url URL with it.")
    if demo:
        return Profile("demo", "local", read_only=read_only)
    if db is not None:
        return Profile(Path(db).name, "local", path=_checked_path(db), read_only=read_only)
    return Profile("local", "local", path=default_store(), read_only=read_only)


def _configured(name: str | None) -> ProfileEntry | None:
    """The profile of this name or, without one, that of the environment or the configuration's default."""
    source = "--profile"
    if name is None:
        name, source = os.environ.get(PROFILE_VARIABLE) or None, PROFILE_VARIABLE
    if name is None and not is_configured():
        return None
    # Loaded on first use: most people need no configuration.
    from memtui.state.config import load_config

    config = load_config()
    if name is None:
        return config.entries[config.default] if config.default else None
    return config.named(name, source)


def is_configured() -> bool:
    """Whether there is a configuration, be it empty."""
    if os.environ.get(CONFIG_VARIABLE):
        return True
    try:
        return os.path.lexists(config_file())
    except UsageError:
        # Without a home folder a key in the environment is all that one needs.
        return False


def _opened(entry: ProfileEntry, kind: ServiceKind | None, *, read_only: bool) -> Profile:
    from dataclasses import replace

    from memtui.state.config import profile_of_entry

    if kind is not None and entry.kind not in {None, kind}:
        raise UsageError(f"Profile {entry.name} is {entry.kind}, not {kind}.", hint="Leave --kind out.")
    found = profile_of_entry(replace(entry, kind=kind or entry.kind), later=True)
    return replace(found, read_only=found.read_only or read_only)


def _in_environment(kind: ServiceKind | None, *, read_only: bool) -> Profile | None:
    if address := os.environ.get(URL_VARIABLE):
        return _service(address, URL_VARIABLE, kind, read_only=read_only)
    # The key alone means the Platform, which nobody hosts.
    if kind != "selfhosted" and os.environ.get(KEY_VARIABLE, "").strip():
        return _service(PLATFORM, URL_VARIABLE, kind, read_only=read_only)
    return None


def _checked_path(text: str) -> Path:
    path = Path(os.path.expanduser(text))  # noqa: PTH111 - Path.expanduser raises for unknown users
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise UsageError(f"--db {text} is not a name in UTF-8.", hint="Rename the file.") from None
    return path


def _service(address: str, source: str, kind: ServiceKind | None, *, read_only: bool) -> Profile:
    url = checked_url(address, source, key_goes=f"Put the key in {KEY_VARIABLE}.")
    kind = "selfhosted" if kind == "selfhosted" else "platform"
    return Profile(urlsplit(url).netloc, kind, base_url=url, api_key=_key(), read_only=read_only)


def _key() -> Secret | None:
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not key:
        return None
    # Loaded on first use: most people have no key.
    from memtui.state.keys import checked_key

    return checked_key(key, KEY_VARIABLE)
