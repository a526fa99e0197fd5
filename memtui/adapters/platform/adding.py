"""An addition as services take it, and what they say came of it (`docs/mem0-api.md`, "Adding")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from memtui.adapters.base import WriteSupport
from memtui.adapters.platform.events import failure
from memtui.core.changes import AddedMemory, NewMemory
from memtui.core.display import one_line
from memtui.core.errors import DataError, UsageError
from memtui.core.safety import checked_name
from memtui.core.times import day_of
from memtui.core.values import dataclass

_NOTHING_DONE = {"NOOP", "NONE"}


@dataclass(frozen=True, slots=True)
class Answered:
    """What a service said: memories, and the numbers of work that goes on after the answer.

    `is_over` says that nothing goes on, though there may be a number.
    """

    results: tuple[AddedMemory, ...]
    event_ids: tuple[str, ...] = ()
    is_over: bool = True

    @property
    def is_complete(self) -> bool:
        """Whether every memory came with its id."""
        return all(result.memory_id for result in self.results)


def add_body(new: NewMemory, support: WriteSupport) -> dict[str, Any]:
    """The addition as JSON. Raises UsageError, RefusedError or DataError for one that must not be sent."""
    if not new.input and not new.memory.strip():
        raise DataError("A memory needs a text.")
    scope: dict[str, str] = {}
    for field in ("user_id", "agent_id", "app_id", "run_id"):
        name = getattr(new, field)
        if name is not None and field not in support.scope_fields:
            raise UsageError(f"This service knows no {field}.", hint=_takes(support.scope_fields))
        if name is not None:
            scope[field] = checked_name(name)
    if not scope:
        raise UsageError("A new memory has to belong to somebody.", hint=_takes(support.scope_fields))
    options = dict(new.options or {})
    for name in options:
        if name not in support.add_options:
            raise UsageError(
                f"{one_line(str(name))!r} is no option of this service.", hint=_takes(support.add_options)
            )
    body = {"messages": new.messages(), **scope, "infer": new.infer, **options}
    if new.metadata is not None:
        body["metadata"] = dict(new.metadata)
    if new.expiration_date is not None:
        body["expiration_date"] = day_of(new.expiration_date)
    if new.immutable:
        if not support.takes_immutable:
            raise UsageError("This service knows no immutable memories.")
        body["immutable"] = True
    return body


def answered(answer: Any) -> Answered:
    """What an answer to a change says, in any of its shapes. Raises WorkFailedError for one that failed."""
    items = list(_items(answer))
    for item in items:
        # Work with a number is asked for by that: it says more.
        if _status(item) == "FAILED" and not item.get("event_id"):
            raise failure(item)
    numbers = [str(item["event_id"]) for item in items if item.get("event_id")]
    words = [_status(item) for item in items if item.get("status")]
    return Answered(
        results=tuple(memory for item in items if (memory := _added(item)) is not None),
        event_ids=tuple(dict.fromkeys(numbers)),
        is_over=not numbers or (bool(words) and all(word == "SUCCEEDED" for word in words)),
    )


def _items(answer: Any) -> Iterator[Mapping[str, Any]]:
    """The answer's objects: itself, and what it holds as results."""
    if isinstance(answer, list):
        for item in answer:
            yield from _items(item)
    elif isinstance(answer, Mapping):
        yield answer
        yield from _items(answer.get("results"))


def _status(item: Mapping[str, Any]) -> str:
    return str(item.get("status") or "").upper()


def _added(item: Mapping[str, Any]) -> AddedMemory | None:
    event = str(item.get("event") or "ADD").upper()
    memory_id, text = str(item.get("id") or ""), _text_of(item)
    if event in _NOTHING_DONE or "results" in item or not (memory_id or text is not None):
        return None
    before = item.get("previous_memory", item.get("old_memory"))
    return AddedMemory(memory_id, event, text, before if isinstance(before, str) else None)


def _text_of(item: Mapping[str, Any]) -> str | None:
    data = item.get("data")
    nested = data.get("memory", data.get("text")) if isinstance(data, Mapping) else data
    for text in (item.get("memory"), item.get("text"), nested):
        if isinstance(text, str):
            return text
    return None


def _takes(names: Iterable[str]) -> str:
    return f"It takes {', '.join(names)}."
