"""The addresses of services, as people write them."""

from __future__ import annotations

from urllib.parse import urlsplit

from memtui.core.errors import UsageError

PLATFORM = "https://api.mem0.ai"
"""Where the Mem0 Platform answers."""


def checked_url(text: str, source: str, *, key_goes: str) -> str:
    """The address without blanks around it and slashes behind it. Raises UsageError.

    `source` is where it was written; `key_goes` tells what to do with a key that is in it.
    """
    text = text.strip()
    if "@" in text:
        # Not shown again: it may hold a password.
        raise UsageError(f"{source} must not hold a user name or a key.", hint=key_goes)
    wrong = UsageError(
        f"{source} is no web address: {text!r}.", hint="Write it as https://host or http://host:port."
    )
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise wrong from None
    if not is_address or parts.query or parts.fragment or not text.isprintable() or " " in text:
        raise wrong
    return text.rstrip("/")
