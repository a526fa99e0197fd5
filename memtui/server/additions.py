"""The routes that add memories (`docs/mem0-api.md`, "Adding").

There is no model here that could learn from a conversation. Where learning is asked for, whatever is said
becomes a memory and the answer says so, or it is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.changes import NewMemory
from memtui.core.models import SCOPE_FIELDS
from memtui.core.values import dataclass
from memtui.server.answer import Answer
from memtui.server.asking import read_body
from memtui.server.events import Event, Events, Results
from memtui.server.refusal import Refusal
from memtui.server.values import WrongValueError, date_in, flag_in, metadata_in, names_in, refusing

_MOST_MESSAGES = 1000
_STORED = "Memories stored successfully"
_NOT_LEARNED = "memtui serve has no model to learn with: each message is stored as a memory, as it is."
_QUEUED = "Memory processing has been queued for background execution"
_REFUSED = "memtui serve has no model to learn with. Send infer: false to store each message as it is."
_PAYLOAD = (*SCOPE_FIELDS, "metadata", "infer", "immutable", "expiration_date")


Infer = Literal["literal", "refuse"]
"""What becomes of `infer: true`: the messages are stored as they are, or it is refused."""


@dataclass(frozen=True, slots=True)
class AddPolicy:
    """How additions are taken; `queue` answers before they are done, unless the client asks to wait."""

    infer: Infer = "literal"
    queue: bool = False


class Additions:
    """Adds memories, and answers in each version's shape."""

    def __init__(self, adapter: LocalAdapter, events: Events, policy: AddPolicy) -> None:
        self._adapter = adapter
        self._events = events
        self._policy = policy

    async def v3(self, request: Request) -> Response:
        """The results where the messages were to be stored as they are, else the number of the work."""
        body = await read_body(request)
        event = await self._added(body, waits=not self._policy.queue)
        if self._policy.queue or _infers(body):
            return Answer(_numbered(event, body))
        stored = {"message": _STORED, "status": "SUCCEEDED", "event_id": event.id, "results": event.results}
        return Answer(stored)

    async def v1(self, request: Request) -> Response:
        """A list: of the results where the answer was to be waited for, else of the number of the work."""
        body = await read_body(request)
        with refusing(bad_addition):
            is_async = flag_in(body, "async_mode", default=True)
        queued = is_async and self._policy.queue
        event = await self._added(body, waits=not queued)
        waited = not queued and not (is_async and _infers(body))
        items = event.results if waited else [_numbered(event, body)]
        if body.get("output_format") != "v1.1":
            return Answer(items)
        if waited:
            items = [{"id": item["id"], **item["data"], "event": item["event"]} for item in items]
        return Answer({"results": items, "relations": []})

    async def _added(self, body: Mapping[str, Any], *, waits: bool) -> Event:
        with refusing(bad_addition):
            if self._policy.infer == "refuse" and _infers(body):
                raise WrongValueError(_REFUSED)
            news = _read(body)

        async def work(results: Results) -> None:
            for added in (await self._adapter.add_all(news)).results:
                data = {"memory": added.memory}
                results.append({"id": added.memory_id, "data": data, "event": added.event})

        payload = {name: body[name] for name in _PAYLOAD if body.get(name) is not None}
        with refusing(bad_addition):
            return await (self._events.of if waits else self._events.later)("ADD", payload, work)


def bad_addition(sentence: str) -> Refusal:
    """400 in the shape of these routes."""
    reason = {"message": f"Invalid input data. {sentence}"}
    return Refusal(400, {"error": "400 Bad Request", "details": reason})


def _read(body: Mapping[str, Any]) -> list[NewMemory]:
    """A memory for each message that is to become one."""
    names = names_in({field: None if body.get(field) == "" else body.get(field) for field in SCOPE_FIELDS})
    infer = _infers(body)
    like = NewMemory(
        memory="",
        user_id=names.get("user_id"),
        agent_id=names.get("agent_id"),
        app_id=names.get("app_id"),
        run_id=names.get("run_id"),
        metadata=metadata_in(body),
        expiration_date=date_in(body),
        immutable=flag_in(body, "immutable", default=False),
    )
    news = []
    for number, message in enumerate(_messages(body.get("messages")), 1):
        role, content = message.get("role"), message.get("content")
        if not isinstance(role, str):
            raise WrongValueError(f"Message {number} does not say whose it is: its role is no text.")
        text = content if isinstance(content, str) and content.strip() else None
        if role == "system" or (infer and (role not in {"user", "assistant"} or text is None)):
            # A conversation may hold calls of tools and pictures, from which nobody learns a text.
            continue
        if text is None:
            raise WrongValueError(f"The content of message {number} is empty, or no text.")
        news.append(replace(like, memory=text, input=({"role": role, "content": text},)))
    return news


def _messages(given: Any) -> Sequence[Mapping[str, Any]]:
    if isinstance(given, str):
        return [{"role": "user", "content": given}]
    messages = [given] if isinstance(given, dict) else given
    if not isinstance(messages, list) or not messages:
        raise WrongValueError("messages is a list of objects with role and content, or a text.")
    if len(messages) > _MOST_MESSAGES:
        raise WrongValueError(f"At most {_MOST_MESSAGES} messages are taken at once.")
    if not all(isinstance(message, dict) for message in messages):
        raise WrongValueError("Each message is an object with role and content.")
    return messages


def _infers(body: Mapping[str, Any]) -> bool:
    return flag_in(body, "infer", default=True)


def _numbered(event: Event, body: Mapping[str, Any]) -> dict[str, Any]:
    """The number under which the results are found, whether they are there already or not."""
    message = _NOT_LEARNED if _infers(body) else _QUEUED
    return {"message": message, "status": "PENDING", "event_id": event.id}
