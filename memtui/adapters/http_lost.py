"""Requests that got no whole answer, and why."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx

from memtui.adapters.http_address import proxy_of
from memtui.adapters.http_reason import shown
from memtui.core.errors import UnreachableError
from memtui.core.values import dataclass

_UNFINISHED = ssl.SSLWantReadError | ssl.SSLWantWriteError
"""What Python calls a handshake in which the other side is awaited."""
_PASSING = httpx.NetworkError | httpx.ConnectTimeout | httpx.RemoteProtocolError


@dataclass(frozen=True, slots=True)
class Loss:
    """Why no answer came: in a few words, and as an error. `passes` where asking again at once may help."""

    words: str
    error: UnreachableError
    passes: bool = False


def loss(error: httpx.RequestError | ssl.SSLError, *, address: str) -> Loss:
    """What an exception of the connection to `address` means."""
    causes = list(_causes(error))
    passes = isinstance(error, _PASSING)
    for cause in causes:
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, _UNFINISHED):
            said = getattr(cause, "verify_message", "") or str(cause)
            return Loss("no secure connection", _insecure(address, shown(said)))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        unknown = UnreachableError(
            f"The host of {address} is unknown.", hint="Check the address and the network."
        )
        return Loss("unknown host", unknown, passes)
    if isinstance(error, httpx.ProxyError):
        return Loss("proxy failed", _no_proxy(address, shown(str(error))))
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return Loss("no connection", _nobody(address), passes)
    if isinstance(error, httpx.TimeoutException):
        return Loss("no answer in time", slow_error(address))
    broken = UnreachableError(
        f"{address} broke off its answer.", hint="Try again; if it stays so, is this a Mem0 service?"
    )
    return Loss("broken off", broken, passes)


def slow_error(address: str) -> UnreachableError:
    """The error for an answer that did not come in time."""
    return UnreachableError(f"{address} did not answer in time.", hint="Try again later.")


def _insecure(address: str, said: str) -> UnreachableError:
    return UnreachableError(
        f"The secure connection to {address} failed: {said.rstrip('.')}.",
        hint="A plain server needs http://; a private certificate authority needs SSL_CERT_FILE.",
    )


def _no_proxy(address: str, said: str) -> UnreachableError:
    because = f": {said.rstrip('.')}" if said else ""
    return UnreachableError(
        f"The proxy did not connect to {address}{because}.",
        hint="Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY.",
    )


def _nobody(address: str) -> UnreachableError:
    if proxy_of(address):
        return UnreachableError(
            f"Nothing answers at {address}, or at the proxy before it.",
            hint="Check the address, HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY.",
        )
    return UnreachableError(
        f"Nothing answers at {address}.", hint="Is the service running, and is the address right?"
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for part in error.exceptions:
                yield from _causes(part)
        error = error.__cause__ or error.__context__
