"""What a memory service's failures mean, as sentences (`docs/mem0-api.md`, "Errors").

Services put the reason of an error into at least eight shapes of body. All are read here, and nothing
of them reaches a screen but one neutralised line; the body itself stays in `raw`, cut short.
"""

from __future__ import annotations

import json
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from memtui.core.display import one_line
from memtui.core.errors import MemtuiError, NotFoundError, ServiceError, UnauthorizedError, UnreachableError

RAW_LIMIT = 4096
_LONGEST_REASON = 300
_REASON_KEYS = ("details", "detail", "message", "error", "errors", "msg")
_MISSING_THING = re.compile(
    r"\b(memor(y|ies)|entity|user|agent|app|run|project|organi[sz]ation|object)\b.*"
    r"\b(not found|does not exist|no longer exists)|\bno \w.*(\bfound\b|\bmatches the given query\b)",
    re.IGNORECASE,
)


class MissingRouteError(ServiceError):
    """The service does not have this route at all: another version, or another kind of server."""


class PageEndError(NotFoundError):
    """The page asked for is past the last one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the body as text with the key taken out, and what the headers add."""

    status: int
    text: str
    retry_after: str | None = None
    request_id: str | None = None
    location: str | None = None

    @property
    def is_page(self) -> bool:
        """Whether the body is a web page."""
        return self.text.lstrip()[:1] == "<"


def redact(text: str, key: str | None) -> str:
    """`text` without the API key, however JSON would have written it."""
    if not key:
        return text
    return text.replace(key, "[key]").replace(json.dumps(key)[1:-1], "[key]")


def reason(text: str) -> str:
    """What an error body says, in one line; empty for a web page or a body that says nothing."""
    stripped = text.strip()
    if not stripped or stripped.startswith("<"):
        return ""
    try:
        said = " ".join(_reasons(json.loads(stripped)))
    except (ValueError, RecursionError):
        said = stripped
    said = one_line(said).strip()
    return said if len(said) <= _LONGEST_REASON else said[:_LONGEST_REASON] + "…"


def answer_error(answer: Answer, *, address: str, route: str, has_key: bool = True) -> MemtuiError:
    """The error that an unsuccessful answer to `route` (method and path) means.

    `has_key` says whether a key was sent.
    """
    status, said, raw = answer.status, reason(answer.text), answer.text[:RAW_LIMIT]
    if status in {401, 403}:
        refused = "does not accept the API key" if status == 401 else "does not allow this"
        hint = "Check MEM0_API_KEY." if has_key else "MEM0_API_KEY is not set: set it to the service's key."
        return UnauthorizedError(_sentence(f"{address} {refused}", said), status=status, hint=hint, raw=raw)
    if status == 404 and "invalid page" in said.lower():
        return PageEndError("There is no such page.", raw=raw)
    if status == 404 and _MISSING_THING.search(said):
        return NotFoundError(_sentence("The service finds nothing", said), raw=raw)
    if status in {404, 405}:
        return MissingRouteError(
            f"{address} has no route {route}.",
            status=status,
            hint="Is this the address of a Mem0 service?",
            raw=raw,
        )
    message, hint = _refusal(answer, said, address)
    return ServiceError(message, status=status, hint=hint, raw=raw)


def no_memory(memory_id: str) -> NotFoundError:
    """The error for a memory that is not there."""
    return NotFoundError(f"There is no memory {memory_id!r} on this service.")


def unreadable_answer(answer: Answer, *, address: str) -> ServiceError:
    """The error for a successful answer whose body is not JSON."""
    what = "a web page instead of JSON" if answer.is_page else "JSON that is cut off or damaged"
    return ServiceError(
        f"{address} answered with {what}.",
        status=answer.status,
        hint="Is this the address of a Mem0 service?",
        raw=answer.text[:RAW_LIMIT],
    )


def transport_error(error: httpx.RequestError, *, address: str) -> UnreachableError:
    """The error for a request that got no whole answer."""
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return UnreachableError(
            _sentence(f"The secure connection to {address} failed", one_line(str(error))),
            hint="A plain server needs http://; a private certificate authority needs SSL_CERT_FILE.",
        )
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return UnreachableError(
            f"The host of {address} is unknown.", hint="Check the address and the network."
        )
    if isinstance(error, httpx.ProxyError):
        return UnreachableError(
            f"The proxy did not connect to {address}.", hint="Check HTTP_PROXY, HTTPS_PROXY and NO_PROXY."
        )
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return UnreachableError(
            f"Nothing answers at {address}.", hint="Is the service running, and is the address right?"
        )
    if isinstance(error, httpx.TimeoutException):
        return slow_error(address)
    return UnreachableError(
        f"{address} broke off its answer.", hint="Try again; if it stays so, is this a Mem0 service?"
    )


def is_transient(error: httpx.RequestError) -> bool:
    """Whether the same request may succeed at once: no connection, or one that broke."""
    lost = httpx.NetworkError | httpx.ConnectTimeout | httpx.RemoteProtocolError
    return isinstance(error, lost) and not any(isinstance(cause, ssl.SSLError) for cause in _causes(error))


def slow_error(address: str) -> UnreachableError:
    """The error for an answer that did not come in time."""
    return UnreachableError(f"{address} did not answer in time.", hint="Try again later.")


def _refusal(answer: Answer, said: str, address: str) -> tuple[str, str]:
    status = answer.status
    if status == 429:
        wait = one_line(answer.retry_after or "").strip()
        hint = f"It asks to wait: Retry-After {wait}." if wait else "Wait a minute and try again."
        return _sentence(f"{address} asks for fewer requests", said), hint
    if status == 413:
        return _sentence(f"{address} refuses: too large, or the quota is used up", said), ""
    if status >= 500 or status == 408:
        number = one_line(answer.request_id or "").strip()
        about = f" Request id: {number}." if number else ""
        return _sentence(f"{address} failed with status {status}", said), f"Try again later.{about}"
    if 300 <= status < 400:
        to = one_line(answer.location or "").strip()
        return _sentence(
            f"{address} redirects elsewhere", to
        ), "Use the address that it redirects to, if it is yours."
    return _sentence(f"{address} refuses the request", said or f"status {status}"), ""


def _sentence(start: str, said: str) -> str:
    text = f"{start}: {said}" if said else start
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _reasons(body: Any) -> Iterator[str]:
    """The texts of an error body: of its first telling key, or of every field that complains."""
    if isinstance(body, str):
        yield body
    elif isinstance(body, list):
        for item in body:
            yield from _reasons(item)
    elif isinstance(body, Mapping):
        for key in _REASON_KEYS:
            if body.get(key):
                yield from _reasons(body[key])
                return
        for key, value in body.items():
            said = " ".join(_reasons(value))
            if said:
                yield f"{key}: {said}"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for part in error.exceptions:
                yield from _causes(part)
        error = error.__cause__ or error.__context__
