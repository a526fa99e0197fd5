"""One memory service over HTTP: what is sent, what is sent again, and what the answers mean."""

from __future__ import annotations

import asyncio
import json as jsonlib
import re
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from random import SystemRandom
from typing import Any

import httpx

from memtui.adapters.http_address import checked_base_url
from memtui.adapters.http_address import segment as segment
from memtui.adapters.http_connections import ERROR_BODY, Connections, Reply
from memtui.adapters.http_connections import MOST_AT_ONCE as MOST_AT_ONCE
from memtui.adapters.http_errors import Answer, answer_error, unreadable_answer
from memtui.adapters.http_json import UnreadableError, read_json, without_notice
from memtui.adapters.http_keys import Keys
from memtui.adapters.http_log import Course, RequestLog
from memtui.adapters.http_lost import loss, slow_error
from memtui.adapters.http_reason import reason, shown
from memtui.adapters.http_request import request
from memtui.adapters.http_retry import RetryPolicy, is_worth_retrying, wait_asked
from memtui.core.errors import MemtuiError, RefusedError
from memtui.core.profile import Secret
from memtui.core.sent_requests import SentRequest
from memtui.core.times import utc_now

_EVERYTHING = re.compile(r"(/v\d+)?/(memories|entities(/[^/]*)?)/*")
"""Addresses that stand for all that is there, or all of one type."""
_LONGEST_REQUEST_ID = 100
_chance = SystemRandom().random


class HttpClient:
    """Sends requests to one service and reads its JSON.

    With `read_only` nothing is sent that could change anything. `notice` is what the service last wanted
    its user to know, on one line, or empty. `sleep` and `transport` are for tests.
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
        self.notice = ""
        self._keys = Keys(api_key)
        self._policy = policy or RetryPolicy()
        self._sleep = sleep
        self._log = RequestLog()
        self._connections = Connections(
            self.address, longest_quiet=self._policy.longest_wait, sleep=sleep, transport=transport
        )

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        is_read: bool = False,
        scoped_by_query: bool = False,
    ) -> Any:
        """The JSON that the service answers; None for an empty answer.

        `path` starts with a slash and is percent-encoded (`segment`). GET, and what `is_read` says only
        reads, is sent again where that may help; PUT and DELETE only where the service asked to wait, and
        other methods never. A DELETE with `params` is refused, unless `scoped_by_query` says that they name
        the one thing that is meant. Raises MemtuiError: RefusedError for a write when this is read-only,
        UnreachableError, UnauthorizedError, NotFoundError, MissingRouteError, PageEndError, or
        ServiceError for the rest.
        """
        is_read = is_read or method == "GET"
        if not is_read:
            self._check_write(method, path, None if scoped_by_query else params)
        question = request(
            method,
            self.address + path,
            params=params,
            json=json,
            key_header=self.key_header(self._keys.current) if self._keys.current else None,
            is_read=is_read,
        )
        patience = self._policy.deadline if is_read else self._policy.write_deadline
        path = self._keys.redacted(path)
        with self._log.recording(method, path) as course:
            try:
                async with asyncio.timeout(patience):
                    return await self._answered(question, course, route=f"{method} {path}", is_read=is_read)
            except TimeoutError:
                course.failure = "no answer in time"
                raise slow_error(self.address) from None

    def sent_requests(self) -> Sequence[SentRequest]:
        """The last requests and what became of them, newest first."""
        return self._log.newest_first()

    def use_key(self, api_key: Secret | None) -> None:
        """Send this key from now on. Raises UsageError for one that cannot be sent."""
        self._keys.use(api_key)

    def key_header(self, key: str) -> tuple[str, str]:
        """The name and value of the header that carries the key: the Platform's, unless a subclass says."""
        return "Authorization", f"Token {key}"

    async def pause(self, seconds: float) -> None:
        """Wait, between two questions whether something is done."""
        await self._sleep(seconds)

    async def close(self) -> None:
        """Give back the connections. Safe to call twice."""
        await self._connections.close()

    def _check_write(self, method: str, path: str, params: Mapping[str, str | int] | None) -> None:
        if self.read_only:
            raise RefusedError(
                f"{self.address} is open read-only.", hint="Open it without --read-only to change anything."
            )
        if method == "DELETE" and (params or _EVERYTHING.fullmatch(path)):
            raise RefusedError(f"memtui never sends DELETE {path}: it could mean every memory.")

    async def _answered(self, question: httpx.Request, course: Course, *, route: str, is_read: bool) -> Any:
        started, waited, wait = time.monotonic(), 0.0, 0.0
        failure: MemtuiError
        while True:
            asked = None
            try:
                reply = await self._connections.send(question, after=wait, begin=course.begin)
            except (httpx.RequestError, ssl.SSLError) as error:
                lost = loss(error, address=self.address)
                failure, course.failure, again = lost.error, lost.words, is_read and lost.passes
            else:
                self._note(reply, course)
                if reply.is_success:
                    return await self._value(reply, course)
                asked = wait_asked(reply.status, reply.headers, utc_now())
                answer = self._answer(reply, asked)
                failure = answer_error(
                    answer, address=self.address, route=route, has_key=bool(self._keys.current)
                )
                again = is_worth_retrying(reply.status, method=question.method, is_read=is_read)
            wait = self._policy.wait(course.attempts, asked, chance=_chance())
            waited += wait
            too_late = max(time.monotonic() - started, waited) > self._policy.deadline
            if not again or course.attempts >= self._policy.tries or too_late:
                raise failure

    def _note(self, reply: Reply, course: Course) -> None:
        course.status, course.request_id = reply.status, self._request_id(reply) or None
        self._tell(reply.headers.get("x-mem0-notice-message"))

    async def _value(self, reply: Reply, course: Course) -> Any:
        try:
            if reply.body.fault:
                raise UnreadableError(self._keys.redacted(reply.body.fault))
            value, notice = without_notice(await read_json(reply.body.content))
        except UnreadableError as error:
            course.failure = "unreadable"
            raise unreadable_answer(self._answer(reply), str(error), address=self.address) from None
        self._tell(notice)
        return value

    def _tell(self, notice: Any) -> None:
        self.notice = reason(self._keys.redacted(jsonlib.dumps(notice))) or self.notice

    def _answer(self, reply: Reply, wait: float | None = None) -> Answer:
        beginning = reply.body.content[:ERROR_BODY].decode("utf-8", "replace")
        return Answer(
            status=reply.status,
            text=self._keys.redacted(beginning),
            wait=wait,
            request_id=self._request_id(reply),
            location=self._keys.redacted(reply.headers.get("location", "")),
        )

    def _request_id(self, reply: Reply) -> str:
        return shown(self._keys.redacted(reply.headers.get("x-request-id", "")), _LONGEST_REQUEST_ID)
