"""Addresses of services, and what is put into their paths."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from memtui.core.display import one_line
from memtui.core.errors import UsageError

_LONGEST_SHOWN = 200


def segment(text: str) -> str:
    """`text` as one segment of a path. Raises UsageError for what is no text."""
    try:
        quoted = quote(text, safe="")
    except UnicodeEncodeError:
        raise no_text() from None
    # A lone dot or two would be taken for a step in the path.
    return quoted.replace(".", "%2E") if quoted in {".", ".."} else quoted


def no_text() -> UsageError:
    """The error for a question that no service can be asked."""
    return UsageError("What is asked for holds bytes that are not text.")


def checked_base_url(text: str) -> str:
    """The address of a service, without a slash at its end; it may carry a path. Raises UsageError."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        if parts.username or parts.password or parts.query or parts.fragment:
            raise UsageError(
                "The address of a service holds no user name, password, query or fragment.",
                hint="Keys are read from MEM0_API_KEY or the profile, never from the address.",
            )
        known = parts.scheme in {"http", "https"} and not any(char.isspace() for char in text)
        usable = known and _can_be_looked_up(httpx.URL(text).raw_host) and parts.port != 0
    except (ValueError, httpx.InvalidURL):
        usable = False
    if not usable:
        raise UsageError(
            f"{text!r} is not the address of a service.",
            hint="An address looks like https://api.mem0.ai or http://127.0.0.1:8765.",
        )
    return text.rstrip("/")


def redirect_target(address: str, location: str) -> tuple[str, str]:
    """Where a redirect leads, as it may be shown, and what to do about it.

    A user name, a query and a fragment are left out: they may hold secrets.
    """
    here = urlsplit(address)
    try:
        to = urlsplit(urljoin(f"{address}/", location))
        same_host = to.hostname == here.hostname
    except ValueError:
        return "something that is no address", "Is this the address of a Mem0 service?"
    target = urlunsplit((to.scheme, to.netloc.rpartition("@")[2], to.path, "", ""))
    if not same_host:
        hint = "Nothing was sent there. If that service is yours, use its address."
    elif (here.scheme, to.scheme) == ("http", "https"):
        hint = "The address of this service begins with https://."
    else:
        hint = "Does the address have the right path?"
    return one_line(target[:_LONGEST_SHOWN]), hint


def proxy_of(address: str) -> str | None:
    """The proxy that the environment names for an address."""
    parts, proxies = urlsplit(address), getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(parts.netloc):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _can_be_looked_up(host: bytes) -> bool:
    """Whether name servers can be asked for a host: its labels are neither empty nor too long."""
    labels = host.removesuffix(b".").split(b".")
    return b":" in host or all(0 < len(label) < 64 for label in labels)
