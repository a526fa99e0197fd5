"""One memory service over HTTP: connections, time limits, retries and errors, whatever is asked."""

from __future__ import annotations

import asyncio
import json as jsonlib
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from random import SystemRandom
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from memtui import __version__
from memtui.adapters.http_errors import (
    Answer,
    answer_error,
    is_transient,
    redact,
    slow_error,
    transport_error,
    unreadable_answer,
)
from memtui.adapters.http_retry import RetryPolicy, is_worth_retrying
from memtui.core.errors import MemtuiError, RefusedError, UsageError
from memtui.core.profile import Secret

MOST_AT_ONCE = 4
"""Requests in flight at any time."""
_TIMEOUT = httpx.Timeout(connect=10.0, read=30.0, write=30.0, pool=30.0)
_WRITE_TIMEOUT = httpx.Timeout(connect=10.0, read=None, write=30.0, pool=30.0)
"""How long the answer to a write may take is the policy's affair."""
_EVERYTHING = re.compile(r"(/v\d+)?/(memories|entities(/[^/]*)?)/*")
"""Addresses that stand for all that is there, or all of one type."""
_chance = SystemRandom().random


class HttpClient:
    """Sends requests to one service and reads its JSON.

    With `read_only` nothing is sent that could change anything. `last_latency_ms` is how long the last
    answer took, in milliseconds; `last_request_id` the number that the service gave it. `sleep` and
    `transport` are for tests.
    """

    def __init__(
        self,
        base_url: str,
        api_key: Secret | None = None,
        *,
        read_only: bool = False,
        policy: RetryPolicy | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Raises UsageError for an address or a key that cannot be used; asks no network."""
        self.address = checked_base_url(base_url)
        self.read_only = read_only
        self.last_latency_ms: float | None = None
        self.last_request_id: str | None = None
        self._key = _checked_key(api_key)
        self._policy = policy or RetryPolicy()
        self._sleep = sleep
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        is_read: bool = False,
    ) -> Any:
        """The JSON that the service answers; None for an empty answer.

        `path` starts with a slash and is percent-encoded (`segment`). GET, and what `is_read` says only
        reads, is sent again where that may help; PUT and DELETE only where the service asked to wait, and
        other methods never. Raises MemtuiError: RefusedError for a write when this is read-only,
        UnreachableError, UnauthorizedError, NotFoundError, MissingRouteError, PageEndError, or
        ServiceError for the rest.
        """
        is_read = is_read or method == "GET"
        if not is_read:
            self._check_write(method, path, params)
        request = self._request(method, path, params, json, timeout=_TIMEOUT if is_read else _WRITE_TIMEOUT)
        patience = self._policy.deadline if is_read else self._policy.write_deadline
        try:
            async with asyncio.timeout(patience):
                return await self._answered(request, route=f"{method} {path}", is_read=is_read)
        except TimeoutError:
            raise slow_error(self.address) from None

    def key_header(self, key: str) -> tuple[str, str]:
        """The name and value of the header that carries the key: the Platform's, unless a subclass says."""
        return "Authorization", f"Token {key}"

    async def pause(self, seconds: float) -> None:
        """Wait, between two questions whether something is done."""
        await self._sleep(seconds)

    async def close(self) -> None:
        """Give back the connections. Safe to call twice."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def _check_write(self, method: str, path: str, params: Mapping[str, str | int] | None) -> None:
        if self.read_only:
            raise RefusedError(
                f"{self.address} is open read-only.", hint="Open it without --read-only to change anything."
            )
        if method == "DELETE" and (params or _EVERYTHING.fullmatch(path)):
            raise RefusedError(f"memtui never sends DELETE {path}: it could mean every memory.")

    async def _answered(self, request: httpx.Request, *, route: str, is_read: bool) -> Any:
        started = time.monotonic()
        attempt, waited = 0, 0.0
        failure: MemtuiError
        while True:
            attempt, retry_after = attempt + 1, None
            try:
                response = await self._send(request)
            except httpx.RequestError as error:
                failure = transport_error(error, address=self.address)
                again = is_read and is_transient(error)
            else:
                if response.is_success:
                    return self._parsed(response)
                retry_after = response.headers.get("retry-after")
                failure = answer_error(
                    self._answer(response), address=self.address, route=route, has_key=bool(self._key)
                )
                again = is_worth_retrying(response.status_code, method=request.method, is_read=is_read)
            wait = self._policy.wait(attempt, retry_after, now=datetime.now(UTC), chance=_chance())
            waited += wait
            too_late = max(time.monotonic() - started, waited) > self._policy.deadline
            if not again or attempt >= self._policy.tries or too_late:
                raise failure
            await self._sleep(wait)

    async def _send(self, request: httpx.Request) -> httpx.Response:
        async with self._turns:
            started = time.perf_counter()
            response = await self._open().send(request)
            self.last_latency_ms = (time.perf_counter() - started) * 1000
            self.last_request_id = response.headers.get("x-request-id")
            return response

    def _open(self) -> httpx.AsyncClient:
        if self._client is None:
            # Reading the certificate authorities takes longer than a list; plain http needs none.
            secure = self.address.startswith("https:")
            try:
                self._client = httpx.AsyncClient(timeout=_TIMEOUT, verify=secure, transport=self._transport)
            except (ImportError, ValueError, OSError, httpx.InvalidURL):
                raise UsageError(
                    "The proxy or certificate settings of the environment cannot be used.",
                    hint="Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE.",
                ) from None
        return self._client

    def _request(
        self,
        method: str,
        path: str,
        params: Mapping[str, str | int] | None,
        json: Any,
        *,
        timeout: httpx.Timeout,
    ) -> httpx.Request:
        headers = {"User-Agent": f"memtui/{__version__}", "Accept": "application/json"}
        if self._key:
            name, value = self.key_header(self._key)
            headers[name] = value
        content = None
        if json is not None:
            headers["Content-Type"] = "application/json"
            content = _written(json)
        try:
            return self._open().build_request(
                method, self.address + path, params=params, content=content, headers=headers, timeout=timeout
            )
        except UnicodeEncodeError:
            raise _no_text() from None

    def _parsed(self, response: httpx.Response) -> Any:
        if not response.content.strip():
            return None
        try:
            return jsonlib.loads(response.content)
        except (ValueError, RecursionError):
            raise unreadable_answer(self._answer(response), address=self.address) from None

    def _answer(self, response: httpx.Response) -> Answer:
        return Answer(
            status=response.status_code,
            text=redact(response.content.decode("utf-8", "replace"), self._key),
            retry_after=response.headers.get("retry-after"),
            request_id=response.headers.get("x-request-id"),
            location=response.headers.get("location"),
        )


def segment(text: str) -> str:
    """`text` as one segment of a path. Raises UsageError for what is no text."""
    try:
        quoted = quote(text, safe="")
    except UnicodeEncodeError:
        raise _no_text() from None
    # A lone dot or two would be taken for a step in the path.
    return quoted.replace(".", "%2E") if quoted in {".", ".."} else quoted


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
        usable = known and bool(httpx.URL(text).host) and parts.port != 0
    except (ValueError, httpx.InvalidURL):
        usable = False
    if not usable:
        raise UsageError(
            f"{text!r} is not the address of a service.",
            hint="An address looks like https://api.mem0.ai or http://127.0.0.1:8765.",
        )
    return text.rstrip("/")


def _written(json: Any) -> bytes:
    try:
        return jsonlib.dumps(json, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except UnicodeEncodeError:
        raise _no_text() from None
    except ValueError:
        raise UsageError("What is to be sent holds a number that JSON does not know.") from None


def _no_text() -> UsageError:
    return UsageError("What is asked for holds bytes that are not text.")


def _checked_key(api_key: Secret | None) -> str | None:
    key = api_key.reveal().strip() if api_key is not None else ""
    if not (key.isascii() and key.isprintable() and " " not in key):
        raise UsageError(
            "The API key holds characters that cannot be sent.", hint="Copy it again, without line breaks."
        )
    return key or None
