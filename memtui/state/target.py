"""Which memory service is meant: by the command line, then by the environment, else the embedded store."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from memtui.core.errors import UsageError
from memtui.core.profile import Profile, Secret, ServiceKind
from memtui.state.paths import default_store

KEY_VARIABLE = "MEM0_API_KEY"
URL_VARIABLE = "MEM0_BASE_URL"
_PLATFORM = "https://api.mem0.ai"


def resolve_profile(
    *,
    db: str | None = None,
    base_url: str | None = None,
    demo: bool = False,
    kind: ServiceKind | None = None,
    read_only: bool = False,
    embedded_only: bool = False,
) -> Profile:
    """The service that flags and environment name. Raises UsageError.

    The profile of a demo has no path yet. With `embedded_only` the environment's service is not
    considered. A service whose `kind` is not given is taken for the Platform: its adapter recognises a
    self-hosted server by itself.
    """
    named = [flag for flag, given in (("--db", db), ("--base-url", base_url), ("--demo", demo)) if given]
    if len(named) > 1:
        raise UsageError(f"{' and '.join(named)} name different services.", hint="Give one of them.")
    if db == "" or base_url == "":
        raise UsageError(f"{'--db' if db == '' else '--base-url'} is empty.")
    if base_url:
        return _service(base_url, "--base-url", kind, read_only=read_only)
    if not (db or demo or embedded_only):
        if address := os.environ.get(URL_VARIABLE):
            return _service(address, URL_VARIABLE, kind, read_only=read_only)
        # The key alone means the Platform, which nobody hosts.
        if kind != "selfhosted" and os.environ.get(KEY_VARIABLE, "").strip():
            return _service(_PLATFORM, URL_VARIABLE, kind, read_only=read_only)
    if kind in {"platform", "selfhosted"}:
        raise UsageError(f"--kind {kind} needs an address.", hint="Give --base-url URL with it.")
    if demo:
        return Profile("demo", "local", read_only=read_only)
    if db:
        return Profile(Path(db).name, "local", path=_checked_path(db), read_only=read_only)
    return Profile("local", "local", path=default_store(), read_only=read_only)


def _checked_path(text: str) -> Path:
    path = Path(os.path.expanduser(text))  # noqa: PTH111 - Path.expanduser raises for unknown users
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise UsageError(f"--db {text} is not a name in UTF-8.", hint="Rename the file.") from None
    return path


def _service(address: str, source: str, kind: ServiceKind | None, *, read_only: bool) -> Profile:
    url = _checked_url(address.strip(), source)
    kind = "selfhosted" if kind == "selfhosted" else "platform"
    return Profile(urlsplit(url).netloc, kind, base_url=url, api_key=_key(), read_only=read_only)


def _checked_url(text: str, source: str) -> str:
    hint = "Write it as https://host or http://host:port."
    if "@" in text:
        # Not shown again: it may hold a password.
        raise UsageError(
            f"{source} must not hold a user name or a key.", hint=f"Put the key in {KEY_VARIABLE}."
        )
    wrong = UsageError(f"{source} is no web address: {text!r}.", hint=hint)
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise wrong from None
    if not is_address or parts.query or parts.fragment or not text.isprintable() or " " in text:
        raise wrong
    return text.rstrip("/")


def _key() -> Secret | None:
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not key:
        return None
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise UsageError(f"{KEY_VARIABLE} holds characters that no key has.", hint="Set it again.")
    return Secret(key)
